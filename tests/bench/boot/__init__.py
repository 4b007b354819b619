"""How long the static page takes to come alive, against its own ordinary boot and against stock Panel.

``python -m tests.bench.boot --runs 5`` measures this alone. ``docs/measurements.md`` says what is measured and how.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from app.bundle.sources import cache_folder, fetch
from tests.bench._needs import alone

from . import firefox, stock, table, visit
from .host import serving

ROOT = Path(__file__).parents[3]
RUNS = 5
NEEDS = ("chromium", "node", "npm", "site")

type Visits = dict[str, list[dict]]
"""What each visit measured, by the way in which the page was started."""


def report(runs: int = RUNS, *, with_firefox: bool = True, keep: Callable[[Visits], None] | None = None) -> dict:
    """Measure every way ``runs`` times, in turn, so that a busy machine slows all of them alike."""
    site = ROOT / "dist"
    skipped: dict[str, str] = {}
    visits: Visits = {}
    with ExitStack() as stack:
        folders = {name: site for name in visit.WAYS if name != "stock"}
        baseline = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="forge-stock-")))
        try:
            stock.build(baseline, ROOT, fetch(cache_folder(ROOT)))
            folders["stock"] = baseline
        except stock.StockError as error:
            skipped["stock"] = str(error)
        driver = stack.enter_context(sync_playwright())
        for run in range(runs):
            # Every way takes every place in the order once.
            for way in sorted(folders, key=lambda name: (list(folders).index(name) + run) % len(folders)):
                _in_chromium(driver, way, folders[way], visits, skipped)
            if with_firefox and "firefox" not in skipped:
                _in_firefox(site, visits, skipped)
    if keep:
        keep(visits)
    rows = {way: table.row(measured) for way, measured in visits.items()}
    found = {**rows, "skipped": skipped, "targets": table.targets(rows)}
    sys.stderr.write(table.written(found))
    return found


def _in_chromium(driver: Playwright, way: str, folder: Path, visits: Visits, skipped: dict[str, str]) -> None:
    with serving(folder) as host, visit.profile(driver, chromium()) as context:
        _keep(visits, way, visit.cold(context, host, visit.WAYS[way]))
        if way != "snapshot" or "warm" in skipped:
            return
        if visit.has_service_worker(context.pages[0]):
            context.pages[0].close()
            host.close()
            _keep(visits, "warm", visit.again(context, host.url))
        else:
            skipped["warm"] = "the site has no service worker"


def _in_firefox(site: Path, visits: Visits, skipped: dict[str, str]) -> None:
    try:
        first, *second = firefox.visit(ROOT, site, again="firefox warm" not in skipped)
        _keep(visits, "firefox snapshot", first)
        for warm in second:
            if isinstance(warm, str):
                skipped["firefox warm"] = warm
            else:
                _keep(visits, "firefox warm", warm)
        _keep(visits, "firefox plain", *firefox.visit(ROOT, site, query="?boot=plain"))
    except firefox.NoFirefoxError as error:
        skipped["firefox"] = str(error)


def _keep(visits: Visits, way: str, measured: dict) -> None:
    measured["load"] = os.getloadavg()[0]
    visits.setdefault(way, []).append(measured)
    sys.stderr.write(f"{way}: live after {measured['live_ms']:.0f} ms (load {measured['load']:.1f})\n")


def chromium() -> str:
    """Path of a Chromium."""
    return subprocess.run(["sh", ".ci/find-chromium"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the summary, and write every single measurement where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help=f"cold runs of each way (default: {RUNS})")
    parser.add_argument("--no-firefox", action="store_true", help="Chromium alone")
    parser.add_argument("--raw", type=Path, help="file for every single measurement")
    options = parser.parse_args(arguments)
    alone(NEEDS)
    keep = (lambda visits: options.raw.write_text(json.dumps(visits))) if options.raw else None
    print(json.dumps(report(options.runs, with_firefox=not options.no_firefox, keep=keep), indent=1))
    return 0
