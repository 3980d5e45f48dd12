"""AWS's refusals: code, text and HTTP status, written in the wire format of the service that was called."""

from __future__ import annotations

import json
import secrets
from enum import Enum
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from werkzeug import Response


class Protocol(Enum):
    """How a service writes its answers (Smithy's protocol names, S3 apart because its codes are its own)."""

    QUERY = "query"
    EC2 = "ec2"
    JSON = "json"
    REST_JSON = "rest-json"
    REST_XML = "rest-xml"
    S3 = "s3"


class AwsError(Exception):
    """A call that AWS refuses. `status` is the HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class Refusal(Enum):
    """Why a call is refused before any service looks at it; `errors.refused` gives the words."""

    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown key"
    WRONG_TOKEN = "wrong token"
    EXPIRED = "expired"
    WRONG_SIGNATURE = "wrong signature"


_INVALID = "The security token included in the request is invalid."
_EXPIRED = "The security token included in the request is expired"
_SIGNATURE = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
    "Access Key and signing method. Consult the service documentation for details."
)
_NOT_VALIDATED = "AWS was not able to validate the provided access credentials"

# AWS docs: "Common Error Types" of STS, IAM and DynamoDB; "Error codes for the Amazon EC2 API"; "Error
# responses" of S3. Texts as the services send them.
_QUERY: dict[Refusal, tuple[str, str, int]] = {
    Refusal.UNSIGNED: ("MissingAuthenticationToken", "Request is missing Authentication Token", 403),
    Refusal.UNKNOWN_KEY: ("InvalidClientTokenId", _INVALID, 403),
    Refusal.WRONG_TOKEN: ("InvalidClientTokenId", _INVALID, 403),
    Refusal.EXPIRED: ("ExpiredToken", _EXPIRED, 403),
    Refusal.WRONG_SIGNATURE: ("SignatureDoesNotMatch", _SIGNATURE, 403),
}
_JSON: dict[Refusal, tuple[str, str, int]] = {
    Refusal.UNSIGNED: ("MissingAuthenticationTokenException", "Missing Authentication Token", 400),
    Refusal.UNKNOWN_KEY: ("UnrecognizedClientException", _INVALID, 400),
    Refusal.WRONG_TOKEN: ("UnrecognizedClientException", _INVALID, 400),
    Refusal.EXPIRED: ("ExpiredTokenException", _EXPIRED, 400),
    Refusal.WRONG_SIGNATURE: ("InvalidSignatureException", _SIGNATURE, 400),
}
_REFUSALS: dict[Protocol, dict[Refusal, tuple[str, str, int]]] = {
    Protocol.QUERY: _QUERY,
    Protocol.REST_XML: _QUERY,
    Protocol.JSON: _JSON,
    Protocol.REST_JSON: {why: (code, message, 403) for why, (code, message, _) in _JSON.items()},
    Protocol.EC2: {
        **_QUERY,
        Refusal.UNKNOWN_KEY: ("AuthFailure", _NOT_VALIDATED, 401),
        Refusal.WRONG_TOKEN: ("AuthFailure", _NOT_VALIDATED, 401),
        Refusal.EXPIRED: ("RequestExpired", "Request has expired.", 400),
        Refusal.WRONG_SIGNATURE: ("AuthFailure", _NOT_VALIDATED, 401),
    },
    Protocol.S3: {
        Refusal.UNSIGNED: ("AccessDenied", "Access Denied", 403),
        Refusal.UNKNOWN_KEY: (
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            403,
        ),
        Refusal.WRONG_TOKEN: ("InvalidToken", "The provided token is malformed or otherwise invalid.", 400),
        Refusal.EXPIRED: ("ExpiredToken", "The provided token has expired.", 400),
        Refusal.WRONG_SIGNATURE: ("SignatureDoesNotMatch", _SIGNATURE, 403),
    },
}


def refused(why: Refusal, protocol: Protocol) -> AwsError:
    """The error that a service of this protocol answers with."""
    return AwsError(*_REFUSALS[protocol][why])


def access_denied(caller: str, action: str, resource: str) -> AwsError:
    """AWS docs, "Troubleshoot access denied error messages". `caller` and `resource` are ARNs."""
    return AwsError(
        "AccessDenied", f"User: {caller} is not authorized to perform: {action} on resource: {resource}", 403
    )


def not_in_sandbox(what: str) -> AwsError:
    """For what nobody here answers. 501, because the SDKs try again after every other server error."""
    return AwsError("NotImplemented", f"The sandbox has no answer to {what}.", 501)


def write(error: AwsError, protocol: Protocol) -> Response:
    from werkzeug import Response

    request_id = "-".join(secrets.token_hex(size) for size in (4, 2, 2, 2, 6))
    headers = {"x-amzn-RequestId": request_id}
    if protocol in (Protocol.JSON, Protocol.REST_JSON):
        headers["x-amzn-ErrorType"] = error.code
        body = json.dumps({"__type": error.code, "message": error.message})
        content_type = "application/x-amz-json-1.1" if protocol is Protocol.JSON else "application/json"
    else:
        body = _XML[protocol].format(code=escape(error.code), message=escape(error.message), id=request_id)
        content_type = "text/xml"
    return Response(body, error.status, headers, content_type=content_type)


_WRAPPED = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    "<RequestId>{id}</RequestId></ErrorResponse>"
)
_XML: dict[Protocol, str] = {
    Protocol.QUERY: _WRAPPED,
    Protocol.REST_XML: _WRAPPED,
    Protocol.EC2: (
        "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
        "<RequestID>{id}</RequestID></Response>"
    ),
    Protocol.S3: (
        "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{id}</RequestId></Error>"
    ),
}
