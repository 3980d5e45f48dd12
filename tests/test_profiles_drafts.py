"""What a form's answers make of the files: the intended lines, or the reasons why there are none yet."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from profiles.colours import known_colours
from profiles.drafts import (
    BASTION_KEYS,
    TARGET_KEYS,
    Draft,
    Editing,
    Present,
    answers_of,
    draft_bastion,
    draft_other,
    draft_target,
    seconds_of,
)
from profiles.ini import read, split
from profiles.model import Kind
from profiles.paths import Paths
from profiles.sections import profile_name
from profiles.texts import Texts
from tests.aws_files import HERE, REAL, is_sound, pairs
from tests.counts import count
from tests.environments import aws_google_auth_python, awscli
from tests.profile_texts import botocore_profiles

CONFIG = """\
[profile sts]
google_config.google_idp_id = C01
google_config.google_sp_id = 42
google_config.role_arn = None
google_config.duration = None
region = eu-west-1

[profile china]
google_config.google_idp_id = C01
google_config.google_sp_id = 42
region = cn-north-1

[profile dev]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = sts
region = us-west-2
color = B7CA9D
duration_seconds = 3600

[profile deep]
role_arn = arn:aws:iam::333333333333:role/Deep
source_profile = dev
region = eu-west-1

[profile cli]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = user
duration_seconds = 7200

[profile odd]
role_arn = arn:aws:iam::22:role/Dev
source_profile = gone
region = mars # note
color = #abc
duration_seconds = 1h
external_id = x
mfa_serial = y
role_session_name = z
fumidai_account_alias = A
fumidai_display_name = x
aws_access_key_id = AKIA3

[profile process]
credential_process = /bin/true
"""
CREDENTIALS = "[user]\naws_access_key_id = AKIA1\naws_secret_access_key = hunter2\n[session]\n" + (
    "aws_access_key_id = ASIA1\naws_secret_access_key = hunter2\naws_session_token = hunter2\n"
)
ARN = "arn:aws:iam::444444444444:role/New"
NEW = {"name": "new", "role": ARN, "source": "sts"}
BASTION = {"name": "new", "idp_id": "C01234567", "sp_id": "123456789012", "region": "eu-west-1"}


def present_of(config: str | bytes, credentials: str | bytes = b"") -> Present:
    config, credentials = (each.encode() if isinstance(each, str) else each for each in (config, credentials))
    return Present.of(Texts(config, credentials), Path("config"), Path("credentials"), known_colours())


PRESENT = present_of(CONFIG, CREDENTIALS)
DRAFTS: Mapping[Kind, Callable[[Mapping[str, str], Present, Editing], Draft]] = {
    Kind.TARGET: draft_target,
    Kind.BASTION: draft_bastion,
    Kind.OTHER: draft_other,
}


def editing(name: str, present: Present = PRESENT, *, copying: bool = False) -> Editing:
    profile = present.listing.get(name)
    assert profile is not None
    return Editing(profile, copying)


def edited(opened: str, present: Present = PRESENT, /, **answers: str) -> Draft:
    """The draft of a form that was opened on a profile, and in which some answers were changed."""
    return _draft(editing(opened, present), present, answers)


def copied(opened: str, present: Present = PRESENT, /, **answers: str) -> Draft:
    """The draft of a form that was opened for a copy of a profile."""
    return _draft(editing(opened, present, copying=True), present, answers)


def _draft(what: Editing, present: Present, answers: Mapping[str, str]) -> Draft:
    return DRAFTS[what.profile.kind]({**answers_of(what.profile), **answers}, present, what)


def meaning(texts: Texts) -> dict[str, dict[str, object]]:
    return botocore_profiles(texts.config, texts.credentials)


def written(draft: Draft) -> Texts:
    assert draft.reasons == {}
    assert draft.after is not None
    return draft.after


def changed_lines(before: bytes, after: bytes) -> list[tuple[bytes, bytes]]:
    old, new = split(before), split(after)
    assert len(old) == len(new)
    return [(was, now) for was, now in zip(old, new, strict=True) if was != now]


# A form that is opened and sent as it is

_ODD = {
    "role_arn": [ARN, "arn:aws:iam::1:role/x", "arn:aws:iam::222222222222:role/a/b # note", ""],
    "source_profile": ["a", "b", "gone", "", "c"],
    "region": ["eu-west-1", "mars", "", "None", "eu-west-1 # note", "\n  x = 1", "a\n  b"],
    "color": ["B7CA9D", "#b7ca9d", "red", "#ABCDEF", "x"],
    "duration_seconds": ["1h", "90m", "3600", "43200", "0", "x"],
    "fumidai_display_name": ["開発", "x" * 65, "\x1b[0m", "None"],
    "fumidai_account_alias": ["corp", "A", "222222222222"],
    "external_id": ["x", "abc"],
    "mfa_serial": ["y", "arn:aws:iam::222222222222:mfa/me"],
    "role_session_name": ["z", "me@example.com"],
    "google_config.google_idp_id": ["C01", "None", ""],
    "google_config.google_sp_id": ["42", "None"],
    "google_config.google_username": ["None", "me", "me@example.com"],
    "google_config.role_arn": ["None", "x", ARN],
    "google_config.duration": ["None", "8h", "43200"],
    "aws_access_key_id": ["AKIA1"],
    "aws_secret_access_key": ["hunter2"],
    "output": ["json"],
}


@st.composite
def _profile_lines(draw: st.DrawFn, headers: tuple[str, ...]) -> bytes:
    """Profiles of all kinds, with answers a form would never take."""
    lines = []
    for header in draw(st.lists(st.sampled_from(headers), unique=True, min_size=1, max_size=4)):
        lines.append(f"[{header}]")
        for key in draw(st.lists(st.sampled_from(sorted(_ODD)), unique=True, max_size=7)):
            equals = draw(st.sampled_from([" = ", "=", " : "]))
            lines.append(
                f"{draw(st.sampled_from([key, key.upper()]))}{equals}{draw(st.sampled_from(_ODD[key]))}"
            )
        lines.append(draw(st.sampled_from(["", "# note"])))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines).encode()


_odd_pairs = st.builds(
    Texts,
    _profile_lines(("profile a", "profile b", 'profile "c"', "default", "DEFAULT")).filter(is_sound),
    _profile_lines(("a", "d", "default", "DEFAULT")).filter(is_sound),
)
_any_pairs = st.one_of(_odd_pairs, _odd_pairs, pairs)


@settings(max_examples=count(60, 5000))
@given(texts=_any_pairs)
def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(texts: Texts) -> None:
    present = present_of(texts.config, texts.credentials)
    for profile in present.listing.profiles:
        event(profile.kind.value)
        draft = edited(profile.name, present)
        assert draft.reasons == {}
        assert draft.after == texts


@settings(max_examples=count(60, 5000))
@given(texts=_any_pairs, colour=st.sampled_from(["ff0000", "#FF0000"]))
def test_another_colour_changes_the_line_of_the_colour_and_no_other(texts: Texts, colour: str) -> None:
    present = present_of(texts.config, texts.credentials)
    before = meaning(texts)
    headers = [profile_name(each.name) for each in read(texts.config, HERE).sections]
    for profile in present.listing.profiles:
        if profile.kind is not Kind.TARGET or headers.count(profile.name) > 1:
            continue
        after = written(edited(profile.name, present, colour=colour))
        now = meaning(after)
        assert now.pop(profile.name)["color"] == "ff0000"
        assert now == {name: values for name, values in before.items() if name != profile.name}
        if profile.name not in headers and after.config != texts.config:
            event("a section that is new to the config")
            assert after.config.startswith(texts.config)
            continue
        event("changed" if "color" in before[profile.name] else "added")
        was, is_ = (
            Counter(line.rstrip(b"\r\n") for line in split(each.config) + split(each.credentials))
            for each in (texts, after)
        )
        (added,) = (is_ - was).elements()
        assert added.strip().lower().startswith(b"color")
        assert added.endswith(b"ff0000")
        assert [line.strip()[:5].lower() for line in (was - is_).elements()] in ([], [b"color"])


_FIELDS = {
    "region": ("region", "eu-west-3"),
    "display_name": ("fumidai_display_name", "new"),
    "alias": ("fumidai_account_alias", "new-corp"),
    "session_name": ("role_session_name", "me.too"),
    "external_id": ("external_id", "new-id"),
    "mfa_serial": ("mfa_serial", "arn:aws:iam::222222222222:mfa/new"),
    "duration": ("duration_seconds", "900"),
}


@settings(max_examples=count(60, 5000))
@given(texts=_odd_pairs, fields=st.sets(st.sampled_from(sorted(_FIELDS)), min_size=1, max_size=3))
def test_answers_change_their_keys_whatever_the_others_are(texts: Texts, fields: set[str]) -> None:
    present = present_of(texts.config, texts.credentials)
    before = meaning(texts)
    for profile in present.listing.profiles:
        if profile.kind is not Kind.TARGET:
            continue
        draft = edited(profile.name, present, **{field: _FIELDS[field][1] for field in fields})
        if draft.after is None:  # a role of another partition is the one thing that speaks against a region
            assert draft.reasons.keys() <= {"region"}
            continue
        event("written")
        wanted = dict(_FIELDS[field] for field in fields)
        assert meaning(draft.after) == {**before, profile.name: {**before[profile.name], **wanted}}


@settings(max_examples=count(60, 5000))
@given(texts=_odd_pairs)
def test_a_copy_says_what_the_form_said_and_has_no_keys(texts: Texts) -> None:
    present = present_of(texts.config, texts.credentials)
    before = meaning(texts)
    for profile in present.listing.profiles:
        draft = copied(profile.name, present, name="copy")
        if draft.after is None:
            event("refused")
            is_long = any("\n" in str(value) for value in before[profile.name].values())
            assert is_long or f"{profile.name} stands in the credentials file only" in draft.reasons["name"]
            continue
        event("copied")
        assert draft.after.credentials == texts.credentials
        assert draft.after.config.startswith(texts.config)
        now = meaning(draft.after)
        copy = now.pop("copy")
        assert now == before
        keys = {Kind.TARGET: [*TARGET_KEYS.values(), "role_arn"], Kind.BASTION: BASTION_KEYS.values()}
        for key in keys.get(profile.kind, ["region"]):
            old = before[profile.name].get(key)
            if isinstance(old, str):
                assert copy.get(key, "") == old
        if b"[DEFAULT]" not in texts.config:
            assert not {"aws_access_key_id", "aws_secret_access_key"} & copy.keys()


def test_a_copy_of_a_target_whose_role_stands_in_the_credentials_file_has_that_role() -> None:
    present = present_of(
        f"[profile sts]\nk = v\n[profile a]\nregion = eu-west-1\nrole_arn = {ARN}Old\n",
        f"[a]\nrole_arn = {ARN}\nsource_profile = sts\naws_access_key_id = AKIA1\n",
    )
    copy = meaning(written(copied("a", present, name="b", region="eu-west-3")))["b"]
    assert copy == {"region": "eu-west-3", "role_arn": ARN, "source_profile": "sts"}


# New ones


def test_a_new_target_has_the_lines_of_its_answers_and_no_others() -> None:
    draft = draft_target({**NEW, "colour": "green", "display_name": "", "duration": "1h"}, PRESENT)
    assert written(draft) == Texts(
        f"{CONFIG}\n[profile new]\nrole_arn = {ARN}\nsource_profile = sts\nregion = eu-west-1\n"
        "color = b7ca9d\nduration_seconds = 3600\n".encode(),
        CREDENTIALS.encode(),
    )
    assert draft.notes == ()


@pytest.mark.parametrize(
    ("answers", "arn", "region"),
    [
        ({"role": "New", "account": "4444-4444 4444"}, ARN, "eu-west-1"),
        ({"role": "/a/New", "account": "444444444444"}, ARN.replace("New", "a/New"), "eu-west-1"),
        (
            {"role": "New", "account": "444444444444", "source": "china"},
            ARN.replace("aws", "aws-cn"),
            "cn-north-1",
        ),
        ({"role": ARN, "account": "444444444444"}, ARN, "eu-west-1"),
        ({"role": f" {ARN} "}, ARN, "eu-west-1"),
        ({"role": ARN, "region": "eu-west-3"}, ARN, "eu-west-3"),
        ({"role": ARN, "source": "deep"}, ARN, "eu-west-1"),
        ({"role": ARN.replace("aws", "aws-us-gov")}, ARN.replace("aws", "aws-us-gov"), "us-gov-west-1"),
        ({"role": ARN.replace("aws", "aws-eusc")}, ARN.replace("aws", "aws-eusc"), "eusc-de-east-1"),
        ({"role": ARN.replace("aws", "aws-iso-b")}, ARN.replace("aws", "aws-iso-b"), "us-isob-east-1"),
    ],
)
def test_role_and_region_come_from_what_was_given(answers: dict[str, str], arn: str, region: str) -> None:
    found = meaning(written(draft_target({**NEW, **answers}, PRESENT)))["new"]
    assert (found["role_arn"], found["region"]) == (arn, region)


TARGET_REASONS: list[tuple[dict[str, str], str, str]] = [
    ({"name": ""}, "name", "The name is missing."),
    ({"name": "dev"}, "name", "There is a profile dev already."),
    ({"name": "user"}, "name", "There is a profile user already."),
    ({"name": "DEFAULT"}, "name", "cannot be written"),
    ({"name": "a]b"}, "name", "brackets"),
    ({"role": ""}, "role", "The role is missing. Give its ARN, or account and name."),
    ({"role": "New"}, "account", "The account is missing. Give its 12 digits, or the role's whole ARN."),
    ({"role": "New", "account": "corp"}, "account", "An account id has 12 digits."),
    ({"role": "New", "account": "44444444444"}, "account", "An account id has 12 digits."),
    ({"account": "555555555555"}, "account", "The role's ARN names account 444444444444."),
    ({"role": "arn:aws:iam::44444444444:role/New"}, "role", "The account in this ARN is not 12 digits."),
    ({"role": "arn:aws:sts::444444444444:assumed-role/New/me"}, "role", "the ARN of a session"),
    ({"role": "arn:mars:iam::444444444444:role/New"}, "role", "There is no AWS partition “mars”"),
    ({"role": "arn:aws:iam::444444444444:user/me"}, "role", "does not name an IAM role"),
    ({"role": f"{ARN} # note"}, "role", "A note stands behind the role ARN"),
    ({"role": "N" * 65, "account": "444444444444"}, "role", "cannot be the name of a role"),
    ({"role": f"{'p' * 512}/N", "account": "444444444444"}, "role", "A path is at most 512 characters"),
    ({"source": ""}, "source", "The source profile is missing."),
    ({"source": "nobody"}, "source", "There is no profile nobody."),
    ({"source": "odd"}, "source", "Profile odd has a problem of its own."),
    ({"source": "new"}, "source", "A profile cannot be its own source."),
    ({"region": "mars"}, "region", "No AWS region is called mars."),
    ({"region": "cn-north-1"}, "region", "Region cn-north-1 lies in aws-cn, the role in aws."),
    ({"alias": "Corp"}, "alias", "An account alias has 3 to 63 small letters"),
    ({"alias": "444444444444"}, "alias", "is no account id"),
    ({"display_name": "x" * 65}, "display_name", "has 65 characters; the console shows 64"),
    ({"display_name": "a\x1bb"}, "display_name", "cannot be seen"),
    ({"colour": "purplish"}, "colour", "A colour has six hexadecimal digits"),
    ({"colour": "#b7ca9"}, "colour", "A colour has six hexadecimal digits"),
    ({"session_name": "m"}, "session_name", "A session name has 2 to 64"),
    ({"session_name": "me me"}, "session_name", "A session name has 2 to 64"),
    ({"session_name": "m" * 65}, "session_name", "A session name has 2 to 64"),
    ({"duration": "899"}, "duration", "A session lasts from 900 to 43200 seconds."),
    ({"duration": "13h"}, "duration", "A session lasts from 900 to 43200 seconds."),
    ({"duration": "-900"}, "duration", "A session lasts from 900 to 43200 seconds."),
    ({"duration": "long"}, "duration", "A session lasts from 900 to 43200 seconds."),
    ({"duration": "3601"}, "duration", "A role assumed from another role lasts 3600 seconds at most"),
    ({"duration": "2h", "source": "dev"}, "duration", "lasts 3600 seconds at most"),
    ({"duration": "2h", "source": "session"}, "duration", "lasts 3600 seconds at most"),
    ({"duration": "2h", "source": "process"}, "duration", "lasts 3600 seconds at most"),
    ({"duration": "13h", "source": "user"}, "duration", "A session lasts from 900 to 43200 seconds."),
    ({"external_id": "x"}, "external_id", "An external id has 2 to 1224"),
    ({"external_id": "a b"}, "external_id", "An external id has 2 to 1224"),
    ({"external_id": "x" * 1225}, "external_id", "An external id has 2 to 1224"),
    ({"mfa_serial": "12345678"}, "mfa_serial", "An MFA device is named by its ARN"),
]


@pytest.mark.parametrize(("account", "id_"), [("", "222222222222"), ("444444444444", "444444444444")])
@pytest.mark.parametrize("copying", [False, True])
def test_a_name_in_place_of_the_arn_is_another_role_of_the_account(
    account: str, id_: str, copying: bool
) -> None:
    dev = PRESENT.listing.get("dev")
    assert dev is not None
    assert dev.account == "222222222222"
    answers = {**answers_of(dev), "name": "dev2" if copying else "dev", "role": "New", "account": account}
    found = meaning(written(draft_target(answers, PRESENT, Editing(dev, copying))))
    assert found[answers["name"]]["role_arn"] == f"arn:aws:iam::{id_}:role/New"


@pytest.mark.parametrize(
    "answers", [{"role": "N N"}, {"role": ""}, {"role": "New", "account": "44"}, {"account": "444444444444"}]
)
def test_a_changed_role_that_cannot_be_is_not_passed_over(answers: dict[str, str]) -> None:
    dev = PRESENT.listing.get("dev")
    assert dev is not None
    draft = draft_target({**answers_of(dev), **answers}, PRESENT, Editing(dev))
    assert draft.after is None
    assert draft.reasons
    assert draft.reasons.keys() <= {"role", "account"}


@pytest.mark.parametrize(
    ("role", "words"),
    [("", "The role is missing."), ("New one", "no spaces"), ("N" * 65, "cannot be the name")],
)
def test_role_and_account_are_judged_each_for_itself(role: str, words: str) -> None:
    reasons = draft_target({**NEW, "role": role, "account": "4444"}, PRESENT).reasons
    assert list(reasons) == ["role", "account"]
    assert words in reasons["role"]
    assert reasons["account"] == "An account id has 12 digits."


@pytest.mark.parametrize(("answers", "field", "reason"), TARGET_REASONS)
def test_a_target_that_cannot_be_says_why(answers: dict[str, str], field: str, reason: str) -> None:
    draft = draft_target({**NEW, **answers}, PRESENT)
    assert draft.after is None
    assert draft.reasons.keys() == {field}
    assert reason in draft.reasons[field]


@pytest.mark.parametrize(
    "answers",
    [
        {"duration": "3600"},
        {"duration": "60m"},
        {"duration": "12h", "source": "user"},
        {"session_name": "me@example.com"},
        {"external_id": "a:b/c"},
        {"mfa_serial": "arn:aws:iam::222222222222:mfa/me", "source": "user"},
        {"mfa_serial": "GAHT12345678", "source": "user"},
        {"alias": "corp-1"},
        {"display_name": "開" * 64},
        {"role": f"{'p' * 510}/N", "account": "444444444444"},
    ],
)
def test_answers_at_the_edge_are_taken(answers: dict[str, str]) -> None:
    written(draft_target({**NEW, **answers}, PRESENT))


@pytest.mark.parametrize(
    ("answers", "note"),
    [
        (
            {"external_id": "abc"},
            "The console cannot switch to a role that asks for an external id; AWS tools can.",
        ),
        (
            {"role": f"{'p' * 30}/{'n' * 34}", "account": "444444444444"},
            "path and name have 65 characters, and it takes 64",
        ),
        ({"colour": "123456"}, "#123456 is none of the console's known colours"),
        ({"mfa_serial": "GAHT12345678"}, "Google's second factor does not count"),
        ({"mfa_serial": "GAHT12345678", "source": "dev"}, "Google's second factor does not count"),
    ],
)
def test_what_is_taken_all_the_same_is_noted(answers: dict[str, str], note: str) -> None:
    draft = draft_target({**NEW, **answers}, PRESENT)
    written(draft)
    (told,) = draft.notes
    assert note in told


@pytest.mark.parametrize(
    "answers",
    [
        {"role": f"{'p' * 30}/{'n' * 33}", "account": "444444444444"},
        {"colour": "B7CA9D"},
        {"mfa_serial": "GAHT12345678", "source": "user"},
    ],
)
def test_there_is_nothing_to_note_about_what_works(answers: dict[str, str]) -> None:
    assert draft_target({**NEW, **answers}, PRESENT).notes == ()


def test_all_reasons_are_given_at_once() -> None:
    draft = draft_target({"name": "", "role": "", "colour": "x"}, PRESENT)
    assert [*draft.reasons] == ["name", "role", "source", "colour"]


# Changes


@pytest.mark.parametrize(
    ("name", "answers", "lines"),
    [
        ("dev", {"colour": "red"}, [(b"color = B7CA9D\n", b"color = f2b0a9\n")]),
        ("dev", {"duration": "15m"}, [(b"duration_seconds = 3600\n", b"duration_seconds = 900\n")]),
        ("odd", {"colour": "#FFF000"}, [(b"color = #abc\n", b"color = fff000\n")]),
        ("odd", {"role": ARN}, [(b"role_arn = arn:aws:iam::22:role/Dev\n", f"role_arn = {ARN}\n".encode())]),
        (
            "sts",
            {"duration": "8h"},
            [(b"google_config.duration = None\n", b"google_config.duration = 28800\n")],
        ),
        (
            "sts",
            {"role": ARN},
            [(b"google_config.role_arn = None\n", f"google_config.role_arn = {ARN}\n".encode())],
        ),
        ("deep", {"name": "deeper"}, [(b"[profile deep]\n", b"[profile deeper]\n")]),
        (
            "dev",
            {"name": "d"},
            [(b"[profile dev]\n", b"[profile d]\n"), (b"source_profile = dev\n", b"source_profile = d\n")],
        ),
    ],
)
def test_one_answer_changes_one_line(
    name: str, answers: dict[str, str], lines: list[tuple[bytes, bytes]]
) -> None:
    after = written(edited(name, **answers))
    assert changed_lines(CONFIG.encode(), after.config) == lines
    assert after.credentials == CREDENTIALS.encode()


@pytest.mark.parametrize(
    ("name", "answers", "field", "reason"),
    [
        ("dev", {"source": "deep"}, "source", "deep is itself reached through dev."),
        ("dev", {"source": "dev"}, "source", "A profile cannot be its own source."),
        ("dev", {"name": "d", "source": "dev"}, "source", "A profile cannot be its own source."),
        ("dev", {"name": "d", "source": "d"}, "source", "A profile cannot be its own source."),
        ("dev", {"name": "sts"}, "name", "There is a profile sts already."),
        ("dev", {"source": ""}, "source", "The source profile is missing."),
        ("dev", {"role": ""}, "role", "The role is missing."),
        ("dev", {"account": "555555555555"}, "account", "The role's ARN names account 222222222222."),
        ("dev", {"duration": "2h"}, "duration", "lasts 3600 seconds at most"),
        ("odd", {"region": "venus"}, "region", "No AWS region is called venus."),
        ("sts", {"region": ""}, "region", "The region is missing."),
        ("sts", {"link": "https://example.com"}, "link", "This is no link to a sign-in at Google"),
        ("sts", {"idp_id": ""}, "idp_id", "organisation is missing"),
        ("process", {"region": "mars"}, "region", "No AWS region is called mars."),
        ("process", {"name": "dev"}, "name", "There is a profile dev already."),
    ],
)
def test_a_changed_answer_that_cannot_be_says_why(
    name: str, answers: dict[str, str], field: str, reason: str
) -> None:
    draft = edited(name, **answers)
    assert draft.after is None
    assert draft.reasons.keys() == {field}
    assert reason in draft.reasons[field]


def test_what_speaks_against_an_answer_that_was_not_touched_is_a_note() -> None:
    draft = edited("odd", display_name="new")
    written(draft)
    notes = "\n".join(draft.notes)
    for words in (
        "not 12 digits",
        "no profile gone",
        "No AWS region",
        "six hexadecimal",
        "external id has 2",
    ):
        assert words in notes


def test_a_session_that_is_too_long_is_said_when_the_source_becomes_a_role() -> None:
    draft = edited("cli", source="sts")
    written(draft)
    assert "lasts 3600 seconds at most" in "\n".join(draft.notes)


def test_an_answer_that_is_cleared_takes_its_line_out() -> None:
    after = written(edited("dev", colour="", duration=""))
    assert after.config == CONFIG.replace("color = B7CA9D\nduration_seconds = 3600\n", "").encode()


def test_a_region_that_is_cleared_becomes_the_roots() -> None:
    assert meaning(written(edited("dev", region="")))["dev"]["region"] == "eu-west-1"


def test_a_cleared_answer_whose_text_is_none_goes_too() -> None:
    present = present_of("[profile a]\nregion = None\ncredential_process = x\n")
    assert written(edited("a", present, region="")).config == b"[profile a]\ncredential_process = x\n"


def test_a_source_that_has_keys_of_its_own_closes_no_circle() -> None:
    present = present_of(
        f"[profile a]\nrole_arn = {ARN}\nsource_profile = c\n[profile b]\nrole_arn = {ARN}\nsource_profile = a\n",
        "".join(f"[{name}]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n" for name in "bc"),
    )
    assert meaning(written(edited("a", present, source="b", duration="12h")))["a"]["source_profile"] == "b"


def test_a_profile_that_stands_twice_is_refused_with_the_sentence_at_its_name() -> None:
    present = present_of("[profile a]\ncredential_process = x\n[profile 'a']\ncredential_process = y\n")
    draft = edited("a", present, name="b")
    assert (draft.after, draft.reasons["name"]) == (
        None,
        "The profile a stands twice in the config, in lines 1 and 3. Join the two.",
    )


def test_a_profile_of_the_credentials_file_is_changed_in_the_config() -> None:
    after = written(edited("user", region="eu-west-1"))
    assert after.config == CONFIG.encode() + b"\n[profile user]\nregion = eu-west-1\n"
    assert after.credentials == CREDENTIALS.encode()


def test_no_secret_stands_in_a_draft() -> None:
    for name in ("user", "session"):
        draft = edited(name, region="eu-west-1")
        assert "hunter2" not in repr(draft) + repr(editing(name)) + repr(PRESENT)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("8h", "28800"),
        ("90m", "5400"),
        ("8 h", "28800"),
        ("3600", "3600"),
        ("", ""),
        ("h", "h"),
        ("1d", "1d"),
    ],
)
def test_hours_and_minutes_become_seconds(text: str, seconds: str) -> None:
    assert seconds_of(text) == seconds


# Bastions


@pytest.mark.parametrize(
    ("answers", "field", "reason"),
    [
        ({"name": ""}, "name", "The name is missing."),
        (
            {"link": "https://evil.example/o/saml2/initsso?idpid=C1&spid=2"},
            "link",
            "no link to a sign-in at Google",
        ),
        ({"idp_id": ""}, "idp_id", "it is in the link: idpid=…"),
        ({"idp_id": "01234567"}, "idp_id", "looks like C01234567"),
        ({"sp_id": ""}, "sp_id", "it is in the link: spid=…"),
        ({"sp_id": "C01"}, "sp_id", "is a number"),
        ({"username": "me"}, "username", "is an e-mail address"),
        ({"role": "sso"}, "role", "This is not an ARN."),
        ({"region": ""}, "region", "The region is missing."),
        ({"region": "mars"}, "region", "No AWS region is called mars."),
        ({"region": "cn-north-1", "role": ARN}, "region", "lies in aws-cn, the role in aws"),
        ({"duration": "13h"}, "duration", "A session lasts from 900 to 43200 seconds."),
    ],
)
def test_a_bastion_that_cannot_be_says_why(answers: dict[str, str], field: str, reason: str) -> None:
    draft = draft_bastion({**BASTION, **answers}, PRESENT)
    assert draft.after is None
    assert draft.reasons.keys() == {field}
    assert reason in draft.reasons[field]


def test_what_a_bastion_leaves_open_is_noted() -> None:
    assert draft_bastion(BASTION, PRESENT).notes == (
        "Without a role, the sign-in asks which one of yours to take.",
    )
    assert draft_bastion({**BASTION, "role": ARN, "duration": "8h"}, PRESENT).notes == ()


def test_a_bastion_that_aws_google_auth_would_not_find_is_noted(paths: Paths) -> None:
    named = {**BASTION, "role": ARN, "duration": "8h"}
    for name, is_found in (("my sts", False), ("sts#2", True)):
        draft = draft_bastion({**named, "name": name}, PRESENT)
        put(paths, written(draft))
        assert (_in_aws_google_auth(name, ("idp_id",))["idp_id"] == "C01234567") == is_found
        assert [note[:45] for note in draft.notes] == (
            [] if is_found else ["aws-google-auth does not find a profile whose"]
        )


# What other programs read


@pytest.fixture
def paths(home: Path) -> Paths:
    (home / ".aws").mkdir()
    return Paths.from_env({"HOME": str(home), "USERPROFILE": str(home)})


def put(paths: Paths, texts: Texts) -> None:
    paths.config.write_bytes(texts.config)
    paths.credentials.write_bytes(texts.credentials)


def _in_aws_google_auth(name: str, fields: tuple[str, ...]) -> Mapping[str, Any]:
    """A profile as aws-google-auth's own `Configuration` reads it."""
    program = (
        "import json\nfrom aws_google_auth.configuration import Configuration\nc = Configuration()\n"
        f"c.read({name!r})\nprint(json.dumps({{name: getattr(c, name) for name in {fields}}}))"
    )
    done = subprocess.run(
        [aws_google_auth_python(), "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    found: Mapping[str, Any] = json.loads(done.stdout)
    return found


def test_aws_google_auth_reads_a_new_bastion(paths: Paths) -> None:
    answers = {
        **BASTION,
        "link": "https://accounts.google.com/o/saml2/initsso?idpid=C01234567&spid=123456789012",
        "username": "me@example.com",
        "role": "arn:aws:iam::111111111111:role/sso/Admins",
        "duration": "8h",
    }
    put(paths, written(draft_bastion(answers, PRESENT)))
    fields = ("profile", "region", "idp_id", "sp_id", "duration", "username", "role_arn", "ask_role")
    assert _in_aws_google_auth("new", fields) == {
        "profile": "new",
        "region": "eu-west-1",
        "idp_id": "C01234567",
        "sp_id": "123456789012",
        "duration": 28800,
        "username": "me@example.com",
        "role_arn": "arn:aws:iam::111111111111:role/sso/Admins",
        "ask_role": False,
    }


def test_aws_google_auth_reads_what_was_changed_in_its_own_file(paths: Paths) -> None:
    texts = REAL["aws-google-auth's"]
    present = present_of(texts.config, texts.credentials)
    after = written(edited("sts", present, name="sts-2", username="you@example.com", role="", duration="1h"))
    put(paths, after)
    assert _in_aws_google_auth("sts-2", ("username", "role_arn", "duration", "region", "idp_id")) == {
        "username": "you@example.com",
        "role_arn": None,
        "duration": 3600,
        "region": "eu-west-1",
        "idp_id": "C01abc234",
    }


def test_the_real_aws_cli_reads_a_new_target(paths: Paths, home: Path) -> None:
    put(paths, written(draft_target({**NEW, "name": "新しい one", "display_name": "a | b"}, PRESENT)))
    environment = {"HOME": str(home), "LANG": "C.UTF-8"}

    def get(key: str) -> str:
        words = [str(awscli()), "configure", "get", key, "--profile", "新しい one"]
        return subprocess.run(
            words, env=environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert (get("role_arn"), get("fumidai_display_name")) == (ARN, "a | b")
