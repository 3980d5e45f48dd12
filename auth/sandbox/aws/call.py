"""Reads an HTTP request as an AWS call: which service and action, with which parameters, signed by whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from auth.sandbox.aws.errors import AwsError, Protocol

if TYPE_CHECKING:
    from werkzeug import Request

_XML_SERVICES = frozenset({"s3", "route53", "cloudfront", "s3-control"})


@dataclass(frozen=True, slots=True)
class Signature:
    """The `Authorization` header of Signature Version 4, and the session token sent with it."""

    access_key_id: str
    region: str
    service: str
    """The name the service signs with: `sts`, `iam`, `s3` …"""
    signed_headers: frozenset[str]
    """Lower-cased names."""
    value: str
    token: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `action` is the operation's name where the request says it (REST services do not)."""

    service: str
    action: str | None
    parameters: Mapping[str, str]
    """Of the query protocol; empty for the others."""
    protocol: Protocol
    signature: Signature | None
    address: str
    """Where the caller is, for `aws:SourceIp`."""


_SIGNATURE = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/,\s]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request,\s*"
    r"SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)"
)


def read(request: Request) -> Call:
    """Read the call. Raises `AwsError` for an `Authorization` header that is no Signature Version 4."""
    parameters = _parameters(request)
    header = request.headers.get("Authorization")
    target = request.headers.get("X-Amz-Target")
    action = parameters.get("Action") or (target.rpartition(".")[2] if target else None)
    signature = _signature(request, header) if header is not None else None
    service = signature.service if signature else "sts"
    return Call(
        service=service,
        action=action,
        parameters=parameters,
        protocol=_protocol(service, bool(target), "Action" in parameters),
        signature=signature,
        address=request.remote_addr or "127.0.0.1",
    )


def _parameters(request: Request) -> dict[str, str]:
    found = dict(request.args.items())
    if (request.mimetype or "") == "application/x-www-form-urlencoded":
        body = request.get_data(cache=True).decode("utf-8", "replace")
        found.update(parse_qsl(body, keep_blank_values=True))
    return found if "Action" in found else {}


def _signature(request: Request, header: str) -> Signature:
    match = _SIGNATURE.fullmatch(header)
    if match is None:
        # AWS docs, "Common Error Types": the request signature does not conform to AWS standards.
        raise AwsError("IncompleteSignature", "Authorization header is not a Signature Version 4.", 400)
    key, _, region, service, names, value = match.groups()
    token = request.headers.get("X-Amz-Security-Token")
    return Signature(key, region, service, frozenset(names.split(";")), value, token)


def _protocol(service: str, has_target: bool, has_action: bool) -> Protocol:
    if service == "ec2":
        return Protocol.EC2
    if service == "s3":
        return Protocol.S3
    if has_target:
        return Protocol.JSON
    if has_action:
        return Protocol.QUERY
    return Protocol.REST_XML if service in _XML_SERVICES else Protocol.REST_JSON
