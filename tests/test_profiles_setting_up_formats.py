"""The same setup in every format: cfn-lint takes the templates, an HCL parser reads back what was meant, a shell
hands the AWS CLI what was meant, and botocore's IAM model takes it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore.session
import hcl2
import hypothesis
import pytest
from botocore.model import StructureShape
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from profiles.partitions import partition
from profiles.setting_up.as_cloudformation import template
from profiles.setting_up.hcl import quoted
from profiles.setting_up.resources import (
    Resource,
    Role,
    SamlProvider,
    SwitchPolicy,
    User,
    place_of,
    resources_of,
)
from profiles.setting_up.setups import Setup, TargetSetup
from profiles.setting_up.texts import Format, Text, documents
from tests.counts import count
from tests.environments import cfn_lint
from tests.setups import BASTION, EVERY_KIND, NASTY, TARGET, every_kind

IAM = botocore.session.get_session().get_service_model("iam")
FEW = hypothesis.settings(max_examples=count(25, 1000))


def text_of(setup: Setup, wanted: Format) -> Text:
    return next(each for each in documents(setup) if each.format is wanted)


@FEW
@given(setup=every_kind())
def test_the_json_texts_are_the_documents_and_end_with_a_newline(setup: Setup) -> None:
    wanted = [
        each.trust if isinstance(each, Role) else each.policy if isinstance(each, User) else each.document
        for each in resources_of(setup)
        if not isinstance(each, SamlProvider)
    ]
    texts = [each.text for each in documents(setup) if each.format is Format.JSON]
    assert [json.loads(text) for text in texts] == wanted
    assert all(text.endswith("}\n") for text in texts)


# CloudFormation

LINTED = ("aws", "aws-cn", "aws-us-gov")
"""cfn-lint takes principals of these partitions only (its rule E3530), and knows no regions of the others."""


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """All templates of a folder. cfn-lint ends with 0 only where it has nothing to say."""
    regions = [partition(each).first_region for each in LINTED]
    command = [str(cfn_lint()), "--regions", *regions, "--", str(folder / "*.template.json")]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


@hypothesis.settings(
    max_examples=count(2, 30), phases=[hypothesis.Phase.generate]
)  # shrinking lints for minutes
@given(setups=st.lists(every_kind(st.sampled_from(LINTED)), min_size=10, max_size=10))
def test_cfn_lint_accepts_every_template(
    tmp_path_factory: pytest.TempPathFactory, setups: list[Setup]
) -> None:
    folder = tmp_path_factory.mktemp("templates")
    for number, setup in enumerate((*EVERY_KIND, *setups)):
        (folder / f"{number}.template.json").write_text(text_of(setup, Format.CLOUDFORMATION).text, "utf-8")
    ran = lint(folder)
    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('"MaxSessionDuration": 7200', '"MaxSessionDuration": 43201'),
        ('"RoleName": "Dev"', '"RoleName": "Dev/"'),
        ('"Principal"', '"Principals"'),
        ('"AWS::IAM::Role"', '"AWS::IAM::Rôle"'),
        ('"Effect": "Allow"', '"Effect": "Permit"'),
    ],
)
def test_cfn_lint_refuses_a_template_broken_in_one_place(tmp_path: Path, good: str, bad: str) -> None:
    text = text_of(TARGET, Format.CLOUDFORMATION).text
    assert text.count(good) == 1
    (tmp_path / "broken.template.json").write_text(text.replace(good, bad), "utf-8")
    assert lint(tmp_path).returncode != 0


@FEW
@given(setup=every_kind())
def test_a_template_says_what_was_meant(setup: Setup) -> None:
    resources = resources_of(setup)
    made = json.loads(template(resources, "One sentence."))["Resources"]
    assert [each["Type"].removeprefix("AWS::IAM::") for each in made.values()] == [
        {SamlProvider: "SAMLProvider", Role: "Role", SwitchPolicy: "ManagedPolicy", User: "User"}[type(each)]
        for each in resources
    ]
    for resource, properties in zip(resources, (each["Properties"] for each in made.values()), strict=True):
        if isinstance(resource, Role):
            assert properties["AssumeRolePolicyDocument"] == resource.trust
            assert properties.get("Description", "") == resource.description
            assert properties.get("ManagedPolicyArns", []) == list(resource.policy_arns)
        if isinstance(resource, SwitchPolicy):
            assert properties["PolicyDocument"] == resource.document
        if isinstance(resource, Role | User):
            assert [(tag["Key"], tag["Value"]) for tag in properties.get("Tags", [])] == list(resource.tags)


# Terraform


def literal(text: str) -> str:
    """The value of a quoted template of HCL ("Native Syntax Specification": escapes, doubled introductions).

    Fails where a template would begin, which HCL would evaluate.
    """
    assert text[0] == text[-1] == '"'
    assert len(text) > 1
    simple = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}

    def read(found: re.Match[str]) -> str:
        whole = found[0]
        if whole in ("$${", "%%{"):
            return whole[1:]
        assert whole not in ("${", "%{"), f"a template begins in {text}"
        return chr(int(whole[2:], 16)) if whole[1] == "u" else simple[whole[1]]

    return re.sub(r"\\u[0-9a-f]{4}|\\.|\$\$\{|%%\{|\$\{|%\{", read, text[1:-1], flags=re.DOTALL)


def value(parsed: Any) -> Any:
    """What python-hcl2 parsed, with its literals read."""
    if isinstance(parsed, str) and (call := re.fullmatch(r"\$\{jsonencode\((.*)\)\}", parsed, re.DOTALL)):
        return value(hcl2.loads(f"it = {call[1]}\n")["it"])
    if isinstance(parsed, str):
        return literal(parsed) if parsed.startswith('"') else parsed
    if isinstance(parsed, list):
        return [value(each) for each in parsed]
    if isinstance(parsed, Mapping):
        pairs = ((name, each) for name, each in parsed.items() if name != "__is_block__")
        return {literal(name) if name.startswith('"') else name: value(each) for name, each in pairs}
    return parsed


def blocks(setup: Setup) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Type, label and arguments of every resource of the Terraform text."""
    for resource in hcl2.loads(text_of(setup, Format.TERRAFORM).text)["resource"]:
        ((kind, named),) = value(resource).items()
        ((label, arguments),) = named.items()
        yield kind, label, arguments


def expected_blocks(resources: tuple[Resource, ...], label: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    role_is_made = any(isinstance(each, Role) for each in resources)
    for each in resources:
        match each:
            case SamlProvider(name):
                metadata = '${file("${path.module}/GoogleIDPMetadata.xml")}'
                yield "aws_iam_saml_provider", label, {"name": name, "saml_metadata_document": metadata}
            case Role(arn):
                yield (
                    "aws_iam_role",
                    label,
                    {
                        "name": arn.name,
                        "path": arn.path,
                        **({"description": each.description} if each.description else {}),
                        "max_session_duration": each.max_session_seconds,
                        "assume_role_policy": each.trust,
                        **({"tags": dict(each.tags)} if each.tags else {}),
                    },
                )
                for number, policy_arn in enumerate(each.policy_arns, 1):
                    arguments = {"role": f"${{aws_iam_role.{label}.name}}", "policy_arn": policy_arn}
                    yield "aws_iam_role_policy_attachment", f"{label}_{number}", arguments
            case SwitchPolicy(role, number, document):
                own = f"{label}_switch_{number}"
                yield "aws_iam_policy", own, {"name": each.name, "policy": document}
                name = f"${{aws_iam_role.{label}.name}}" if role_is_made else role.name
                arguments = {"role": name, "policy_arn": f"${{aws_iam_policy.{own}.arn}}"}
                yield "aws_iam_role_policy_attachment", own, arguments
            case User(name, tags, policy_name, policy):
                yield "aws_iam_user", label, {"name": name, "tags": dict(tags)}
                user = f"${{aws_iam_user.{label}.name}}"
                yield "aws_iam_user_policy", label, {"name": policy_name, "user": user, "policy": policy}


@FEW
@given(setup=every_kind())
def test_an_hcl_parser_reads_back_what_was_meant(setup: Setup) -> None:
    found = list(blocks(setup))
    label = found[0][1]
    assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", label.removesuffix("_switch_1"))
    assert found == list(expected_blocks(resources_of(setup), label.removesuffix("_switch_1")))


@given(text=st.text(st.sampled_from("$%{}\\\"'\n\ta é"), max_size=12))
def test_no_text_becomes_a_template_in_hcl(text: str) -> None:
    assert value(hcl2.loads(f"it = {quoted(text)}\n")["it"]) == text


# AWS CLI

RECORDER = """#!/usr/bin/env python3
import json, os, sys
with open(os.environ["RECORD"], "a") as file:
    print(json.dumps(sys.argv[1:]), file=file)
if "get-caller-identity" in sys.argv:
    print(os.environ["ACCOUNT"])
sys.exit("create-saml-provider" in sys.argv and "FAIL" in os.environ)
"""
"""Stands in for `aws`, to see what a real shell makes of the text."""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bin")
    (folder / "aws").write_text(RECORDER)
    (folder / "aws").chmod(0o755)
    return folder


def run(shell: Path, text: str, account: str, **more: str) -> tuple[int, list[list[str]]]:
    """Exit status, and the words of every call of `aws`."""
    record = shell / "record"
    record.unlink(missing_ok=True)
    environment = {"PATH": f"{shell}:/usr/bin:/bin", "RECORD": str(record), "ACCOUNT": account, **more}
    ran = subprocess.run(["/bin/sh"], input=text, env=environment, capture_output=True, text=True, timeout=60)
    calls = [json.loads(line) for line in record.read_text().splitlines()]
    return ran.returncode, calls


METADATA = "x" * 1000
"""In place of the file, which IAM wants to be as long as this at least."""


def input_of(operation: str) -> StructureShape:
    shape = IAM.operation_model(operation).input_shape
    assert shape is not None
    return shape


def parameters(words: list[str]) -> tuple[str, dict[str, Any]]:
    """Operation and parameters as the AWS CLI understands them: names in camel case, JSON beneath the options."""
    service, action, *options = words
    assert service == "iam"
    operation = next(n for n in IAM.operation_names if n.lower() == action.replace("-", ""))
    members = {name.lower(): (name, shape) for name, shape in input_of(operation).members.items()}
    given: dict[str, Any] = {}
    for option in options:
        name, _, text = option.removeprefix("--").partition("=")
        if name == "cli-input-json":
            given |= json.loads(text)
        elif name != "region":
            member, shape = members[name.replace("-", "")]
            if text == "file://GoogleIDPMetadata.xml":
                text = METADATA
            given[member] = int(text) if shape.type_name == "integer" else text or True
    return operation, given


def complaints(operation: str, given: dict[str, Any]) -> list[str]:
    """What botocore says, and what its model says of patterns and lengths, which botocore leaves to AWS."""
    shape = input_of(operation)
    found = [str(ParamValidator().validate(given, shape).generate_report())]
    for name, text in given.items():
        limits = shape.members[name].metadata
        if not isinstance(text, str):
            continue
        pattern = re.sub(
            r"\\u([0-9A-F]{4})", lambda hit: re.escape(chr(int(hit[1], 16))), limits.get("pattern", ".*")
        )
        if not re.fullmatch(pattern, text, re.ASCII | re.DOTALL):
            found.append(f"{name} does not match {pattern}")
        if not limits.get("min", 0) <= len(text) <= limits.get("max", 10**6):
            found.append(f"the length of {name}")
    return [each for each in found if each]


@FEW
@given(setup=every_kind())
def test_a_shell_hands_over_what_was_meant_and_botocore_takes_it(shell: Path, setup: Setup) -> None:
    status, (first, *calls) = run(shell, text_of(setup, Format.CLI).text, place_of(setup).account)
    assert status == 0
    assert first[:2] == ["sts", "get-caller-identity"]
    resources = resources_of(setup)
    made = [parameters(words) for words in calls]
    assert [complaints(*each) for each in made] == [[]] * len(made)
    region = partition(place_of(setup).partition).first_region
    assert all(f"--region={region}" in words for words in (first, *calls))
    assert made == list(expected_calls(resources))


def expected_calls(resources: tuple[Resource, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    def compact(document: object) -> str:
        return json.dumps(document, separators=(",", ":"))

    def typed(each: Role | User) -> dict[str, Any]:
        tags = [{"Key": key, "Value": value} for key, value in each.tags]
        return {"Tags": tags} if tags else {}

    for each in resources:
        match each:
            case SamlProvider(name):
                yield "CreateSAMLProvider", {"Name": name, "SAMLMetadataDocument": METADATA}
            case Role(arn):
                yield (
                    "CreateRole",
                    {
                        "RoleName": arn.name,
                        "Path": arn.path,
                        "MaxSessionDuration": each.max_session_seconds,
                        "AssumeRolePolicyDocument": compact(each.trust),
                        **({"Description": each.description} if each.description else {}),
                        **typed(each),
                    },
                )
                for policy_arn in each.policy_arns:
                    yield "AttachRolePolicy", {"RoleName": arn.name, "PolicyArn": policy_arn}
            case SwitchPolicy(role, _, document):
                yield "CreatePolicy", {"PolicyName": each.name, "PolicyDocument": compact(document)}
                yield "AttachRolePolicy", {"RoleName": role.name, "PolicyArn": each.arn}
            case User(name, _, policy_name, policy):
                yield "CreateUser", {"UserName": name, **typed(each)}
                yield (
                    "PutUserPolicy",
                    {"UserName": name, "PolicyName": policy_name, "PolicyDocument": compact(policy)},
                )


def test_botocores_model_complains_of_what_it_does_not_take() -> None:
    assert complaints("CreateRole", {"RoleName": "a b", "AssumeRolePolicyDocument": "{}"})
    assert complaints("CreateRole", {"RoleName": "x" * 65, "AssumeRolePolicyDocument": "{}"})
    assert complaints("CreateRole", {"RoleName": "x"})
    assert complaints("CreateRole", {"RoleName": "x", "AssumeRolePolicyDocument": "{}", "Description": "開"})
    assert complaints(
        "CreateRole", {"RoleName": "x", "AssumeRolePolicyDocument": "{}", "MaxSessionDuration": 1}
    )


def test_keys_of_another_account_make_nothing(shell: Path) -> None:
    status, calls = run(shell, text_of(TARGET, Format.CLI).text, "999999999999")
    assert status == 1
    assert [words[1] for words in calls] == ["get-caller-identity"]


def test_where_one_command_fails_the_rest_is_not_tried_and_the_shell_goes_on(shell: Path) -> None:
    text = text_of(BASTION, Format.CLI).text + "aws sts the-shell-goes-on\n"
    _, calls = run(shell, text, place_of(BASTION).account, FAIL="1")
    assert [words[1] for words in calls] == [
        "get-caller-identity",
        "create-saml-provider",
        "the-shell-goes-on",
    ]


def test_a_description_that_looks_like_a_file_or_an_option_is_text(shell: Path) -> None:
    for description in ("file:///etc/passwd", "https://example.com/", "--help", NASTY):
        setup = TargetSetup(TARGET.role, TARGET.bastion_role, description=description)
        _, calls = run(shell, text_of(setup, Format.CLI).text, place_of(setup).account)
        assert parameters(calls[1])[1]["Description"] == description
        assert not any(word.partition("=")[2].startswith("file:") for word in calls[1])
