"""Make the memory snapshot of a finished site, in headless Chromium, from the very files that ship."""

from __future__ import annotations

import base64
import json
import lzma
from pathlib import Path
from urllib.parse import urlsplit

from app.bundle.chromium import TIME_LIMIT_SECONDS, looking_at
from app.bundle.serve import Handler
from app.bundle.site import Site

MAKER = Path(__file__).parent / "maker"
PAGE = 1 << 16
LZMA2 = {
    "id": lzma.FILTER_LZMA2,
    "preset": 9 | lzma.PRESET_EXTREME,
    "dict_size": 1 << 23,
    # Literals and matches are aligned to four bytes, as a 32-bit memory is.
    "lc": 0,
    "lp": 2,
    "pb": 2,
}


class SnapshotError(RuntimeError):
    """The snapshot could not be made."""


def add_snapshot(site: Site) -> None:
    """Add a snapshot to ``site``: Pyodide's header within the manifest, and the memory in parts."""
    memory, told = _make(site)
    header = int.from_bytes(memory[4:8], "little")
    site.boot["snapshot"] = {
        "header": base64.b64encode(memory[:header]).decode(),
        "parts": [_part(site, number, part) for number, part in enumerate(halves(memory[header:]))],
        **{name: told[name] for name in ("table", "base", "features")},
    }


def halves(memory: bytes) -> list[bytes]:
    """Cut the memory, at a whole page, where about half of what is not zero lies on either side."""
    pages = range(0, len(memory), PAGE)
    filled = [PAGE - memory.count(0, start, start + PAGE) for start in pages]
    total, seen = sum(filled), 0
    for start, count in zip(pages, filled, strict=True):
        seen += count
        if 2 * seen >= total:
            return [memory[: start + PAGE], memory[start + PAGE :]]
    return [memory]


def _part(site: Site, number: int, memory: bytes) -> dict:
    packed = lzma.compress(memory, format=lzma.FORMAT_RAW, filters=[LZMA2])
    url = site.add(f"snapshot{number}.bin", packed)
    return {"url": url, "packed": len(packed), "size": len(packed), "memory": len(memory), "sum": checksum(memory)}


def checksum(memory: bytes) -> int:
    """FNV-1a over words of four bytes, as static/js/memory.js computes it.

    >>> checksum(bytes(4))
    84696351
    """
    total = 0x811C9DC5
    for word in memoryview(memory[: len(memory) // 4 * 4]).cast("I"):
        total = ((total ^ word) * 0x01000193) & 0xFFFFFFFF
    return total


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
            return str(MAKER / name.removeprefix("/maker/")) if name.startswith("/maker/") else super().translate_path(path)

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
