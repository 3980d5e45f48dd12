"""The AWS endpoint of the sandbox as one WSGI application."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from threading import Lock
from typing import TYPE_CHECKING

from auth.sandbox.assertion import IssuerKeys
from auth.sandbox.aws import answers, call, errors, role, saml_role, signed
from auth.sandbox.aws.call import Call
from auth.sandbox.aws.errors import AwsError, Protocol
from auth.sandbox.aws.moto_app import MotoApp
from auth.sandbox.aws.sessions import Clock, Sessions
from auth.sandbox.aws.signed import Asker
from auth.sandbox.aws.state import State
from auth.sandbox.aws.uxc import Customizations
from auth.sandbox.company import Company

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug import Request, Response

_PASSED_ON = frozenset({"GetCallerIdentity", "GetAccessKeyInfo"})
"""What moto may answer of STS: its other actions give out keys that work nowhere."""
_TURN = Lock()
"""Held while moto is used: its state, and whether it enforces permissions, belong to the whole process."""
_NOT_FOR_SESSIONS = frozenset({"GetSessionToken", "GetFederationToken"})


def make_aws_app(company: Company, issuer_keys: IssuerKeys, clock: Clock) -> AwsApp:
    """Every AWS API of the company on one origin, as a WSGI application.

    `issuer_keys` sign the assertions that its SAML providers accept. Returns at once: moto loads in a
    thread of its own, and the first call waits for it.
    """
    return AwsApp(company, issuer_keys, clock)


class AwsApp:
    """The application. Calls take turns."""

    def __init__(self, company: Company, issuer_keys: IssuerKeys, clock: Clock) -> None:
        self.sessions = Sessions()
        self.customizations = Customizations()
        self._clock = clock
        loader = ThreadPoolExecutor(1, thread_name_prefix="moto")
        self._loaded = loader.submit(self._load, company, issuer_keys)
        loader.shutdown(wait=False)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        from werkzeug import Request

        request = Request(environ)
        request.get_data(cache=True)
        state, moto = self._loaded.result()
        with _TURN:
            response = self._answer(request, state, moto)
        return response(environ, start_response)

    def _load(self, company: Company, issuer_keys: IssuerKeys) -> tuple[State, MotoApp]:
        with _TURN:
            return State(company, issuer_keys, self.sessions), MotoApp()

    def _answer(self, request: Request, state: State, moto: MotoApp) -> Response:
        protocol = Protocol.QUERY
        try:
            asked = call.read(request)
            protocol = asked.protocol
            return self._serve(asked, request, state, moto)
        except AwsError as error:
            return errors.write(error, protocol)

    def _serve(self, asked: Call, request: Request, state: State, moto: MotoApp) -> Response:
        now = self._clock().astimezone(UTC)
        if asked.service == "sts" and asked.action == "AssumeRoleWithSAML":
            return answers.saml_role_assumed(saml_role.assume_role_with_saml(asked.parameters, state, now))
        asker = signed.identify(asked, request, self.sessions, state.user_key, now)
        if asked.service == "sts":
            if asked.action == "AssumeRole":
                return answers.role_assumed(*role.assume_role(asked, asker, state, now))
            _check_sts(asked, asker)
        if asked.service == "uxc":
            return self.customizations.answer(asked, request, asker, state)
        return moto.answer(asked, request, asker.account)


def _check_sts(asked: Call, asker: Asker) -> None:
    if asked.action in _NOT_FOR_SESSIONS and asker.session is not None:
        raise AwsError("AccessDenied", f"Cannot call {asked.action} with session credentials", 403)
    if asked.action not in _PASSED_ON:
        raise errors.not_in_sandbox(f"sts:{asked.action}")
