"""Who may talk to the sandbox: this machine, by a loopback name. And how a test cuts its connections."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(slots=True)
class Scissors:
    """Cuts connections: *next_cuts* counts the requests still answered before the one that is cut."""

    requests_left: int | None = None
    seen: list[str] = field(default_factory=list)
    """`GET /path` of every request that did not ask for `/sandbox…`."""

    def cut(self, what: str) -> bool:
        """Note a request; whether its connection is to be cut."""
        self.seen.append(what)
        if self.requests_left is None:
            return False
        self.requests_left -= 1
        if self.requests_left >= 0:
            return False
        self.requests_left = None
        return True


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets in what asks for a loopback host: no web page can reach the sandbox by a name of its own."""

    app: WSGIApplication
    scissors: Scissors

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI; HTTP 421 to strangers."""
        host = urlsplit(f"//{environ.get('HTTP_HOST', '')}").hostname
        if host not in LOOPBACK:
            start_response("421 Misdirected Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"The sandbox answers to 127.0.0.1 and localhost only.\n"]
        path = str(environ.get("PATH_INFO", ""))
        if not path.startswith("/sandbox") and self.scissors.cut(f"{environ['REQUEST_METHOD']} {path}"):
            connection = environ.get("werkzeug.socket")
            if isinstance(connection, socket.socket):
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        return self.app(environ, start_response)
