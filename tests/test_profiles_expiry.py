"""When a session ends, and what state that is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.config import Profile, resolve
from profiles.expiry import (
    EXPIRY_KEYS,
    State,
    StoredSession,
    keys_of,
    parse_time,
    session_of_keys,
    state_of,
    time_left,
)
from profiles.ini import Value, read
from profiles.secret import Secret

NOW = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)
TOKEN: dict[str, Value] = {"aws_access_key_id": "ASIA", "aws_session_token": Secret("t")}

CONFIG = """
[profile sts]
google_config.google_idp_id = C01
google_config.google_sp_id = 42
[profile no-ids]
google_config.keyring = True
[profile dev]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = sts
[profile broken]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = gone
[profile sso]
sso_account_id = 111111111111
sso_role_name = R
[profile under-sso]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = sso
[profile machine]
role_arn = arn:aws:iam::222222222222:role/Dev
credential_source = Ec2InstanceMetadata
[profile under-machine]
role_arn = arn:aws:iam::333333333333:role/Dev
source_profile = machine
[profile static]
aws_access_key_id = AKIA
aws_secret_access_key = x
[profile me]
aws_access_key_id = AKIA
aws_secret_access_key = x
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = me
"""
LISTING = resolve(read(CONFIG.encode(), Path("config")), read(b"", Path("credentials")))


def _profile(name: str) -> Profile:
    found = LISTING.get(name)
    assert found is not None
    return found


def _ends(**left: float) -> StoredSession:
    return StoredSession(NOW + timedelta(**left), permanent=False, source="test")


UNKNOWN = StoredSession(None, permanent=False, source="test")
STATIC = StoredSession(None, permanent=True, source="test")

STATES: list[tuple[str, dict[str, StoredSession], State]] = [
    ("sts", {}, State.SIGN_IN),
    ("sts", {"sts": _ends(hours=2)}, State.LIVE),
    ("sts", {"sts": _ends(minutes=15, seconds=1)}, State.LIVE),
    ("sts", {"sts": _ends(minutes=15)}, State.ENDING),
    ("sts", {"sts": _ends(seconds=0.5)}, State.ENDING),
    ("sts", {"sts": _ends(seconds=0)}, State.EXPIRED),
    ("sts", {"sts": _ends(hours=-1)}, State.EXPIRED),
    ("sts", {"sts": UNKNOWN}, State.LIVE),
    ("sts", {"sts": STATIC}, State.NEVER_ENDS),
    ("no-ids", {}, State.PROBLEM),
    ("no-ids", {"no-ids": _ends(hours=1)}, State.LIVE),
    ("no-ids", {"no-ids": _ends(hours=-1)}, State.PROBLEM),
    ("dev", {}, State.SIGN_IN),
    ("dev", {"sts": _ends(hours=-1)}, State.SIGN_IN),
    ("dev", {"sts": _ends(hours=1)}, State.READY),
    ("dev", {"sts": _ends(minutes=1)}, State.READY),
    ("dev", {"sts": UNKNOWN}, State.READY),
    ("dev", {"sts": STATIC}, State.READY),
    ("dev", {"sts": _ends(hours=1), "dev": _ends(minutes=50)}, State.LIVE),
    ("dev", {"sts": _ends(hours=1), "dev": _ends(minutes=5)}, State.ENDING),
    ("dev", {"sts": _ends(hours=1), "dev": _ends(minutes=-5)}, State.READY),
    ("dev", {"dev": _ends(minutes=50)}, State.LIVE),
    ("dev", {"dev": _ends(minutes=-5)}, State.SIGN_IN),
    ("broken", {"broken": _ends(hours=1)}, State.PROBLEM),
    ("sso", {}, State.SIGN_IN),
    ("sso", {"sso": _ends(hours=1)}, State.LIVE),
    ("under-sso", {}, State.SIGN_IN),
    ("under-sso", {"sso": _ends(hours=1)}, State.READY),
    ("machine", {}, State.READY),
    ("machine", {"machine": _ends(hours=1)}, State.LIVE),
    ("under-machine", {}, State.READY),
    ("static", {"static": STATIC}, State.NEVER_ENDS),
    ("me", {keys_of("me"): STATIC}, State.READY),
    ("me", {keys_of("me"): STATIC, "me": _ends(hours=1)}, State.LIVE),
    ("me", {keys_of("me"): _ends(hours=-1), "me": _ends(hours=-1)}, State.SIGN_IN),
]


@pytest.mark.parametrize(("name", "sessions", "state"), STATES)
def test_the_state_of_a_profile(name: str, sessions: dict[str, StoredSession], state: State) -> None:
    assert state_of(_profile(name), sessions, NOW) is state


@given(left=st.timedeltas(min_value=timedelta(days=-2), max_value=timedelta(days=2)))
def test_no_session_is_live_once_it_has_ended(left: timedelta) -> None:
    state = state_of(_profile("sts"), {"sts": StoredSession(NOW + left, permanent=False, source="")}, NOW)
    assert (state is State.EXPIRED) == (left <= timedelta())


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(hours=11, minutes=42, seconds=7), "11:42:07"),
        (timedelta(hours=36), "36:00:00"),
        (timedelta(hours=1), "1:00:00"),
        (timedelta(minutes=59, seconds=59), "59:59"),
        (timedelta(minutes=47, seconds=12, microseconds=999_999), "47:12"),
        (timedelta(minutes=4, seconds=31), "4:31"),
        (timedelta(seconds=1), "0:01"),
        (timedelta(microseconds=1), "0:00"),
        (timedelta(), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(minutes=-3, seconds=-59), "3 min ago"),
        (timedelta(minutes=-60), "1 h ago"),
        (timedelta(hours=-47, minutes=-59), "47 h ago"),
        (timedelta(days=-5), "5 d ago"),
    ],
)
def test_the_time_left_in_the_shortest_words(left: timedelta, text: str) -> None:
    assert time_left(NOW + left, NOW) == text


def test_the_time_left_is_the_same_in_every_time_zone() -> None:
    elsewhere = (NOW + timedelta(hours=1)).astimezone(timezone(timedelta(hours=9)))
    assert time_left(elsewhere, NOW) == "1:00:00"


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01T12:00:00+0000",
        "2024-05-01T12:00:00+00:00",
        "2024-05-01T14:00:00+0200",
        "2024-05-01T14:00:00+02:00",
        "2024-05-01T12:00:00Z",
        "2024-05-01T12:00:00.000Z",
        "2024-05-01T12:00:00UTC",
        "2024-05-01 12:00:00",
        " 2024-05-01T12:00:00Z ",
    ],
)
def test_every_tools_way_to_write_a_time_is_read(text: str) -> None:
    assert parse_time(text) == NOW


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2024-13-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "12",
        "١",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert parse_time(text) is None


@given(st.text(max_size=30))
def test_reading_a_time_never_fails(text: str) -> None:
    time = parse_time(text)
    assert time is None or time.tzinfo is UTC


@pytest.mark.parametrize("key", EXPIRY_KEYS)
def test_the_end_is_read_from_every_known_key(key: str) -> None:
    session = session_of_keys({**TOKEN, key: "2024-05-01T12:00:00+0000"})
    assert session == StoredSession(NOW, permanent=False, source=key)


def test_of_two_ends_the_earliest_counts_and_the_disagreement_is_told() -> None:
    session = session_of_keys(
        {
            **TOKEN,
            "aws_session_expiration": "2024-05-01T13:00:00+0000",
            "x_security_token_expires": "2024-05-01T12:00:00+00:00",
        }
    )
    assert session is not None
    assert (session.expires, session.source) == (NOW, "x_security_token_expires")
    assert session.notes == (
        "x_security_token_expires and aws_session_expiration disagree; the earliest counts.",
    )


def test_two_ends_that_agree_need_no_words() -> None:
    session = session_of_keys(
        {
            **TOKEN,
            "aws_session_expiration": "2024-05-01T12:00:00+0000",
            "x_security_token_expires": "2024-05-01T14:00:00+02:00",
        }
    )
    assert session is not None
    assert session.notes == ()


def test_an_end_that_cannot_be_read_is_told_and_another_counts() -> None:
    session = session_of_keys(
        {**TOKEN, "aws_session_expiration": "soon", "expiration": "2024-05-01T12:00:00Z"}
    )
    assert session is not None
    assert (session.expires, session.notes) == (NOW, ("The time in aws_session_expiration cannot be read.",))


def test_an_end_without_a_time_zone_is_taken_for_utc_and_told() -> None:
    session = session_of_keys({**TOKEN, "expiration": "2024-05-01 12:00:00"})
    assert session is not None
    assert session.expires == NOW
    assert session.notes == ("The time in expiration names no time zone; UTC is taken.",)


@pytest.mark.parametrize("token", ["aws_session_token", "aws_security_token"])
def test_a_token_without_an_end_lives_on_for_an_unknown_time(token: str) -> None:
    session = session_of_keys({"aws_access_key_id": "ASIA", token: Secret("t")})
    assert session is not None
    assert (session.expires, session.permanent) == (None, False)


def test_keys_without_a_token_never_end_whatever_a_left_over_end_says() -> None:
    values: dict[str, Value] = {
        "aws_access_key_id": "AKIA",
        "aws_session_token": Secret(""),
        "aws_session_expiration": "2020-01-01T00:00:00+0000",
    }
    session = session_of_keys(values)
    assert session is not None
    assert (session.expires, session.permanent) == (None, True)


def test_without_keys_there_is_no_session() -> None:
    assert session_of_keys({"aws_session_expiration": "2024-05-01T12:00:00+0000"}) is None
