"""Evaluates a role's trust policy: may this caller take the role?

AWS docs, "AWS JSON policy elements: Principal" and "Policy evaluation logic": an explicit Deny wins, then
an Allow; neither means no. An account (`…:root` or its twelve digits) stands for everybody in it, who then
needs a permission of his own; a principal named by its ARN needs none inside the same account. Wildcards
never match a part of a principal's ARN.

Stricter than AWS on purpose: a lone `*` is not accepted as a principal of an Allow. AWS takes it, and then
the role is open to the world; no policy of ours may rely on that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from auth.sandbox.aws.conditions import Context, UnknownOperator, hold, like


class Verdict(Enum):
    DENIED = "a statement denies it"
    SILENT = "no statement allows it"
    BY_ACCOUNT = "the caller's account is trusted"
    BY_NAME = "the caller itself is trusted"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the principals a policy may name. A SAML sign-in has only a `provider`."""

    names: frozenset[str] = frozenset()
    """The ARNs of the caller itself: the user, or the role and the session."""
    accounts: frozenset[str] = frozenset()
    """How its account may be written: twelve digits, or the ARN of its root."""
    provider: str = ""
    """ARN of the SAML provider that vouches."""

    @classmethod
    def of_account(cls, partition: str, account: str, *names: str) -> Caller:
        return cls(frozenset(names), frozenset((account, f"arn:{partition}:iam::{account}:root")))


def evaluate(document: str, action: str, caller: Caller, context: Context) -> Verdict:
    """What the trust policy `document` (JSON) says about `action` (`sts:AssumeRole` …) by `caller`."""
    statements = json.loads(document).get("Statement", [])
    if isinstance(statements, dict):
        statements = [statements]
    verdicts = {
        verdict
        for statement in statements
        if (verdict := _statement(statement, action, caller, context)) is not Verdict.SILENT
    }
    for verdict in (Verdict.DENIED, Verdict.BY_NAME, Verdict.BY_ACCOUNT):
        if verdict in verdicts:
            return verdict
    return Verdict.SILENT


def _statement(statement: Mapping[str, object], action: str, caller: Caller, context: Context) -> Verdict:
    denies = statement.get("Effect") == "Deny"
    if not any(like(each.lower(), action.lower()) for each in _texts(statement.get("Action"))):
        return Verdict.SILENT
    match = _principal(statement.get("Principal"), caller, everybody=denies)
    if match is Verdict.SILENT:
        return match
    conditions = statement.get("Condition")
    if isinstance(conditions, dict):
        try:
            holds = hold(conditions, context)
        except UnknownOperator:
            # What cannot be evaluated must never open a role.
            holds = denies
        if not holds:
            return Verdict.SILENT
    return Verdict.DENIED if denies else match


def _principal(principal: object, caller: Caller, *, everybody: bool) -> Verdict:
    if principal == "*":
        principal = {"AWS": "*"}
    if not isinstance(principal, dict):
        return Verdict.SILENT
    if caller.provider and caller.provider in _texts(principal.get("Federated")):
        return Verdict.BY_NAME
    trusted = _texts(principal.get("AWS"))
    if caller.names.intersection(trusted) or (everybody and "*" in trusted):
        return Verdict.BY_NAME
    if caller.accounts.intersection(trusted):
        return Verdict.BY_ACCOUNT
    return Verdict.SILENT


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
