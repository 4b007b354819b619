"""The figures as pictures: what stands in their slots until the live ones come, and for readers without a script."""

from __future__ import annotations

import re
from pathlib import Path

from app.bundle.chromium import TIME_LIMIT_SECONDS, looking_at

FIGURES = Path(__file__).parent / "maker" / "figures.js"
WIDE = {"width": 1440, "height": 2400}
_LIVE = "() => performance.getEntriesByName('forge:live').length"
_DRAWN = """() => [...document.querySelectorAll("[data-instrument]:not([hidden]) .slot[id]")].every(
  ({ forgeSlot }) => forgeSlot?.view && !forgeSlot.mount.stale)"""
_SETTLED = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
}"""
_NAME = re.compile(r'\bid="([^"]+)"')


class PrerenderError(RuntimeError):
    """The built page did not show its figures."""


def figures(folder: Path) -> dict[str, str]:
    """Open the built page of ``folder`` and return its figures as SVG, by slot."""
    with looking_at(folder) as (browser, address):
        page = browser.new_page(viewport=WIDE, service_workers="block")
        page.set_default_timeout(TIME_LIMIT_SECONDS * 1000)
        page.goto(f"{address}/index.html")
        page.wait_for_function(_LIVE)
        # `live` promises the dossier; the last figure may still be one frame behind.
        page.wait_for_function(_DRAWN)
        page.evaluate(_SETTLED)
        taken = page.evaluate(FIGURES.read_text("utf-8").strip().removesuffix(";"))
    if not taken:
        raise PrerenderError("the built page shows no figures")
    return {slot: _named(slot, svg) for slot, svg in sorted(taken.items())}


def _named(slot: str, svg: str) -> str:
    """Give the picture's inner names, drawn at random by its exporter, names that are the same in every build."""
    for place, name in enumerate(dict.fromkeys(_NAME.findall(svg))):
        svg = re.sub(rf'(\bid="|#){re.escape(name)}\b', rf"\g<1>{slot}-{place}", svg)
    return svg
