"""Designs to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formulas.caching import frozen


@dataclass(frozen=True)
class Preset:
    """A full set of inputs with a name; ``caption`` says what it is, and what was published about it."""

    id: str
    name: str
    caption: str
    values: Mapping[str, object]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", frozen(self.values))
