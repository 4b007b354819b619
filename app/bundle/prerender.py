"""The pictures as they stand still: what stands in their slots until the live ones come, and for readers without a script.

And a picture of each page, for links to it.  Both are taken of the built page itself, which has to come alive for that.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from app.bundle import preview
from app.bundle.chromium import TIME_LIMIT_SECONDS, looking_at
from app.bundle.site import Site
from instruments.frame.discovery import instruments
from instruments.prose.markup import Markup, trusted

if TYPE_CHECKING:
    from playwright.sync_api import Page

DRAWINGS = Path(__file__).parent / "maker" / "pictures.js"
WIDE = {"width": 1440, "height": 2400}
_LIVE = "() => performance.getEntriesByName('forge:live').length"
_DRAWN = """() => [...document.querySelectorAll("[data-instrument]:not([hidden]) .slot[id]")].every(
  ({ forgeSlot }) => forgeSlot?.view && !forgeSlot.mount.stale)"""
_SETTLED = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
}"""
_SLOTS = "() => document.querySelectorAll('[data-instrument]:not([hidden]) .slot[id]').length"
_NAME = re.compile(r'\bid="([^"]+)"')


class PrerenderError(RuntimeError):
    """The built page did not show its pictures."""


def add_pictures(site: Site) -> None:
    """Open the page of every instrument; add its pictures as SVG, by slot, and the one that links to it show."""
    with looking_at(site.folder) as (browser, address):
        for name in instruments():
            page = browser.new_page(viewport=WIDE, service_workers="block", reduced_motion="reduce")
            page.set_default_timeout(TIME_LIMIT_SECONDS * 1000)
            page.goto(f"{address}/{name}/")
            page.wait_for_function(_LIVE)
            _until_drawn(page)
            taken = page.evaluate(DRAWINGS.read_text("utf-8").strip().removesuffix(";"))
            if len(taken) != page.evaluate(_SLOTS):
                raise PrerenderError(f"the built page of {name} shows {len(taken)} of its pictures")
            site.stills[name] = {slot: _named(slot, svg) for slot, svg in sorted(taken.items())}
            page.set_viewport_size({"width": preview.WIDTH, "height": preview.HEIGHT})
            _until_drawn(page)
            page.screenshot(path=site.folder / name / preview.PICTURE)
            page.close()


def _until_drawn(page: Page) -> None:
    # `live` promises the numbers; the last picture may still be one frame behind.
    page.wait_for_function(_DRAWN)
    page.evaluate(_SETTLED)


def _named(slot: str, svg: str) -> Markup:
    """Give the picture's inner names, drawn at random by its exporter, names that are the same in every build."""
    for place, name in enumerate(dict.fromkeys(_NAME.findall(svg))):
        svg = re.sub(rf'(\bid="|#){re.escape(name)}\b', rf"\g<1>{slot}-{place}", svg)
    return trusted(svg)
