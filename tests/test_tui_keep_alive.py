"""Kept alive: twelve hours with renewals, sleep, changes of the clock and of the zone, in a faked time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.expiry import ENDING, State, StoredSession, state_of
from profiles.model import Listing
from tests.listings import listing_of
from tui.keep_alive import AGAIN, BEFORE_A_BASTION, NOTICES, Due, Watch
from tui.notices import notification

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CONFIG = """\
[profile sts]
google_config.google_idp_id = C01
google_config.google_sp_id = 1

[profile dev]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = sts
"""
BOTH = frozenset({"sts", "dev"})


@pytest.fixture(scope="module")
def listing() -> Listing:
    return listing_of(CONFIG)


def until(end: datetime | None, *, permanent: bool = False) -> StoredSession:
    return StoredSession(end, permanent=permanent, source="a test")


def due(watch: Watch, listing: Listing, sessions: dict[str, StoredSession], now: datetime) -> dict[str, Due]:
    return {each.profile.name: each for each in watch.due(BOTH, listing, sessions, now)}


def test_a_bastion_is_renewed_before_the_first_word_and_a_target_when_the_aws_cli_would(
    listing: Listing,
) -> None:
    sessions = {"sts": until(NOON + timedelta(hours=12)), "dev": until(NOON + timedelta(hours=1))}
    watch, first = Watch(), dict[str, datetime]()
    for minute in range(12 * 60):
        now = NOON + timedelta(minutes=minute)
        for name, each in due(watch, listing, sessions, now).items():
            if each.renew:
                first.setdefault(name, now)
    assert first["dev"] == NOON + timedelta(hours=1) - ENDING
    assert first["sts"] == NOON + timedelta(hours=12) - BEFORE_A_BASTION
    assert max(NOTICES) < BEFORE_A_BASTION


def test_twelve_hours_go_by_with_renewals_and_nobody_is_told_anything(listing: Listing) -> None:
    lengths = {"sts": timedelta(hours=2), "dev": timedelta(hours=1)}
    sessions = {name: until(NOON + length) for name, length in lengths.items()}
    watch, renewals = Watch(), 0
    for second in range(0, 12 * 3600, 7):
        now = NOON + timedelta(seconds=second)
        for name, each in due(watch, listing, sessions, now).items():
            assert each.tell is None
            assert each.renew
            sessions[name] = until(now + lengths[name])
            renewals += 1
        profile = listing.get("dev")
        assert profile is not None
        assert state_of(profile, sessions, now) in {State.LIVE, State.ENDING}
    assert renewals in range(8 + 14, 8 + 20)


def test_where_it_cannot_be_renewed_the_words_come_at_30_10_and_2_minutes_and_at_the_end(
    listing: Listing,
) -> None:
    sessions = {"sts": until(NOON)}
    watch, told, tried = Watch(), list[tuple[int, timedelta]](), list[int]()
    for second in range(-3600, 600):
        for each in due(watch, listing, sessions, NOON + timedelta(seconds=second)).values():
            if each.tell is not None:
                told.append((second, each.tell))
            if each.renew:
                tried.append(second)
    assert told == [
        (-1800, timedelta(minutes=30)),
        (-600, timedelta(minutes=10)),
        (-120, timedelta(minutes=2)),
        (0, timedelta(0)),
    ]
    assert tried[0] == -31 * 60
    assert all(later - earlier == AGAIN.seconds for earlier, later in pairwise(tried))


def test_sessions_shorter_than_their_lead_are_not_renewed_over_and_over(listing: Listing) -> None:
    sessions = {name: until(NOON + timedelta(minutes=15)) for name in BOTH}
    watch, renewals = Watch(), dict.fromkeys(BOTH, 0)
    for second in range(3600):
        now = NOON + timedelta(seconds=second)
        for name, each in due(watch, listing, sessions, now).items():
            if each.renew:
                sessions[name] = until(now + timedelta(minutes=15))
                renewals[name] += 1
        assert all((each.expires or now) > now for each in sessions.values())
    assert renewals == dict.fromkeys(BOTH, 3600 // AGAIN.seconds)


def test_a_laptop_that_slept_says_the_most_urgent_word_once(listing: Listing) -> None:
    sessions = {"sts": until(NOON)}
    watch = Watch()
    assert not due(watch, listing, sessions, NOON - timedelta(hours=3))
    woken = due(watch, listing, sessions, NOON - timedelta(minutes=9))
    assert (woken["sts"].tell, woken["sts"].renew) == (timedelta(minutes=10), True)
    assert "sts" not in due(watch, listing, sessions, NOON - timedelta(minutes=8))
    late = due(watch, listing, sessions, NOON + timedelta(hours=5))
    assert late["sts"].tell == timedelta(0)
    # It has ended, and was said; trying goes on, for Google's session may live again.
    assert "sts" not in due(watch, listing, sessions, NOON + timedelta(hours=5, minutes=1))


def test_a_clock_that_is_set_back_neither_stops_trying_nor_repeats_words(listing: Listing) -> None:
    sessions = {"sts": until(NOON)}
    watch = Watch()
    assert due(watch, listing, sessions, NOON - timedelta(minutes=20))["sts"].renew
    back = due(watch, listing, sessions, NOON - timedelta(minutes=25))
    assert back["sts"].renew
    assert back["sts"].tell is None


def test_daylight_saving_changes_nothing(listing: Listing) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 1, 45, tzinfo=berlin)
    sessions = {"sts": until(before.astimezone(UTC) + timedelta(minutes=40))}
    told = []
    watch = Watch()
    for minute in range(45):
        now = (before.astimezone(UTC) + timedelta(minutes=minute)).astimezone(berlin)
        told += [
            (minute, each.tell)
            for each in due(watch, listing, sessions, now).values()
            if each.tell is not None
        ]
    assert [minute for minute, _ in told] == [10, 30, 38, 40]


def test_a_new_session_begins_anew(listing: Listing) -> None:
    watch = Watch()
    assert due(watch, listing, {"sts": until(NOON)}, NOON - timedelta(minutes=5))["sts"].tell
    later = NOON + timedelta(hours=1)
    assert due(watch, listing, {"sts": until(later)}, later - timedelta(minutes=5))["sts"].tell


def test_what_never_ends_or_is_unknown_or_gone_is_left_alone(listing: Listing) -> None:
    sessions = {"sts": until(None, permanent=True), "dev": until(None), "gone": until(NOON)}
    assert not list(Watch().due(frozenset({*BOTH, "gone"}), listing, sessions, NOON))


@given(st.lists(st.integers(-5000, 5000), max_size=60), st.integers(0, 5000))
def test_no_word_is_said_twice_and_none_after_a_more_urgent_one(moments: list[int], end: int) -> None:
    listing = listing_of(CONFIG)
    watch, told = Watch(), list[timedelta]()
    sessions = {"sts": until(NOON + timedelta(seconds=end))}
    for moment in moments:
        for each in watch.due(frozenset({"sts"}), listing, sessions, NOON + timedelta(seconds=moment)):
            if each.tell is not None:
                told.append(each.tell)
                left = end - moment
                assert left <= each.tell.total_seconds()
    assert told == sorted(set(told), reverse=True)


@pytest.mark.parametrize(
    ("env", "begins"),
    [
        ({"TERM_PROGRAM": "iTerm.app"}, "\x1b]9;"),
        ({"TERM_PROGRAM": "WezTerm"}, "\x1b]9;"),
        ({"VTE_VERSION": "7200"}, "\x1b]777;notify;"),
        ({"TERM": "foot"}, "\x1b]777;notify;"),
        ({"TERM": "xterm-256color"}, ""),
        ({"TERM_PROGRAM": "iTerm.app", "TMUX": "x,1,0"}, ""),
    ],
)
def test_a_desktop_notification_is_sent_where_the_terminal_has_one(env: dict[str, str], begins: str) -> None:
    sequence = notification("a;b\x1b]0;evil\x07 ends", env)
    assert sequence.startswith(begins)
    assert bool(sequence) is bool(begins)
    assert "\x1b]0" not in sequence
    assert sequence.count("\x1b") == (2 if begins else 0)
    assert sequence.count(";") <= 3


@given(
    st.lists(st.tuples(st.integers(1, 5400), st.booleans()), min_size=1, max_size=80),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tokyo"]),
)
def test_whatever_the_clock_does_no_session_is_shown_live_that_has_ended(
    steps: list[tuple[int, bool]], zone: str
) -> None:
    """Through sleep of any length, renewals that work or fail, and the days on which the clocks change."""
    listing = listing_of(CONFIG)
    lengths = {"sts": timedelta(hours=12), "dev": timedelta(hours=1)}
    now = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
    ends = {name: now + length for name, length in lengths.items()}
    watch = Watch()
    for seconds, works in steps:
        now += timedelta(seconds=seconds)
        here = now.astimezone(ZoneInfo(zone))
        sessions = {name: until(end) for name, end in ends.items()}
        for name in lengths:
            profile = listing.get(name)
            assert profile is not None
            state = state_of(profile, sessions, here)
            assert (state in {State.LIVE, State.ENDING}) == (ends[name] > now), (name, state)
        for each in watch.due(BOTH, listing, sessions, here):
            assert each.renew or each.tell is not None
            if each.renew and works:
                ends[each.profile.name] = now + lengths[each.profile.name]
