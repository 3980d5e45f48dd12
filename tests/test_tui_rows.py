"""What is listed, and what each line says at a moment: pure functions of the files and the time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.config import Listing, resolve
from profiles.expiry import State
from profiles.files import Snapshot
from profiles.ini import read
from profiles.sessions import with_sessions
from tests.tui_app import CONFIG, CREDENTIALS, NOON, session_of
from tui.rows import SIGNS, Moment, Row, count_words, list_rows, moment, name_words, role_words

CHAINED = (
    CONFIG
    + """
[profile second hop]
role_arn = arn:aws:iam::555555555555:role/SecondHop
source_profile = from_fumidai
"""
)


def listing_of(config: str = CONFIG, credentials: str = CREDENTIALS) -> Listing:
    documents = (
        read(text.encode(), Path(name)) for name, text in (("config", config), ("credentials", credentials))
    )
    return resolve(*documents)


def listed(
    config: str = CONFIG,
    collapsed: Collection[str] = (),
    words: str = "",
    credentials: str = CREDENTIALS,
) -> list[tuple[int, str]]:
    return [(row.depth, row.key) for row in list_rows(listing_of(config, credentials), collapsed, words)]


def moments(
    config: str = CONFIG,
    credentials: str = CREDENTIALS,
    *,
    now: datetime = NOON,
    signing_in: Collection[str] = (),
) -> dict[str, Moment]:
    listing = listing_of(config, credentials)
    snapshot = Snapshot(*with_sessions(listing, Path("no such folder")), None)
    rows = list_rows(snapshot.listing)
    return {row.key: moment(row, snapshot.sessions, signing_in, now) for row in rows}


# which rows


def test_each_root_is_followed_by_its_targets() -> None:
    assert listed() == [(0, "sts"), (1, "from_fumidai"), (1, "production"), (0, "robot"), (1, "deploy")]


def test_a_target_of_a_target_stands_under_the_root_of_both() -> None:
    config = CHAINED.replace("[profile second hop]", '[profile "second hop"]')
    assert (1, "second hop") in listed(config)[:4]


def test_a_target_that_stands_in_the_file_before_its_root_is_listed_under_it() -> None:
    blocks = CONFIG.split("\n\n")
    assert listed("\n\n".join(reversed(blocks)))[:2] == [(0, "robot"), (1, "deploy")]


def test_a_collapsed_root_hides_its_targets_and_says_how_many() -> None:
    rows = list_rows(listing_of(), {"sts"})
    assert [row.key for row in rows] == ["sts", "robot", "deploy"]
    assert rows[0].collapsed
    assert rows[0].children == 2


def test_a_root_without_targets_has_nothing_to_fold() -> None:
    rows = list_rows(listing_of("[profile sts]\ngoogle_config.google_idp_id = C01\n", ""), {"sts"})
    assert [row.children for row in rows] == [0]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("prod", ["sts", "production"]),
        ("PROD", ["sts", "production"]),
        ("3333", ["sts", "production"]),
        ("team/", ["sts", "production"]),
        ("admin 33", ["sts", "production"]),
        ("33 admin", ["sts", "production"]),
        ("本番", ["sts", "production"]),
        ("2222", ["sts", "from_fumidai", "robot", "deploy"]),
        ("robot", ["robot"]),
        ("sso", ["sts"]),
        ("nobody", []),
        ("prod robot", []),
        ("  ", ["sts", "from_fumidai", "production", "robot", "deploy"]),
    ],
)
def test_a_filter_looks_at_name_account_and_role_and_keeps_the_root_of_what_fits(
    words: str, names: list[str]
) -> None:
    assert [key for _, key in listed(words=words)] == names


def test_a_filter_shows_what_is_collapsed() -> None:
    assert (1, "production") in listed(collapsed={"sts"}, words="prod")


@given(st.text(max_size=8), st.sets(st.sampled_from(["sts", "robot", "deploy", "?"])))
def test_a_filter_never_shows_a_row_twice_nor_one_that_is_not_there(words: str, collapsed: set[str]) -> None:
    everything = {row.key for row in list_rows(listing_of())}
    keys = [row.key for row in list_rows(listing_of(), collapsed, words)]
    assert len(keys) == len(set(keys))
    assert set(keys) <= everything


# what is wrong


def test_targets_whose_chain_leads_nowhere_are_listed_with_the_reason() -> None:
    target = "role_arn = arn:aws:iam::222222222222:role/x\nsource_profile = "
    config = f"[profile a]\n{target}b\n[profile b]\n{target}a\n[profile c]\n{target}nowhere\n"
    rows = list_rows(listing_of(config, ""))
    assert [row.key for row in rows] == ["a", "b", "c"]
    assert ["circle" in role_words(row) for row in rows] == [True, True, False]
    assert "“nowhere” does not exist" in role_words(rows[2])
    assert {each.state for each in moments(config, "").values()} == {State.PROBLEM}


def test_a_section_that_aws_tools_drop_is_a_row_with_file_and_line() -> None:
    (row,) = list_rows(listing_of("\n[prod]\nregion = eu-west-1\n", ""))
    assert name_words(row) == "config line 2"
    assert "[prod]" in role_words(row)
    assert moment(row, {}, (), NOON) == Moment(State.PROBLEM, "", 0.0)


@pytest.mark.parametrize(
    "config",
    [
        "[profile robot]\nregion = eu-west-1\nregion = eu-west-1\n",
        "\ufeff[profile robot]\nregion = eu-west-1\n",
        "region = eu-west-1\n[profile robot]\nregion = eu-west-1\n",
        "[profile robot]\nregion = eu-west-1\nloose\n[profile robot]\n",
    ],
)
def test_a_file_that_aws_tools_refuse_as_a_whole_says_so_and_still_shows_its_sections(config: str) -> None:
    rows = list_rows(listing_of(config))
    assert rows[0].key == "robot"
    assert "AWS tools cannot read this file until line" in " ".join(role_words(row) for row in rows)


def test_a_filter_finds_problems_by_their_words_and_file() -> None:
    config = CONFIG + "\n[prod]\nregion = eu-west-1\n"
    line = config.splitlines().index("[prod]") + 1
    assert listed(config, words="config") == [(0, f"config:{line}")]
    assert (0, f"config:{line}") not in listed(config, words="robot")


def test_a_profile_without_a_role_says_how_it_is_reached() -> None:
    words = {row.key: role_words(row) for row in list_rows(listing_of())}
    assert words["robot"] == "access keys"
    assert words["production"] == "team/Admin"


def test_escape_sequences_from_files_stay_out_of_names_and_roles() -> None:
    config = "[profile e\x1b[31mvil]\ngoogle_config.role_arn = arn:aws:iam::1:role/\x1b]0;x\x07\n"
    for row in list_rows(listing_of(config, "")):
        assert "\x1b" not in name_words(row) + role_words(row)
        assert "\x07" not in name_words(row) + role_words(row)


# what they say now


def test_without_a_session_a_bastion_and_its_targets_ask_to_sign_in() -> None:
    now = moments()
    assert {now[name].state for name in ("sts", "from_fumidai", "production")} == {State.SIGN_IN}


def test_keys_without_a_token_never_end_and_their_targets_are_ready() -> None:
    now = moments()
    assert (now["robot"].state, now["deploy"].state) == (State.NEVER_ENDS, State.READY)
    assert now["robot"].ends == ""


@pytest.mark.parametrize(
    ("left", "state", "ends", "target"),
    [
        (timedelta(hours=11, minutes=42, seconds=7), State.LIVE, "11:42:07", State.READY),
        (timedelta(minutes=15, seconds=1), State.LIVE, "15:01", State.READY),
        (timedelta(minutes=15), State.ENDING, "15:00", State.READY),
        (timedelta(seconds=1), State.ENDING, "0:01", State.READY),
        (timedelta(0), State.EXPIRED, "just now", State.SIGN_IN),
        (timedelta(hours=-2), State.EXPIRED, "2 h ago", State.SIGN_IN),
        (timedelta(days=-3), State.EXPIRED, "3 d ago", State.SIGN_IN),
    ],
)
def test_a_session_counts_down_and_its_targets_go_with_it(
    left: timedelta, state: State, ends: str, target: State
) -> None:
    now = moments(credentials=session_of("sts", NOON + left))
    assert (now["sts"].state, now["sts"].ends) == (state, ends)
    assert now["production"].state is target


def test_the_bar_is_the_share_of_twelve_hours_that_is_left() -> None:
    shares = [
        moments(credentials=session_of("sts", NOON + timedelta(hours=hours)))["sts"].left
        for hours in (13, 12, 6, -1)
    ]
    assert shares == [1.0, 1.0, 0.5, 0.0]


def test_a_token_without_an_end_is_live_with_the_end_unknown() -> None:
    credentials = session_of("sts", NOON).rpartition("aws_session_expiration")[0]
    now = moments(credentials=credentials)
    assert (now["sts"].state, now["sts"].ends) == (State.LIVE, "end unknown")


def test_a_profile_that_is_being_signed_in_to_says_so() -> None:
    now = moments(credentials=session_of("sts", NOON + timedelta(hours=1)), signing_in={"sts"})
    assert now["sts"] == Moment(State.SIGNING_IN, "", 0.0)


def test_the_time_zone_of_the_clock_does_not_matter() -> None:
    credentials = session_of("sts", NOON + timedelta(hours=1))
    assert moments(credentials=credentials, now=NOON.astimezone(UTC))["sts"].ends == "1:00:00"


def test_every_state_has_a_sign_of_its_own() -> None:
    assert set(SIGNS) == set(State)
    assert len(set(SIGNS.values())) == len(State)


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([], "nothing live"),
        ([State.READY, State.SIGN_IN, State.NEVER_ENDS], "nothing live"),
        ([State.LIVE, State.LIVE, State.ENDING], "2 live · 1 ending"),
        ([State.EXPIRED, State.PROBLEM], "1 expired · 1 problem"),
        ([State.PROBLEM, State.PROBLEM], "2 problems"),
    ],
)
def test_the_counts_name_what_matters_in_the_next_minutes(states: list[State], words: str) -> None:
    assert count_words(states) == words


def test_a_row_without_profile_is_named_by_its_file() -> None:
    (row,) = list_rows(listing_of("[a]\nx = y\n", ""))
    assert isinstance(row, Row)
    assert row.profile is None
