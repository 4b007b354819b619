"""The sources that equations and catalogues cite, by key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from formulas.caching import shared


@dataclass(frozen=True)
class Source:
    """A published source."""

    key: str
    authors: str
    year: int
    title: str
    venue: str
    url: str
    seen: str = ""
    """What of it was looked at, and in whose copy, where that was not the source itself."""

    @property
    def short(self) -> str:
        """``Hoffmann et al. 2022`` as it stands beside a number."""
        return f"{self.authors} {self.year}"


@shared
def bibliography() -> Mapping[str, Source]:
    """Every source by key.

    Raises
    ------
    ValueError
        If rows are malformed; all of them are named together.
    """
    rows = json.loads((files(__package__) / "data" / "bibliography.json").read_text("utf-8"))
    bad = [
        f"{key}: {name} is {row.get(name)!r}: must be a {kind.__name__}"
        for key, row in rows.items()
        for name, kind in {"authors": str, "year": int, "title": str, "venue": str, "url": str, "seen": str}.items()
        if not isinstance(row.get(name, "" if name == "seen" else None), kind)
    ]
    if bad:
        raise ValueError("; ".join(bad))
    return {key: Source(key, **row) for key, row in rows.items()}
