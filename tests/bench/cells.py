"""How long the first cell takes and what it brings: ``python -m tests.bench.cells`` prints medians over five visits.

A visit begins at the page of the instrument that all others build on, live and at rest; the time counts from the press that opens
its program. ``cold`` has never seen a cell; ``warm`` is a second visit, with everything kept by the service worker.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserContext, Page, sync_playwright

from instruments.frame.discovery import base
from tests.bench._needs import alone
from tests.bench.boot import chromium, host, visit
from tests.browser.cells import part

NEEDS = ("chromium", "node", "npm", "site")
SITE = Path(__file__).parents[2] / "dist"
RUNS = 5
LIMIT_MS = 90_000
SHEET = ".cell-sheet .cell"
ENDED = "() => performance.getEntriesByName('forge:cell').length > 0"
STOP = "(place) => { document.querySelector(`${place} .cell-tools button:nth-child(2)`).click(); return performance.now() }"
AT = "(mark) => performance.getEntriesByName(mark).at(-1).startTime"
"""When a mark was set, in milliseconds."""


def report(runs: int = RUNS) -> dict:
    """Medians in milliseconds and bytes."""
    rounds = [_round() for _ in range(runs)]
    return {name: round(median(each[name] for each in rounds)) for name in rounds[0]} | {"runs": runs}


def _round() -> dict[str, float]:
    """Measure everything once, in a browser that nothing has used before."""
    with host.serving(SITE) as site, sync_playwright() as driver, visit.profile(driver, chromium()) as context:
        page = context.pages[0]
        _arrive(page, f"{site.url}{base()}/?offline=no")
        site.forget()
        found = _first(page, "cold")
        found["cold_bytes"] = site.bytes_until()
        _put(page, "while True:\n    pass")
        page.locator(SHEET).get_by_role("button", name="Run", exact=True).click()
        page.wait_for_function("place => document.querySelector(`${place} .cell-status`).textContent === 'It runs.'", arg=SHEET)
        found["stop_to_answer_ms"] = _stopped_and_run_again(page)
        return found | _warm(context, site)


def _warm(context: BrowserContext, site: host.Host) -> dict[str, float]:
    page = context.new_page()
    _arrive(page, f"{site.url}{base()}/")
    if not visit.has_service_worker(page):
        raise RuntimeError("the site keeps nothing for a second visit")
    again = context.new_page()
    _arrive(again, f"{site.url}{base()}/")
    site.forget()
    return _first(again, "warm") | {"warm_bytes": site.bytes_until()}


def _arrive(page: Page, url: str) -> None:
    """Open a page and wait until it is live."""
    page.goto(url)
    page.wait_for_function("() => performance.getEntriesByName('forge:live').length > 0", timeout=LIMIT_MS)


def _first(page: Page, name: str) -> dict[str, float]:
    """Open the program of the page, and run it as soon as that can be done."""
    pressed = page.evaluate("() => { document.querySelector('[data-opens-cell]').click(); return performance.now() }")
    page.wait_for_function("() => performance.getEntriesByName('forge:editor').length > 0", timeout=LIMIT_MS)
    run = page.evaluate("(place) => { document.querySelector(`${place} .primary`).click(); return performance.now() }", SHEET)
    page.wait_for_function(ENDED, timeout=LIMIT_MS)
    return {f"{name}_editor_ms": page.evaluate(AT, "forge:editor") - pressed, f"{name}_answer_ms": page.evaluate(AT, "forge:cell") - run}


def _put(page: Page, code: str) -> None:
    page.evaluate("hash => { performance.clearMarks('forge:cell'); location.hash = hash }", part("sheet", code))
    page.wait_for_function("([place, code]) => document.querySelector(`${place} .cm-line`).textContent === code",
                           arg=[SHEET, code.partition("\n")[0]])  # fmt: skip


def _stopped_and_run_again(page: Page) -> float:
    """From the press that stops an endless loop to the answer of the Python that takes its place."""
    stopped = page.evaluate(STOP, SHEET)
    page.wait_for_function(ENDED, timeout=LIMIT_MS)
    _put(page, "print(6 * 7)")
    page.locator(SHEET).get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function(ENDED, timeout=LIMIT_MS)
    return page.evaluate(AT, "forge:cell") - stopped


if __name__ == "__main__":
    alone(NEEDS)
    json.dump(report(*map(int, sys.argv[1:2])), sys.stdout, indent=1)
    print()
