"""Finds out who signed a call; refuses keys that are unknown, ended or used with a wrong token or secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from auth.sandbox.aws.call import Call, Signature
from auth.sandbox.aws.errors import Protocol, Refusal, refused
from auth.sandbox.aws.sessions import Session, Sessions
from auth.sandbox.aws.trust import Caller
from profiles.partitions import partition_of_region

if TYPE_CHECKING:
    from werkzeug import Request


@dataclass(frozen=True, slots=True)
class UserKey:
    """A long-term key of an IAM user."""

    access_key_id: str
    secret: str = field(repr=False)
    arn: str
    account: str
    active: bool


FindUserKey = Callable[[str, str], UserKey | None]
"""(access key id, partition) -> the key, if a user of that partition has it."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who signed a call: a session of a role, or an IAM user."""

    arn: str
    """The session's or user's ARN, as `sts:GetCallerIdentity` says it."""
    account: str
    partition: str
    region: str
    """The region the call was signed for."""
    access_key_id: str
    token: str | None = field(repr=False)
    session: Session | None

    @property
    def principal_arn(self) -> str:
        """`aws:PrincipalArn`: the role's own ARN for a session."""
        return str(self.session.role) if self.session else self.arn

    @property
    def as_principal(self) -> Caller:
        return Caller.of_account(self.partition, self.account, self.principal_arn, self.arn)


def identify(
    call: Call, request: Request, sessions: Sessions, find_user_key: FindUserKey, now: datetime
) -> Asker:
    """Raises `AwsError`."""
    signature = call.signature
    if signature is None:
        raise refused(Refusal.UNSIGNED, call.protocol)
    found = partition_of_region(signature.region)
    partition_id = found.id if found else "aws"
    session = sessions.of_key(signature.access_key_id)
    if session is not None and session.role.partition == partition_id:
        if signature.token != session.token:
            raise refused(Refusal.WRONG_TOKEN, call.protocol)
        if now >= session.expires:
            raise refused(Refusal.EXPIRED, call.protocol)
        _check(request, signature, session.secret, call.protocol)
        return _asker(signature, session.arn, session.role.account, partition_id, session)
    key = find_user_key(signature.access_key_id, partition_id)
    if key is None or not key.active:
        raise refused(Refusal.UNKNOWN_KEY, call.protocol)
    if signature.token:
        raise refused(Refusal.WRONG_TOKEN, call.protocol)
    _check(request, signature, key.secret, call.protocol)
    return _asker(signature, key.arn, key.account, partition_id, None)


def _asker(signature: Signature, arn: str, account: str, partition_id: str, session: Session | None) -> Asker:
    return Asker(
        arn, account, partition_id, signature.region, signature.access_key_id, signature.token, session
    )


def _check(request: Request, signature: Signature, secret: str, protocol: Protocol) -> None:
    """Signs the request again with the secret AWS knows. How old a signature is does not matter here: clients
    sign with the machine's clock, and the sandbox may run on one of its own."""
    from botocore.auth import S3SigV4Auth, SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    headers = {name: value for name, value in request.headers if name.lower() in signature.signed_headers}
    again = AWSRequest(
        method=request.method,
        url=f"http://{request.host}{_target(request)}",
        data=request.get_data(cache=True),
        headers=headers,
    )
    again.context["timestamp"] = headers.get("X-Amz-Date", "")
    kind = S3SigV4Auth if protocol is Protocol.S3 else SigV4Auth
    auth = kind(
        Credentials(signature.access_key_id, secret, signature.token), signature.service, signature.region
    )
    wanted = auth.signature(auth.string_to_sign(again, auth.canonical_request(again)), again)
    if wanted != signature.value:
        raise refused(Refusal.WRONG_SIGNATURE, protocol)


def _target(request: Request) -> str:
    """Path and query as they were sent. WSGI decodes the path; servers keep the original beside it."""
    sent = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if isinstance(sent, str) and sent.startswith("/"):
        return sent
    query = request.query_string.decode("latin-1")
    return quote(request.path) + (f"?{query}" if query else "")
