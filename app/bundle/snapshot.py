"""Make the memory snapshot of a finished site, in headless Chromium, from the very files that ship."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from app.bundle.chromium import TIME_LIMIT_SECONDS, looking_at
from app.bundle.serve import Handler
from app.bundle.site import Site

MAKER = Path(__file__).parent / "maker"
PAGE = 4096
"""Bytes: what a processor's memory is handed out by."""
STATIC = Path(__file__).parents[2] / "static"


class SnapshotError(RuntimeError):
    """The snapshot could not be made."""


def add_snapshot(site: Site) -> None:
    """Add a snapshot to ``site``: Pyodide's header within the manifest, the memory, and the document that it holds."""
    memory, told = _make(site)
    header = int.from_bytes(memory[4:8], "little")
    pages, runs = _kept(memory[header:])
    site.document = told["document"]
    site.boot["snapshot"] = {
        "header": base64.b64encode(memory[:header]).decode(),
        "memory": site.add_packed("snapshot", pages),
        "runs": runs,
        "length": len(memory) - header,
        **{name: told[name] for name in ("table", "base", "features")},
    }


def _kept(memory: bytes) -> tuple[bytes, list[list[int]]]:
    """The pages that are not zero, one after the other, and where they belong: start and length of each run in bytes."""
    padded = np.frombuffer(memory + bytes(-len(memory) % PAGE), np.uint8).reshape(-1, PAGE)
    kept = padded.any(axis=1)
    starts, ends = np.flatnonzero(np.diff(kept, prepend=False, append=False)).reshape(-1, 2).T
    return padded[kept].tobytes(), [[int(start) * PAGE, int(end - start) * PAGE] for start, end in zip(starts, ends, strict=True)]


def _make(site: Site) -> tuple[bytes, dict]:
    received: list[bytes] = []
    with looking_at(site.folder, _maker_handler(json.dumps(site.boot).encode(), received)) as (browser, address):
        page = browser.new_page()
        page.set_default_timeout(TIME_LIMIT_SECONDS * 1000)
        page.goto(f"{address}/maker/index.html")
        page.wait_for_function("() => window.outcome")
        told = page.evaluate("() => window.outcome")
    if "error" in told or not received:
        raise SnapshotError(f"the memory snapshot could not be made: {told.get('error', told)}")
    return b"".join(received), told


def _maker_handler(manifest: bytes, received: list[bytes]) -> type[Handler]:
    class MakerHandler(Handler):
        """The site; beside it the maker's own page, and a place to send the memory to."""

        def translate_path(self, path: str) -> str:
            name = urlsplit(path).path
            for prefix, folder in (("/maker/static/", STATIC), ("/maker/", MAKER)):
                if name.startswith(prefix):
                    return str(folder / name.removeprefix(prefix))
            return super().translate_path(path)

        def do_GET(self) -> None:  # noqa: N802 - http.server's name
            if self.path == "/maker/manifest.json":
                self._answer(200, manifest)
            else:
                super().do_GET()

        def do_POST(self) -> None:  # noqa: N802 - http.server's name
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(204, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return MakerHandler
