"""Make the memory snapshot of a finished site, in headless Chromium, from the very files that ship.

It is that of the page that all others build on (:func:`~instruments.frame.discovery.base`).  What another page has in its memory
besides is a file of its own, which no other page asks for: the snapshot is as large however many instruments there are.
"""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from app.bundle.archive import LEVEL, QUICKER
from app.bundle.chromium import TIME_LIMIT_SECONDS, looking_at
from app.bundle.serve import Handler
from app.bundle.site import Site
from instruments.frame.discovery import base, instruments

MAKER = Path(__file__).parent / "maker"
PAGE = 4096
"""Bytes: what a processor's memory is handed out by."""
STATIC = Path(__file__).parents[2] / "static"


class SnapshotError(RuntimeError):
    """The snapshot could not be made."""


def add_snapshot(site: Site) -> None:
    """Add a snapshot to ``site``, each other instrument's part of it, and the documents that they hold."""
    memories, told = _make(site)
    site.documents = told["documents"]
    header, first = _apart(memories.pop(base()))
    # Packing takes longest, and leaves Python to others meanwhile.
    with ThreadPoolExecutor() as pool:
        whole = pool.submit(_described, site, "snapshot", header, first)
        parts = pool.map(lambda name: _part(site, name, memories[name], first), memories)
        site.parts.update(zip(memories, parts, strict=True))
    site.boot["snapshot"] = whole.result() | {name: told[name] for name in ("table", "base", "features")}


def _part(site: Site, name: str, snapshot: bytes, first: bytes) -> dict:
    """Add what the memory of one instrument's page has besides the first; describe it."""
    header, memory = _apart(snapshot)
    return _described(site, f"snapshot-{name}", header, _difference(memory, first), QUICKER) | {"length": len(memory)}


def _apart(snapshot: bytes) -> tuple[bytes, bytes]:
    """Pyodide's header, and the memory behind it."""
    header = int.from_bytes(snapshot[4:8], "little")
    return snapshot[:header], snapshot[header:]


def _described(site: Site, name: str, header: bytes, memory: bytes, level: int = LEVEL) -> dict:
    pages, runs = _kept(memory)
    described = {"header": base64.b64encode(header).decode(), "memory": site.add_packed(name, pages, level)}
    return described | {"runs": runs, "length": len(memory)}


def _difference(memory: bytes, other: bytes) -> bytes:
    """Exclusive or, which undoes itself; the shorter goes on as zeros."""
    length = max(len(memory), len(other))
    return np.bitwise_xor(*(np.frombuffer(each.ljust(length, b"\0"), np.uint8) for each in (memory, other))).tobytes()


def _kept(memory: bytes) -> tuple[bytes, list[list[int]]]:
    """The pages that are not zero, one after the other, and where they belong: start and length of each run in bytes."""
    padded = np.frombuffer(memory + bytes(-len(memory) % PAGE), np.uint8).reshape(-1, PAGE)
    kept = padded.any(axis=1)
    starts, ends = np.flatnonzero(np.diff(kept, prepend=False, append=False)).reshape(-1, 2).T
    return padded[kept].tobytes(), [[int(start) * PAGE, int(end - start) * PAGE] for start, end in zip(starts, ends, strict=True)]


def _make(site: Site) -> tuple[dict[str, bytes], dict]:
    """The memory of each instrument's page, and what the maker says of them all."""
    received: dict[str, bytes] = {}
    others = [name for name in instruments() if name != base()]
    order = json.dumps({"manifest": {**site.boot, "page": base()}, "others": others})
    with looking_at(site.folder, _maker_handler(order.encode(), received)) as (browser, address):
        page = browser.new_page()
        # One page after the other.
        page.set_default_timeout(TIME_LIMIT_SECONDS * 1000 * len(instruments()))
        page.goto(f"{address}/maker/index.html")
        page.wait_for_function("() => window.outcome")
        told = page.evaluate("() => window.outcome")
    if "error" in told or set(received) != set(instruments()):
        raise SnapshotError(f"the memory snapshot could not be made: {told.get('error', told)}")
    return received, told


def _maker_handler(order: bytes, received: dict[str, bytes]) -> type[Handler]:
    class MakerHandler(Handler):
        """The site; beside it the maker's own page, and a place to send the memory to."""

        def translate_path(self, path: str) -> str:
            name = urlsplit(path).path
            for prefix, folder in (("/maker/static/", STATIC), ("/maker/", MAKER)):
                if name.startswith(prefix):
                    return str(folder / name.removeprefix(prefix))
            return super().translate_path(path)

        def do_GET(self) -> None:  # noqa: N802 - http.server's name
            if self.path == "/maker/order.json":
                self._answer(200, order)
            else:
                super().do_GET()

        def do_POST(self) -> None:  # noqa: N802 - http.server's name
            received[self.path.rpartition("/")[2]] = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(204, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return MakerHandler
