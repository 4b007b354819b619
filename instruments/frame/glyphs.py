"""The signs of the strata, by which a reader knows them wherever they stand."""

from __future__ import annotations

from formulas.caching import shared
from instruments.prose.markup import Markup, markup

_GLYPHS = {
    "applications": "M3 4h14v9.5H9.5L6 17v-3.5H3z",
    "models": "M10 2.8l7.2 3.7-7.2 3.7-7.2-3.7zM2.8 10l7.2 3.7 7.2-3.7M2.8 13.5l7.2 3.7 7.2-3.7",
    "infrastructure": "M3 3.5h14v5H3zM3 11.5h14v5H3zM6 6h2M6 14h2",
    "chips": "M6 6h8v8H6zM8 2.5V6M12 2.5V6M8 14v3.5M12 14v3.5M2.5 8H6M2.5 12H6M14 8h3.5M14 12h3.5",
    "energy": "M11.5 2L4.5 11.5h5L8.5 18l7-9.5h-5z",
}


@shared
def glyph(stratum: str) -> Markup:
    """Return the sign of a stratum."""
    return markup('<svg class="glyph" viewBox="0 0 20 20" aria-hidden="true"><path d="{}"/></svg>', _GLYPHS[stratum])
