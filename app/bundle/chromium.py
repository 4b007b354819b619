"""The headless Chromium that the build works with, cut off from every host but this one."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.bundle.serve import Handler, server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FIND_CHROMIUM = Path(__file__).parents[2] / ".ci" / "find-chromium"
TIME_LIMIT_SECONDS = 180
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class NoChromiumError(RuntimeError):
    """There is no Chromium; the message says what to do."""


@contextmanager
def looking_at(folder: Path, handler: type[Handler] = Handler) -> Iterator[tuple[Browser, str]]:
    """Serve ``folder`` on loopback; give a browser and the address of the folder."""
    found = subprocess.run(["sh", str(FIND_CHROMIUM)], capture_output=True, text=True, check=False)
    if found.returncode:
        raise NoChromiumError(found.stderr.strip())
    from playwright.sync_api import sync_playwright

    with server(folder, handler=handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=found.stdout.strip(), args=FLAGS, chromium_sandbox=not root)
            yield browser, f"http://127.0.0.1:{running.server_port}"
            browser.close()
        running.shutdown()
