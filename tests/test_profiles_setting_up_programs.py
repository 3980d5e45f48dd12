"""Keys for programs: what the denying policy denies, and what a switch policy permits, each to the letter."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.arns import RoleArn
from profiles.setting_up.policies import deny_elsewhere
from profiles.setting_up.programs import ADVICE
from profiles.setting_up.switching import switch_documents
from tests.iam_policies import Decision, decide
from tests.setups import PROGRAM, roles

IP_PAGE = "AWS: Denies access to AWS based on the source IP"
KEYS_PAGE = "AWS global condition context keys"
ALLOWED: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:*", "iam:ListUsers"], "Resource": "*"}],
}
"""What the program may do besides."""


def request(address: str | None, *, via_service: bool = False) -> dict[str, str]:
    """Its condition keys; a call through a VPC endpoint has no `aws:SourceIp`."""
    return {
        "aws:ViaAWSService": "true" if via_service else "false",
        **({"aws:SourceIp": address} if address else {}),
    }


CASES = [
    ("from inside the network", IP_PAGE, request("203.0.113.9"), Decision.ALLOWED),
    ("from the single address", IP_PAGE, request("198.51.100.7"), Decision.ALLOWED),
    ("from the IPv6 network", IP_PAGE, request("2001:db8:0:1::5"), Decision.ALLOWED),
    ("from beside the network", IP_PAGE, request("203.0.114.9"), Decision.DENIED),
    ("from beside the single address", IP_PAGE, request("198.51.100.8"), Decision.DENIED),
    ("from beside the IPv6 network", IP_PAGE, request("2001:db8:1::5"), Decision.DENIED),
    ("from IPv6, mapped from an address inside", IP_PAGE, request("::ffff:203.0.113.9"), Decision.DENIED),
    (
        "by an AWS service on the user's behalf",
        IP_PAGE,
        request("192.0.2.1", via_service=True),
        Decision.ALLOWED,
    ),
    ("through a VPC endpoint", KEYS_PAGE, request(None), Decision.DENIED),
]


@pytest.mark.parametrize(
    ("name", "source", "context", "expected"), CASES, ids=[f"{c[0]} ({c[1]})" for c in CASES]
)
def test_the_keys_work_from_the_named_addresses_only(
    name: str, source: str, context: dict[str, str], expected: Decision
) -> None:
    policies = [deny_elsewhere(PROGRAM), ALLOWED]
    assert decide(policies, "s3:GetObject", "arn:aws:s3:::bucket/key", context) is expected


def test_the_denying_policy_allows_nothing_by_itself() -> None:
    for _, _, context, _ in CASES:
        assert decide([deny_elsewhere(PROGRAM)], "s3:GetObject", "*", context) is not Decision.ALLOWED
    assert (
        decide([deny_elsewhere(PROGRAM), ALLOWED], "iam:CreateUser", "*", request("203.0.113.9"))
        is Decision.SILENT
    )


Break = Callable[[dict[str, Any]], None]
BROKEN: list[tuple[str, Break]] = [
    ("allows instead of denying", lambda s: s.update(Effect="Allow")),
    ("denies one action", lambda s: s.update(Action="ec2:RunInstances")),
    ("denies on one resource", lambda s: s.update(Resource="arn:aws:s3:::other")),
    ("asks for the addresses instead of the others", lambda s: s["Condition"].update(
        IpAddress=s["Condition"].pop("NotIpAddress"))),
    ("names another network", lambda s: s["Condition"].update(NotIpAddress={"aws:SourceIp": "192.0.2.0/24"})),
    ("names the whole world", lambda s: s["Condition"].update(NotIpAddress={"aws:SourceIp": "0.0.0.0/0"})),
    ("is for calls by services", lambda s: s["Condition"].update(Bool={"aws:ViaAWSService": "true"})),
]  # fmt: skip


@pytest.mark.parametrize(("name", "break_it"), BROKEN, ids=[name for name, _ in BROKEN])
def test_the_same_policy_broken_in_one_place_lets_a_stranger_in(name: str, break_it: Break) -> None:
    """So the table above would notice."""
    broken = copy.deepcopy(dict(deny_elsewhere(PROGRAM)))
    break_it(broken["Statement"][0])  # type: ignore[index]  # its statements are a list
    decision = decide([broken, ALLOWED], "s3:GetObject", "arn:aws:s3:::bucket/key", request("192.0.2.1"))
    assert decision is Decision.ALLOWED


@given(targets=st.lists(roles(st.just("aws")), min_size=1, max_size=12), other=roles(st.just("aws")))
def test_a_switch_policy_permits_its_targets_and_no_other_role(
    targets: list[RoleArn], other: RoleArn
) -> None:
    documents = switch_documents(targets, 900)
    for target in targets:
        assert decide(documents, "sts:AssumeRole", str(target), {}) is Decision.ALLOWED
        assert decide(documents, "sts:TagSession", str(target), {}) is Decision.SILENT
        for near in (
            f"{target}x",
            str(target)[:-1],
            str(target).replace(":role/", ":role/x/"),
            str(target).upper(),
        ):
            expected = Decision.ALLOWED if near in map(str, targets) else Decision.SILENT
            assert decide(documents, "sts:AssumeRole", near, {}) is expected
    expected = Decision.ALLOWED if other in targets else Decision.SILENT
    assert decide(documents, "sts:AssumeRole", str(other), {}) is expected


def test_the_advice_is_the_articles() -> None:
    whole = " ".join(ADVICE)
    for words in ("one user for each program", "a person's user", "owner", "another address"):
        assert words in whole
    assert all(each.endswith(".") for each in ADVICE)
