"""The texts carried out: the real AWS CLI makes what they say in the sandbox, and then people can switch."""

from __future__ import annotations

import dataclasses
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from auth.sandbox.assertion import metadata
from auth.sandbox.company import (
    APP,
    AUDIT,
    FUMIDAI,
    GOV_ACS,
    GOV_APP,
    GOV_FUMIDAI,
    GOV_WORKLOAD,
    PRODUCTION,
    WORKLOAD,
    Grant,
)
from profiles.arns import RoleArn
from profiles.setting_up.google_attributes import user_attributes
from profiles.setting_up.policies import bastion_trust, deny_elsewhere, target_trust
from profiles.setting_up.resources import METADATA_FILE, place_of
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup
from profiles.setting_up.switching import switch_documents
from profiles.setting_up.texts import Format, documents
from tests.environments import awscli
from tests.sandbox_aws import PERSON, Aws, refusal, served
from tests.sandbox_iam import administrator, client
from tests.setups import NASTY

BASTION_ROLE = RoleArn.parse(f"arn:aws:iam::{FUMIDAI}:role/google/people")
READER = RoleArn.parse(f"arn:aws:iam::{WORKLOAD}:role/team/Reader")
VENDOR = RoleArn.parse(f"arn:aws:iam::{AUDIT}:role/Vendor")
LATER = RoleArn.parse(f"arn:aws:iam::{WORKLOAD}:role/Later")

BASTION = BastionSetup(
    BASTION_ROLE,
    "GooglePeople",
    NASTY,
    (("Owner", "it@example.com"), ("Team", "Web = 開発")),
    targets=(READER, VENDOR),
)
TARGETS = (
    TargetSetup(
        READER, BASTION_ROLE, description=NASTY, tags=(("cost centre", "4 2"),), max_session_seconds=7200
    ),
    TargetSetup(VENDOR, BASTION_ROLE, "SecurityAudit", external_id="a+b/c:d"),
    TargetSetup(LATER, BASTION_ROLE, "job-function/none"),
)
PROGRAM = KeysForPrograms(WORKLOAD, "backup", "ops@example.com", ("203.0.113.0/24",))


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with served() as server:
        server.bastion()  # waits until the sandbox has filled IAM, to which administrators are added
        yield server


@dataclasses.dataclass
class Administrator:
    """Saves a text beside Google's metadata and runs it, with keys of the account."""

    aws: Aws
    folder: Path

    def run(self, setup: Setup, *, replace: bool = False) -> subprocess.CompletedProcess[str]:
        (text,) = (
            each
            for each in documents(setup)
            if each.format is Format.CLI and each.file_name.endswith("-replace.sh") is replace
        )
        file = self.folder / text.file_name
        file.write_text(text.text, "utf-8")
        (self.folder / METADATA_FILE).write_text(metadata(APP.issuer, self.aws.issuer), "utf-8")
        keys = administrator(place_of(setup))
        environment = {
            **os.environ,
            "PATH": f"{awscli().parent}:{os.environ['PATH']}",
            "AWS_ENDPOINT_URL": self.aws.url,
            "NO_PROXY": "127.0.0.1",
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_PAGER": "",
        }
        ran = subprocess.run(
            ["/bin/sh", file.name],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr
        return ran


@pytest.fixture(scope="module")
def made(aws: Aws, tmp_path_factory: pytest.TempPathFactory) -> Administrator:
    """The bastion with two targets and a program, made by their texts."""
    admin = Administrator(aws, tmp_path_factory.mktemp("admin"))
    for setup in (BASTION, *TARGETS[:2], PROGRAM):
        admin.run(setup)
    return admin


def google_says(setup: BastionSetup) -> str:
    """The value of the attribute Role, as the administrator copies it from our text."""
    return user_attributes(setup)[0].value


def sign_in(aws: Aws, setup: BastionSetup, **changes: Any) -> dict[str, Any]:
    said = aws.said(roles=(google_says(setup),), **changes)
    grant = Grant(role=str(setup.role), provider=setup.provider_arn)
    return dict(aws.sign_in(grant, said, DurationSeconds=setup.max_session_seconds)["Credentials"])


def described(iam: Any, arn: RoleArn) -> dict[str, Any]:
    role = iam.get_role(RoleName=arn.name)["Role"]
    attached = iam.list_attached_role_policies(RoleName=arn.name)["AttachedPolicies"]
    return {
        "arn": role["Arn"],
        "trust": role["AssumeRolePolicyDocument"],
        "description": role.get("Description", ""),
        "tags": [(tag["Key"], tag["Value"]) for tag in role.get("Tags", [])],
        "longest": role["MaxSessionDuration"],
        "attached": [each["PolicyArn"] for each in attached],
    }


def test_the_cli_makes_the_bastion_as_it_was_meant(aws: Aws, made: Administrator) -> None:
    iam = client(aws, place_of(BASTION))
    assert described(iam, BASTION_ROLE) == {
        "arn": str(BASTION_ROLE),
        "trust": bastion_trust(BASTION),
        "description": NASTY,
        "tags": list(BASTION.tags),
        "longest": 43200,
        "attached": [f"arn:aws:iam::{FUMIDAI}:policy/people-switch-1"],
    }
    provider = iam.get_saml_provider(SAMLProviderArn=BASTION.provider_arn)
    assert provider["SAMLMetadataDocument"] == metadata(APP.issuer, aws.issuer)
    assert switch_content(iam) == switch_documents(BASTION.targets)[0]


def switch_content(iam: Any) -> Any:
    arn = f"arn:aws:iam::{FUMIDAI}:policy/people-switch-1"
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


def test_the_cli_makes_the_targets_as_they_were_meant(aws: Aws, made: Administrator) -> None:
    for setup in TARGETS[:2]:
        assert described(client(aws, place_of(setup)), setup.role) == {
            "arn": str(setup.role),
            "trust": target_trust(setup),
            "description": setup.description,
            "tags": list(setup.tags),
            "longest": setup.max_session_seconds,
            "attached": [setup.permissions_arn],
        }


def test_the_cli_makes_the_programs_user_as_it_was_meant(aws: Aws, made: Administrator) -> None:
    iam = client(aws, place_of(PROGRAM))
    assert iam.list_user_tags(UserName="backup")["Tags"] == [{"Key": "Owner", "Value": "ops@example.com"}]
    policy = iam.get_user_policy(UserName="backup", PolicyName="only-from-known-addresses")
    assert policy["PolicyDocument"] == deny_elsewhere(PROGRAM)
    assert iam.list_access_keys(UserName="backup")["AccessKeyMetadata"] == []


def test_people_then_sign_in_and_switch_and_may_read_only(aws: Aws, made: Administrator) -> None:
    keys = aws.switch(sign_in(aws, BASTION), str(READER))
    who = aws.client("sts", keys).get_caller_identity()
    assert who["Arn"] == f"arn:aws:sts::{WORKLOAD}:assumed-role/Reader/{PERSON}"
    assert "alice" in aws.users(keys)
    with pytest.raises(ClientError) as caught:
        aws.client("iam", keys).create_user(UserName="mallory")
    assert refusal(caught.value)[1] == "AccessDenied"


def test_the_external_id_opens_and_its_absence_does_not(aws: Aws, made: Administrator) -> None:
    bastion = sign_in(aws, BASTION)
    assert aws.switch(bastion, str(VENDOR), ExternalId="a+b/c:d")
    for given in ({}, {"ExternalId": "a+b/c:e"}):
        with pytest.raises(ClientError) as caught:
            aws.switch(bastion, str(VENDOR), **given)
        assert refusal(caught.value)[1] == "AccessDenied"


def test_a_role_that_trusts_the_whole_account_is_out_of_reach_until_it_is_ticked(
    aws: Aws, made: Administrator
) -> None:
    admin_role = RoleArn.parse(f"arn:aws:iam::{PRODUCTION}:role/Admin")
    bastion = sign_in(aws, BASTION)
    with pytest.raises(ClientError) as caught:
        aws.switch(bastion, str(admin_role))
    assert refusal(caught.value)[1] == "AccessDenied"
    made.run(SwitchSetup(BASTION_ROLE, (*BASTION.targets, admin_role)), replace=True)
    assert aws.switch(bastion, str(admin_role))
    made.run(SwitchSetup(BASTION_ROLE, BASTION.targets), replace=True)
    with pytest.raises(ClientError):
        aws.switch(bastion, str(admin_role))


def test_a_bastion_that_exists_gets_its_switch_policies(aws: Aws, made: Administrator) -> None:
    """Its own role in GovCloud, whose permission was too wide and is taken away first."""
    gov = RoleArn.parse(f"arn:aws-us-gov:iam::{GOV_FUMIDAI}:role/sso")
    auditor = RoleArn.parse(f"arn:aws-us-gov:iam::{GOV_WORKLOAD}:role/Auditor")
    iam = client(aws, place_of(SwitchSetup(gov, (auditor,))))
    iam.delete_role_policy(RoleName="sso", PolicyName="switch")
    grant = Grant(role=str(gov), provider=f"arn:aws-us-gov:iam::{GOV_FUMIDAI}:saml-provider/Google")
    said = aws.said(grant, destination=GOV_ACS, issuer=GOV_APP.issuer)
    keys = aws.sign_in(grant, said)["Credentials"]
    sts = aws.client("sts", keys, "us-gov-west-1")
    with pytest.raises(ClientError):
        sts.assume_role(RoleArn=str(auditor), RoleSessionName=PERSON)
    made.run(SwitchSetup(gov, (auditor,)))
    assert sts.assume_role(RoleArn=str(auditor), RoleSessionName=PERSON)["Credentials"]


def test_a_policy_that_does_not_exist_stops_the_text(aws: Aws, made: Administrator) -> None:
    with pytest.raises(AssertionError, match="NoSuchEntity"):
        made.run(dataclasses.replace(TARGETS[2], permissions=f"arn:aws:iam::{WORKLOAD}:policy/none"))
