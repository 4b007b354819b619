"""A proxy in front of a server, which breaks off on demand as networks do."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit, urlunsplit

SIZE = 65_536


class Proxy:
    """Pass connections on to a server until told otherwise.

    Parameters
    ----------
    url
        The server's page.
    upgrades
        Whether sockets are passed on, or their first line is answered as a proxy does that knows none.
    """

    def __init__(self, url: str, *, upgrades: bool = True) -> None:
        self.leads_to(url)
        self._upgrades = upgrades
        self._passes, self._holds = True, False
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = urlunsplit(urlsplit(url)._replace(netloc=f"localhost:{port}"))
        threading.Thread(target=self._accept, daemon=True).start()

    def leads_to(self, url: str) -> None:
        """Pass connections on to this server from now on."""
        parts = urlsplit(url)
        self._target = (parts.hostname, parts.port)

    def cut(self) -> None:
        """Break every connection, and refuse new ones."""
        self._passes = False
        while self._open:
            with contextlib.suppress(OSError):
                self._open.pop().shutdown(socket.SHUT_RDWR)

    def hold(self) -> None:
        """Take everything and pass nothing on, as a cable does that was pulled."""
        self._holds = True

    def mend(self) -> None:
        """Pass everything on again."""
        self._passes, self._holds = True, False

    def close(self) -> None:
        """End it."""
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if not self._passes:
                    client.close()
                    continue
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            first = client.recv(SIZE)
            if not self._upgrades and b"upgrade: websocket" in first.lower():
                client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            with socket.create_connection(self._target) as server:
                self._open += [client, server]
                server.sendall(first)
                back = threading.Thread(target=self._pass, args=(server, client), daemon=True)
                back.start()
                self._pass(client, server)
                back.join()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while content := source.recv(SIZE):
                if not self._holds:
                    target.sendall(content)
            target.shutdown(socket.SHUT_WR)
