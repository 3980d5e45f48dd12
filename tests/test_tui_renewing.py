"""New keys from the list: of a target, through its bastion, by a code of a device, of all at once; and ending them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from auth.errors import NoBrowser
from auth.keeper import MEMORY
from auth.keeping import Keep
from auth.kept import session_name
from auth.places import Places
from auth.sandbox.company import ROBOT, ROBOT_DEVICE
from auth.sandbox.server import Sandbox
from profiles.changes import Change, Written
from profiles.config import Profile
from profiles.files import load, save_session
from profiles.kept import is_kept, kept_ends
from tests import console_keys
from tests.console_keys import CONFIG, CREDENTIALS, USER
from tests.google_kept import sign_in_once
from tests.sandbox_google import NOON
from tests.test_tui_secret_link import CLOCK, said
from tests.tui_app import Desk, SandboxClock, Seat
from tui.keep_alive import Due
from tui.memory import recall, remember_keep
from tui.renewals import renew_bastion
from tui.roads import Road, remember_road
from tui.screens.change import ChangeScreen
from tui.screens.code import CodeScreen
from tui.screens.confirm import ConfirmScreen
from tui.screens.signin import SignInScreen
from tui.work.renewing import AT_ONCE

GUARDED = f"""
[profile guarded]
role_arn = arn:aws:iam::222222222222:role/guarded
source_profile = robot
mfa_serial = {ROBOT_DEVICE}
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def places(sandbox: Sandbox) -> Places:
    CLOCK.now = max(CLOCK.now, NOON) + timedelta(hours=13)
    origins = sandbox.origins
    return Places(origins.accounts, origins.googleapis, origins.aws, origins.console, is_sandbox=True)


@pytest.fixture
def desk(sandbox: Sandbox, places: Places, tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, CONFIG + GUARDED, CREDENTIALS, places=places, clock=SandboxClock(sandbox=CLOCK))
    console_keys.Desk(sandbox, desk.paths, places).sign_in("sts")
    return desk


def cached(desk: Desk) -> set[str]:
    return {name for name, each in load(desk.paths).sessions.items() if each.source.endswith("role cache")}


@pytest.fixture
def started_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The application was started as a program that AWS tools can be told of."""
    program = tmp_path / "fumidai-tui"
    program.write_text("")
    monkeypatch.setattr("sys.argv", [str(program)])


async def move_session(seat: Seat, key: str) -> None:
    """*key*, and Enter at the lines it shows."""
    await seat.press(key)
    await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
    await seat.until(lambda: "aws_access_key_id" in seat.text or "credential_process" in seat.text)
    await seat.press("enter")
    await seat.until(lambda: seat.app.screen is seat.home)


async def done(seat: Seat) -> None:
    await seat.app.workers.wait_for_complete()
    await seat.pilot.pause()


# r on a target


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_r_on_a_target_brings_an_hour_with_both_clocks(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.running(size, toasts=True) as seat:
        await seat.choose("from_fumidai")
        await seat.press("r")
        await seat.shows("from_fumidai has new keys.")
        assert "● live" in seat.drawn["from_fumidai"]
        assert "1:00:00" in seat.drawn["from_fumidai"]
        if size[0] == 120:
            assert "renews" in seat.text
            assert "45:00" in seat.drawn["from_fumidai"] or "in 45:00, by the AWS CLI" in seat.text
        assert "from_fumidai" in cached(desk)
        await seat.press("enter")
        await seat.until(lambda: "in 45:00, by the AWS CLI itself" in said(seat).replace("  ", " "))
        await seat.until(lambda: "It lasts an hour at most" in said(seat))


async def test_the_second_clock_says_when_the_aws_cli_renews(desk: Desk) -> None:
    async with desk.running((140, 40)) as seat:
        await seat.choose("from_fumidai")
        await seat.press("r")
        await seat.until(lambda: "45:00" in seat.drawn["from_fumidai"])
        desk.clock.advance(minutes=44)
        await seat.tick()
        assert "1:00" in seat.drawn["from_fumidai"]
        desk.clock.advance(minutes=2)
        await seat.tick()
        assert "next use" in seat.drawn["from_fumidai"]
        assert "◐ ending" in seat.drawn["from_fumidai"]


async def test_a_bastion_that_has_ended_comes_first_and_esc_leaves_everything(desk: Desk) -> None:
    async with desk.running() as seat:
        await seat.choose("of-empty")
        await seat.press("r")
        await seat.until(lambda: isinstance(seat.app.screen, SignInScreen))
        assert "empty · Google sign-in" in seat.text
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
        await done(seat)
        assert cached(desk) == set()


async def test_what_aws_refuses_stands_at_the_row_until_there_are_keys(desk: Desk) -> None:
    async with desk.running((140, 40)) as seat:
        await seat.choose("vendor-without")
        await seat.press("r")
        await seat.until(lambda: "AWS does not let this session become" in seat.drawn["vendor-without"])
        await seat.until(lambda: "no keys" in seat.text)
        desk.write(desk.paths.config.read_text().replace(
            "[profile vendor-without]\n", "[profile vendor-without]\nexternal_id = fumidai-42\n"
        ))  # fmt: skip
        await seat.until(lambda: "external_id" in str(seat.row.profile.values if seat.row.profile else ""))
        await seat.press("r")
        await seat.until(lambda: "● live" in seat.drawn["vendor-without"])
        assert "does not let" not in seat.drawn["vendor-without"]


async def test_the_code_of_a_device_is_asked_for_and_a_wrong_one_is_told(desk: Desk) -> None:
    assert ROBOT.mfa_secret is not None
    async with desk.running((140, 40)) as seat:
        await seat.choose("guarded")
        await seat.press("r")
        await seat.until(lambda: isinstance(seat.app.screen, CodeScreen))
        assert ROBOT_DEVICE in seat.text
        await seat.type("12")
        await seat.press("enter")
        await seat.shows("A code has 6 digits.")
        await seat.press("backspace", "backspace")
        await seat.type("000000")
        assert "000000" not in seat.text
        await seat.press("enter")
        await seat.until(lambda: "AWS does not take the code" in seat.drawn["guarded"])
        await seat.press("r")
        await seat.until(lambda: isinstance(seat.app.screen, CodeScreen))
        await seat.type(pyotp.TOTP(ROBOT.mfa_secret).at(CLOCK.now))
        await seat.press("enter")
        await seat.until(lambda: "● live" in seat.drawn["guarded"])


async def test_without_a_code_nothing_happens(desk: Desk) -> None:
    async with desk.running((140, 40)) as seat:
        await seat.choose("guarded")
        await seat.press("r")
        await seat.until(lambda: isinstance(seat.app.screen, CodeScreen))
        await seat.press("escape")
        await seat.until(lambda: "the code was not given" in seat.drawn["guarded"])


# R


async def test_R_renews_all_that_is_marked_and_each_failure_stands_at_its_own_row(desk: Desk) -> None:
    async with desk.running((140, 40), toasts=True) as seat:
        for name in ("from_fumidai", "staging-dev", "vendor-without", "of-empty", "guarded"):
            await seat.choose(name)
            await seat.press("m")
        await seat.press("R")
        await seat.shows("2 of 5 have new keys.")
        assert "● live" in seat.drawn["from_fumidai"]
        assert "15:00" in seat.drawn["staging-dev"], "900 seconds, as its profile has it"
        assert "AWS does not let this session" in seat.drawn["vendor-without"]
        assert "Nobody has signed in to empty yet." in seat.drawn["of-empty"]
        assert "asks for a code" in seat.drawn["guarded"]
        assert not seat.home.has_marks
        assert seat.app.screen is seat.home, "nobody is asked anything"


async def test_R_without_marks_renews_what_is_live(desk: Desk) -> None:
    async with desk.running((140, 40), toasts=True) as seat:
        await seat.choose("from_fumidai")
        await seat.press("r")
        await seat.until(lambda: "● live" in seat.drawn["from_fumidai"])
        desk.clock.advance(minutes=20)
        await seat.press("R")
        # The bastion's link is one that the sandbox does not know, so it is the one that cannot be renewed.
        await seat.until(lambda: "1:00:00" in seat.drawn["from_fumidai"])
        await seat.until(lambda: "Google does not know this sign-in link." in seat.drawn["sts"])


async def test_R_where_nothing_is_live_says_what_to_do(tmp_path: Path) -> None:
    async with Desk(tmp_path).running(toasts=True) as seat:
        await seat.press("R")
        await seat.shows("Nothing is live.")


async def test_two_hundred_targets_are_renewed_side_by_side(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = "".join(
        f"\n[profile t{number}]\nrole_arn = arn:aws:iam::222222222222:role/from_fumidai\n"
        f"source_profile = sts\nrole_session_name = t{number}\n"
        for number in range(200)
    )
    desk.write(CONFIG + more)
    async with desk.running((140, 40), toasts=True) as seat:
        await seat.press("slash")
        await seat.type("t1")
        await seat.press("enter", "M")
        count = len(seat.home.chosen())
        assert count > 100
        shown, show = set[str](), seat.home.show_status

        def noted() -> None:  # It may be over before anybody can look.
            show()
            shown.add(seat.home.busy_words)

        monkeypatch.setattr(seat.home, "show_status", noted)
        await seat.press("R")
        await done(seat)
        assert {f"renewing {number} of {count} …" for number in range(1, count)} <= shown
        assert len({name for name in cached(desk) if name.startswith("t1")}) >= 111


async def test_hundreds_that_are_due_at_once_are_kept_alive_a_few_at_a_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk.running() as seat:
        home, now, most = seat.home, 0, 0

        async def renewed(_profile: Profile) -> str:
            nonlocal now, most
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1
            return "No network."

        monkeypatch.setattr(home, "_renewed", renewed)
        profile = home._snapshot.listing.profiles[0]
        for _ in range(100):
            home._stay(Due(profile, NOON, renew=True))
        await done(seat)
        assert most == AT_ONCE


async def test_a_second_R_does_not_begin_the_first_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = list[str](), asyncio.Event()

    async def renewed(profile: Profile) -> str:
        begun.append(profile.name)
        await go.wait()
        return ""

    async with desk.running() as seat:
        monkeypatch.setattr(seat.home, "_renewed", renewed)
        await seat.choose("from_fumidai")
        await seat.press("m", "R")
        await seat.until(lambda: begun == ["from_fumidai"])
        await seat.press("R")
        go.set()
        await done(seat)
        assert begun == ["from_fumidai"]


async def test_the_application_ends_quietly_in_the_middle_of_R(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_profile: Profile) -> str:
        await asyncio.Event().wait()
        return ""

    async with desk.running() as seat:
        monkeypatch.setattr(seat.home, "_renewed", never)
        await seat.choose("from_fumidai")
        await seat.press("m", "R")
        await seat.until(lambda: seat.home._renewing is not None)
        seat.app.exit()
    assert seat.app._exception is None


# x and X


async def test_x_ends_a_session_after_a_yes_alone(desk: Desk) -> None:
    before = desk.paths.credentials.read_text()
    async with desk.running(toasts=True) as seat:
        await seat.choose("sts")
        for answer in ("n", "escape"):
            await seat.press("x")
            await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
            assert "Taken out of the credentials file: the keys of sts." in said(seat)
            await seat.press(answer)
            await done(seat)
            assert desk.paths.credentials.read_text() == before
        await seat.press("x")
        await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
        await seat.press("y")
        await seat.until(lambda: "○ sign in" in seat.drawn["sts"])
        assert "[robot]" in desk.paths.credentials.read_text()
        assert "ASIA" not in desk.paths.credentials.read_text()


async def test_X_ends_every_session_and_says_that_keys_without_an_end_stay(desk: Desk) -> None:
    async with desk.running(toasts=True) as seat:
        await seat.choose("from_fumidai")
        await seat.press("r")
        await seat.until(lambda: "● live" in seat.drawn["from_fumidai"])
        await seat.press("X")
        await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
        words = said(seat)
        assert "Taken out of the credentials file: the keys of sts." in words
        assert "Deleted from the AWS CLI's role cache: the session of from_fumidai" in words
        assert "Keys that never end are not touched: those of robot." in words
        await seat.press("y")
        await seat.until(lambda: "○ sign in" in seat.drawn["from_fumidai"])
        assert cached(desk) == set()
        assert ROBOT.access_key_id is not None
        assert ROBOT.access_key_id in desk.paths.credentials.read_text()


async def test_x_where_keys_never_end_touches_nothing(desk: Desk) -> None:
    before = desk.paths.credentials.read_text()
    async with desk.running((140, 40), toasts=True) as seat:
        await seat.choose("robot")
        await seat.press("x")
        await seat.shows("There is no session to end.")
        assert desk.paths.credentials.read_text() == before


# L


async def test_L_keeps_alive_and_the_next_run_knows(desk: Desk) -> None:
    async with desk.running(toasts=True) as seat:
        await seat.choose("from_fumidai")
        await seat.press("L")
        await seat.until(lambda: "↻ from_fum" in seat.drawn["from_fumidai"])
        await done(seat)
    assert recall(desk.paths).alive == {"from_fumidai"}
    async with desk.running() as seat:
        assert "↻" in seat.drawn["from_fumidai"]
        await seat.choose("from_fumidai")
        await seat.press("L")
        await done(seat)
    assert recall(desk.paths).alive == frozenset()


async def test_a_target_that_is_kept_alive_is_renewed_when_a_quarter_of_an_hour_is_left(desk: Desk) -> None:
    async with desk.running((140, 40)) as seat:
        await seat.choose("from_fumidai")
        await seat.press("r")
        await seat.until(lambda: "● live" in seat.drawn["from_fumidai"])
        await seat.press("L")
        desk.clock.advance(minutes=44)
        await seat.tick()
        await done(seat)
        assert "16:00" in seat.drawn["from_fumidai"]
        desk.clock.advance(minutes=1)
        await seat.tick()
        await seat.until(lambda: "1:00:00" in seat.drawn["from_fumidai"])


async def test_a_bastion_that_needs_the_person_says_so_in_time(desk: Desk) -> None:
    async with desk.running((140, 40), toasts=True) as seat:
        await seat.choose("sts")
        await seat.press("L")
        desk.clock.advance(hours=3, minutes=29)
        await seat.tick()
        await done(seat)
        assert "sts ends in" not in seat.text
        desk.clock.advance(minutes=1)
        await seat.tick()
        await seat.shows("sts ends in 30 minutes.")
        desk.clock.advance(minutes=20)
        await seat.tick()
        await seat.shows("sts ends in 10 minutes.")
        desk.clock.advance(minutes=10)
        await seat.tick()
        await seat.shows("sts has ended.")


async def test_a_bastion_whose_google_session_has_ended_says_so_at_its_row_and_in_the_notification(
    sandbox: Sandbox,
    places: Places,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    user = "backup@example.com"
    config = CONFIG.replace(USER, user).replace("sp_id = 42", "sp_id = 101000000001")
    desk = Desk(
        tmp_path,
        config,
        CREDENTIALS,
        {"TERM_PROGRAM": "WezTerm"},
        places=places,
        clock=SandboxClock(sandbox=CLOCK),
    )
    profile = load(desk.paths).listing.get("sts")
    assert profile is not None
    end = sign_in_once(sandbox, profile, places, CLOCK, MEMORY)
    keys = end.granted.credentials
    save_session(desk.paths, "sts", keys.access_key_id, keys.secret, keys.token, keys.expires)
    remember_keep(desk.paths, user, Keep(session=True))
    request.addfinalizer(lambda: MEMORY.delete(session_name(user)))
    sandbox.world.forget()
    sequences = list[str]()
    async with desk.running((140, 40), toasts=True) as seat:
        assert seat.app._driver is not None
        monkeypatch.setattr(seat.app._driver, "write", sequences.append)
        await seat.choose("sts")
        await seat.press("L")
        desk.clock.advance(hours=11, minutes=29)
        await seat.tick()
        await seat.until(lambda: "The Google session kept here has ended." in seat.drawn["sts"])
        await done(seat)
        desk.clock.advance(minutes=1)  # too early for another try, and time for a word
        await seat.tick()
        await seat.shows("sts ends in 30 minutes.")
        words = "sts ends in 30 minutes. The Google session kept here has ended. Press r to sign in."
        await seat.until(lambda: any(words in each for each in sequences))


@pytest.mark.parametrize("kept", [True, False])
def test_where_the_usual_road_leads_nowhere_without_a_person_the_next_one_is_tried(
    sandbox: Sandbox, places: Places, tmp_path: Path, request: pytest.FixtureRequest, kept: bool
) -> None:
    user = "backup@example.com"
    config = CONFIG.replace(USER, user).replace("sp_id = 42", "sp_id = 101000000001")
    desk = Desk(tmp_path, config, CREDENTIALS, {"PATH": ""}, places=places, clock=SandboxClock(sandbox=CLOCK))
    profile = load(desk.paths).listing.get("sts")
    assert profile is not None
    if kept:
        sign_in_once(sandbox, profile, places, CLOCK, MEMORY)
        request.addfinalizer(lambda: MEMORY.delete(session_name(user)))
    remember_keep(desk.paths, user, Keep(session=True))
    remember_road(desk.paths, "sts", Road.BROWSER)
    if kept:
        renew_bastion(profile, desk.setup, load(desk.paths))
        assert load(desk.paths).sessions["sts"].expires is not None
    else:
        with pytest.raises(NoBrowser):  # what the usual road says
            renew_bastion(profile, desk.setup, load(desk.paths))
        assert "sts" not in load(desk.paths).sessions


# W


@pytest.mark.usefixtures("started_by_name", "keyring_in_memory")
async def test_W_moves_the_session_into_the_keyring_and_back(desk: Desk) -> None:
    before = desk.paths.config.read_text(), desk.paths.credentials.read_text()
    key = next(line for line in before[1].splitlines() if "ASIA" in line or "aws_access_key_id = A" in line)
    async with desk.running((140, 40), toasts=True) as seat:
        await seat.choose("sts")
        await seat.press("W")
        await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
        await seat.shows("+ credential_process = ")
        await seat.until(lambda: "- aws_access_key_id" in seat.text)
        assert "in clear in its role cache" in said(seat)
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is seat.home)
        await done(seat)
        profile = load(desk.paths).listing.get("sts")
        assert profile is not None
        assert is_kept(profile)
        assert key
        assert (
            "[sts]" not in desk.paths.credentials.read_text()
            or "aws_session_token" not in (desk.paths.credentials.read_text().split("[sts]")[1])
        )
        assert "● live" in seat.drawn["sts"]
        # Targets are reached through it.
        await seat.choose("from_fumidai")
        await seat.press("r")
        await seat.until(lambda: "● live" in seat.drawn["from_fumidai"])
        await seat.choose("sts")
        await seat.press("W")
        await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
        await seat.shows("- credential_process = ")
        await seat.press("enter")
        await seat.until(lambda: seat.app.screen is seat.home)
        await done(seat)
        assert desk.paths.config.read_text() == before[0]
        assert kept_ends(desk.paths) == {}
        assert "● live" in seat.drawn["sts"]


@pytest.mark.usefixtures("started_by_name")
async def test_where_the_end_cannot_be_noted_W_leaves_nothing_in_the_keyring(
    desk: Desk, keyring_in_memory: dict[tuple[str, str], str]
) -> None:
    desk.paths.kept.parent.mkdir(parents=True, exist_ok=True)
    desk.paths.kept.write_text("this is no TOML")
    before = desk.paths.config.read_bytes(), desk.paths.credentials.read_bytes()
    async with desk.running((140, 40), toasts=True) as seat:
        await seat.choose("sts")
        await seat.press("W")
        await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
        await seat.until(lambda: "- aws_access_key_id" in seat.text)
        await seat.press("enter")
        await seat.shows("is not TOML")
    assert keyring_in_memory == {}
    assert (desk.paths.config.read_bytes(), desk.paths.credentials.read_bytes()) == before


@pytest.mark.usefixtures("started_by_name")
@pytest.mark.parametrize("key", ["d", "u"])
async def test_no_session_stays_in_the_keyring_without_a_profile_that_leads_to_it(
    desk: Desk, keyring_in_memory: dict[tuple[str, str], str], key: str
) -> None:
    async with desk.running((140, 40), toasts=True) as seat:
        await seat.choose("sts")
        for each in ("W", key):
            await move_session(seat, each)
            await done(seat)
        # The work that was waited for starts more.
        await seat.until(lambda: keyring_in_memory == {} and kept_ends(desk.paths) == {})


@pytest.mark.usefixtures("started_by_name")
async def test_an_undo_that_the_watch_over_the_files_sees_first_still_empties_the_keyring(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, keyring_in_memory: dict[tuple[str, str], str]
) -> None:
    seen = threading.Event()
    async with desk.running((140, 40), toasts=True) as seat:
        write = seat.home._write

        def until_seen(change: Change) -> Written:
            written = write(change)
            assert seen.wait(20), "the watch saw nothing"
            return written

        await seat.choose("sts")
        await move_session(seat, "W")
        await done(seat)
        assert keyring_in_memory
        monkeypatch.setattr(seat.home, "_write", until_seen)
        await seat.press("u")
        await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
        await seat.press("enter")
        await seat.until(lambda: not seat.home._kept())
        seen.set()
        await seat.until(lambda: keyring_in_memory == {} and kept_ends(desk.paths) == {})


async def test_without_a_keyring_W_says_so_and_changes_nothing(
    desk: Desk,
) -> None:
    before = desk.bytes
    async with desk.running((140, 40), toasts=True) as seat:
        await seat.choose("sts")
        await seat.press("W")
        await seat.shows("keyring")
        assert seat.app.screen is seat.home
    assert {name: text for name, text in desk.bytes.items() if ".aws" in name} == {
        name: text for name, text in before.items() if ".aws" in name
    }
