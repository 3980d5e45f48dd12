"""Roots with a login of AWS's own on the home screen: what they show, and `r`, `R`, `L`, `S` on them and their targets.

The AWS CLI is a stand-in. A terminal without a screen, as these tests have, cannot be given away: where the stand-in is
to run, that is told not to matter; the journey has a real one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auth.places import Places
from auth.sandbox.server import Sandbox
from auth.sts import Credentials
from profiles.expiry import State
from tests import console_keys
from tests.loopback import Reply, serving
from tests.own_logins import CONFIG, TARGETS, login_token, put_login, put_sso, sso_token, stand_in, text
from tests.sandbox_aws import START
from tests.sandbox_google import SteppedClock
from tests.tui_app import Desk, SandboxClock, Seat
from tui.app import FumidaiApp

CLOCK = SteppedClock(START)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> None:
    """The terminal can be given away."""
    monkeypatch.setattr(FumidaiApp, "suspend", lambda _: nullcontext())


def desk_at(
    folder: Path, env: dict[str, str] | None = None, sandbox: Sandbox | None = None, at: datetime = START
) -> Desk:
    CLOCK.now = at
    if sandbox is None:
        return Desk(folder, CONFIG + TARGETS, "", env or {}, clock=SandboxClock(sandbox=CLOCK))
    origins = sandbox.origins
    places = Places(origins.accounts, origins.googleapis, origins.aws, origins.console, is_sandbox=True)
    return Desk(folder, CONFIG + TARGETS, "", env or {}, places, clock=SandboxClock(sandbox=CLOCK))


def at_home(folder: Path) -> dict[str, str]:
    """Where the stand-in finds the files of the desk."""
    return {"HOME": str(folder), "AWS_CONFIG_FILE": str(folder / ".aws/config")}


def keys_of(sandbox: Sandbox, home: Path) -> Credentials:
    """Keys that the sandbox knows."""
    return console_keys.Desk.at(sandbox, home).sign_in()


def login_with(made: Credentials, end: datetime) -> Any:
    return login_token(end, made.access_key_id, made.secret.reveal(), made.token.reveal())


def said(seat: Seat) -> str:
    return " ".join(note.message for note in seat.app._notifications)


# What is shown


async def test_a_live_login_shows_its_end_and_when_it_is_renewed_and_never_more_than_is_known(
    tmp_path: Path,
) -> None:
    desk = desk_at(tmp_path)
    put_login(desk.paths, "mine", login_token(START + timedelta(minutes=9)))
    async with desk.running((140, 40)) as seat:
        assert seat.state("mine") is State.LIVE
        assert "9:00" in seat.drawn["mine"]
        assert "4:00" in seat.drawn["mine"]
        assert seat.state("of-mine") is State.READY
        await seat.choose("mine")
        await seat.press("enter")
        await seat.shows("AWS tools renew its keys for 12 hours at most")
        await seat.press("escape")
        desk.clock.advance(minutes=5)
        await seat.tick()
        assert "next use" in seat.drawn["mine"]
        desk.clock.advance(minutes=4)
        await seat.tick()
        assert seat.state("mine") is State.READY
        assert "9:00" not in seat.drawn["mine"]
        await seat.press("enter")
        await seat.until(lambda: "its keys have ended" in " ".join(seat.text.split()))
        await seat.press("escape")
        desk.clock.advance(hours=12)
        await seat.tick()
        assert seat.state("mine") is State.EXPIRED
        assert seat.state("of-mine") is State.SIGN_IN


async def test_a_login_that_another_program_makes_shows_at_once(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    async with desk.running((140, 40)) as seat:
        assert seat.state("corp") is State.SIGN_IN
        put_sso(desk.paths, "corp", sso_token(START + timedelta(hours=8)))
        await seat.until(lambda: seat.state("corp") is State.LIVE)
        assert "8:00:00" in seat.drawn["corp"]


# r


@pytest.mark.parametrize(
    ("name", "typed"), [("mine", "aws login --profile mine"), ("corp", "aws sso login --profile corp")]
)
@pytest.mark.parametrize("prefix", ["", "of-"])
async def test_without_an_aws_that_can_it_is_said_what_to_install_and_type(
    tmp_path: Path, name: str, typed: str, prefix: str
) -> None:
    (tmp_path / "bin").mkdir()
    desk = desk_at(tmp_path, {"PATH": str(tmp_path / "bin")})
    async with desk.running((140, 40)) as seat:
        await seat.choose(prefix + name)
        await seat.press("r")
        await seat.until(lambda: typed in said(seat))
        assert "Install AWS CLI 2" in said(seat)
        assert "There is no aws on PATH" in seat.drawn[name]
        # It stands there until somebody logs in, here or elsewhere.
        put_login(desk.paths, "mine", login_token(START + timedelta(minutes=14)))
        put_sso(desk.paths, "corp", sso_token(START + timedelta(hours=1)))
        await seat.until(lambda: "no aws on PATH" not in seat.drawn[name])


async def test_where_the_terminal_cannot_be_given_away_the_command_for_another_is_told(
    tmp_path: Path,
) -> None:
    desk = desk_at(tmp_path, stand_in(tmp_path / "bin"))
    async with desk.running() as seat:
        await seat.choose("mine")
        await seat.press("r")
        await seat.until(lambda: "In another one, run: aws login --profile mine" in said(seat))


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize("name", ["mine", "corp"])
async def test_r_lets_the_aws_cli_log_in_without_exported_keys_and_the_row_is_live(
    tmp_path: Path, name: str
) -> None:
    orders = {
        "login": login_token(START + timedelta(minutes=14)),
        "sso": sso_token(START + timedelta(hours=1)),
    }
    foreign = {"AWS_ACCESS_KEY_ID": "AKIAFOREIGN", "AWS_SECRET_ACCESS_KEY": "x", "AWS_PROFILE": "nobody"}
    desk = desk_at(tmp_path, {**at_home(tmp_path), **foreign, **stand_in(tmp_path / "bin", **orders)})
    async with desk.running((140, 40)) as seat:
        await seat.choose(name)
        await seat.press("r")
        await seat.until(lambda: f"{name} is logged in." in said(seat))
        assert seat.state(name) is State.LIVE
        assert seat.row.key == name


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize(
    ("orders", "words"),
    [
        ({"fails": True}, "mine is not logged in. The command ended with exit code 1."),
        ({"forgets": True}, "ended well, but left no login of mine in"),
    ],
)
async def test_a_login_that_did_not_come_about_is_not_shown_as_one(
    tmp_path: Path, orders: dict[str, bool], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "")
    desk = desk_at(tmp_path, {**at_home(tmp_path), **stand_in(tmp_path / "bin", **orders)})
    async with desk.running((140, 40)) as seat:
        await seat.choose("mine")
        await seat.press("r")
        await seat.until(lambda: words in said(seat))
        assert seat.state("mine") is State.SIGN_IN


@pytest.mark.usefixtures("given")
async def test_r_on_a_target_logs_in_to_its_root_first_and_then_takes_the_role(
    tmp_path: Path, home: Path, sandbox: Sandbox
) -> None:
    desk = desk_at(tmp_path, sandbox=sandbox)
    login = login_with(keys_of(sandbox, home), START + timedelta(minutes=14))
    env = {
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(desk.paths.config),
        **stand_in(tmp_path / "bin", login=login),
    }
    desk.env = env
    async with desk.running((140, 40)) as seat:
        await seat.choose("of-mine")
        await seat.press("r")
        await seat.until(lambda: "of-mine has new keys." in said(seat))
        assert "mine is logged in." in said(seat)
        assert seat.state("mine") is State.LIVE
        assert seat.state("of-mine") is State.LIVE
        assert "1:00:00" in seat.drawn["of-mine"]


@pytest.mark.usefixtures("given")
async def test_a_login_that_only_aws_knows_to_be_over_is_made_anew_on_the_way_to_a_target(
    tmp_path: Path, home: Path, sandbox: Sandbox
) -> None:
    desk = desk_at(tmp_path, sandbox=sandbox, at=LONG_AGO)
    put_login(desk.paths, "mine", login_token(LONG_AGO - timedelta(minutes=1)))
    made = keys_of(sandbox, home)
    orders = {"login": login_with(made, START)}
    no = Reply(403, b'{"error": "TOKEN_EXPIRED"}', {"x-amzn-ErrorType": "AccessDeniedException"})
    with serving(lambda _: no) as server:
        desk.env = {
            **at_home(tmp_path),
            "AWS_ENDPOINT_URL_SIGNIN": server.origin,
            **stand_in(tmp_path / "bin", **orders),
        }
        async with desk.running((140, 40)) as seat:
            assert seat.state("of-mine") is State.READY
            await seat.choose("of-mine")
            await seat.press("r")
            await seat.until(lambda: "of-mine has new keys." in said(seat))
            assert seat.state("of-mine") is State.LIVE
        assert server.lines == ["POST /v1/token"]


@pytest.mark.usefixtures("given")
async def test_a_new_login_that_aws_does_not_take_either_is_told_at_the_target(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    desk = desk_at(tmp_path, sandbox=sandbox, at=LONG_AGO)
    no = Reply(403, b'{"error": "TOKEN_EXPIRED"}', {"x-amzn-ErrorType": "AccessDeniedException"})
    # Live for us, and over for botocore, whose clock is the wall's.
    orders = {"login": login_token(LONG_AGO + timedelta(minutes=14))}
    with serving(lambda _: no) as server:
        desk.env = {
            **at_home(tmp_path),
            "AWS_ENDPOINT_URL_SIGNIN": server.origin,
            **stand_in(tmp_path / "bin", **orders),
        }
        async with desk.running((140, 40)) as seat:
            await seat.choose("of-mine")
            await seat.press("r")
            await seat.until(lambda: "The login of mine has ended." in seat.row.trouble)
            assert seat.row.key == "of-mine"
            assert "mine is logged in." in said(seat)


def program(desk: Desk, body: str) -> None:
    script = desk.folder / "tool.py"
    script.write_text(f"import json, sys\n{body}\n")
    line = f'credential_process = "{sys.executable}" "{script}"'
    desk.write(CONFIG + TARGETS + f"\n[profile tool]\n{line}\n")


async def test_r_runs_a_program_once_and_says_until_when_its_keys_hold(tmp_path: Path) -> None:
    desk = desk_at(tmp_path, {"PATH": os.environ["PATH"]})
    told = {"Version": 1, "AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t"}
    program(desk, f"print(json.dumps({told | {'Expiration': text(START + timedelta(minutes=50))}!r}))")
    async with desk.running((140, 40)) as seat:
        assert seat.state("tool") is State.READY
        await seat.choose("tool")
        await seat.press("r")
        await seat.until(lambda: "The program of tool gave keys that end at" in said(seat))
        assert "in 50:00." in said(seat)
        assert seat.state("tool") is State.LIVE
        await seat.press("enter")
        await seat.shows("what its process said last")
        await seat.press("escape")
        # It is asked anew whenever keys are needed, so it does not end.
        desk.clock.advance(minutes=50)
        await seat.tick()
        assert seat.state("tool") is State.READY
        program(desk, "sys.exit('no key inserted')")
        await seat.until(lambda: "tool.py" in str(seat.row.profile.values if seat.row.profile else ""))
        await seat.press("r")
        await seat.until(lambda: "no key inserted" in said(seat))
        assert "gave no keys. no key inserted" in seat.row.trouble
        assert seat.state("tool") is State.READY


# R and L


async def test_R_leaves_logins_to_aws_tools_and_says_so(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    put_login(desk.paths, "mine", login_token(START + timedelta(minutes=9)))
    async with desk.running((140, 40)) as seat:
        await seat.press("R")
        await seat.until(lambda: "Nothing is live." in said(seat))
        await seat.choose("mine")
        await seat.press("m", "R")
        await seat.until(lambda: "These are renewed by AWS tools, or need you." in said(seat))
        assert "new keys" not in said(seat).replace("new keys with", "")


async def test_L_renews_a_login_when_aws_tools_would_and_tells_where_it_cannot(tmp_path: Path) -> None:
    new = b'{"accessToken": {"accessKeyId": "ASIANEW", "secretAccessKey": "s", "sessionToken": "t"}, "expiresIn": 900,'
    new += b' "refreshToken": "two", "tokenType": "x"}'
    now = LONG_AGO
    with serving(lambda _: Reply(200, new, {"Content-Type": "application/json"})) as server:
        desk = desk_at(tmp_path, {"AWS_ENDPOINT_URL_SIGNIN": server.origin}, at=now)
        put_login(desk.paths, "mine", login_token(now + timedelta(minutes=9)))
        put_sso(desk.paths, "old-corp", sso_token(now + timedelta(hours=2), renewable=None))
        async with desk.running((140, 40)) as seat:
            for name in ("mine", "old-corp"):
                await seat.choose(name)
                await seat.press("L")
            await seat.until(lambda: "Kept alive while fumidai-tui runs: old-corp." in said(seat))
            desk.clock.advance(minutes=3, seconds=59)
            await seat.tick()
            assert server.lines == []
            desk.clock.advance(seconds=2)
            await seat.tick()
            await seat.until(lambda: server.lines == ["POST /v1/token"])
            # botocore's own clock is the wall's: the new keys end far after ours.
            await seat.until(lambda: "4:59" not in seat.drawn["mine"])
            assert seat.state("mine") is State.LIVE
            desk.clock.advance(minutes=87)
            await seat.tick()
            await seat.until(lambda: "old-corp ends in 30 minutes." in said(seat))
            assert "The login of old-corp cannot be renewed without you." in said(seat)


async def test_a_program_is_not_kept_alive(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    program(desk, "")
    async with desk.running() as seat:
        await seat.choose("tool")
        await seat.press("L")
        await seat.until(lambda: "There is nothing to keep alive." in said(seat))


# Keys of a target


async def test_c_and_y_and_S_work_on_a_target_of_a_login(
    tmp_path: Path, home: Path, sandbox: Sandbox
) -> None:
    desk = desk_at(tmp_path, sandbox=sandbox)
    put_login(desk.paths, "mine", login_with(keys_of(sandbox, home), START + timedelta(minutes=14)))
    async with desk.running((140, 40)) as seat:
        await seat.choose("of-mine")
        await seat.press("S")
        # The keys were had: what is missing is only the terminal.
        await seat.until(lambda: "fumidai-tui exec of-mine -- $SHELL" in said(seat))
        await seat.press("c")
        await seat.shows("of-mine · console")


# x


async def test_x_says_what_ends_a_login_and_forgets_what_a_program_said(tmp_path: Path) -> None:
    desk = desk_at(tmp_path, {"PATH": os.environ["PATH"]})
    told = {"Version": 1, "AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t"}
    program(desk, f"print(json.dumps({told | {'Expiration': text(START + timedelta(minutes=50))}!r}))")
    put_login(desk.paths, "mine", login_token(START + timedelta(minutes=9)))
    async with desk.running((140, 40)) as seat:
        await seat.choose("mine")
        await seat.press("x")
        await seat.until(lambda: "Logins of AWS's own are not touched: those of mine." in said(seat))
        assert "aws logout" in said(seat)
        await seat.choose("tool")
        await seat.press("r")
        await seat.until(lambda: seat.state("tool") is State.LIVE)
        await seat.press("x")
        await seat.until(lambda: seat.state("tool") is State.READY)
        assert "Forgotten: the keys that the programs of tool gave." in said(seat)
