"""A host of the built site on loopback that serves it as a good host does, or as badly as a test asks it to."""

import functools
import gzip
import mimetypes
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

PREFIX = "/some/folder"
"""The site is served below a folder, as on a project page: an address that starts at the root shows up at once."""
TYPES = {".js": "text/javascript", ".woff2": "font/woff2"}
START_PAGE = b"<!doctype html><html><head><title>Some application</title></head><body><div id='app'></div></body></html>"
TEXT = ("text/", "application/json", "image/svg+xml")

type Fault = Literal["missing", "moved", "truncated", "damaged", "broken", "start page", "plain text", "stalled", "silent"]
FAULTS: tuple[Fault, ...] = ("missing", "truncated", "start page")
"""What the issue asks of every file; the others go to files for which they differ from these."""


def unhashed(name: str) -> str:
    """The name of a file of the site without the hash of its content.

    >>> unhashed("assets/js/main.0123456789ab.js")
    'assets/js/main.js'
    """
    return re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name)


class Host:
    """A folder served on loopback.

    Parameters
    ----------
    folder :
        What is served.
    compress :
        ``"text"`` as most hosts do, ``"all"`` for those that pack everything and whether it was asked for or not, or
        ``""`` for a host that packs nothing.
    headers :
        Sent with every answer.
    cached :
        Whether files under ``runtime/`` may stay in the browser's cache for ever, as the bundle's ``_headers`` asks.
    """

    def __init__(
        self, folder: Path, *, compress: Literal["", "text", "all"] = "", headers: dict[str, str] | None = None, cached: bool = False
    ):
        self.folder, self.compress, self.headers, self.cached = folder, compress, headers or {}, cached
        self.asked: list[str] = []
        """Every address that was asked for, below the folder, in order."""
        self._faults: dict[str, Fault] = {}
        self._added: dict[str, bytes] = {}
        self._mended = threading.Event()
        self.closed = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Address of the site."""
        return f"http://127.0.0.1:{self._server.server_port}{PREFIX}/"

    @property
    def forge(self) -> str:
        """Address of the Forge's page."""
        return f"{self.url}forge/"

    def fault(self, pattern: str, kind: Fault) -> None:
        """Serve badly whatever address this regular expression finds."""
        self._faults[pattern] = kind

    def add(self, pattern: str, text: str) -> None:
        """Serve whatever address this regular expression finds with more text at its end."""
        self._added[pattern] = text.encode()

    def added(self, name: str) -> bytes:
        """What is served at the end of a file."""
        return b"".join(text for pattern, text in self._added.items() if re.search(pattern, name))

    def mend(self) -> None:
        """Serve everything well again; who still waits for a stalled answer gets the rest of it."""
        self._faults.clear()
        self._mended.set()

    def close(self) -> None:
        """Hang up, once and for all."""
        if self.closed:
            return
        self.closed = True
        self._mended.set()
        self._server.shutdown()
        self._server.server_close()

    def fault_of(self, name: str) -> Fault | None:
        """What is wrong with a file."""
        return next((kind for pattern, kind in self._faults.items() if re.search(pattern, name)), None)

    def wait(self) -> None:
        """Return once this host is mended."""
        self._mended.wait()


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, host: Host, *arguments: object):
        self.host = host
        super().__init__(*arguments)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        name = path.removeprefix(PREFIX + "/")
        if not name or name.endswith("/"):
            name += "index.html"
        if self.host.closed:
            raise ConnectionError  # a connection that was kept open outlives the server
        self.host.asked.append(name)
        file = self.host.folder / name
        fault = self.host.fault_of(name)
        if fault == "silent":
            self.host.wait()
        if not path.startswith(PREFIX + "/") or not file.is_file() or fault == "missing":
            self._answer(404, "text/html", b"<h1>Not found</h1>")
        elif fault == "moved":
            self._answer(301, "text/html", b"<h1>Moved</h1>", fault)
        elif fault == "start page":
            self._answer(200, "text/html", START_PAGE)
        else:
            kind = TYPES.get(file.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
            kind = "text/plain" if fault == "plain text" else kind
            body = file.read_bytes() + self.host.added(name)
            if fault == "damaged":
                middle = len(body) // 2
                body = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
            self._answer(200, kind, body[: len(body) // 2] if fault == "truncated" else body, fault)

    def _answer(self, status: int, kind: str, body: bytes, fault: Fault | None = None) -> None:
        packed = self.host.compress == "all" or (self.host.compress == "text" and kind.startswith(TEXT))
        if packed:
            body = gzip.compress(body, 1)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if packed:
            self.send_header("Content-Encoding", "gzip")
        if self.host.cached and status == 200 and "/runtime/" in self.path:
            self.send_header("Cache-Control", "public, max-age=31536000, immutable")
        if fault == "moved":
            self.send_header("Location", "/somewhere/else")
        for name, value in self.host.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if fault in {"broken", "stalled"}:
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            if fault == "broken":
                self.close_connection = True
                return
            self.host.wait()
            body = body[len(body) // 2 :]
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the browser's complaints are what a test reports."""

    def handle(self) -> None:
        """Serve until the browser hangs up, which it does in the middle of a file when a page closes."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True
