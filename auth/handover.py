"""Giving a secret link to a browser, so that nobody else on this computer gets it.

A link in an argument list is read by everybody (`/proc/*/cmdline`), and one in a file outlives its use. So the
browser is given a file that only this person can read, and that holds no link: it sends the browser on to a random
path of a listener on loopback. That path answers once, within a minute, with the redirect to the link. Whoever
else asks the port, or asks again, gets an empty 404.

What is left in the browser: its history may keep the addresses of the redirect, and Chromium's does so even where
its list does not show them: the link too. That lies in the browser's own folder, which is this person's. The link
lets somebody in for 15 minutes only (AWS docs: "Enabling custom identity broker access to the AWS console").
"""

import atexit
import hmac
import os
import secrets
import shutil
import socketserver
import stat
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Final

from auth.origins import is_loopback
from profiles.secret import Secret
from profiles.writing import FileRefused

LIFE: Final = 60.0
"""Seconds a browser has to ask, at most."""
_HOST: Final = "127.0.0.1"
_PREFIX: Final = "console-"
_PATIENCE: Final = 5.0
"""Seconds for one request to arrive."""
_STEP: Final = 0.1
"""Seconds until the listener sees that its time is over."""
_AHEAD: Final = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
"""Headers in which a browser says that it only fetches ahead."""

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={address}">
<title>AWS console</title>
</head>
<body><a rel="noreferrer" href="{address}">Open the AWS console</a></body>
</html>
"""


class Handover:
    """A link that waits for the browser. `file` is what to open; `used` is set when the link was given out."""

    def __init__(self, file: Path, listener: "_Listener") -> None:
        self.file = file
        self.used = listener.used
        self.closed = threading.Event()
        """Set when the file, its folder and the listener are gone."""
        self._listener = listener
        self._closing = threading.Lock()
        atexit.register(self.close)
        self._thread = threading.Thread(target=self._serve, name="handover", daemon=True)
        self._thread.start()

    def was_used(self) -> bool:
        """Whether the link was given out. Blocks until that can be told, a minute at most."""
        self.closed.wait()
        return self.used.is_set()

    def close(self) -> None:
        """Take everything away. It can be called twice, and never raises."""
        with self._closing:
            if not self.closed.is_set():
                self._listener.is_over = True
                self._listener.server_close()
                shutil.rmtree(self.file.parent, ignore_errors=True)
                atexit.unregister(self.close)
                self.closed.set()

    def _serve(self) -> None:
        try:
            while not self._listener.is_done:
                self._listener.handle_request()
        except (OSError, ValueError):  # closed while it waited
            pass
        finally:
            self.close()


def hand_over(
    url: Secret, folder: Path, *, life: float = LIFE, clock: Callable[[], float] = time.monotonic
) -> Handover:
    """Let a browser that opens the file of the result get to *url* once, in the next *life* seconds.

    The file (0600) is in a new folder (0700) in *folder*, which is made where it is missing, and must be this
    person's: ``XDG_RUNTIME_DIR`` or the folder of our state. *url* is https, or anything on loopback.
    Raises ``FileRefused``; ``ValueError`` for a *url* or *life* that cannot be meant.
    """
    if not 0 < life <= LIFE:
        raise ValueError("a handover lasts a minute at most")
    if not _is_link(url.reveal()):
        raise ValueError("this is no link for a browser")
    clear_left_over(folder)
    path = f"/{secrets.token_urlsafe(32)}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check(folder)
        listener = _Listener(path, url, lambda: clock() >= ends)
        ends = clock() + life
        try:
            file = _make_file(folder, _PAGE.format(address=f"http://{listener.host}{path}"))
        except OSError:
            listener.server_close()
            raise
    except OSError as error:
        cause = f"{error.strerror or 'No reason was given'}."
        raise FileRefused(
            "The link cannot be handed to a browser.", cause, "Copy the link instead."
        ) from None
    return Handover(file, listener)


def clear_left_over(folder: Path, now: float | None = None) -> None:
    """Remove what a crash left in *folder*, once its minute is over: another fumidai-tui may use a younger one.

    *now* is in Unix seconds. Never raises.
    """
    latest = (time.time() if now is None else now) - LIFE
    with suppress(OSError):
        for each in folder.glob(f"{_PREFIX}*"):
            with suppress(OSError):
                status = each.lstat()
                if stat.S_ISDIR(status.st_mode) and status.st_mtime <= latest:
                    shutil.rmtree(each, ignore_errors=True)


def _is_link(url: str) -> bool:
    is_plain = url.isascii() and url.isprintable() and " " not in url
    return is_plain and (url.startswith("https://") or (url.startswith("http://") and is_loopback(url)))


def _check(folder: Path) -> None:
    """Refuse a folder in which others could put a file of theirs in the place of ours."""
    status = folder.stat()
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & stat.S_IWOTH):
        cause = f"{folder} is not yours alone to write to."
        raise FileRefused("The link cannot be handed to a browser.", cause, "Copy the link instead.")


def _make_file(folder: Path, text: str) -> Path:
    own = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))  # 0700
    file = own / "open.html"
    try:
        with open(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as opened:
            opened.write(text)
    except OSError:
        shutil.rmtree(own, ignore_errors=True)
        raise
    return file


class _Listener(socketserver.ThreadingTCPServer):
    """Answers one path once. A thread for each connection: one that sends nothing must not hold up the browser."""

    daemon_threads = True
    block_on_close = False
    # Where it were set, Windows would let another program listen on the same port.
    allow_reuse_address = False
    timeout = _STEP

    def __init__(self, path: str, url: Secret, is_late: Callable[[], bool]) -> None:
        self.used = threading.Event()
        self.is_over = False
        self._answered = threading.Event()
        self._path, self._url, self._is_late = path.encode(), url, is_late
        self._taking = threading.Lock()
        super().__init__((_HOST, 0), _Request)

    @property
    def host(self) -> str:
        """What the browser's ``Host`` header has to say."""
        return f"{_HOST}:{self.server_address[1]}"

    @property
    def is_done(self) -> bool:
        return self.is_over or self._answered.is_set() or (not self.used.is_set() and self._is_late())

    def take(self, path: str) -> Secret | None:
        """The link, for the first who asks for the right *path* in time."""
        if not hmac.compare_digest(path.encode("utf-8", "surrogateescape"), self._path):
            return None
        with self._taking:
            if self.is_done or self.used.is_set():
                return None
            self.used.set()
            return self._url

    def answered(self) -> None:
        """The link is on its way, or its connection broke: there is nothing left to wait for."""
        self._answered.set()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the terminal is the application's."""


class _Request(BaseHTTPRequestHandler):
    """One request. Whatever is not the browser's own gets the same empty answer."""

    server: _Listener
    timeout = _PATIENCE

    def do_GET(self) -> None:
        """The redirect, or nothing. The ``Host`` header is the port's own: a page elsewhere whose name was made
        to lead here (DNS rebinding) has another."""
        is_ours = self.headers.get_all("Host") == [self.server.host]
        is_ahead = any("pre" in (self.headers.get(name) or "").lower() for name in _AHEAD)
        url = self.server.take(self.path) if is_ours and not is_ahead else None
        if url is None:
            self.send_error(404)
            return
        try:
            self._answer(303, ("Location", url.reveal()))
        finally:
            self.server.answered()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """An empty 404 for everything, other methods and broken requests too."""
        self._answer(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's
        """Nothing is logged."""

    def _answer(self, code: int, *headers: tuple[str, str]) -> None:
        self.close_connection = True
        self.send_response_only(code)
        for name, value in (
            *headers,
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Length", "0"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
