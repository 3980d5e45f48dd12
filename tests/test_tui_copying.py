"""``y``: what can be copied of a row, with keys of a sandbox and a clipboard of real programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from auth.places import Places
from auth.sandbox.server import Sandbox
from profiles.shell_lines import Shell
from tests import console_keys
from tests.clipboards import OfAMachine, given_to_terminal
from tests.console_keys import CONFIG, CREDENTIALS
from tests.sandbox_google import NOON, SteppedClock
from tests.test_profiles_shell_lines import bash, fish
from tests.test_tui_console import INITSSO, SWITCH, unbroken
from tests.tools import needs
from tests.tui_app import Desk, SandboxClock, Seat
from tui.screens.confirm import ConfirmScreen
from tui.screens.copying import CopyScreen
from tui.screens.home import HomeScreen

CLOCK = SteppedClock()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def machine(tmp_path: Path) -> OfAMachine:
    made = OfAMachine(tmp_path / "programs")
    made.install("xclip")
    return made


@pytest.fixture
def desk(sandbox: Sandbox, tmp_path: Path, machine: OfAMachine) -> Desk:
    """Somebody with xclip who has signed in to sts."""
    CLOCK.now = NOON
    origins = sandbox.origins
    places = Places(origins.accounts, origins.googleapis, origins.aws, origins.console, is_sandbox=True)
    env = machine.env(DISPLAY=":0", SHELL="/bin/bash")
    desk = Desk(tmp_path, CONFIG, CREDENTIALS, env=env, places=places, clock=SandboxClock(sandbox=CLOCK))
    console_keys.Desk(sandbox, desk.paths, places).sign_in("sts")
    return desk


async def menu(seat: Seat, name: str) -> CopyScreen:
    await seat.choose(name)
    await seat.press("y")
    await seat.until(lambda: isinstance(seat.app.screen, CopyScreen))
    await seat.pilot.pause()
    assert isinstance(seat.app.screen, CopyScreen)
    return seat.app.screen


def said(seat: Seat) -> str:
    """What the dialog says, its lines joined by blanks."""
    lines = (line.partition("│")[2].partition("│")[0].strip() for line in seat.text.splitlines())
    return " ".join(lines)


def held(machine: OfAMachine) -> str:
    assert machine.held is not None
    return machine.held.decode()


# What there is


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_target_has_everything_each_with_its_letter(tmp_path: Path, size: tuple[int, int]) -> None:
    async with Desk(tmp_path).running(size) as seat:
        await menu(seat, "from_fumidai")
        for line in (
            "p  Profile      lines for bash, zsh, sh: AWS_PROFILE and region",
            "x  Keys         lines for bash, zsh, sh",
            "e  Keys, .env   for Docker and others",
            "c  Keys, JSON   as credential_process",
            "a  Account id   2222 2222 2222",
            "r  Role ARN     arn:aws:iam::222222222222:role/from_fumidai",
            "s  Switch link  from_fumidai in 222222222222",
            "g  Google link  by Google",
            "h  Shell        bash, zsh, sh",
            "⏎ or its key copies   v shows it here   h another shell   Esc back",
        ):
            assert line in seat.text


async def test_a_profile_with_keys_of_its_own_has_no_role_and_no_links(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await menu(seat, "robot")
        for label in ("Role ARN", "Switch link", "Google link"):
            assert label not in seat.text
        await seat.press("a")
        assert seat.text.count("No account of this profile is known here.") == 2


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("a", "222222222222"),
        ("r", "arn:aws:iam::222222222222:role/from_fumidai"),
        ("s", SWITCH),
        ("g", INITSSO),
    ],
)
async def test_what_is_no_secret_is_copied_at_once_and_can_be_shown(
    tmp_path: Path, machine: OfAMachine, monkeypatch: pytest.MonkeyPatch, key: str, text: str
) -> None:
    desk = Desk(tmp_path, env=machine.env(DISPLAY=":0"))
    async with desk.running() as seat:
        copied = given_to_terminal(seat.app, monkeypatch)
        await menu(seat, "from_fumidai")
        await seat.press(key)
        await seat.shows("Copied by xclip, and given to your terminal (OSC 52).")
        assert held(machine) == text
        assert copied == [text]
        await seat.press("v")
        shown = seat.app.screen.query_one("#shown")
        await seat.until(lambda: shown.display and text in unbroken(seat.text))
        assert "Copied by" not in seat.text
        await seat.press("escape")
        assert isinstance(seat.app.screen, HomeScreen)
        await seat.app.workers.wait_for_complete()


async def test_enter_copies_the_line_under_the_cursor(tmp_path: Path, machine: OfAMachine) -> None:
    async with Desk(tmp_path, env=machine.env(DISPLAY=":0")).running() as seat:
        await menu(seat, "from_fumidai")
        await seat.press("j", "down", "j", "j", "k", "j", "enter")
        await seat.shows("Copied by xclip")
        assert held(machine) == "222222222222"


# Lines


async def test_the_copied_lines_make_the_shell_use_the_profile(
    tmp_path: Path, machine: OfAMachine, home: Path
) -> None:
    async with Desk(tmp_path, env=machine.env(DISPLAY=":0", SHELL="/bin/zsh")).running() as seat:
        await menu(seat, "from_fumidai")
        await seat.press("p")
        await seat.shows("Copied by xclip")
        assert bash(held(machine), {"AWS_ACCESS_KEY_ID": "old"}, home) == {
            "AWS_PROFILE": "from_fumidai",
            "AWS_DEFAULT_PROFILE": "from_fumidai",
            "AWS_REGION": "ap-northeast-1",
            "AWS_DEFAULT_REGION": "ap-northeast-1",
        }


@needs("fish")
async def test_the_shell_is_the_persons_own_until_another_is_chosen(
    tmp_path: Path, machine: OfAMachine, home: Path
) -> None:
    env = machine.env(DISPLAY=":0", SHELL="/usr/bin/fish")
    async with Desk(tmp_path, env=env).running() as seat:
        await menu(seat, "from_fumidai")
        assert "lines for fish: AWS_PROFILE" in seat.text
        await seat.press("p")
        await seat.shows("Copied by xclip")
        assert fish(held(machine), {}, home)["AWS_PROFILE"] == "from_fumidai"
        seen = []
        for key in ("h", "h", "h"):
            await seat.press(key)
            assert "Copied by" not in seat.text
            seen.append(next(shell for shell in Shell if f"lines for {shell.value}: AWS" in seat.text))
        assert seen == [Shell.POWERSHELL, Shell.CMD, Shell.POSIX]
        await seat.press("p")
        await seat.shows("Copied by xclip")
        assert held(machine).startswith("unset AWS_ACCESS_KEY_ID ")


async def test_a_name_that_cmd_cannot_write_is_told_of(tmp_path: Path, machine: OfAMachine) -> None:
    config = "[profile 100%]\nregion = eu-west-1\n"
    async with Desk(tmp_path, config, env=machine.env(DISPLAY=":0")).running() as seat:
        await menu(seat, "100%")
        await seat.press("h", "h", "h", "p")
        await seat.shows('The value for AWS_PROFILE has " or % in it')
        assert machine.held is None


# Keys


@pytest.mark.parametrize("name", ["sts", "from_fumidai"])
async def test_copied_keys_work_and_are_taken_out_of_the_clipboard_after_a_minute(
    desk: Desk, sandbox: Sandbox, machine: OfAMachine, monkeypatch: pytest.MonkeyPatch, home: Path, name: str
) -> None:
    heard: list[str] = []
    async with desk.running(toasts=True, hear=lambda message: heard.append(repr(message))) as seat:
        copied = given_to_terminal(seat.app, monkeypatch)
        await menu(seat, name)
        await seat.press("x")
        await seat.shows("Copied by xclip.")
        assert "In 60 seconds the clipboard is emptied, if it still holds this." in said(seat)
        assert "A shell may keep pasted lines in its history." in said(seat)
        after = bash(held(machine), {"AWS_PROFILE": "old"}, home)
        ends = after.pop("AWS_CREDENTIAL_EXPIRATION")
        assert ends == f"{NOON + timedelta(hours=4 if name == 'sts' else 1):%Y-%m-%dT%H:%M:%SZ}"
        key_id, secret, token = (
            after[each] for each in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        )
        found = sandbox.aws().sessions.lookup(key_id, secret, token)
        assert found is not None
        assert f"/{'sso' if name == 'sts' else name}/" in found.arn
        assert "AWS_PROFILE" not in after
        assert after["AWS_REGION"] == ("eu-central-1" if name == "sts" else "ap-northeast-1")
        # Nowhere else: not on the screen, the terminal, in Textual's memory, messages, arguments or files.
        assert copied == []
        assert seat.app.clipboard == ""
        await seat.press("escape")
        drawn = unbroken(seat.text)
        kept = "".join(
            text.decode("latin-1") for file, text in desk.bytes.items()
            if file not in {".aws/credentials", "programs/held"}
        )  # fmt: skip
        for each in (secret, token):
            assert each not in drawn
            assert not any(each in message for message in heard)
            assert not any(each in call for call in machine.calls)
            assert each not in kept
        desk.clock.advance(seconds=59)
        await seat.pilot.pause(0.2)
        assert secret in held(machine)
        desk.clock.advance(seconds=1)
        await seat.until(lambda: machine.held == b"")


async def test_the_clipboard_is_emptied_when_the_application_ends_before(
    desk: Desk, machine: OfAMachine
) -> None:
    async with desk.running() as seat:
        await menu(seat, "sts")
        await seat.press("x")
        await seat.shows("Copied by xclip.")
        assert "AWS_SESSION_TOKEN" in held(machine)
        await seat.press("escape", "q")
    assert machine.held == b""


async def test_what_was_copied_since_is_there_after_the_end(desk: Desk, machine: OfAMachine) -> None:
    async with desk.running() as seat:
        await menu(seat, "sts")
        await seat.press("x")
        await seat.shows("Copied by xclip.")
        machine.hold(b"mine")
    assert machine.held == b"mine"


async def test_without_a_program_the_terminal_gets_the_keys_and_they_are_said_to_stay(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.env = {**desk.env, "SSH_TTY": "/dev/pts/0"}
    async with desk.running() as seat:
        copied = given_to_terminal(seat.app, monkeypatch)
        await menu(seat, "sts")
        await seat.press("c")
        await seat.shows("Given to your terminal to copy (OSC 52).")
        assert "It stays in the clipboard until you copy something else." in said(seat)
        assert "history" not in said(seat)
        (text,) = copied
        made = json.loads(text)
        assert made["Version"] == 1
        assert made["Expiration"] == f"{NOON + timedelta(hours=4):%Y-%m-%dT%H:%M:%SZ}"
        assert seat.app.clipboard == ""
        assert made["SessionToken"] not in unbroken(seat.text)


async def test_env_holds_the_keys_without_quotes(desk: Desk, machine: OfAMachine) -> None:
    async with desk.running() as seat:
        await menu(seat, "from_fumidai")
        await seat.press("e")
        await seat.shows("Copied by xclip.")
        pairs = dict(line.split("=", 1) for line in held(machine).splitlines())
        assert sorted(pairs) == [
            "AWS_ACCESS_KEY_ID", "AWS_CREDENTIAL_EXPIRATION", "AWS_DEFAULT_REGION", "AWS_REGION",
            "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
        ]  # fmt: skip


async def test_keys_are_shown_after_a_yes_alone_and_go_with_the_next_key(
    desk: Desk, machine: OfAMachine
) -> None:
    async with desk.running() as seat:
        await menu(seat, "sts")
        await seat.press("j")
        for answer in ("n", "escape", "y"):
            await seat.press("v")
            await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
            assert "With these keys whoever has them is sts to AWS until they end" in said(seat)
            await seat.press(answer)
            await seat.until(lambda: isinstance(seat.app.screen, CopyScreen))
            await seat.pilot.pause()
            if answer != "y":
                assert not seat.app.screen.query_one("#shown").display
        await seat.shows("AWS_SESSION_TOKEN=")
        assert "Taking the keys" not in seat.text
        await seat.press("h")
        await seat.until(lambda: "AWS_SESSION_TOKEN" not in seat.text)
        assert machine.held is None
        assert seat.app.clipboard == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "Nobody has signed in to empty yet."),
        ("robot", "They never end, so they are not handed out."),
        ("vendor-without", "AWS does not let this session become"),
    ],
)
async def test_keys_that_cannot_be_had_are_told_of(
    desk: Desk, machine: OfAMachine, name: str, words: str
) -> None:
    async with desk.running() as seat:
        await menu(seat, name)
        await seat.press("x")
        await seat.until(lambda: words in said(seat))
        assert machine.held is None
        assert "fumidai" not in str(seat.app.clipboard)


async def test_what_was_handed_out_counts_as_used(desk: Desk) -> None:
    async with desk.running() as seat:
        await menu(seat, "from_fumidai")
        await seat.press("a")
        await seat.shows("Copied by xclip")
        await seat.press("escape")
        await seat.app.workers.wait_for_complete()
        assert "from_fumidai" in desk.paths.state.read_text()
