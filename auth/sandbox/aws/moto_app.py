"""Passes a call on to moto, with its enforcement of permission policies switched on for that call alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from auth.sandbox.aws.call import Call
from auth.sandbox.aws.errors import AwsError, Protocol, not_in_sandbox

if TYPE_CHECKING:
    from werkzeug import Request, Response

_INTERNAL = ("/moto-api", "/latest/", "/favicon.ico")
"""Paths on which moto serves its own control interface and an EC2 machine's metadata."""


class MotoApp:
    """All services moto knows, behind one origin: the signature says which one is meant."""

    def __init__(self) -> None:
        from moto.core import set_initial_no_auth_action_count
        from moto.iam.access_control import IAMRequestBase
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

        # `signed` has checked the signature. moto's own check takes the headers for the body of a call that
        # has none, and so refuses every GET of a REST service.
        IAMRequestBase.check_signature = lambda self: None  # type: ignore[method-assign]
        self._dispatcher = DomainDispatcherApplication(create_backend_app)
        self._enforced = set_initial_no_auth_action_count(0)(self._run)

    def answer(self, call: Call, request: Request, account: str) -> Response:
        """Answer for `account`. Raises `AwsError`."""
        what = f"{call.service}:{call.action or request.path}"
        environ = {
            **request.environ,
            "wsgi.input": io.BytesIO(request.get_data(cache=True)),
            # moto finds the account by searching all of them for the key; we know it.
            "HTTP_X_MOTO_ACCOUNT_ID": account,
        }
        if request.path.startswith(_INTERNAL) or not self._knows(environ, request.path):
            raise not_in_sandbox(what)
        try:
            response = self._enforced(environ)
        except Exception as error:  # moto raises whatever it meets in calls it does not know
            raise not_in_sandbox(what) from error
        if call.protocol in (Protocol.JSON, Protocol.REST_JSON):
            _refuse_in_json(response, call.protocol)
        return response

    def _run(self, environ: dict[str, Any]) -> Response:
        from werkzeug import Response

        return Response.from_app(self._dispatcher, environ, buffered=True)

    def _knows(self, environ: dict[str, Any], path: str) -> bool:
        """moto prints a line for a service it does not know; our standard output is not its own."""
        from moto.backends import list_of_moto_modules

        host = self._dispatcher.infer_service_region_host(environ, path)
        patterns: Iterable[Any] = self._dispatcher.backend_url_patterns
        return host is not None and (
            host in list_of_moto_modules() or any(pattern.match(f"http://{host}") for _, pattern in patterns)
        )


def _refuse_in_json(response: Response, protocol: Protocol) -> None:
    """moto says every denied permission in XML, which a client of a JSON service cannot read."""
    denied = re.search(r"<Code>AccessDenied</Code><Message>(.*?)</Message>", response.get_data(as_text=True))
    if response.status_code == 403 and denied:
        raise AwsError("AccessDeniedException", denied[1], 400 if protocol is Protocol.JSON else 403)
