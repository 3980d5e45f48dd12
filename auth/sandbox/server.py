"""Starts and stops the whole sandbox: four origins on loopback, threads of this process.

with Sandbox() as sandbox:
    requests.get(sandbox.origins.accounts + "/sandbox.json")
"""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from .company import COMPANY
from .console import Console
from .control import add_control, code_of
from .google import Accounts
from .google_pages import Origins
from .google_world import World
from .googleapis import make_googleapis_app
from .hosts import Gate, Scissors
from .scenarios import PEOPLE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from .assertion import IssuerKeys
    from .aws import AwsApp
    from .console import Keys
    from .google_saml import Signer

T = TypeVar("T")
VERSION: Final = 1
POLL: Final = 0.05
"""Seconds that stopping a server may take."""


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Quiet(WSGIRequestHandler):
    """Writes nothing about requests: their addresses hold tokens."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's
        """Nothing."""


class Late(Generic[T]):
    """Something made when it is first asked for, once, whoever asks."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make, self._lock, self._made = make, threading.Lock(), list[T]()

    def __call__(self) -> T:
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]


class Sandbox:
    """The sandbox, as a context manager. The clock gives aware times and may be set by a test.

    `port` is that of the first origin (0: any free one). With `tls` all origins are https and `ca` is the
    file to trust. `warm` loads the AWS half in the background at start, instead of with the first call to it.
    """

    def __init__(
        self, port: int = 0, *, tls: bool = False, clock: Callable[[], datetime] = utc_now, warm: bool = False
    ) -> None:
        self.port, self.tls, self.clock, self.warm = port, tls, clock, warm
        self.world = World(self.seconds)
        self.scissors = Scissors()
        self.console = Console(self.seconds, self.live_session)
        self.ca: Path | None = None
        self.origins = Origins("", "", "", "")
        self.accounts: Accounts | None = None
        self.keys, self.signer, self.aws = Late(self.make_keys), Late(self.make_signer), Late(self.make_aws)
        self._servers: list[BaseWSGIServer] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Sandbox:
        context = None
        if self.tls:
            from .tls import make_certificates

            self._folder = tempfile.TemporaryDirectory(prefix="fumidai-sandbox-")
            certificates = make_certificates(Path(self._folder.name))
            context, self.ca = certificates.context, certificates.ca
        apps: list[WSGIApplication] = []

        def dispatch(index: int) -> WSGIApplication:
            return lambda environ, start_response: apps[index](environ, start_response)

        for index in range(4):
            app = Gate(dispatch(index), self.scissors if index == 0 else Scissors())
            # A socket of our own: werkzeug's would end the process where the port is taken.
            with socket.create_server(("127.0.0.1", self.port if index == 0 else 0)) as listening:
                server = make_server(
                    "127.0.0.1",
                    0,
                    app,
                    threaded=True,
                    request_handler=Quiet,
                    ssl_context=context,
                    fd=listening.fileno(),
                )
            self._servers.append(server)
        scheme = "https" if self.tls else "http"
        self.origins = Origins(*(f"{scheme}://127.0.0.1:{server.port}" for server in self._servers))
        self.accounts = Accounts(self.world, self.origins, self.signer, tls=self.tls)
        accounts = self.accounts.app()
        add_control(accounts, self.world, self.scissors, self.document)
        apps += [accounts, make_googleapis_app(self.world), self.answer_aws, self.console.app()]
        for server in self._servers:
            thread = threading.Thread(target=server.serve_forever, args=(POLL,), daemon=True)
            thread.start()
            self._threads.append(thread)
        if self.warm:
            threading.Thread(target=self.aws, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join(timeout=5)
        if self.ca is not None:
            self._folder.cleanup()

    def seconds(self) -> float:
        """The clock, as seconds since 1970."""
        return self.clock().timestamp()

    # the parts that cost time, made when first needed

    def make_keys(self) -> IssuerKeys:
        """What Google signs with and AWS checks with."""
        from .assertion import IssuerKeys

        return IssuerKeys.make(self.clock())

    def make_signer(self) -> Signer:
        """Signs assertions."""
        from .google_saml import Signer

        return Signer(self.keys())

    def make_aws(self) -> AwsApp:
        """The AWS APIs; moto takes a second to load."""
        from .aws import make_aws_app

        return make_aws_app(COMPANY, self.keys(), self.clock)

    def answer_aws(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI, for the AWS origin."""
        return self.aws()(environ, start_response)

    def live_session(self, access_key_id: str, secret: str, token: str) -> Keys | None:
        """The session of these keys, unless it is over."""
        found = self.aws().sessions.lookup(access_key_id, secret, token)
        return found if found and found.expires > self.clock() else None

    # for tests and for the demo

    def code(self, user: str) -> str:
        """What *user* has to type now."""
        return str((code_of(self.world, user) or {})["code"])

    def document(self) -> dict[str, object]:
        """`sandbox.json`: where everything is, who can sign in, and to what."""
        origins = self.origins
        return {
            "sandbox": True,
            "version": VERSION,
            "accounts": origins.accounts,
            "googleapis": origins.googleapis,
            "aws": origins.aws,
            "console": origins.console,
            "ca": str(self.ca) if self.ca else None,
            "people": [
                {
                    "user": each.user,
                    "password": each.password,
                    "about": each.about,
                    "answer": each.answer,
                    "pages": each.pages.value,
                }
                for each in PEOPLE.values()
            ],
            "bastions": [
                {"idp_id": each.idp_id, "sp_id": each.sp_id, "acs": each.acs, "about": each.about}
                for each in COMPANY.apps
            ],
        }
