"""`s`, `S` and `!` where no shell can be opened, and what a shell says before it starts."""

from __future__ import annotations

import io
import os
import sys
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from auth.places import REAL, Places
from profiles.expiry import StoredSession
from profiles.files import load
from profiles.shell_env import DEPTH, OPENED_AS
from tests.tui_app import CREDENTIALS, NOON, Desk, Seat, session_of
from tui.app import FumidaiApp
from tui.child_env import child_env
from tui.foreground import wait_for_enter
from tui.memory import remember_order
from tui.ordering import Group, Order, Sort
from tui.screens.command import CommandScreen
from tui.shell_words import key_shell_lines, shell_lines

BROKEN = """\
[profile lost]
role_arn = arn:aws:iam::222222222222:role/lost
source_profile = nobody
"""


async def on(seat: Seat, name: str) -> None:
    seat.home.go_to(name)
    await seat.until(lambda: seat.row.key == name)


def said(seat: Seat) -> str:
    return " ".join(note.message for note in seat.app._notifications)


@pytest.mark.parametrize("keys", [("s",), ("exclamation_mark", "x", "enter")])
async def test_where_the_terminal_cannot_be_given_away_the_command_for_another_is_told(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    # A terminal without a screen, as these tests have, is one.
    async with Desk(tmp_path).running() as seat:
        await on(seat, "from_fumidai")
        await seat.press(*keys)
        await seat.until(lambda: "fumidai-tui exec from_fumidai -- $SHELL" in said(seat))
        assert seat.row.key == "from_fumidai"


@pytest.mark.parametrize("key", ["s", "S", "exclamation_mark"])
async def test_a_profile_that_aws_tools_cannot_use_is_told_with_what_mends_it(
    tmp_path: Path, key: str
) -> None:
    async with Desk(tmp_path, config=BROKEN).running() as seat:
        await seat.press(key)
        await seat.until(lambda: "lost cannot be used as it is." in said(seat))
        (problem,) = (each for each in load(seat.desk.paths).listing.problems if each.breaks)
        assert problem.what in said(seat)
        assert problem.remedy in said(seat)


@pytest.mark.parametrize("key", ["s", "S", "exclamation_mark"])
async def test_a_heading_is_no_profile(tmp_path: Path, key: str) -> None:
    desk = Desk(tmp_path, config="[profile dev-a]\nregion = eu-west-1\n[profile dev-b]\nregion = eu-west-1\n")
    remember_order(desk.paths, Order(Sort.FILE, Group.PREFIX))
    async with desk.running() as seat:
        await seat.press("g")
        assert seat.row.profile is None
        await seat.press(key)
        await seat.until(lambda: "This row is no profile." in said(seat))


@pytest.mark.parametrize(
    ("name", "credentials", "words"),
    [
        (
            "sts",
            CREDENTIALS,
            "Nobody has signed in to sts yet. There are no keys of it on this computer.",
        ),
        (
            "robot",
            CREDENTIALS,
            "The keys of robot are permanent keys of an IAM user, so they stay in their file.",
        ),
        ("sts", session_of("sts", NOON), "The session of sts has ended."),
    ],
)
async def test_keys_that_cannot_be_had_are_told_in_words(
    tmp_path: Path, name: str, credentials: str, words: str
) -> None:
    async with Desk(tmp_path, credentials=credentials).running() as seat:
        await on(seat, name)
        await seat.press("S")
        await seat.until(lambda: words in said(seat))


async def test_the_files_are_read_anew_after_a_command_before_anybody_looks_at_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FumidaiApp, "suspend", lambda _app: nullcontext())  # no terminal to give away here
    env = {**os.environ, "SHELL": "/bin/sh"}
    async with Desk(tmp_path, env=env, watch_seconds=1000).running() as seat:
        await on(seat, "from_fumidai")
        await seat.press("exclamation_mark")
        await seat.paste(
            f"printf '[profile %s]\\nregion = x\\n' added-as-$AWS_PROFILE >> {seat.desk.paths.config}"
        )
        await seat.press("enter")
        await seat.until(lambda: "added-as-from_fumidai" in seat.names)
        assert seat.row.key == "from_fumidai"


async def test_an_empty_line_is_no_command_and_the_dialog_names_shell_and_profile(tmp_path: Path) -> None:
    async with Desk(tmp_path, env={"SHELL": "/bin/zsh"}).running((80, 24)) as seat:
        await seat.press("exclamation_mark")
        await seat.shows("sts · run one command")
        assert seat.line("/bin/zsh runs it with this profile")
        await seat.press("space", "enter")
        assert isinstance(seat.app.screen, CommandScreen)
        assert seat.app.screen.query_one(Input).value == " "
        await seat.press("escape")
        assert len(seat.app.screen_stack) == 1


def test_a_sandbox_that_speaks_tls_is_trusted_by_what_is_started(tmp_path: Path) -> None:
    profile = load(Desk(tmp_path).paths).listing.get("from_fumidai")
    assert profile is not None
    env = {"AWS_CA_BUNDLE": "/mine.pem"}
    assert child_env(profile, env, Places(ca_bundle="/sandbox.pem"))["AWS_CA_BUNDLE"] == "/sandbox.pem"
    assert child_env(profile, env, REAL)["AWS_CA_BUNDLE"] == "/mine.pem"


def test_what_a_prompt_reads_has_no_control_characters_and_aws_tools_get_the_name_as_it_is(
    tmp_path: Path,
) -> None:
    listing = load(Desk(tmp_path, config="[profile a\x1b[31mb]\nregion = eu-west-1\n").paths).listing
    (profile,) = (each for each in listing.profiles if each.name != "robot")
    env = child_env(profile, {}, REAL)
    assert (env["AWS_PROFILE"], env["FUMIDAI_PROFILE"]) == ("a\x1b[31mb", "a[31mb")


# what a shell says


def lines_for(tmp_path: Path, name: str, credentials: str, **env: str) -> tuple[str, ...]:
    snapshot = load(Desk(tmp_path, credentials=credentials).paths)
    profile = snapshot.listing.get(name)
    assert profile is not None
    return shell_lines(profile, snapshot.sessions, env, NOON)


LIVE = session_of("sts", NOON + timedelta(hours=2))


@pytest.mark.parametrize(
    ("name", "credentials", "words"),
    [
        ("sts", LIVE, "A shell for sts. Its session ends at 14:00, in 2:00:00."),
        ("from_fumidai", LIVE, "A shell for from_fumidai. Its session ends at 14:00, in 2:00:00."),
        (
            "sts",
            session_of("sts", NOON + timedelta(hours=12, minutes=1)),
            "A shell for sts. Its session ends at 2026-03-02 00:01, in 12:01:00.",
        ),
        (
            "sts",
            session_of("sts", NOON - timedelta(hours=1)),
            "A shell for sts. Its session has ended, so AWS tools stop until you sign in with r.",
        ),
        ("sts", "", "A shell for sts. It has no session, so AWS tools stop until you sign in with r."),
        (
            "production",
            "",
            "A shell for production. sts has no session, so AWS tools stop until you sign in with r.",
        ),
        ("robot", CREDENTIALS, "A shell for robot. Its keys never end."),
    ],
)
def test_a_shell_says_for_whom_it_is_and_until_when(
    tmp_path: Path, name: str, credentials: str, words: str
) -> None:
    assert lines_for(tmp_path, name, credentials) == (words, "exit or Ctrl+D comes back to fumidai-tui.")


def test_a_target_works_as_long_as_its_root_since_the_aws_cli_renews_it(tmp_path: Path) -> None:
    snapshot = load(Desk(tmp_path, credentials=LIVE).paths)
    profile = snapshot.listing.get("from_fumidai")
    assert profile is not None
    own = StoredSession(NOON + timedelta(minutes=40), permanent=False, source="cache")
    both = {**snapshot.sessions, "from_fumidai": own}
    assert "ends at 14:00" in shell_lines(profile, both, {}, NOON)[0]
    assert "ends at 12:40" in shell_lines(profile, {"from_fumidai": own}, {}, NOON)[0]


def test_a_nested_shell_says_whose_it_lies_in(tmp_path: Path) -> None:
    first, *_ = lines_for(tmp_path, "sts", LIVE, **{OPENED_AS: "dev\x1b[31m", DEPTH: "1"})
    assert first == "You are already in a shell for dev[31m, opened from fumidai-tui."


def test_keys_say_when_they_end_and_that_nobody_renews_them(tmp_path: Path) -> None:
    profile = load(Desk(tmp_path).paths).listing.get("sts")
    assert profile is not None
    known = key_shell_lines(profile, NOON + timedelta(minutes=59), {}, NOON)
    assert known[0] == "A shell with the keys of sts. They end at 12:59, in 59:00, and are not renewed here."
    unknown = key_shell_lines(profile, None, {}, NOON)
    assert unknown[0] == "A shell with the keys of sts. Nobody knows when they end."


def test_nobody_to_press_enter_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    wait_for_enter("Press Enter.")
