"""Exports: AESR's own parser reads ours as it is meant, and a shared config holds nothing personal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import event, given

from profiles.exporting import aesr_text, shareable_config
from profiles.importing import Difference, Format, compare, read_text
from profiles.model import Kind, Listing, Profile
from profiles.portable import is_same
from tests.aesr_parser import AesrParser, AesrRefuses
from tests.listings import BASTION, NOBODY, TARGET, TWO, configs, listing_of
from tests.profile_texts import botocore_profiles

COMPANY = listing_of(
    BASTION + TARGET + '[profile "Prod | read only"]\nrole_arn = arn:aws:iam::333333333333:role/team/a/Read\n'
    "source_profile = dev\nregion = us-east-1\ncolor = #F2B0A9\n"
    "[profile leaf]\nrole_arn = arn:aws:iam::444444444444:role/Leaf\nsource_profile = Prod | read only\n"
    "[profile gov]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = 43\n"
    "google_config.role_arn = arn:aws-us-gov:iam::555555555555:role/sso\nfumidai_account_alias = my-gov\n"
    '[profile "gov dev"]\nrole_arn = arn:aws-us-gov:iam::666666666666:role/Dev\nsource_profile = gov\n'
    "[profile lost]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = 44\n"
    '[profile "of lost"]\nrole_arn = arn:aws-cn:iam::777777777777:role/Dev\nsource_profile = lost\n'
    '[profile "under lost"]\nrole_arn = arn:aws-cn:iam::888888888888:role/Dev\nsource_profile = of lost\n'
)


@pytest.fixture(scope="module")
def parser() -> Iterator[AesrParser]:
    with AesrParser() as running:
        yield running


def _targets(parsed: dict[str, Any]) -> dict[str, tuple[str | None, dict[str, str]]]:
    """Of every target AESR shows: its base, and what AESR knows of it."""
    bases = [(base["name"], target) for base in parsed["complexes"] for target in base["targets"]]
    shown = [*bases, *((None, single) for single in parsed["singles"])]
    assert len(shown) == len({target["name"] for _, target in shown})
    return {target["name"]: (base, target) for base, target in shown}


def _as_aesr_should_see(profile: Profile) -> dict[str, str | None]:
    assert profile.role is not None
    region, partition = profile.region or "", profile.role.partition
    fits = {"cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov", "europe": "none"}.get(
        region, "aws"
    ) == partition
    return {
        "aws_account_id": profile.role.account,
        "role_name": profile.role.path_and_name,
        "color": profile.colour,
        "region": profile.region if fits else None,
    }


def _assert_equal(parsed: dict[str, Any], listing: Listing, said: dict[str, list[str]]) -> None:
    """What AESR parsed is what the listing says, but for what was said."""
    shown = _targets(parsed)
    for each in listing.profiles:
        if each.kind is Kind.TARGET and each.name not in shown:
            assert said[each.name], each.name
    for name, (base, target) in shown.items():
        profile = listing.get(name)
        assert profile is not None
        assert {key: target.get(key) for key in _as_aesr_should_see(profile)} == _as_aesr_should_see(profile)
        if base is None:
            assert any("without a base" in what for what in said[profile.source or ""])
        else:
            assert base == profile.source
    for section in parsed["complexes"]:
        profile = listing.get(section["name"])
        assert profile is not None
        assert section["aws_account_id"] == profile.account
        assert section.get("role_name") == (
            profile.role.path_and_name if profile.name in shown and profile.role else None
        )


def _said(not_exported: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in not_exported:
        found.setdefault(each.name, []).append(each.what)
    return found


def test_aesr_reads_chains_paths_partitions_and_names_with_spaces(parser: AesrParser) -> None:
    export = aesr_text(COMPANY)
    parsed = parser.parse(export.text)
    _assert_equal(parsed, COMPANY, _said(export.not_exported))
    assert {name: base for name, (base, _) in _targets(parsed).items()} == {
        "dev": "sts",
        "Prod | read only": "dev",
        "leaf": "Prod | read only",
        "gov dev": "gov",
        "of lost": None,
        "under lost": None,
    }
    assert [base["name"] for base in parsed["complexes"]] == ["sts", "dev", "Prod | read only", "gov"]
    assert (
        next(base for base in parsed["complexes"] if base["name"] == "gov")["aws_account_alias"] == "my-gov"
    )
    assert _said(export.not_exported) == {
        "lost": [
            "Its targets are exported without a base, and so shown in every account. "
            "Its account is not known: it has no google_config.role_arn."
        ],
        "of lost": [
            "Its targets are exported without a base, and so shown in every account. "
            "It is exported without a base itself."
        ],
    }


@given(config=configs())
def test_aesr_reads_every_export_as_the_listing_says(parser: AesrParser, config: str) -> None:
    listing = listing_of(config)
    export = aesr_text(listing)
    event(f"{export.text.count('[')} sections")
    _assert_equal(parser.parse(export.text), listing, _said(export.not_exported))


@given(config=configs())
def test_what_aesr_has_of_us_comes_back_without_a_difference(config: str) -> None:
    listing = listing_of(config)
    export = aesr_text(listing)
    reading = read_text(export.text, listing)
    assert reading.format is (Format.AESR if export.text else Format.UNKNOWN)
    assert export.text == "" or reading.not_taken == ()
    assert {each.difference for each in compare(reading, listing)} <= {Difference.SAME}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("[sts]\naws_account_id = 111111111111\n", ""),
        ("aws_account_id = 111111111111\n", "aws_account_id =\n"),
        ("role_arn = arn:aws:iam::222222222222:role/Dev\n", ""),
        ("role_arn = arn:aws:iam::222222222222:role/Dev", "role_arn = arn:aws:sts::222222222222:role/Dev"),
        ("color = b7ca9d\n", "color = b7ca9d\ncolor = b7ca9d\n"),
        ("color = b7ca9d\n", "color = #b7ca9d\n"),
        ("[sts]\n", "# [sts]\n"),
    ],
)
def test_aesr_refuses_a_broken_export(parser: AesrParser, right: str, wrong: str) -> None:
    text = aesr_text(TWO).text
    parser.parse(text)
    assert right in text
    with pytest.raises(AesrRefuses):
        parser.parse(text.replace(right, wrong))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("222222222222", "222222222223"),
        ("color = b7ca9d\n", ""),
        ("[dev]", "[dew]"),
        ("source_profile = sts\n", ""),
        ("111111111111", "111111111112"),
        ("role/Dev", "role/team/Dev"),
        ("eu-west-1", "eu-west-2"),
    ],
)
def test_an_export_that_says_something_else_is_seen(parser: AesrParser, right: str, wrong: str) -> None:
    export = aesr_text(TWO)
    assert right in export.text
    with pytest.raises((AesrRefuses, AssertionError, KeyError)):
        _assert_equal(parser.parse(export.text.replace(right, wrong)), TWO, _said(export.not_exported))


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("a#b", "Dev"),
        ("a;b", "Dev"),
        ("constructor", "Dev"),
        ("x", "a#b/Dev"),
        ("x", "a=b"),
        ("x", "a;b/Dev"),
    ],
)
def test_what_aesr_would_misread_is_left_out_and_said(parser: AesrParser, name: str, role: str) -> None:
    """Written all the same, each would be refused or shown as something else."""
    lines = f"role_arn = arn:aws:iam::222222222222:role/{role}\nsource_profile = sts\n"
    listing = listing_of(f"{BASTION}[profile {name}]\n{lines}")
    export = aesr_text(listing)
    assert name not in _targets(parser.parse(export.text))
    assert len(_said(export.not_exported)[name]) == 1
    base = "[sts]\naws_account_id = 111111111111\n"
    with pytest.raises((AesrRefuses, AssertionError, KeyError)):
        _assert_equal(parser.parse(f"{base}[{name}]\n{lines}"), listing, {})


def test_a_base_that_aesr_could_not_find_again_is_none(parser: AesrParser) -> None:
    lines = "role_arn = arn:aws:iam::222222222222:role/Dev\nsource_profile = "
    listing = listing_of(f"{BASTION}[profile a=b]\n{lines}sts\n[profile leaf]\n{lines}a=b\n")
    export = aesr_text(listing)
    _assert_equal(parser.parse(export.text), listing, _said(export.not_exported))
    assert _said(export.not_exported) == {
        "a=b": [
            "Its targets are exported without a base, and so shown in every account. Its name has = in it."
        ]
    }
    with pytest.raises(AesrRefuses):
        parser.parse(export.text.replace("[leaf]\n", "[leaf]\nsource_profile = a=b\n"))


def test_a_bastion_whose_ids_are_none_is_not_shared() -> None:
    listing = listing_of(BASTION.replace("= 42", "= 4 2") + TARGET)
    export = shareable_config(listing)
    assert export.text == ""
    assert _said(export.not_exported) == {
        "sts": ["Its Google ids are missing, or do not have the form of one."],
        "dev": ["It gets its credentials from “sts”, which is not exported."],
    }


def test_an_empty_listing_is_an_empty_export(parser: AesrParser) -> None:
    assert aesr_text(NOBODY).text == ""
    assert shareable_config(NOBODY).text == ""
    assert parser.parse("") == {"singles": [], "complexes": []}


def test_display_names_are_the_names_of_sections_where_they_can_be(parser: AesrParser) -> None:
    roles = ["Prod | admin", "twice", "twice", "a # b", "sts", "g"]
    listing = listing_of(
        BASTION
        + "".join(
            f"[profile t{number}]\nrole_arn = arn:aws:iam::222222222222:role/R{number}\nsource_profile = sts\n"
            f"fumidai_display_name = {name}\n"
            for number, name in enumerate(roles)
        )
        + "[profile leaf]\nrole_arn = arn:aws:iam::222222222222:role/Leaf\nsource_profile = t0\n"
    )
    export = aesr_text(listing, display_names=True)
    shown = _targets(parser.parse(export.text))
    assert {name: target["role_name"] for name, (_, target) in shown.items()} == {
        "Prod | admin": "R0",
        "t1": "R1",
        "t2": "R2",
        "t3": "R3",
        "t4": "R4",
        "g": "R5",
        "leaf": "Leaf",
    }
    assert shown["leaf"][0] == "Prod | admin"
    said = "Its display name is not exported: AESR shows the name of the section."
    assert _said(export.not_exported) == {f"t{number}": [said] for number in (1, 2, 3, 4)}
    assert _said(aesr_text(listing).not_exported).keys() == {f"t{number}" for number in range(6)}


def test_profiles_that_no_export_can_hold_are_said() -> None:
    listing = listing_of(
        f"{BASTION}[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = hunter2\n"
        "[profile mine]\nrole_arn = arn:aws:iam::222222222222:role/Dev\nsource_profile = keys\n"
        "[profile outside]\nrole_arn = arn:aws:iam::222222222222:role/Dev\nsource_profile = sts\nexternal_id = xy\n"
        "[profile broken]\nrole_arn = nothing\nsource_profile = sts\n"
    )
    assert _said(aesr_text(listing).not_exported) == {
        "sts": ["AESR shows targets only, and none of these belongs to it."],
        "outside": ["The console cannot switch to a role that asks for an external id."],
        "broken": ["It has a problem of its own."],
        "keys": [
            "Its targets are exported without a base, and so shown in every account. "
            "Its account is not known: it has no google_config.role_arn."
        ],
    }
    assert _said(shareable_config(listing).not_exported) == {
        "sts": ["google_config.google_username is personal: everyone signs in as themselves."],
        "broken": ["It has a problem of its own."],
        "keys": ["It is neither a bastion nor a target."],
        "mine": ["It gets its credentials from “keys”, which is not exported."],
    }
    assert "external_id = xy" in shareable_config(listing).text


@given(config=configs())
def test_a_shared_config_changes_nothing_for_the_one_who_shares_it(config: str) -> None:
    listing = listing_of(config)
    export = shareable_config(listing)
    reading = read_text(export.text, listing)
    assert export.text == "" or reading.not_taken == ()
    proposals = compare(reading, listing)
    assert {each.difference for each in proposals} <= {Difference.SAME}
    said = {each.name for each in export.not_exported}
    assert {profile.name for profile in listing.profiles} == {
        each.candidate.name for each in proposals
    } | said
    event(f"{len(proposals)} shared")


@given(config=configs())
def test_a_colleague_has_whole_profiles_of_a_shared_config_and_nothing_personal(config: str) -> None:
    listing = listing_of(config)
    text = shareable_config(listing).text
    theirs = listing_of(text)
    assert not theirs.problems
    assert "hunter2" not in text
    assert "me@example.com" not in text
    assert "AKIA" not in text
    assert "mfa" not in text
    for name, values in botocore_profiles(text.encode(), b"").items():
        mine = listing.get(name)
        assert mine is not None
        assert all(is_same(key, mine.values[key], str(value)) for key, value in values.items())
    proposals = compare(read_text(text, NOBODY), NOBODY)
    assert [each.reason for each in proposals] == [None] * len(theirs.profiles)
    assert {each.candidate.name: dict(each.values) for each in proposals} == botocore_profiles(
        text.encode(), b""
    )
