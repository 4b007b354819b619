"""One visit to the page in Chromium, in a profile that nothing has used before, measured from outside and from within."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Playwright

from instruments.frame.discovery import base, instruments

from .host import Host

FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
"""Nothing but loopback can be reached, and the browser does nothing of its own accord."""
BOOT_LIMIT_MS = 180_000
MOVES = 100
"""Slider moves of one visit, one after the other; five visits make five hundred."""
INPUTS = 120
"""Inputs of one drag, one in every frame: two seconds."""
SETTLE_MS = 800
"""A browser that has just started is busy with itself for about so long."""

LISTENERS = Path(__file__).with_name("listeners.js").read_text("utf-8")
SLIDE = Path(__file__).with_name("slide.js").read_text("utf-8")
DRAG = Path(__file__).with_name("drag.js").read_text("utf-8")


class Way(NamedTuple):
    """A way for the page to come alive."""

    query: str
    """What follows the site's address."""
    live: str
    """The mark that says so."""
    slides: bool = True
    """Whether the first slider of the page that all others build on is there to be moved."""


WAYS = {
    "snapshot": Way(f"{base()}/", "forge:live"),
    "plain": Way(f"{base()}/?boot=plain", "forge:live"),
    # Panel's page hides its loading indicator, which the listeners stand in for, once the live document is embedded.
    "stock": Way("", "bench:shown"),
    # The page of every other instrument: its memory is the snapshot and a part of its own.
    **{name: Way(f"{name}/", "forge:live", slides=False) for name in instruments() if name != base()},
}


@contextmanager
def profile(driver: Playwright, chromium: str) -> Iterator[BrowserContext]:
    """A browser of its own in a new profile."""
    # Chromium's sandbox does not work for root.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with tempfile.TemporaryDirectory(prefix="forge-profile-", ignore_cleanup_errors=True) as folder:
        context = driver.chromium.launch_persistent_context(
            folder, executable_path=chromium, args=FLAGS, chromium_sandbox=not root, viewport={"width": 1440, "height": 900}
        )
        context.set_default_timeout(BOOT_LIMIT_MS)
        context.add_init_script(LISTENERS)
        try:
            yield context
        finally:
            context.close()


def cold(context: BrowserContext, host: Host, way: Way) -> dict:
    """Visit for the first time; return what was measured, in milliseconds from navigation and in bytes."""
    page = context.pages[0]
    page.wait_for_timeout(SETTLE_MS)
    host.forget()
    measured = _arrive(page, host.url + way.query, way.live)
    measured["transfer_bytes"] = host.bytes_until(measured.pop("live_at"))
    measured["transfer_before_paint_bytes"] = host.bytes_until(measured.pop("fcp_at"))
    measured["transfer_needed_to_paint_bytes"] = host.bytes_of(_needed_to_paint(page))
    return measured | (slide(page) if way.slides else {})


def again(context: BrowserContext, url: str) -> dict:
    """Come back to a page that a service worker keeps, with nothing answering at its address any more."""
    page = context.new_page()
    page.wait_for_timeout(SETTLE_MS)
    measured = _arrive(page, url + WAYS["snapshot"].query, WAYS["snapshot"].live)
    del measured["live_at"], measured["fcp_at"]
    return measured | {"transfer_bytes": 0} | slide(page)


def has_service_worker(page: Page, limit_ms: int = 30_000) -> bool:
    """Whether a service worker of this page is active, which it is once it has everything that it keeps."""
    return page.evaluate(
        """async (limit) => {
            const late = new Promise((resolve) => setTimeout(resolve, limit, undefined));
            const registered = async () => {
                for (let waited = 0; waited < 10_000; waited += 100) {
                    if (await navigator.serviceWorker.getRegistration()) return true;
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
                return false;
            };
            return (await registered()) && Boolean(await Promise.race([navigator.serviceWorker.ready, late]));
        }""",
        limit_ms,
    )


def _arrive(page: Page, url: str, live: str) -> dict:
    page.goto(url, wait_until="commit")
    page.wait_for_function(
        "(live) => performance.getEntriesByName(live).length || document.getElementById('boot-failure')", arg=live
    )
    if failed := page.query_selector("#boot-failure"):
        raise RuntimeError(f"the page at {url} did not start: {failed.inner_text()}")
    # What shifts when the live figures take their places shifts within this time.
    page.wait_for_timeout(500)
    return page.evaluate("(live) => bench.report(live)", live)


def slide(page: Page) -> dict:
    """Move the first slider, then drag it; return how long the dossier took to show each move and each input."""
    return {"updates_ms": page.evaluate(f"({SLIDE})({MOVES})"), "drag_ms": page.evaluate(f"({DRAG})({INPUTS})")}


def _needed_to_paint(page: Page) -> set[str]:
    """Addresses without which the browser does not paint: the page, and what it says blocks rendering."""
    urls = page.evaluate("performance.getEntriesByType('resource').filter((e) => e.renderBlockingStatus === 'blocking').map((e) => e.name)")
    return {"", *(urlsplit(url).path.lstrip("/") for url in urls)}
