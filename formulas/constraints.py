"""What can make a design impossible, each as one load over one limit.

A constraint holds while its load is at most 1.  All of them are arrays over the designs, so that the
search for a repair can ask about hundreds of neighbours at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from formulas.chain import Chain, Design

LARGEST_FLEET = 200_000
LARGEST_SITE_POWER = 300e6
LARGEST_RUN = 5e26
MOST_TOKENS_PER_PARAMETER = 60_000
SMALL_CONTEXT = 4096


@dataclass(frozen=True)
class Constraint:
    """One way in which a design can fail; ``load`` maps a design and its steps to load over limit.

    ``basis`` says what the limit is and ``source`` who published it: a key of the bibliography, or nothing where the serving card sets it.
    """

    id: str
    title: str
    load: Callable[[Design, Chain], np.ndarray]
    source: str
    basis: str


def _precision(design: Design, chain: Chain) -> np.ndarray:
    return np.where(np.asarray(design.precision_supported) > 0, 0.0, np.inf)


def _weights(design: Design, chain: Chain) -> np.ndarray:
    return chain.weight_bytes / (chain.available_cards * chain.usable_bytes)


def _cache_at(context: Callable[[Design], np.ndarray]) -> Callable[[Design, Chain], np.ndarray]:
    """Load of one user's cache at ``context`` on the room that the weights leave."""

    def load(design: Design, chain: Chain) -> np.ndarray:
        room = chain.available_cards * chain.usable_bytes - chain.weight_bytes
        share = np.minimum(context(design) / design.context, 1)
        with np.errstate(divide="ignore"):
            return np.where(room > 0, chain.resident_cache_per_user * share / np.maximum(room, 1), np.inf)

    return load


def _tokens(design: Design, chain: Chain) -> np.ndarray:
    return chain.data_share


def _fleet(design: Design, chain: Chain) -> np.ndarray:
    return chain.training_fleet / LARGEST_FLEET


def _power(design: Design, chain: Chain) -> np.ndarray:
    return np.nan_to_num(chain.site_power / LARGEST_SITE_POWER, nan=0.0)


def _law(design: Design, chain: Chain) -> np.ndarray:
    smallest = design.law.fitted_parameters[0] / 10
    return np.maximum.reduce([
        chain.training_compute / LARGEST_RUN,
        chain.tokens_per_parameter / MOST_TOKENS_PER_PARAMETER,
        smallest / chain.active_parameters,
    ])


CONSTRAINTS = (
    Constraint("precision", "The card lacks the precision", _precision, "", "What the serving card multiplies."),
    Constraint("weights", "The weights do not fit", _weights, "deepseek2024v3",
               "Usable memory of the cards chosen, or of all that a replica may span: 40 servers, as in the largest one published."),
    Constraint("cache", "No room for even a short cache", _cache_at(lambda d: np.minimum(d.context, SMALL_CONTEXT)), "",
               "One user at 4,096 tokens beside the weights."),
    Constraint("context", "The context is longer than the cache can hold", _cache_at(lambda d: d.context), "",
               "One user at full context beside the weights."),
    Constraint("tokens", "More tokens than exist", _tokens, "villalobos2024",
               "Public human text, about 300T tokens (90% interval 100T to 1,000T)."),
    Constraint("fleet", "A larger fleet than has ever been built", _fleet, "pilz2025",
               "200,000 accelerators, the largest documented in the survey of spring 2025."),
    Constraint("power", "More power than any such site has drawn", _power, "pilz2025",
               "300 MW, the largest documented in the survey of spring 2025."),
    Constraint("law", "Beyond what any scaling law was tested on", _law, "epoch2025runs",
               "Runs up to 5e26 FLOP, up to 60,000 tokens per parameter (Qwen3 0.6B), models from a tenth of the smallest one fitted."),
)


def loads(design: Design, chain: Chain) -> dict[str, np.ndarray]:
    """Load over limit of every constraint, in the order in which they are reported."""
    return {constraint.id: np.asarray(constraint.load(design, chain), dtype=float) for constraint in CONSTRAINTS}
