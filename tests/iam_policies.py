"""A small evaluator of permission policies, for what moto's engine leaves out.

moto 5.2 (`moto.iam.access_control`) reads a name in a policy as a regular expression, so that `.` and `+` mean
something else, and takes a condition that does not hold for a Deny, whatever the statement's effect. So it cannot
say what a Deny with a condition does. This one follows AWS docs, "Policy evaluation logic": an explicit Deny wins,
then an Allow; neither means no. Conditions and wildcards are the sandbox's, which tables of cases hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from auth.sandbox.aws.conditions import Context, hold, like


class Decision(Enum):
    DENIED = "a statement denies it"
    ALLOWED = "a statement allows it"
    SILENT = "no statement is about it"


def decide(documents: Iterable[Mapping[str, Any]], action: str, resource: str, context: Context) -> Decision:
    """What policies of one user or role say together. Statements have `Action` and `Resource`, not their `Not…`."""
    effects = {
        statement["Effect"]
        for document in documents
        for statement in document["Statement"]
        if any(like(each.lower(), action.lower()) for each in _texts(statement["Action"]))
        and any(like(each, resource) for each in _texts(statement["Resource"]))
        and hold(statement.get("Condition", {}), context)
    }
    if "Deny" in effects:
        return Decision.DENIED
    return Decision.ALLOWED if "Allow" in effects else Decision.SILENT


def _texts(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
