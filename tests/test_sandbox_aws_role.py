"""AssumeRole in the sandbox: who may switch where, for how long, and AWS's words where not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from auth.sandbox.company import (
    AUDIT,
    EXTERNAL_ID,
    FUMIDAI,
    GOV_ACS,
    GOV_FUMIDAI,
    GOV_WORKLOAD,
    PARTNER,
    PARTNER_APP,
    PRODUCTION,
    ROBOT,
    STAGING,
    WORKLOAD,
    allow,
    grant,
    iam_arn,
    policy,
    trust,
)
from tests.sandbox_aws import PERSON, START, Aws, Keys, refusal, served

FROM_FUMIDAI = iam_arn(WORKLOAD, "role/from_fumidai")
ADMIN = iam_arn(PRODUCTION, "role/Admin")
ROBOT_KEYS: Keys = {"AccessKeyId": ROBOT.access_key_id, "SecretAccessKey": ROBOT.secret}
CALLER = f"arn:aws:sts::{FUMIDAI}:assumed-role/sso/{PERSON}"
CHAINED = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
TOO_LONG = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."


@pytest.fixture(scope="module")
def server() -> Iterator[Aws]:
    with served() as aws:
        yield aws


@pytest.fixture
def aws(server: Aws) -> Aws:
    server.clock.now = START
    return server


@pytest.fixture
def bastion(aws: Aws) -> Keys:
    return aws.bastion()


@pytest.mark.parametrize(
    ("role_arn", "users"),
    [
        (FROM_FUMIDAI, ["alice", "bob", "carol"]),
        (ADMIN, ["prod-breakglass", "prod-monitor"]),
        (iam_arn(STAGING, "role/team/dev/Developer"), ["dave", "erin"]),
        (iam_arn(AUDIT, "role/ReadOnly"), ["audit-exporter"]),
    ],
)
def test_the_bastion_switches_and_sees_the_users_of_that_account(
    aws: Aws, bastion: Keys, role_arn: str, users: list[str]
) -> None:
    keys = aws.switch(bastion, role_arn)
    account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    who = aws.client("sts", keys).get_caller_identity()
    assert (who["Account"], who["Arn"]) == (account, f"arn:aws:sts::{account}:assumed-role/{name}/{PERSON}")
    assert aws.users(keys) == users


def test_govcloud_switches_inside_its_partition(aws: Aws) -> None:
    role = grant(GOV_FUMIDAI, "sso", partition_id="aws-us-gov")
    keys = aws.bastion(role, assertion=aws.said(role, destination=GOV_ACS))
    sts = aws.client("sts", keys, "us-gov-west-1")
    auditor = iam_arn(GOV_WORKLOAD, "role/Auditor", "aws-us-gov")
    target = sts.assume_role(RoleArn=auditor, RoleSessionName=PERSON)["Credentials"]
    assert aws.users(target, "us-gov-west-1") == ["gov-auditor", "gov-reader"]


def test_a_chain_of_three_leads_from_the_target_onward(aws: Aws, bastion: Keys) -> None:
    second = aws.switch(aws.switch(bastion, FROM_FUMIDAI), iam_arn(AUDIT, "role/SecondHop"))
    assert aws.users(second) == ["audit-exporter"]


def test_a_chained_session_lasts_an_hour(aws: Aws, bastion: Keys) -> None:
    assert aws.switch(bastion, ADMIN)["Expiration"] == START + timedelta(hours=1)
    assert aws.switch(bastion, ADMIN, DurationSeconds=3600)["Expiration"] == START + timedelta(hours=1)


def test_a_chained_session_is_known_as_one(aws: Aws, bastion: Keys) -> None:
    keys = aws.switch(bastion, ADMIN)
    session = aws.app.sessions.lookup(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    assert session is not None
    assert session.chained


def test_moto_thinks_that_a_session_ends_when_we_do(aws: Aws, bastion: Keys) -> None:
    from moto.sts.models import sts_backends

    keys = aws.switch(bastion, ADMIN)
    known = sts_backends[PRODUCTION]["aws"].get_assumed_role_from_access_key(keys["AccessKeyId"])
    assert known is not None
    assert known.expiration.replace(tzinfo=UTC) == keys["Expiration"]


def test_a_user_is_no_link_of_a_chain_and_gets_what_the_role_allows(aws: Aws) -> None:
    deploy = iam_arn(WORKLOAD, "role/deploy")
    keys = aws.switch(ROBOT_KEYS, deploy, DurationSeconds=14400)
    assert keys["Expiration"] == START + timedelta(hours=4)
    session = aws.app.sessions.of_key(keys["AccessKeyId"])
    assert session is not None
    assert not session.chained
    with pytest.raises(ClientError) as caught:
        aws.switch(ROBOT_KEYS, deploy, DurationSeconds=14401)
    assert refusal(caught.value) == (400, "ValidationError", TOO_LONG)


def test_a_user_switches_only_where_its_own_policy_lets_it(aws: Aws, bastion: Keys) -> None:
    iam = aws.client("iam", aws.switch(bastion, ADMIN))
    robot = iam_arn(FUMIDAI, "user/robots/deploy-robot")
    iam.create_role(RoleName="for-robots", AssumeRolePolicyDocument=trust((robot,)))
    with pytest.raises(ClientError, match="deploy-robot is not authorized to perform: sts:AssumeRole"):
        aws.switch(ROBOT_KEYS, iam_arn(PRODUCTION, "role/for-robots"))


@dataclass(frozen=True)
class Case:
    """A switch from the bastion's `sso` that AWS refuses."""

    name: str
    role_arn: str
    status: int
    code: str
    message: str
    parameters: dict[str, Any] = field(default_factory=dict)


def denied(role_arn: str, action: str = "sts:AssumeRole") -> tuple[int, str, str]:
    text = f"User: {CALLER} is not authorized to perform: {action} on resource: {role_arn}"
    return (403, "AccessDenied", text)


def bound(name: str, value: str, constraint: str) -> str:
    return (
        f"1 validation error detected: Value {value} at '{name}' failed to satisfy constraint: {constraint}"
    )


NOT_A_NAME = r"Member must satisfy regular expression pattern: [\w+=,.@-]*"
VENDOR = iam_arn(WORKLOAD, "role/vendor")
MISSPELT = iam_arn(WORKLOAD, "role/From_fumidai")
NOBODYS = iam_arn("131313131313", "role/Admin")
WITHOUT_PATH = iam_arn(STAGING, "role/Developer")
UNTRUSTING = iam_arn(WORKLOAD, "role/not-for-bastion")
GOV = iam_arn(GOV_WORKLOAD, "role/Auditor", "aws-us-gov")

REFUSALS = [
    Case("longer than the chained hour", ADMIN, 400, "ValidationError", CHAINED, {"DurationSeconds": 3601}),
    Case("twelve hours, chained", ADMIN, 400, "ValidationError", CHAINED, {"DurationSeconds": 43200}),
    Case("more than twelve hours", ADMIN, 400, "ValidationError",
         bound("durationSeconds", "'43201'", "Member must have value less than or equal to 43200"),
         {"DurationSeconds": 43201}),
    Case("no such role", MISSPELT, *denied(MISSPELT)),
    Case("no such account", NOBODYS, *denied(NOBODYS)),
    Case("the path left out", WITHOUT_PATH, *denied(WITHOUT_PATH)),
    Case("a role that trusts somebody else", UNTRUSTING, *denied(UNTRUSTING)),
    Case("a role of another partition", GOV, *denied(GOV)),
    Case("no ExternalId", VENDOR, *denied(VENDOR)),
    Case("another ExternalId", VENDOR, *denied(VENDOR), {"ExternalId": "fumidai-43"}),
    Case("tags the role does not let in", FROM_FUMIDAI, *denied(FROM_FUMIDAI, "sts:TagSession"),
         {"Tags": [{"Key": "a", "Value": "b"}]}),
    Case("a source identity the role does not let in", FROM_FUMIDAI,
         *denied(FROM_FUMIDAI, "sts:SetSourceIdentity"), {"SourceIdentity": "person"}),
    Case("MFA that nobody has", FROM_FUMIDAI, 403, "AccessDenied",
         "MultiFactorAuthentication failed with invalid MFA one time pass code.",
         {"SerialNumber": iam_arn(FUMIDAI, "mfa/person"), "TokenCode": "123456"}),
    Case("a session name with a space", FROM_FUMIDAI, 400, "ValidationError",
         bound("roleSessionName", "'a person'", NOT_A_NAME),
         {"RoleSessionName": "a person"}),
    Case("a session name of 65", FROM_FUMIDAI, 400, "ValidationError",
         bound("roleSessionName", f"'{'a' * 65}'", "Member must have length less than or equal to 64"),
         {"RoleSessionName": "a" * 65}),
    Case("a role that is no ARN", "role/of/another/planet", 400, "ValidationError", "Request ARN is invalid"),
    Case("a session policy that is no policy", FROM_FUMIDAI, 400, "MalformedPolicyDocument",
         "The policy is not in the valid JSON format.", {"Policy": "[]"}),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
def test_aws_refuses_the_switch(aws: Aws, bastion: Keys, case: Case) -> None:
    with pytest.raises(ClientError) as caught:
        aws.switch(bastion, case.role_arn, **case.parameters)
    assert refusal(caught.value) == (case.status, case.code, case.message)


def test_the_external_id_opens_the_vendors_role(aws: Aws, bastion: Keys) -> None:
    assert aws.switch(bastion, VENDOR, ExternalId=EXTERNAL_ID)


def test_trust_alone_is_not_enough_across_accounts(aws: Aws) -> None:
    """Account root trusts everybody who may: this role of the account may not."""
    with pytest.raises(ClientError, match=r"sso-reader/.* is not authorized to perform: sts:AssumeRole"):
        aws.switch(aws.bastion(grant(FUMIDAI, "sso-reader")), ADMIN)


def test_permission_alone_is_not_enough(aws: Aws) -> None:
    theirs = grant(PARTNER, "sso")
    keys = aws.bastion(theirs, assertion=aws.said(theirs, issuer=PARTNER_APP.issuer))
    assert aws.users(aws.switch(keys, iam_arn(AUDIT, "role/ReadOnly"))) == ["audit-exporter"]
    with pytest.raises(ClientError, match="not authorized to perform: sts:AssumeRole"):
        aws.switch(keys, FROM_FUMIDAI)


@pytest.mark.parametrize(
    ("trusted", "permitted", "opens"),
    [
        ("role/Admin", None, True),
        ("role/Admin", "Deny", False),
        ("root", None, True),
        ("role/other", None, False),
    ],
    ids=["named", "named but denied", "by its account", "not named"],
)
def test_inside_one_account(
    aws: Aws, bastion: Keys, trusted: str, permitted: str | None, opens: bool
) -> None:
    """Admin may everything; `sts:AssumeRole` can be denied to it beside that."""
    admin = aws.switch(bastion, ADMIN)
    iam = aws.client("iam", admin)
    name = f"inside-{trusted.replace('/', '-')}-{permitted}"
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust((iam_arn(PRODUCTION, trusted),)))
    role_arn = iam_arn(PRODUCTION, f"role/{name}")
    if permitted:
        statement = allow(["sts:AssumeRole"], [role_arn]) | {"Effect": permitted}
        iam.put_role_policy(RoleName="Admin", PolicyName="no", PolicyDocument=policy(statement))
    try:
        if opens:
            assert aws.switch(admin, role_arn)
        else:
            with pytest.raises(ClientError, match="not authorized"):
                aws.switch(admin, role_arn)
    finally:
        if permitted:
            iam.delete_role_policy(RoleName="Admin", PolicyName="no")


def test_a_role_named_by_its_own_account_needs_no_permission_of_its_own(aws: Aws, bastion: Keys) -> None:
    iam = aws.client("iam", aws.switch(bastion, ADMIN))
    caller, target = iam_arn(PRODUCTION, "role/caller"), iam_arn(PRODUCTION, "role/target")
    bastion_role = iam_arn(FUMIDAI, "role/sso")
    iam.create_role(RoleName="caller", AssumeRolePolicyDocument=trust((bastion_role,)))
    iam.create_role(RoleName="target", AssumeRolePolicyDocument=trust((caller,)))
    keys = aws.switch(bastion, caller)
    assert aws.switch(keys, target)
    iam.update_assume_role_policy(RoleName="target", PolicyDocument=trust((iam_arn(PRODUCTION, "root"),)))
    with pytest.raises(ClientError, match="not authorized"):
        aws.switch(keys, target)


def test_a_trust_policy_changed_at_run_time_counts_at_once(aws: Aws, bastion: Keys) -> None:
    iam = aws.client("iam", aws.switch(bastion, ADMIN))
    iam.create_role(RoleName="closing", AssumeRolePolicyDocument=trust((iam_arn(FUMIDAI, "role/sso"),)))
    closing = iam_arn(PRODUCTION, "role/closing")
    assert aws.switch(bastion, closing)
    document = json.loads(trust((iam_arn(FUMIDAI, "role/sso"),)))
    document["Statement"][0]["Principal"]["AWS"] = [iam_arn(FUMIDAI, "role/*")]
    iam.update_assume_role_policy(RoleName="closing", PolicyDocument=json.dumps(document))
    with pytest.raises(ClientError, match="not authorized"):
        aws.switch(bastion, closing)
