"""Why an answer cannot be taken, and what is proposed where nothing was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.arns import ArnError, RoleArn
from profiles.config import resolve
from profiles.editor import CannotEdit, add_section
from profiles.ini import read
from profiles.reasons import (
    account_reason,
    colour_reason,
    display_name_reason,
    name_reason,
    region_reason,
    role_arn_reason,
    role_name_reason,
    source_reason,
)
from profiles.sections import profile_header
from profiles.targets import default_region, role_of
from tests.profile_texts import botocore_profiles

GOOGLE = "google_config.google_idp_id = C01\ngoogle_config.google_sp_id = 42\n"
CONFIG = (
    f"[profile sts]\n{GOOGLE}region = eu-west-1\n"
    f"[profile gov]\n{GOOGLE}google_config.role_arn = arn:aws-us-gov:iam::111111111111:role/sso\n"
    f"[profile china]\n{GOOGLE}region = cn-north-1\n"
    "[profile dev]\nrole_arn = arn:aws:iam::222222222222:role/Dev\nsource_profile = sts\nregion = us-west-2\n"
    "[profile broken]\nregion = eu-west-1\n"
)
LISTING = resolve(read(CONFIG.encode(), Path("config")), read(b"[plain]\nk = v\n", Path("credentials")))
ROLE = RoleArn.parse("arn:aws:iam::222222222222:role/Dev")


@pytest.mark.parametrize("name", ["new", "a b", "é", "a.b-c_d/e@f:g", "a#b", "profile", "default"])
def test_names_that_can_be_written(name: str) -> None:
    assert name_reason(name, LISTING) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "missing"),
        (" a", "space"),
        ("a ", "space"),
        ("a\nb", "cannot be seen"),
        ("a\u200bb", "cannot be seen"),
        ("a]b", "brackets"),
        ("[a", "brackets"),
        ('a"b', "quotes"),
        ("a'b", "quotes"),
        ("a\\b", "backslashes"),
        ("DEFAULT", "cannot be written"),
        ("dev", "There is a profile dev already."),
        ("plain", "There is a profile plain already."),
    ],
)
def test_names_that_cannot_be_written_say_why(name: str, expected: str) -> None:
    assert expected in (name_reason(name, LISTING) or "")


@given(name=st.text(min_size=1, max_size=8))
def test_a_name_that_is_taken_is_read_by_botocore_as_it_is(name: str) -> None:
    if name_reason(name, LISTING) is not None:
        return
    header = profile_header(name)
    assert header is not None
    data = add_section(b"", header, {"k": "v"})
    assert botocore_profiles(data, b"") == {name: {"k": "v"}}
    assert botocore_profiles(b"", add_section(b"", name, {"k": "v"})) == {name: {"k": "v"}}


@given(name=st.text(st.sampled_from("a \"'\\]#\n"), min_size=1, max_size=6))
def test_a_header_names_exactly_its_profile_or_cannot_be_written(name: str) -> None:
    header = profile_header(name)
    if header is None:
        return
    try:
        data = add_section(b"", header, {"k": "v"})
    except CannotEdit:
        return
    assert botocore_profiles(data, b"") == {name: {"k": "v"}}


def test_roles_regions_colours_and_names_have_their_reasons() -> None:
    assert role_arn_reason(" arn:aws:iam::222222222222:role/Dev ") is None
    assert "not an ARN" in (role_arn_reason("Dev") or "")
    assert account_reason("222222222222") is None
    assert account_reason("22222222222") == "An account id has 12 digits."
    assert role_name_reason("team/Dev") is None
    assert role_name_reason("/team/Dev") is None
    assert "name of a role" in (role_name_reason("x" * 65) or "")
    assert region_reason("eu-west-1", ROLE) is None
    assert region_reason("", ROLE) == "The region is missing."
    assert region_reason("europe") == "No AWS region is called europe."
    assert region_reason("cn-north-1", ROLE) == "Region cn-north-1 lies in aws-cn, the role in aws."
    assert colour_reason("") is None
    assert colour_reason("B7CA9D") is None
    assert "six hexadecimal digits" in (colour_reason("#b7ca9d") or "")
    assert display_name_reason("開発 | dev") is None
    assert "65 characters" in (display_name_reason("x" * 65) or "")
    assert "space" in (display_name_reason("x ") or "")
    assert "cannot be seen" in (display_name_reason("a\x1bb") or "")
    assert source_reason("sts", LISTING) is None
    assert source_reason("gone", LISTING) == "There is no profile gone."
    assert source_reason("", LISTING) == "The source profile is missing."
    assert "a problem of its own" in (source_reason("broken", LISTING) or "")


@pytest.mark.parametrize(
    ("source", "arn", "region"),
    [
        ("sts", "arn:aws:iam::222222222222:role/Dev", "eu-west-1"),
        ("dev", "arn:aws:iam::222222222222:role/Dev", "eu-west-1"),
        ("sts", "arn:aws-cn:iam::222222222222:role/Dev", "cn-north-1"),
        ("gov", "arn:aws-us-gov:iam::222222222222:role/Dev", "us-gov-west-1"),
        ("gone", "arn:aws:iam::222222222222:role/Dev", "us-east-1"),
    ],
)
def test_the_region_proposed_is_the_roots_if_it_fits_the_role(source: str, arn: str, region: str) -> None:
    assert default_region(RoleArn.parse(arn), source, LISTING) == region


@pytest.mark.parametrize(
    ("source", "partition"),
    [("sts", "aws"), ("dev", "aws"), ("gov", "aws-us-gov"), ("china", "aws-cn"), ("x", "aws")],
)
def test_a_role_by_account_and_name_lies_in_the_partition_of_its_root(source: str, partition: str) -> None:
    role = role_of("222222222222", "/team/Dev", source, LISTING)
    assert role == RoleArn(partition, "222222222222", "/team/", "Dev")


def test_a_role_by_account_and_name_that_cannot_be_says_why() -> None:
    with pytest.raises(ArnError):
        role_of("alias", "Dev", "sts", LISTING)
