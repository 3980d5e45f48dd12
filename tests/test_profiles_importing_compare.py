"""Candidates beside what is there: new, the same or different; what cannot be written, and what is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import event, given

from profiles.editor import add_section, set_keys
from profiles.importing import (
    Candidate,
    Change,
    Difference,
    Format,
    Proposal,
    Reading,
    compare,
    missing_sources,
    read_text,
)
from profiles.model import Listing
from profiles.portable import is_same
from profiles.sections import profile_header
from tests.listings import BASTION, NOBODY, ONE, TARGET, TWO, configs, listing_of
from tests.profile_texts import botocore_profiles

ROLE = "arn:aws:iam::222222222222:role/Dev"


def _target(name: str, source: str | None = "sts", role: str = ROLE, **more: str) -> Candidate:
    sources = {"source_profile": source} if source else {}
    return Candidate(name, {"role_arn": role, **sources, **more}, 1)


def _bastion(name: str, **more: str) -> Candidate:
    ids = {"google_config.google_idp_id": "C01", "google_config.google_sp_id": "42"}
    return Candidate(name, {**ids, **more}, 1)


def _compared(listing: Listing, *candidates: Candidate, format: Format = Format.LIST) -> tuple[Proposal, ...]:  # noqa: A002 - the field's name
    return compare(Reading(format, candidates, ()), listing)


def test_what_stands_so_already_changes_nothing() -> None:
    same = _target("dev", color="B7CA9D", region="eu-west-1")
    (proposal,) = _compared(TWO, same)
    assert (proposal.difference, proposal.changes, proposal.reason) == (Difference.SAME, (), None)


def test_what_differs_is_told_key_by_key_with_what_stands_there() -> None:
    listing = listing_of(BASTION + TARGET + "external_id =\n  a = b\n")
    (proposal,) = _compared(
        listing, _target("dev", color="000000", region="eu-west-1", external_id="xy", output="json")
    )
    assert proposal.difference is Difference.DIFFERENT
    assert proposal.changes == (
        Change("color", "b7ca9d", "000000"),
        Change("external_id", "a = b", "xy"),
        Change("output", None, "json"),
    )
    assert proposal.values == {"color": "000000", "external_id": "xy", "output": "json"}
    assert proposal.reason is None


def test_a_new_target_gets_its_roots_region_if_its_text_knows_none() -> None:
    gov = ROLE.replace("arn:aws:", "arn:aws-us-gov:")
    proposals = _compared(
        ONE,
        _target("a"),
        _target("b", "a"),
        _target("c", role=gov),
        _target("d", region="us-east-1"),
        _bastion("new", region="eu-central-1"),
        _target("e", "new"),
        _bastion("bare"),
        _target("f", "bare"),
    )
    regions = {each.candidate.name: each.values.get("region") for each in proposals}
    assert regions == {
        "a": "eu-west-1",
        "b": "eu-west-1",
        "c": "us-gov-west-1",
        "d": "us-east-1",
        "new": "eu-central-1",
        "e": "eu-central-1",
        "bare": None,
        "f": "us-east-1",
    }
    assert list(proposals[0].values) == ["role_arn", "source_profile", "region"]
    assert [each.reason for each in proposals] == [None] * 8
    assert [each.needs for each in proposals] == [None, "a", None, None, None, "new", None, "bare"]
    (as_written,) = _compared(ONE, _target("a"), format=Format.CONFIG)
    assert "region" not in as_written.values


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (_target("a]b"), "The name cannot hold brackets, quotes or backslashes."),
        (_target(""), "The name is missing."),
        (_target("x", None), "The source profile is missing."),
        (_target("x", "gone"), "There is no profile gone."),
        (_target("x", "broken"), "Profile broken has a problem of its own."),
        (_target("x", "x"), "Its source profiles would go round in a circle."),
        (_target("x", region="cn-north-1"), "Region cn-north-1 lies in aws-cn, the role in aws."),
        (_target("x", color="red"), "A colour has six hexadecimal digits, such as b7ca9d."),
        (_target("x", region="europe"), "No AWS region is called europe."),
        (_target("x", aws_session_token="hunter2"), "aws_session_token is a secret."),
        (
            _target("x", role="arn:aws:iam::2:role/x"),
            "The account in this ARN is not 12 digits. Write it as arn:aws:iam::123456789012:role/Name.",
        ),
        (_target("sts", "broken"), "There is a profile sts already, and it is of another kind."),
        (_bastion("dev"), "There is a profile dev already, and it is of another kind."),
        (
            Candidate("x", {"google_config.google_idp_id": "C01"}, 1),
            "Without google_config.google_idp_id and google_config.google_sp_id nobody can sign in to Google.",
        ),
    ],
)
def test_what_cannot_be_written_says_why(candidate: Candidate, reason: str) -> None:
    listing = listing_of(BASTION + TARGET + "[profile broken]\nregion = eu-west-1\n")
    (proposal,) = _compared(listing, candidate)
    assert proposal.reason == reason
    assert proposal.needs is None or proposal.needs == candidate.name


def test_candidates_can_be_each_others_sources_in_any_order() -> None:
    proposals = _compared(NOBODY, _target("leaf", "middle"), _target("middle"), _bastion("sts"))
    assert [(each.reason, each.needs) for each in proposals] == [
        (None, "middle"),
        (None, "sts"),
        (None, None),
    ]


def test_a_candidate_whose_source_cannot_be_imported_cannot_be_either() -> None:
    proposals = _compared(NOBODY, _target("leaf", "middle"), _target("middle", "top"), _target("top", "gone"))
    assert [each.reason for each in proposals] == [
        "“middle”, which it gets its credentials from, cannot be imported.",
        "“top”, which it gets its credentials from, cannot be imported.",
        "There is no profile gone.",
    ]


def test_sources_that_nobody_has_are_listed_once() -> None:
    candidates = (
        _target("a", "base"),
        _target("b", "a"),
        _target("c", "base"),
        _target("d", None),
        _target("e"),
    )
    assert missing_sources(Reading(Format.AESR, candidates, ()), ONE) == ("base",)


def test_a_circle_is_seen_among_candidates_and_through_what_is_there() -> None:
    circle = "Its source profiles would go round in a circle."
    among = _compared(ONE, _target("a", "b"), _target("b", "c"), _target("c", "a"), _target("into", "a"))
    assert [each.reason for each in among[:3]] == [circle] * 3
    assert among[3].reason == "“a”, which it gets its credentials from, cannot be imported."
    listing = listing_of(BASTION + TARGET + f"[profile leaf]\nrole_arn = {ROLE}\nsource_profile = dev\n")
    (through,) = _compared(listing, _target("dev", "leaf"))
    assert through.reason == circle


def test_a_name_that_comes_twice_is_written_once() -> None:
    first, second = _target("x"), replace(_target("x", color="000000"), line=7)
    assert [each.reason for each in _compared(ONE, first, second)] == [
        None,
        "Line 1 of the text names “x” already.",
    ]


def _written(config: str, listing: Listing, proposals: tuple[Proposal, ...]) -> bytes:
    data = config.encode()
    for each in proposals:
        header = profile_header(each.candidate.name)
        if each.reason is None and each.difference is Difference.NEW and header:
            data = add_section(data, header, each.values)
        elif each.reason is None and each.difference is Difference.DIFFERENT and header:
            data = set_keys(data, header, each.values)
    return data


@given(config=configs())
def test_what_can_be_written_is_what_botocore_reads_afterwards(config: str) -> None:
    """Into a config with a bastion and two of the names that a text may hold as well."""
    mine = BASTION + TARGET + f"[profile leaf]\nrole_arn = {ROLE}\nsource_profile = dev\n"
    listing = listing_of(mine)
    proposals = compare(read_text(config, listing), listing)
    after = _written(mine, listing, proposals)
    expected = {profile.name: dict(profile.values) for profile in listing.profiles}
    for each in proposals:
        if each.reason is None:
            expected[each.candidate.name] = {**expected.get(each.candidate.name, {}), **each.values}
    assert botocore_profiles(after, b"") == expected
    event(f"{sum(each.reason is None for each in proposals)} to write")


@given(config=configs())
def test_after_the_import_nothing_is_left_to_import_and_nothing_is_broken(config: str) -> None:
    mine = BASTION + TARGET
    listing = listing_of(mine)
    reading = read_text(config, listing)
    proposals = compare(reading, listing)
    later = listing_of(_written(mine, listing, proposals).decode())
    for before, after in zip(proposals, compare(reading, later), strict=True):
        if before.reason is None:
            assert after.difference is Difference.SAME
            profile = later.get(before.candidate.name)
            assert profile is not None
            assert not profile.is_broken
            assert profile.kind is before.candidate.kind
            assert all(is_same(key, profile.values[key], text) for key, text in before.candidate.keys.items())
