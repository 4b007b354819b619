"""How long every slider of every instrument takes to be answered in the built site: ``python tests/bench sliders``.

For each instrument: from an input event to the frame after the one in which the page shows Python's answer, and to the one in which
the pictures in sight show it, over all its sliders; and the slowest slider by itself.  ``switch`` is the way there from the page that
all others build on, live and at rest: from the press on a link to the frame in which the other instrument stands and listens, the
first time (with what it has of its own to fetch) and once more from there and back.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from app.bundle.chromium import looking_at
from instruments.frame.discovery import base, instruments
from tests.bench._needs import alone

NEEDS = ("chromium", "node", "npm", "site")
HERE = Path(__file__).parent
SITE = HERE.parents[1] / "dist"
SLIDES = (HERE / "sliders.js").read_text("utf-8")
MOVES = 12
LIMIT_MS = 90_000
WIDE = {"width": 1440, "height": 900}
AT_REST_MS = 2_000
"""How long a page that is live goes on preparing what may be wanted."""
VISIT = """
async (name) => {
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const link = document.querySelector(`a[href$="#/${name}"], a[href$="${name}/"]`);
  const shown = new Promise((resolve) => document.addEventListener("forge:shown", resolve, { once: true }));
  const start = performance.now();
  link.click();
  await shown;
  await painted();
  return performance.now() - start;
}
"""


def report(moves: int = MOVES, chosen: tuple[str, ...] = ()) -> dict[str, object]:
    """Milliseconds by instrument."""
    found: dict[str, object] = {"load": round(os.getloadavg()[0], 1)}
    with looking_at(SITE) as (browser, address):
        for name in chosen or instruments():
            page = browser.new_page(viewport=WIDE)
            _arrive(page, f"{address}/{name}/")
            sliders = page.evaluate(f"({SLIDES})({moves})")
            page.close()
            found[name] = _told(sliders)
            if name != base():
                page = browser.new_page(viewport=WIDE)
                _arrive(page, f"{address}/{base()}/")
                ways = [page.evaluate(VISIT, each) for each in (name, base(), name)]
                found[name] |= {"switch_first_ms": round(ways[0]), "switch_again_ms": round(ways[2])}
                page.close()
            sys.stderr.write(f"{name}: {found[name]}\n")
    return found


def _arrive(page: Page, url: str) -> None:
    page.set_default_timeout(LIMIT_MS)
    page.goto(url)
    page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0")
    page.wait_for_timeout(AT_REST_MS)


def _told(sliders: dict[str, dict]) -> dict[str, object]:
    found = {}
    for what in ("numbers", "pictures"):
        if times := [time for each in sliders.values() for time in each[what]]:
            found[f"{what}_ms_median"], found[f"{what}_ms_p95"] = round(median(times), 1), _p95(times)
    answered = {name: each["numbers"] for name, each in sliders.items() if each["numbers"]}
    if answered:
        slowest = max(answered, key=lambda name: median(answered[name]))
        found["slowest"] = {slowest: round(median(answered[slowest]), 1)}
    silent = {name: each["unanswered"] for name, each in sliders.items() if each["unanswered"]}
    return found | {"sliders": len(sliders)} | ({"unanswered": silent} if silent else {})


def _p95(times: list[float]) -> float:
    return round(sorted(times)[int(0.95 * len(times))], 1)


if __name__ == "__main__":
    alone(NEEDS)
    json.dump(report(int((sys.argv[1:2] or [MOVES])[0]), tuple(sys.argv[2:])), sys.stdout, indent=1)
    print()
