"""How an account looks in the console, for everybody: its colour, and which services and regions are shown.

AWS's "User Experience Customization", which moto does not know. Shapes, codes and HTTP statuses: botocore's model of
`uxc`, 2024-07-01. That its permissions are called like its operations is a guess; AWS's model says "`uxc:`
permissions for the operation".
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from auth.sandbox.aws.call import Call
from auth.sandbox.aws.errors import AwsError, not_in_sandbox
from auth.sandbox.aws.signed import Asker
from auth.sandbox.aws.state import State

if TYPE_CHECKING:
    from werkzeug import Request, Response

_COLOURS = frozenset(
    ["none", "pink", "purple", "darkBlue", "lightBlue", "teal", "green", "yellow", "orange", "red"]
)
_REGION = re.compile(r"[a-z]{2}(-[a-z]{1,10}){1,2}-[1-9]")
_SERVICE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OPERATIONS = {
    ("GET", "/v1/account-customizations"): "GetAccountCustomizations",
    ("PATCH", "/v1/account-customizations"): "UpdateAccountCustomizations",
}


@dataclass
class Customizations:
    """By partition and account, what was set there."""

    known: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def answer(self, call: Call, request: Request, asker: Asker, state: State) -> Response:
        """Raises `AwsError`."""
        from werkzeug import Response

        operation = _OPERATIONS.get((request.method, request.path))
        if operation is None:
            raise not_in_sandbox(f"{call.service}:{request.path}")
        if not state.permits(asker, f"uxc:{operation}", "*"):
            raise AwsError(
                "AccessDeniedException",
                f"User: {asker.arn} is not authorized to perform: uxc:{operation}",
                403,
            )
        account = self.known.setdefault(
            (asker.partition, asker.account),
            {"accountColor": "none", "visibleServices": None, "visibleRegions": None},
        )
        if operation == "UpdateAccountCustomizations":
            account.update(_changes(request.get_data(cache=True)))
        return Response(json.dumps(account), content_type="application/json")


def _changes(body: bytes) -> dict[str, Any]:
    try:
        changes = json.loads(body)
    except ValueError:
        changes = None
    if not isinstance(changes, dict):
        raise AwsError("ValidationException", "The request body is not a JSON object.")
    for name, value in changes.items():
        if not _fits(name, value):
            raise AwsError("ValidationException", f"Invalid value for {name}.")
    return changes


def _fits(name: str, value: object) -> bool:
    match name:
        case "accountColor":
            return isinstance(value, str) and value in _COLOURS
        case "visibleServices":
            return value is None or _texts(value, _SERVICE, 500)
        case "visibleRegions":
            return value is None or _texts(value, _REGION, 100)
        case _:
            return False


def _texts(value: object, pattern: re.Pattern[str], most: int) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= most
        and all(isinstance(each, str) and pattern.fullmatch(each) for each in value)
    )
