"""Partitions and role ARNs, held against botocore's own data."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore.utils import ArnParser
from hypothesis import given
from hypothesis import strategies as st

from profiles.arns import ArnError, RoleArn
from profiles.partitions import PARTITIONS, Partition, UnknownPartition, partition, partition_of_region

DATA = Path(botocore.__file__).parent / "data"


def _data(path: Path) -> Any:
    return json.loads(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes())


BOTOCORES = {each["id"]: each for each in _data(DATA / "partitions.json")["partitions"]}


def test_all_of_botocores_partitions_are_known() -> None:
    assert [each.id for each in PARTITIONS] == sorted(BOTOCORES, key=[each.id for each in PARTITIONS].index)


@pytest.mark.parametrize("ours", PARTITIONS, ids=lambda each: each.id)
def test_a_partition_is_as_botocore_has_it(ours: Partition) -> None:
    theirs = BOTOCORES[ours.id]
    assert theirs["regionRegex"].replace("\\-", "-") == f"^{ours.region_pattern}$"
    assert theirs["outputs"]["dnsSuffix"] == ours.dns_suffix
    assert theirs["outputs"]["dualStackDnsSuffix"] == ours.dual_stack_suffix
    regions = [region for region in theirs["regions"] if not region.endswith("-global")]
    assert ours.first_region in regions
    assert {partition_of_region(region) for region in regions} == {ours}


@pytest.mark.parametrize("ours", PARTITIONS, ids=lambda each: each.id)
def test_the_sign_in_host_is_botocores(ours: Partition) -> None:
    [path] = (DATA / "signin").glob("*/endpoint-rule-set-1.json*")
    urls = re.findall(r"https://[^\"]*", json.dumps(_data(path)))
    assert f"https://{{Region}}.{ours.signin_domain}" in urls
    assert ours.signin_host("eu-x-1") == f"eu-x-1.{ours.signin_domain}"


def test_hosts_without_a_region() -> None:
    assert partition("aws").signin_host() == "signin.aws.amazon.com"
    assert partition("aws").console_host("eu-west-1") == "eu-west-1.console.aws.amazon.com"
    assert partition("aws-eusc").signin_host() == "eusc-de-east-1.signin.amazonaws-eusc.eu"


def test_an_unknown_partition_is_told_with_the_known_ones() -> None:
    with pytest.raises(UnknownPartition, match="“mars”; the known ones are aws, aws-cn"):
        partition("mars")
    assert partition_of_region("mars-north-1") is None
    assert partition_of_region("eu-west-1\n") is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("arn:aws:iam::123456789012:role/Dev", RoleArn("aws", "123456789012", "/", "Dev")),
        ("arn:aws-cn:iam::123456789012:role/a/b/Dev", RoleArn("aws-cn", "123456789012", "/a/b/", "Dev")),
        (
            "arn:aws-us-gov:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_X_0",
            RoleArn("aws-us-gov", "123456789012", "/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_X_0"),
        ),
        (
            "arn:aws-eusc:iam::123456789012:role/a:b/_+=,.@-",
            RoleArn("aws-eusc", "123456789012", "/a:b/", "_+=,.@-"),
        ),
    ],
)
def test_a_role_arn_is_taken_apart_and_put_together(text: str, parts: RoleArn) -> None:
    assert RoleArn.parse(text) == parts
    assert str(parts) == text
    assert ArnParser().parse_arn(text)["resource"] == f"role/{parts.path_and_name}"


WRONG = {
    "": "not an ARN",
    "Dev": "not an ARN",
    "arn:aws:iam::123456789012": "not an ARN",
    "arn:mars:iam::123456789012:role/Dev": "no AWS partition “mars”",
    "arn:aws:iam::12345678901:role/Dev": "not 12 digits",
    "arn:aws:iam::alias:role/Dev": "not 12 digits",
    "arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/Dev": "not 12 digits",
    "arn:aws:iam::123456789012:user/Dev": "does not name an IAM role",
    "arn:aws:iam:eu-west-1:123456789012:role/Dev": "does not name an IAM role",
    "arn:aws:s3::123456789012:role/Dev": "does not name an IAM role",
    "arn:aws:iam::123456789012:role/": "name of the role is missing",
    "arn:aws:iam::123456789012:role": "does not name an IAM role",
    "arn:aws:iam::123456789012:role/Dév": "cannot be the name of a role",
    "arn:aws:iam::123456789012:role/" + "x" * 65: "cannot be the name of a role",
    "arn:aws:iam::123456789012:role//Dev": "cannot be the path of a role",
    "arn:aws:iam::123456789012:role/" + "x" * 511 + "/Dev": "cannot be the path of a role",
    "arn:aws:iam::123456789012:role/Dev ": "no spaces",
    "arn:aws:iam::123456789012:role/Dev # main": "Move the note to a line of its own",
    "arn:aws:sts::123456789012:assumed-role/Dev/me": "the ARN of a session",
}


@pytest.mark.parametrize(("text", "expected"), WRONG.items())
def test_what_is_no_role_arn_says_why_and_what_to_do(text: str, expected: str) -> None:
    with pytest.raises(ArnError) as wrong:
        RoleArn.parse(text)
    assert expected in str(wrong.value)
    assert wrong.value.what.endswith(".")
    assert wrong.value.remedy.endswith(".")


@given(st.text(st.sampled_from("arn:awsimole/0123456789 #\n"), max_size=60))
def test_any_text_is_a_role_or_an_error_in_words(text: str) -> None:
    try:
        role = RoleArn.parse(text)
    except ArnError:
        return
    assert str(role) == text
