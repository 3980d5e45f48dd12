"""Trust policies and their conditions, as tables of cases with the AWS documentation each comes from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from auth.sandbox.aws.conditions import UnknownOperator, hold
from auth.sandbox.aws.trust import Caller, Verdict, evaluate

ROLE = "arn:aws:iam::111111111111:role/sso"
IN_CHINA = "arn:aws-cn:iam::111111111111:root"
SESSION = "arn:aws:sts::111111111111:assumed-role/sso/person@example.com"
ROOT = "arn:aws:iam::111111111111:root"
PROVIDER = "arn:aws:iam::111111111111:saml-provider/Google"
BASTION = Caller.of_account("aws", "111111111111", ROLE, SESSION)
SAML = Caller(provider=PROVIDER)

PRINCIPALS = "AWS JSON policy elements: Principal"
CROSS = "Cross-account policy evaluation logic"
LOGIC = "Policy evaluation logic"
EXTERNAL = "The confused deputy problem: using an external ID"
OPERATORS = "IAM JSON policy elements: Condition operators"
FEDERATED = "Creating a role for SAML 2.0 federation"


def allow(principal: Any, action: Any = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, **more}


def deny(principal: Any, action: Any = "sts:AssumeRole", **more: Any) -> dict[str, Any]:
    return allow(principal, action, **more) | {"Effect": "Deny"}


@dataclass(frozen=True)
class Case:
    name: str
    source: str
    statement: Any
    verdict: Verdict
    context: dict[str, str] = field(default_factory=dict)
    caller: Caller = BASTION
    action: str = "sts:AssumeRole"


NAMED, ACCOUNT, SILENT, DENIED = Verdict.BY_NAME, Verdict.BY_ACCOUNT, Verdict.SILENT, Verdict.DENIED
ID = {"StringEquals": {"sts:ExternalId": "42"}}
AUD = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
DATED = {"DateLessThan": {"aws:CurrentTime": "2099-01-01"}}
MAYBE_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}

TABLE = [
    Case("the role itself", PRINCIPALS, allow({"AWS": ROLE}), NAMED),
    Case("the role in a list", PRINCIPALS, allow({"AWS": ["arn:aws:iam::9:role/x", ROLE]}), NAMED),
    Case("the session", PRINCIPALS, allow({"AWS": SESSION}), NAMED),
    Case("another session of the role", PRINCIPALS, allow({"AWS": SESSION + "x"}), SILENT),
    Case("the account's root", PRINCIPALS, allow({"AWS": ROOT}), ACCOUNT),
    Case("the account's number", PRINCIPALS, allow({"AWS": "111111111111"}), ACCOUNT),
    Case("role and root: the name counts more", CROSS, [allow({"AWS": ROOT}), allow({"AWS": ROLE})], NAMED),
    Case("another account", PRINCIPALS, allow({"AWS": "arn:aws:iam::222222222222:root"}), SILENT),
    Case("the account in another partition", PRINCIPALS, allow({"AWS": IN_CHINA}), SILENT),
    Case("another role of the account", PRINCIPALS, allow({"AWS": ROLE + "-short"}), SILENT),
    Case("the role with another path", PRINCIPALS, allow({"AWS": ROLE.replace("/", "/a/")}), SILENT),
    Case("the role in other letters", PRINCIPALS, allow({"AWS": ROLE.upper()}), SILENT),
    Case("a wildcard in the name", PRINCIPALS, allow({"AWS": ROLE[:-1] + "*"}), SILENT),
    Case("a wildcard for the name", PRINCIPALS, allow({"AWS": "arn:aws:iam::111111111111:role/*"}), SILENT),
    Case("everybody", "stricter than AWS, see trust.py", allow("*"), SILENT),
    Case("every AWS principal", "stricter than AWS, see trust.py", allow({"AWS": "*"}), SILENT),
    Case("everybody in a list", "stricter than AWS, see trust.py", allow({"AWS": ["*"]}), SILENT),
    Case("everybody, with the ExternalId", "stricter than AWS, see trust.py", allow("*", Condition=ID), SILENT,
         {"sts:ExternalId": "42"}),
    Case("every account", PRINCIPALS, allow({"AWS": "arn:aws:iam::*:root"}), SILENT),
    Case("every role of every account", PRINCIPALS, allow({"AWS": "arn:aws:iam::*:role/sso"}), SILENT),
    Case("another account's number", PRINCIPALS, allow({"AWS": "222222222222"}), SILENT),
    Case("a service", PRINCIPALS, allow({"Service": "ec2.amazonaws.com"}), SILENT),
    Case("no principal", PRINCIPALS, {"Effect": "Allow", "Action": "sts:AssumeRole"}, SILENT),
    Case("an empty list of statements", LOGIC, [], SILENT),
    Case("another action", LOGIC, allow({"AWS": ROLE}, "sts:TagSession"), SILENT),
    Case("actions in a list", LOGIC, allow({"AWS": ROLE}, ["sts:TagSession", "sts:AssumeRole"]), NAMED),
    Case("actions by wildcard", LOGIC, allow({"AWS": ROLE}, "sts:Assume*"), NAMED),
    Case("actions in other letters", LOGIC, allow({"AWS": ROLE}, "STS:assumerole"), NAMED),
    Case("a Deny of the role wins", LOGIC, [allow({"AWS": ROLE}), deny({"AWS": ROLE})], DENIED),
    Case("a Deny of the account wins", LOGIC, [allow({"AWS": ROLE}), deny({"AWS": ROOT})], DENIED),
    Case("a Deny of everybody wins", LOGIC, [allow({"AWS": ROLE}), deny("*")], DENIED),
    Case("a Deny of another leaves it", LOGIC, [allow({"AWS": ROLE}), deny({"AWS": ROLE + "x"})], NAMED),
    Case("a Deny whose condition fails leaves it", LOGIC,
         [allow({"AWS": ROLE}), deny("*", Condition=MFA)], NAMED),
    Case("the ExternalId", EXTERNAL, allow({"AWS": ROLE}, Condition=ID), NAMED, {"sts:ExternalId": "42"}),
    Case("another ExternalId", EXTERNAL, allow({"AWS": ROLE}, Condition=ID), SILENT,
         {"sts:ExternalId": "43"}),
    Case("the ExternalId and more", EXTERNAL, allow({"AWS": ROLE}, Condition=ID), SILENT,
         {"sts:ExternalId": "420"}),
    Case("the ExternalId to the account", EXTERNAL, allow({"AWS": ROOT}, Condition=ID), ACCOUNT,
         {"sts:ExternalId": "42"}),
    Case("the ExternalId from another account", EXTERNAL,
         allow({"AWS": "arn:aws:iam::222222222222:root"}, Condition=ID), SILENT, {"sts:ExternalId": "42"}),
    Case("no ExternalId, to the account", EXTERNAL, allow({"AWS": ROOT}, Condition=ID), SILENT),
    Case("no ExternalId", EXTERNAL, allow({"AWS": ROLE}, Condition=ID), SILENT),
    Case("an ExternalId nobody asked for", EXTERNAL, allow({"AWS": ROLE}), NAMED, {"sts:ExternalId": "42"}),
    Case("MFA, which Google's factor is not", OPERATORS, allow({"AWS": ROLE}, Condition=MFA), SILENT),
    Case("MFA only if it exists", OPERATORS, allow({"AWS": ROLE}, Condition=MAYBE_MFA), NAMED),
    Case("the session's name", OPERATORS,
         allow({"AWS": ROOT}, Condition={"StringLike": {"sts:RoleSessionName": "*@example.com"}}), ACCOUNT,
         {"sts:RoleSessionName": "person@example.com"}),
    Case("roles of the account by pattern, the documented way", PRINCIPALS,
         allow({"AWS": ROOT}, Condition={"ArnLike": {"aws:PrincipalArn": ROLE[:-1] + "*"}}),
         ACCOUNT, {"aws:PrincipalArn": ROLE}),
    Case("an operator nobody evaluates does not open", "the sandbox's own caution",
         allow({"AWS": ROLE}, Condition=DATED), SILENT),
    Case("an operator nobody evaluates denies", "the sandbox's own caution",
         [allow({"AWS": ROLE}), deny("*", Condition=DATED)], DENIED),
    Case("the provider, for the right audience", FEDERATED,
         allow({"Federated": PROVIDER}, "sts:AssumeRoleWithSAML", Condition=AUD), NAMED,
         {"SAML:aud": "https://signin.aws.amazon.com/saml"}, SAML, "sts:AssumeRoleWithSAML"),
    Case("the provider, for another audience", FEDERATED,
         allow({"Federated": PROVIDER}, "sts:AssumeRoleWithSAML", Condition=AUD), SILENT,
         {"SAML:aud": "https://example.com"}, SAML, "sts:AssumeRoleWithSAML"),
    Case("another provider", FEDERATED, allow({"Federated": PROVIDER + "2"}, "sts:AssumeRoleWithSAML"),
         SILENT, {}, SAML, "sts:AssumeRoleWithSAML"),
    Case("the provider written as an AWS principal", FEDERATED,
         allow({"AWS": PROVIDER}, "sts:AssumeRoleWithSAML"), SILENT, {}, SAML, "sts:AssumeRoleWithSAML"),
    Case("a role cannot come in by the provider's door", FEDERATED,
         allow({"Federated": PROVIDER}, "sts:AssumeRole"), SILENT),
]  # fmt: skip


@pytest.mark.parametrize("case", TABLE, ids=lambda case: f"{case.name} ({case.source})")
def test_a_trust_policy_says(case: Case) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": case.statement})
    assert evaluate(document, case.action, case.caller, case.context) is case.verdict


ARN = "arn:aws:iam::1:role/a"
CONDITIONS = [
    ("StringEquals", "a", "a", True),
    ("StringEquals", ["b", "a"], "a", True),
    ("StringEquals", "A", "a", False),
    ("StringEquals", "a", None, False),
    ("StringEqualsIfExists", "a", None, True),
    ("StringEqualsIfExists", "a", "b", False),
    ("StringNotEquals", "a", "b", True),
    ("StringNotEquals", ["a", "b"], "b", False),
    ("StringNotEquals", "a", None, True),
    ("StringEqualsIgnoreCase", "A", "a", True),
    ("StringNotEqualsIgnoreCase", "A", "a", False),
    ("StringLike", "a*c", "abbc", True),
    ("StringLike", "a?c", "abbc", False),
    ("StringLike", "a.c", "abc", False),
    ("StringNotLike", "a*", "abc", False),
    ("ArnLike", "arn:aws:iam::*:role/*", ARN, True),
    ("ArnLike", "arn:aws:iam:*:role/a", ARN, False),
    ("ArnNotEquals", ARN, ARN, False),
    ("Bool", True, "true", True),
    ("Bool", "false", "true", False),
    ("Null", "true", None, True),
    ("Null", "true", "a", False),
    ("Null", "false", "a", True),
    ("IpAddress", "127.0.0.0/8", "127.0.0.1", True),
    ("IpAddress", ["10.0.0.0/8", "127.0.0.1"], "127.0.0.1", True),
    ("NotIpAddress", "127.0.0.0/8", "127.0.0.1", False),
    ("IpAddress", "127.0.0.0/8", "nowhere", False),
]


@pytest.mark.parametrize(("operator", "wanted", "actual", "holds"), CONDITIONS)
def test_a_condition_holds_or_not(operator: str, wanted: Any, actual: str | None, holds: bool) -> None:
    context = {} if actual is None else {"aws:Key": actual}
    assert hold({operator: {"AWS:key": wanted}}, context) is holds


def test_all_conditions_must_hold() -> None:
    context = {"a:one": "1", "a:two": "2"}
    assert hold({"StringEquals": {"a:one": "1", "a:two": "2"}}, context)
    assert not hold({"StringEquals": {"a:one": "1", "a:two": "3"}}, context)
    assert not hold({"StringEquals": {"a:one": "1"}, "StringLike": {"a:two": "3*"}}, context)


def test_an_operator_nobody_evaluates_is_named() -> None:
    with pytest.raises(UnknownOperator, match="NumericLessThan"):
        hold({"NumericLessThan": {"a:one": "1"}}, {"a:one": "0"})
