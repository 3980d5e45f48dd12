"""Setting up AWS and Google: what can be asked for, and what the documents say."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.sandbox.aws.managed_policies import shipped_policies
from profiles.arns import RoleArn
from profiles.partitions import PARTITIONS
from profiles.setting_up import reasons as limits
from profiles.setting_up import tags as tag_limits
from profiles.setting_up.checks import reasons
from profiles.setting_up.google_attributes import attribute_mapping, service_provider, user_attributes
from profiles.setting_up.managed_policies import MANAGED_POLICIES, READ_ONLY, policy_arn
from profiles.setting_up.policies import LONGEST_TRUST, bastion_trust, compact, target_trust
from profiles.setting_up.reasons import (
    console_session_reason,
    description_reason,
    external_id_reason,
    max_session_reason,
    permissions_reason,
    role_reason,
)
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup
from profiles.setting_up.sources import read_sources, source_reason, sources_reason
from profiles.setting_up.steps import steps
from profiles.setting_up.tags import read_tags, tag_reason, tags_reason
from profiles.setting_up.texts import Format, documents
from tests.setups import (
    BASTION,
    BASTION_ROLE,
    EVERY_KIND,
    PROGRAM,
    SWITCH,
    TARGET,
    TARGET_ROLE,
    bastions,
    every_kind,
    targets,
)

IAM = botocore.session.get_session().get_service_model("iam")


def limit(shape: str, name: str) -> Any:
    return IAM.shape_for(shape).metadata[name]


def test_the_limits_are_those_of_botocores_model() -> None:
    assert limit("roleDescriptionType", "max") == limits.LONGEST_DESCRIPTION
    assert limit("roleMaxSessionDurationType", "min") == limits.SHORTEST_SESSION
    assert limit("roleMaxSessionDurationType", "max") == limits.LONGEST_SESSION
    assert limit("tagListType", "max") == tag_limits.MOST_TAGS
    assert limit("tagKeyType", "max") == tag_limits.LONGEST_KEY
    assert limit("tagValueType", "max") == tag_limits.LONGEST_VALUE
    for shape, pattern in (
        ("SAMLProviderNameType", limits.PROVIDER_NAME),
        ("userNameType", limits.USER_NAME),
    ):
        assert pattern.fullmatch("x" * limit(shape, "max"))
        assert not pattern.fullmatch("x" * (limit(shape, "max") + 1))
    sts = botocore.session.get_session().get_service_model("sts").shape_for("externalIdType").metadata
    for length in (sts["min"], sts["max"]):
        assert external_id_reason("x" * length) is None
    for length in (sts["min"] - 1, sts["max"] + 1):
        assert external_id_reason("x" * length) is not None


def test_every_managed_policy_is_one_of_awss() -> None:
    assert MANAGED_POLICIES[0].name == READ_ONLY
    for each in MANAGED_POLICIES:
        shipped = shipped_policies()[each.name]
        assert shipped["Path"] == each.path
        assert each.arn("aws-cn") == f"arn:aws-cn:iam::aws:policy{shipped['Path']}{each.name}"
        assert each.about.endswith(".")
    assert policy_arn("SupportUser", "aws") == "arn:aws:iam::aws:policy/job-function/SupportUser"
    assert policy_arn("arn:aws:iam::222222222222:policy/Own", "aws") == "arn:aws:iam::222222222222:policy/Own"


def test_what_is_said_about_the_managed_policies_is_so() -> None:
    def permits(name: str, action: str) -> bool:
        from moto.iam.access_control import IAMPolicy, PermissionResult

        document = json.dumps(shipped_policies()[name]["Document"])
        return IAMPolicy(document).is_action_permitted(action) is PermissionResult.PERMITTED

    assert permits("ReadOnlyAccess", "s3:GetObject")
    assert not permits("ViewOnlyAccess", "s3:GetObject")
    assert permits("ViewOnlyAccess", "s3:ListAllMyBuckets")
    assert not permits("SecurityAudit", "s3:GetObject")
    assert permits("PowerUserAccess", "ec2:RunInstances")
    assert not permits("PowerUserAccess", "iam:CreateUser")
    assert permits("AdministratorAccess", "iam:CreateUser")
    for name in ("ReadOnlyAccess", "ViewOnlyAccess", "SecurityAudit"):
        assert not permits(name, "ec2:RunInstances")
        assert not permits(name, "s3:PutObject")


@pytest.mark.parametrize("setup", EVERY_KIND, ids=lambda setup: type(setup).__name__)
def test_a_sound_setup_has_nothing_against_it(setup: Setup) -> None:
    assert reasons(setup) == {}


def test_everything_that_speaks_against_a_setup_is_told_by_field() -> None:
    china = RoleArn.parse("arn:aws-cn:iam::111111111111:role/sso")
    wild = RoleArn.parse("arn:aws:iam::222222222222:role/*/Dev")
    wrong: list[tuple[Setup, dict[str, str]]] = [
        (dataclasses.replace(TARGET, role=wild), {"role": "“*”"}),
        (
            dataclasses.replace(TARGET, bastion_role=china),
            {"bastion_role": "lies in aws, the bastion in aws-cn"},
        ),
        (dataclasses.replace(TARGET, bastion_role=TARGET_ROLE), {"bastion_role": "the same role"}),
        (dataclasses.replace(TARGET, external_id=""), {"external_id": "cannot be empty"}),
        (
            TargetSetup(TARGET_ROLE, BASTION_ROLE, "Nothing", "€", (("aws:x", ""),), 43201, "x"),
            {
                "permissions": "neither",
                "description": "“€”",
                "tags": "aws:",
                "max_session_seconds": "3600 to 43200",
                "external_id": "2 to 1224",
            },
        ),
        (
            BastionSetup(BASTION_ROLE, "G gle", "x" * 1001, (("k", "v" * 257),), 3599, 899, (BASTION_ROLE,)),
            {
                "provider_name": "1 to 128",
                "description": "1001",
                "tags": "257",
                "max_session_seconds": "3600",
                "console_session_seconds": "900 to 43200",
                "targets": "the same role",
            },
        ),
        (dataclasses.replace(BASTION, targets=(wild,)), {"targets": "role/*/Dev"}),
        (SwitchSetup(BASTION_ROLE, ()), {"targets": "No target is ticked"}),
        (SwitchSetup(BASTION_ROLE, (china,)), {"targets": "lies in aws-cn, the bastion in aws"}),
        (
            KeysForPrograms("x", "a b", "", (), "aws-moon"),
            {
                "account": "12",
                "user_name": "1 to 64",
                "owner": "answer",
                "sources": "missing",
                "partition": "moon",
            },
        ),
    ]
    for setup, expected in wrong:
        found = reasons(setup)
        assert found.keys() == expected.keys()
        for field, words in expected.items():
            assert words in found[field]
            assert found[field].endswith(".")


@pytest.mark.parametrize("character", ["*", "?", "$", "{", "}", '"', "\\"])
def test_a_path_that_a_policy_would_read_as_a_pattern_is_refused(character: str) -> None:
    assert f"“{character}”" in (role_reason(f"arn:aws:iam::222222222222:role/a{character}/Dev") or "")
    assert role_reason(f"arn:aws:iam::222222222222:role/{character}") is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ReadOnlyAccess", None),
        ("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", None),
        ("arn:aws:iam::222222222222:policy/team/Own", None),
        ("", "missing"),
        ("readonlyaccess", "neither"),
        ("arn:aws:iam::222222222222:role/Dev", "neither"),
        ("arn:aws-cn:iam::aws:policy/ReadOnlyAccess", "lies in aws-cn, the role in aws"),
        ("arn:aws:iam::333333333333:policy/Own", "account 333333333333"),
    ],
)
def test_permissions_are_picked_or_named_by_their_arn(text: str, expected: str | None) -> None:
    found = permissions_reason(text, TARGET_ROLE)
    assert found is None if expected is None else expected in (found or "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("Été ok", None),
        ("開発", "“開”"),
        ("a\x1bb", "cannot be seen"),
        ("{{resolve:ssm:x}}", "resolve"),
    ],
)
def test_descriptions_have_their_reasons(text: str, expected: str | None) -> None:
    found = description_reason(text)
    assert found is None if expected is None else expected in (found or "")


@pytest.mark.parametrize("text", ["", "1 h", "3599", "43201", "-1", "٣٦٠٠", "9" * 30])
def test_a_session_that_cannot_be_says_why(text: str) -> None:
    assert max_session_reason(text) is not None
    assert console_session_reason("900") is None
    assert max_session_reason("900") is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("203.0.113.7", None),
        ("203.0.113.0/24", None),
        ("2001:db8::/48", None),
        ("203.0.113.7/24", "203.0.113.0/24"),
        ("203.0.113.300", "no IP address"),
        ("office", "no IP address"),
        ("0.0.0.0/0", "restrict nothing"),
        ("::/0", "restrict nothing"),
        ("10.1.2.3", "local"),
        ("192.168.0.0/16", "local"),
        ("128.0.0.0/1", "local"),
        ("fd00::1", "local"),
        ("fe80::1%eth0", "interface"),
    ],
)
def test_addresses_have_their_reasons(text: str, expected: str | None) -> None:
    found = source_reason(text)
    assert found is None if expected is None else expected in (found or "")


def test_addresses_and_tags_are_read_from_one_line() -> None:
    assert read_sources(" 203.0.113.7,198.51.100.0/24\n") == ("203.0.113.7", "198.51.100.0/24")
    assert sources_reason(()) is not None
    assert read_tags("Team=Web, Cost centre = a=b,, x") == (
        ("Team", "Web"),
        ("Cost centre", "a=b"),
        ("x", ""),
    )
    assert read_tags("") == ()
    assert tags_reason((("Team", "a"), ("team", "b"))) is not None
    assert tags_reason(tuple((str(n), "") for n in range(51))) is not None
    assert tag_reason("", "x") is not None
    assert "“,”" in (tag_reason("a,b", "") or "")
    assert "cannot be seen" in (tag_reason("a", "b\u200b") or "")
    assert tag_reason("k" * 129, "") is not None


@given(setup=every_kind())
def test_a_setup_without_reasons_has_texts_steps_and_pages_in_its_own_partition(setup: Setup) -> None:
    assert reasons(setup) == {}
    made = documents(setup)
    assert {Format.JSON, Format.CLI, Format.CLOUDFORMATION, Format.TERRAFORM} <= {
        each.format for each in made
    }
    assert len({each.file_name for each in made}) == len(made)
    for each in made:
        assert each.text.endswith("\n")
        assert each.use.endswith(".")
        if each.format is Format.JSON:
            json.loads(each.text)
    for step in steps(setup):
        assert step.what.endswith(".")
        assert step.needs.endswith(".")


@given(setup=targets() | bastions())
def test_a_trust_policy_fits_into_iams_limit_and_names_one_principal(
    setup: TargetSetup | BastionSetup,
) -> None:
    document = target_trust(setup) if isinstance(setup, TargetSetup) else bastion_trust(setup)
    assert len(compact(document)) <= LONGEST_TRUST
    wanted = (
        {"AWS": str(setup.bastion_role)}
        if isinstance(setup, TargetSetup)
        else {"Federated": setup.provider_arn}
    )
    assert json.loads(compact(document))["Statement"][0]["Principal"] == wanted


def test_the_longest_trust_policy_there_is_fits() -> None:
    longest = RoleArn("aws-us-gov", "1" * 12, f"/{'p' * 510}/", "n" * 64)
    setup = dataclasses.replace(TARGET, bastion_role=longest, external_id="x" * 1224)
    assert len(compact(target_trust(setup))) <= LONGEST_TRUST


@pytest.mark.parametrize("partition", PARTITIONS, ids=lambda partition: partition.id)
def test_every_partition_has_its_own_sign_in_address_arns_and_console(partition: Any) -> None:
    role = dataclasses.replace(BASTION_ROLE, partition=partition.id)
    target = dataclasses.replace(TARGET_ROLE, partition=partition.id)
    bastion = dataclasses.replace(BASTION, role=role, targets=(target,))
    statement = json.loads(compact(bastion_trust(bastion)))["Statement"][0]
    assert statement["Condition"] == {"StringEquals": {"SAML:aud": f"https://{partition.signin_host()}/saml"}}
    assert statement["Principal"]["Federated"] == f"arn:{partition.id}:iam::111111111111:saml-provider/Google"
    setup = dataclasses.replace(TARGET, role=target, bastion_role=role)
    assert setup.permissions_arn == f"arn:{partition.id}:iam::aws:policy/ReadOnlyAccess"
    for each in (bastion, setup):
        links = [step.link for step in steps(each) if step.where.startswith("AWS account")]
        assert links
        assert all(
            (link or "").startswith(f"https://{partition.console_host()}/iamv2/home#/") for link in links
        )
        if partition.id != "aws":
            assert not [text.file_name for text in documents(each) if "arn:aws:" in text.text]


def test_googles_texts_are_exact() -> None:
    assert {each.field: each.value for each in service_provider(BASTION)} == {
        "ACS URL": "https://signin.aws.amazon.com/saml",
        "Entity ID": "https://signin.aws.amazon.com/saml",
        "Start URL": "",
    }
    assert [each.value for each in user_attributes(BASTION)] == [
        "arn:aws:iam::111111111111:role/sso,arn:aws:iam::111111111111:saml-provider/Google",
        "43200",
    ]
    assert [each.value for each in attribute_mapping()] == [
        f"https://aws.amazon.com/SAML/Attributes/{name}"
        for name in ("RoleSessionName", "Role", "SessionDuration")
    ]


def test_the_steps_name_both_accounts_and_say_who_is_needed() -> None:
    assert [step.where for step in steps(TARGET)] == [
        "AWS account 222222222222",
        "AWS account 111111111111",
        "Here",
    ]
    assert [step.where for step in steps(SWITCH)] == ["AWS account 111111111111"] * 2 + ["Here"]
    assert {step.where for step in steps(BASTION)} == {
        "AWS account 111111111111",
        "Google admin console",
        "Here",
    }
    assert len(steps(BASTION)) == len(steps(dataclasses.replace(BASTION, targets=()))) + 1
    assert "denying policy allows nothing" in steps(PROGRAM)[1].what


@given(text=st.text(max_size=30))
def test_any_text_at_all_gets_an_answer_or_a_sentence(text: str) -> None:
    for reason in (
        role_reason(text),
        permissions_reason(text, TARGET_ROLE),
        description_reason(text),
        max_session_reason(text),
        external_id_reason(text),
        source_reason(text),
        tags_reason(read_tags(text)),
    ):
        assert reason is None or reason.endswith((".", "…"))
