"""Make the memory snapshot of a finished site, in headless Chromium, from the very files that ship."""

from __future__ import annotations

import json
import lzma
import os
import subprocess
import threading
from pathlib import Path
from urllib.parse import urlsplit

from app.bundle.serve import Handler, server
from app.bundle.site import Site

MAKER = Path(__file__).parent / "maker"
FIND_CHROMIUM = Path(__file__).parents[2] / ".ci" / "find-chromium"
TIME_LIMIT_SECONDS = 180
XZ_FILTER = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 23, "lc": 0, "lp": 2, "pb": 2}
"""Literals and matches are aligned to four bytes, as a 32-bit memory is."""
FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip


class SnapshotError(RuntimeError):
    """The snapshot could not be made."""


def add_snapshot(site: Site) -> bool:
    """Add a snapshot to ``site``; where there is no Chromium, say what is lost and return ``False``."""
    found = subprocess.run(["sh", str(FIND_CHROMIUM)], capture_output=True, text=True, check=False)
    if found.returncode:
        print(f"no memory snapshot, so the page will start several times slower: {found.stderr.strip()}")
        return False
    memory, told = _make(site, found.stdout.strip())
    header = int.from_bytes(memory[4:8], "little")
    packed = memory[:header] + lzma.compress(memory[header:], check=lzma.CHECK_CRC32, filters=[XZ_FILTER])
    site.boot["snapshot"] = {
        "url": site.add("snapshot.bin", packed),
        "packed": len(packed),
        "size": len(packed),
        "memory": len(memory) - header,
        **{name: told[name] for name in ("table", "base", "features")},
    }
    return True


def _make(site: Site, chromium: str) -> tuple[bytes, dict]:
    from playwright.sync_api import sync_playwright

    received: list[bytes] = []
    manifest = json.dumps(site.boot).encode()

    class MakerHandler(Handler):
        """The site, and beside it the maker's own page."""

        def translate_path(self, path: str) -> str:
            name = urlsplit(path).path
            return str(MAKER / name.removeprefix("/maker/")) if name.startswith("/maker/") else super().translate_path(path)

        def do_GET(self) -> None:
            if self.path == "/maker/manifest.json":
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(manifest)))
                self.end_headers()
                self.wfile.write(manifest)
            else:
                super().do_GET()

        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with server(site.folder, handler=MakerHandler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=FLAGS, chromium_sandbox=not root)
            page = browser.new_page()
            page.set_default_timeout(TIME_LIMIT_SECONDS * 1000)
            page.goto(f"http://127.0.0.1:{running.server_port}/maker/index.html")
            page.wait_for_function("() => window.outcome")
            told = page.evaluate("() => window.outcome")
            browser.close()
        running.shutdown()
    if "error" in told or not received:
        raise SnapshotError(f"the memory snapshot could not be made: {told.get('error', told)}")
    return b"".join(received), told
