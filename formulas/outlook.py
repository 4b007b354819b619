"""What surrounds a run rather than makes it: the steps of a dossier that no constraint and no other step rests on.

A search over many designs leaves them out unless it asks for one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from formulas import per_byte

if TYPE_CHECKING:
    from formulas.chain import Design
    from formulas.steps import Chain

NAMES = frozenset({"bits_per_byte", "law_spread"})


def asked_for(names: Iterable[str]) -> bool:
    """Whether any of these steps is one of this module."""
    return not NAMES.isdisjoint(names)


def steps(c: Chain, d: Design) -> None:
    """Add everything to a chain that was evaluated."""
    _laws(c, d)


def _laws(c: Chain, d: Design) -> None:
    """The loss per byte of text, and how far the laws lie apart in it."""
    text = per_byte.law_texts()[d.law.text]
    c.step("bits_per_byte", per_byte.bits_per_byte, loss=c.predicted_loss, text_per_token=text.bytes_per_token)
    found = per_byte.ends(c.active_parameters, c.training_tokens, d.total_to_active)
    c.step("law_spread", per_byte.law_spread, lowest=found[0], highest=found[1])
