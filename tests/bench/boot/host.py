"""Serve a site on loopback as a static host would, and count every byte that leaves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.bundle import serve


class Host:
    """A running server, and what it sent since it was last told to forget."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""
        self._sent: list[tuple[float, str, int]] = []
        self.close: Callable[[], None]

    def note(self, path: str, size: int) -> None:
        """Note that a piece of an answer leaves now."""
        self._sent.append((time.time(), path.partition("?")[0].lstrip("/"), size))

    def forget(self) -> None:
        """Begin a new count."""
        self._sent = []

    def bytes_until(self, moment: float = float("inf")) -> int:
        """Bytes that left by a moment in seconds since the epoch: headers and bodies, as compressed."""
        return sum(size for sent, _, size in self._sent if sent <= moment)

    def bytes_of(self, paths: set[str]) -> int:
        """Bytes of the answers to some addresses, relative to the site."""
        return sum(size for _, path, size in self._sent if path in paths)


class _Counting:
    """The file of a connection that tells the host what is written to it."""

    def __init__(self, file: BinaryIO, handler: _Handler) -> None:
        self._file, self._handler = file, handler

    def write(self, data: bytes) -> int:
        self._handler.host.note(getattr(self._handler, "path", ""), len(data))
        return self._file.write(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


class _Handler(serve.Handler):
    host: Host

    def setup(self) -> None:
        super().setup()
        self.wfile = _Counting(self.wfile, self)

    def handle(self) -> None:
        """Serve until the browser hangs up, which it does in the middle of a file when a page closes."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True


@contextmanager
def serving(folder: Path) -> Iterator[Host]:
    """Serve a folder; nothing answers on its port once the block has ended."""
    host = Host(folder)
    with serve.server(folder, handler=type("Handler", (_Handler,), {"host": host})) as server:
        server.daemon_threads = True
        server.block_on_close = False
        host.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()

        def close() -> None:
            if thread.is_alive():
                server.shutdown()
                thread.join()
                server.server_close()

        host.close = close
        try:
            yield host
        finally:
            close()
