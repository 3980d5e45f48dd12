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
    alias_reason,
    app_id_reason,
    colour_reason,
    display_name_reason,
    duration_reason,
    external_id_reason,
    google_id_reason,
    google_link_reason,
    google_user_reason,
    is_chained,
    mfa_note,
    mfa_serial_reason,
    name_reason,
    quotes_note,
    region_reason,
    role_arn_reason,
    session_name_reason,
    source_reason,
    switch_note,
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


@pytest.mark.parametrize(
    ("alias", "is_one"),
    [
        ("corp", True),
        ("a-1", True),
        ("a" * 63, True),
        ("", True),
        ("a" * 64, False),
        ("ab", False),
        ("Corp", False),
        ("a--b", False),
        ("-ab", False),
        ("ab-", False),
        ("222222222222", False),
        ("a_b", False),
    ],
)
def test_an_account_alias_is_what_iam_takes(alias: str, is_one: bool) -> None:
    assert (alias_reason(alias) is None) == is_one


def test_session_names_external_ids_and_devices_are_what_sts_takes() -> None:
    good = [("", "", ""), ("me", "ab", "GAHT12345"), ("a@b.c_+=,-", "a:b/c_+=,.@-", "arn:aws:iam::1:mfa/me")]
    good.append(("x" * 64, "x" * 1224, "x" * 256))
    for name, external, device in good:
        found = (session_name_reason(name), external_id_reason(external), mfa_serial_reason(device))
        assert found == (None, None, None)
    bad = [
        ("m", "x", "12345678"),
        ("a b", "a b", "a b c d e f"),
        ("x" * 65, "x" * 1225, "x" * 257),
        ("é", "é", "é"),
    ]
    for name, external, device in bad:
        reasons = (session_name_reason(name), external_id_reason(external), mfa_serial_reason(device))
        assert all(reasons)


@pytest.mark.parametrize(
    ("text", "chained", "is_taken"),
    [
        ("900", True, True),
        ("3600", True, True),
        ("3601", True, False),
        ("43200", False, True),
        ("", True, True),
        ("899", False, False),
        ("43201", False, False),
        ("3600 ", False, False),
        ("1e3", False, False),
        ("٣٦٠٠", False, False),
    ],
)
def test_a_session_lasts_as_long_as_sts_allows(text: str, chained: bool, is_taken: bool) -> None:
    assert (duration_reason(text, chained=chained) is None) == is_taken


SOURCES = resolve(
    read(
        f"[profile sts]\n{GOOGLE}[profile keyed]\n{GOOGLE}aws_access_key_id = AKIA\naws_secret_access_key = s\n"
        "[profile process]\ncredential_process = x\n[profile sso]\nsso_account_id = 1\n"
        "[profile role]\nrole_arn = arn:aws:iam::222222222222:role/Dev\nsource_profile = user\n"
        "[profile both]\nrole_arn = arn:aws:iam::222222222222:role/Dev\nsource_profile = user\n".encode(),
        Path("config"),
    ),
    read(
        b"[user]\naws_access_key_id = AKIA\naws_secret_access_key = s\naws_session_token =\n"
        b"[both]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"
        b"[session]\naws_access_key_id = ASIA\naws_secret_access_key = s\naws_session_token = t\n",
        Path("credentials"),
    ),
)


@pytest.mark.parametrize(
    ("source", "chained"),
    [
        ("sts", True),
        ("keyed", True),
        ("process", True),
        ("sso", True),
        ("role", True),
        ("session", True),
        ("user", False),
        ("both", False),
        ("gone", False),
    ],
)
def test_a_role_is_chained_unless_its_source_has_the_keys_of_a_user(source: str, chained: bool) -> None:
    assert is_chained(SOURCES.get(source)) == chained


def test_ids_and_users_of_google_have_their_reasons() -> None:
    assert google_link_reason("https://accounts.google.com/o/saml2/initsso?idpid=C01&spid=2") is None
    assert "no link to a sign-in" in (google_link_reason("https://accounts.google.com/") or "")
    assert google_id_reason("C0abc12") is None
    assert "missing" in (google_id_reason("") or "")
    assert "looks like C01234567" in (google_id_reason("0abc") or "")
    assert app_id_reason("123456789012") is None
    assert "missing" in (app_id_reason("") or "")
    assert "is a number" in (app_id_reason("12345") or "")
    assert google_user_reason("") is None
    assert google_user_reason("me@example.com") is None
    assert "e-mail address" in (google_user_reason("me@x@y") or "")


def test_what_is_worth_knowing_about_a_taken_answer_is_a_note() -> None:
    edge = RoleArn.parse(f"arn:aws:iam::222222222222:role/{'p' * 31}/{'n' * 32}")
    over = RoleArn.parse(f"arn:aws:iam::222222222222:role/{'p' * 31}/{'n' * 33}")
    assert switch_note(edge, "") is None
    assert "65 characters, and it takes 64" in (switch_note(over, "") or "")
    assert "external id" in (switch_note(edge, "id") or "")
    assert switch_note(None, "") is None
    assert mfa_note("device", SOURCES.get("user")) is None
    assert mfa_note("", SOURCES.get("sts")) is None
    assert mfa_note("device", None) is None
    assert "ask for a code" in (mfa_note("device", SOURCES.get("sts")) or "")
    assert [quotes_note(name) for name in ("", "a", "default", "a#b")] == [None] * 4
    assert "a space in it" in (quotes_note("a b") or "")
