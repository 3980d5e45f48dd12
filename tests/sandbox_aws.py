"""The AWS half of the sandbox for tests: on loopback, with boto3 clients and a clock that the test moves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from werkzeug.serving import WSGIRequestHandler, make_server

from auth.sandbox.assertion import Assertion, IssuerKeys, form_value, make_response, role_value
from auth.sandbox.aws import AwsApp, make_aws_app
from auth.sandbox.company import APP, COMPANY, FUMIDAI, Grant, grant

START = datetime(2098, 5, 6, 7, 8, 9, tzinfo=UTC)
"""Years from the wall clock, so that whoever looks at that one is found out; ahead of it, so that the
AWS CLI takes the keys for live."""
PERSON = "person@example.com"
SSO = grant(FUMIDAI, "sso")

Keys = dict[str, Any]
"""`Credentials` as STS gives them."""


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Aws:
    """The endpoint and what a test does with it."""

    url: str
    app: AwsApp
    clock: Clock
    issuer: IssuerKeys
    region: str = "eu-central-1"
    config: Config = field(default_factory=lambda: Config(retries={"total_max_attempts": 1}))

    def said(self, *grants: Grant, **changes: Any) -> Assertion:
        """What Google would say now; `changes` are fields of `Assertion`."""
        roles = tuple(role_value(each) for each in grants or (SSO,))
        return replace(Assertion(PERSON, APP.issuer, roles, self.clock.now), **changes)

    def sign_in(
        self,
        chosen: Grant = SSO,
        assertion: Assertion | None = None,
        keys: IssuerKeys | None = None,
        **parameters: Any,
    ) -> dict[str, Any]:
        """The answer of AssumeRoleWithSAML. Raises botocore's `ClientError`."""
        response = make_response(assertion or self.said(chosen), keys or self.issuer)
        given: dict[str, Any] = {
            "RoleArn": chosen.role,
            "PrincipalArn": chosen.provider,
            "SAMLAssertion": form_value(response),
        }
        return dict(self.unsigned().assume_role_with_saml(**given | parameters))

    def bastion(self, chosen: Grant = SSO, **parameters: Any) -> Keys:
        return dict(self.sign_in(chosen, **parameters)["Credentials"])

    def switch(self, keys: Keys, role_arn: str, **parameters: Any) -> Keys:
        """The keys of AssumeRole."""
        given = {"RoleArn": role_arn, "RoleSessionName": PERSON}
        return dict(self.client("sts", keys).assume_role(**given | parameters)["Credentials"])

    def client(self, service: str, keys: Keys, region: str | None = None) -> Any:
        return boto3.client(  # type: ignore[call-overload]  # the service is a variable
            service,
            region_name=region or self.region,
            endpoint_url=self.url,
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys.get("SessionToken"),
            config=self.config,
        )

    def unsigned(self) -> Any:
        config = self.config.merge(Config(signature_version=UNSIGNED, parameter_validation=False))
        return boto3.client("sts", region_name=self.region, endpoint_url=self.url, config=config)

    def later(self, **length: float) -> None:
        self.clock.now += timedelta(**length)

    def users(self, keys: Keys, region: str | None = None) -> list[str]:
        answer = self.client("iam", keys, region).list_users()
        return [user["UserName"] for user in answer["Users"]]


def refusal(error: ClientError) -> tuple[int, str, str]:
    """HTTP status, code and message."""
    answer = error.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        pass


@contextmanager
def served() -> Iterator[Aws]:
    clock = Clock()
    issuer = IssuerKeys.make(START)
    app = make_aws_app(COMPANY, issuer, clock)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), name="aws")
    thread.start()
    try:
        yield Aws(f"http://127.0.0.1:{server.port}", app, clock, issuer)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
