"""Everything about one profile: beside the list, and on a screen of its own."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from profiles.files import load
from profiles.sessions import cli_cache_key
from tests.tui_app import CONFIG, CREDENTIALS, NOON, Desk, session_of
from tui.rows import list_rows, moment
from tui.widgets.details import Line, content_of, detail_lines


def lines(desk: Desk, name: str, now: datetime = NOON) -> list[Line]:
    """The details of one row."""
    snapshot = load(desk.paths)
    row = next(row for row in list_rows(snapshot.listing) if row.key == name)
    shown = moment(row, snapshot.sessions, (), now)
    return detail_lines(row, shown, snapshot.listing, snapshot.sessions, now)


def cache(desk: Desk, name: str, end: datetime) -> None:
    """What the AWS CLI leaves behind when it has switched to a target."""
    profile = load(desk.paths).listing.get(name)
    assert profile is not None
    desk.paths.cli_cache.mkdir(parents=True, exist_ok=True)
    keys = {"AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": end.isoformat()}
    (desk.paths.cli_cache / f"{cli_cache_key(profile)}.json").write_text(json.dumps({"Credentials": keys}))


def test_a_target_tells_its_role_account_chain_region_and_place(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    told = dict(lines(desk, "from_fumidai"))
    assert told["role"] == "arn:aws:iam::222222222222:role/from_fumidai"
    assert told["account"] == "2222 2222 2222"
    assert told["chain"] == "sts → from_fumidai"
    assert told["region"] == "ap-northeast-1"
    assert told["colour"] == "██ #f2b0a9"
    line = CONFIG.splitlines().index("[profile from_fumidai]") + 1
    assert told["from"] == f"{desk.paths.config} line {line}"


def test_a_bastion_tells_its_user_its_ids_and_the_length_it_asks_for(tmp_path: Path) -> None:
    told = dict(lines(Desk(tmp_path), "sts"))
    assert told["user"] == "user@example.com"
    assert told["google"] == "idp C01fumidai, sp 101000000001"
    assert told["length"] == "12 h wanted"
    assert told["by"] == "Google sign-in"
    assert told["state"] == "○ sign in: press r"


def test_a_target_without_a_region_says_which_one_its_root_has(tmp_path: Path) -> None:
    told = dict(lines(Desk(tmp_path), "production"))
    assert told["region"] == "not set (the AWS CLI needs one; the root has ap-northeast-1)"
    assert told["shown as"] == "本番"


@pytest.mark.parametrize(
    ("left", "end"),
    [(timedelta(hours=2), "14:00:00 JST"), (timedelta(hours=13), "Mon 02 Mar 01:00:00 JST")],
)
def test_the_end_is_told_in_local_time_with_the_day_where_it_is_another(
    tmp_path: Path, left: timedelta, end: str
) -> None:
    desk = Desk(tmp_path, credentials=session_of("sts", NOON + left))
    assert dict(lines(desk, "sts"))["ends"] == end


def test_where_the_ends_disagree_the_earliest_counts_and_the_details_say_so(tmp_path: Path) -> None:
    later = (NOON + timedelta(hours=5)).isoformat()
    credentials = session_of("sts", NOON + timedelta(hours=2)) + f"x_security_token_expires = {later}\n"
    desk = Desk(tmp_path, credentials=credentials)
    told = lines(desk, "sts")
    assert ("ends", "14:00:00 JST") in told
    assert (
        "note",
        "aws_session_expiration and x_security_token_expires disagree; the earliest counts.",
    ) in told


def test_a_token_without_an_end_says_that_nothing_is_written_beside_the_keys(tmp_path: Path) -> None:
    credentials = session_of("sts", NOON).rpartition("aws_session_expiration")[0]
    desk = Desk(tmp_path, credentials=credentials)
    assert dict(lines(desk, "sts"))["ends"] == "unknown: no end is written beside the keys"


def test_a_target_that_the_aws_cli_has_switched_to_is_live_by_its_cache(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    cache(desk, "from_fumidai", NOON + timedelta(minutes=40))
    told = dict(lines(desk, "from_fumidai"))
    assert told["state"] == "● live"
    assert told["ends"] == "12:40:00 JST"
    assert "the AWS CLI's role cache" in told.values()


def test_a_problem_tells_what_is_wrong_how_to_mend_it_and_where(tmp_path: Path) -> None:
    broken = CONFIG.replace("arn:aws:iam::222222222222:role/from_fumidai", "arn:aws:iam::22:role/x")
    desk = Desk(tmp_path, broken)
    told = lines(desk, "from_fumidai")
    line = broken.splitlines().index("role_arn = arn:aws:iam::22:role/x") + 1
    assert told[0] == ("state", "! problem")
    assert told[1] == ("problem", "The account in this ARN is not 12 digits.")
    assert told[2][0] == "mend"
    assert told[2][1].endswith(f"(line {line})")


def test_a_problem_of_a_file_has_its_words_its_remedy_and_its_place(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "[prod]\nregion = eu-west-1\n", "")
    (what, mend, place) = lines(desk, f"{desk.paths.config}:1")
    assert "[prod]" in what[1]
    assert mend == ("mend", "Write [profile prod].")
    assert place == ("from", f"{desk.paths.config} line 1")


def test_no_secret_of_the_files_is_in_the_details(tmp_path: Path) -> None:
    desk = Desk(tmp_path, credentials=session_of("sts", NOON + timedelta(hours=2)) + CREDENTIALS)
    told = repr([lines(desk, row.key) for row in list_rows(load(desk.paths).listing)])
    assert "a-secret" not in told
    assert "a-token" not in told


# on the screen


async def test_the_pane_follows_the_cursor(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((120, 40)) as seat:
        assert "101000000001" in seat.text
        await seat.choose("production")
        assert "arn:aws:iam::333333333333" in seat.text
        assert "101000000001" not in seat.text


def test_the_colour_is_shown_in_itself(tmp_path: Path) -> None:
    shown = content_of(lines(Desk(tmp_path), "from_fumidai"), 40)
    (span,) = (span for span in shown.spans if span.style == "#f2b0a9")
    assert shown.plain[span.start : span.end] == "██"


async def test_a_narrow_terminal_has_no_pane_and_enter_opens_the_details(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        await seat.choose("production")
        assert "arn:aws:iam" not in seat.text
        await seat.press("enter")
        assert "arn:aws:iam::333333333333:role/team/Admin" in await seat.shows("Esc back")
        await seat.press("escape")
        await seat.until(lambda: "Esc back" not in seat.text)


async def test_open_details_are_kept_true_while_the_time_passes(tmp_path: Path) -> None:
    # An endpoint of one's own: nobody is asked for the account's colour.
    env = {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"}
    desk = Desk(tmp_path, credentials=session_of("sts", NOON + timedelta(minutes=16)), env=env)
    async with desk.running((80, 24)) as seat:
        await seat.press("enter")
        await seat.shows("● live")
        desk.clock.advance(minutes=2)
        assert "14:00" in await seat.shows("◐ ending")


async def test_the_pane_is_kept_true_while_the_time_passes(tmp_path: Path) -> None:
    desk = Desk(tmp_path, credentials=session_of("sts", NOON + timedelta(minutes=16)))
    async with desk.running((120, 40)) as seat:
        desk.clock.advance(minutes=2)
        await seat.tick()
        assert "◐ ending, 14:00" in seat.text
        desk.clock.advance(seconds=5)
        await seat.tick()
        assert "◐ ending, 13:55" in seat.text


async def test_long_arns_are_broken_to_the_width_of_the_pane_and_nothing_is_cut(tmp_path: Path) -> None:
    role = "a/very/long/path/of/folders/that/never/ends/" + "R" * 64
    config = CONFIG.replace("role/from_fumidai", f"role/{role}")
    async with Desk(tmp_path, config).running((120, 40)) as seat:
        await seat.choose("from_fumidai")
        pane = [line.partition("│")[2].strip() for line in seat.text.splitlines()]
        assert f"role/{role}" in "".join(pane)
