"""A link that signs in: asked for at the sandbox, handed to a browser, counted down, shown and copied after a yes."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import requests
from flask import jsonify
from werkzeug import Response

import auth.handover
from auth.handover import Handover
from auth.places import Places
from auth.sandbox.console import Console, refused
from auth.sandbox.server import Sandbox
from profiles.secret import Secret
from tests import console_keys
from tests.console_keys import CONFIG, CREDENTIALS
from tests.sandbox_google import NOON, SteppedClock
from tests.test_tui_console import closed, opened, unbroken
from tests.tui_app import Desk, SandboxClock, Seat
from tui.doorway import private_folder
from tui.memory import recall
from tui.screens.confirm import ConfirmScreen
from tui.screens.console import ConsoleScreen
from tui.screens.console_menu import ConsoleMenu
from tui.widgets.secret_link import SecretLink

CLOCK = SteppedClock()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def places(sandbox: Sandbox) -> Places:
    CLOCK.now = NOON
    sandbox.console.received.clear()
    origins = sandbox.origins
    return Places(origins.accounts, origins.googleapis, origins.aws, origins.console, is_sandbox=True)


@pytest.fixture
def browser(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """A browser that notes what it is given, and the place where it notes it."""
    script, noted = tmp_path / "browser", tmp_path / "noted"
    script.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"open({str(noted)!r} + '.new', 'w').write(repr(sys.argv))\n"
        f"os.rename({str(noted)!r} + '.new', {str(noted)!r})\n"
    )
    script.chmod(0o755)
    return {"BROWSER": str(script)}, noted


@pytest.fixture
def desk(sandbox: Sandbox, places: Places, tmp_path: Path, browser: tuple[dict[str, str], Path]) -> Desk:
    """Somebody who has signed in to sts, with sessions of the sandbox."""
    desk = Desk(
        tmp_path, CONFIG, CREDENTIALS, env=browser[0], places=places, clock=SandboxClock(sandbox=CLOCK)
    )
    console_keys.Desk(sandbox, desk.paths, places).sign_in("sts")
    return desk


def said(seat: Seat) -> str:
    """What the dialog says, its lines joined by blanks."""
    return " ".join(line.partition("│")[2].partition("│")[0].strip() for line in seat.text.splitlines())


def link_of(seat: Seat) -> str:
    """The link that the screen has in its memory."""
    link = seat.app.screen.query_one(SecretLink)._link
    assert link is not None
    return link.url.reveal()


def followed(noted: Path) -> requests.Response:
    """What a browser gets that opens the file it was given."""
    file = Path(unquote(urlsplit(noted.read_text().split("'")[-2]).path))
    found = re.search(r"http://127\.0\.0\.1:\d+/[\w-]+", file.read_text())
    assert found
    with requests.Session() as session:
        session.trust_env = False
        return session.get(found[0], timeout=20)


def received(sandbox: Sandbox, what: str) -> list[dict[str, object]]:
    return [each for each in sandbox.console.received if each["what"] == what]


async def chosen(seat: Seat, name: str, *keys: str) -> None:
    """Choose a way in the menu of the row called *name*."""
    await seat.choose(name)
    await seat.press("C")
    await seat.until(lambda: isinstance(seat.app.screen, ConsoleMenu))
    await seat.press(*keys)
    await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))


# Opened


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_with_a_live_session_the_first_line_signs_in_with_it_and_then_the_switch_is_opened_at_once(
    desk: Desk, sandbox: Sandbox, browser: tuple[dict[str, str], Path], size: tuple[int, int]
) -> None:
    noted = browser[1]
    async with desk.running(size) as seat:
        await opened(seat, "from_fumidai")
        assert "1  Sign in to sts" in seat.text
        assert "with its keys, up to 12 hours" in seat.text
        assert not sandbox.console.received
        assert not noted.exists()
        await seat.press("1")
        await seat.until(noted.exists)
        await seat.shows("Waiting for it to take the link")
        await seat.until(lambda: "The link opens for 15:00 more." in said(seat))
        link = link_of(seat)
        token = parse_qs(urlsplit(link).query)["SigninToken"][0]
        # Neither the argument nor the file nor the screen holds it.
        assert re.fullmatch(r"\['[^']*', 'file:///[^']*/open\.html'\]", noted.read_text())
        assert token not in noted.read_text()
        assert not any(token in text.decode("latin-1") for text in desk.bytes.values())
        assert token not in unbroken(seat.text)
        page = followed(noted)
        assert "Signed in" in page.text
        assert page.url == link
        await seat.shows("Your browser has taken the link.")
        await seat.shows("Once you are in the console there, press 2.")
        (asked,) = received(sandbox, "getSigninToken")
        assert asked["session_duration"] == "43200"
        (login,) = received(sandbox, "login")
        assert login["accepted"] is True
        assert str(login["issuer"]).endswith("/o/saml2/initsso?idpid=C01fumidai&spid=42&forceauthn=false")
        assert login["destination"] == (
            "https://eu-central-1.console.aws.amazon.com/console/home?region=eu-central-1"
        )
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        assert not any(token in text.decode("latin-1") for text in desk.bytes.values())
        noted.unlink()
        desk.clock.advance(hours=11)
        await opened(seat, "from_fumidai")
        await seat.until(noted.exists)
        assert "/switchrole?" in noted.read_text()


async def test_the_targets_own_console_ends_with_its_keys_and_is_asked_for_without_a_length(
    desk: Desk, sandbox: Sandbox, browser: tuple[dict[str, str], Path]
) -> None:
    noted = browser[1]
    async with desk.running() as seat:
        await chosen(seat, "from_fumidai", "t")
        await seat.until(noted.exists)
        followed(noted)
        await seat.shows("Your browser has taken the link.")
        words = said(seat)
        assert "after an hour at most" in words
        ends = desk.clock() + timedelta(hours=1)
        assert f"The console closes at {ends:%H:%M}, in 1:00:00." in words
        (asked,) = received(sandbox, "getSigninToken")
        assert asked["session_duration"] is None
        (login,) = received(sandbox, "login")
        assert login["accepted"] is True


async def test_signing_in_as_a_target_closes_the_bastions_console_in_that_browser(
    desk: Desk, browser: tuple[dict[str, str], Path]
) -> None:
    noted = browser[1]
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(noted.exists)
        followed(noted)
        await seat.shows("Your browser has taken the link.")
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        assert recall(desk.paths).state["consoles"] == {"sts": {"": (desk.clock() + timedelta(hours=12))}}
        noted.unlink()
        await chosen(seat, "from_fumidai", "t")
        await seat.until(noted.exists)
        followed(noted)
        await seat.shows("Your browser has taken the link.")
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        assert recall(desk.paths).state["consoles"] == {"sts": {}}


async def test_a_link_that_the_browser_takes_after_the_screen_is_closed_counts_as_well(
    desk: Desk, browser: tuple[dict[str, str], Path]
) -> None:
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(browser[1].exists)
        await seat.shows("Waiting for it to take the link")
        await closed(seat)
        assert "consoles" not in recall(desk.paths).state
        assert "Signed in" in followed(browser[1]).text
        await seat.until(lambda: "consoles" in recall(desk.paths).state)
        assert recall(desk.paths).state["consoles"] == {"sts": {"": (desk.clock() + timedelta(hours=12))}}


async def test_a_link_that_no_browser_takes_opens_no_console(
    desk: Desk, browser: tuple[dict[str, str], Path]
) -> None:
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(browser[1].exists)
        await seat.shows("Waiting for it to take the link")
        given = seat.app.screen.query_one(SecretLink)._given
        assert given is not None
        await closed(seat)
        given.close()  # what its minute does
        await seat.app.workers.wait_for_complete()
        assert "consoles" not in recall(desk.paths).state


async def test_o_v_and_y_pressed_while_aws_answers_ask_it_once_and_open_one_browser(
    desk: Desk, sandbox: Sandbox, browser: tuple[dict[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, ready = Console.signin_token, threading.Event()

    def slow(console: Console, values: Mapping[str, str]) -> Response:
        said = answer(console, values)
        assert ready.wait(10)
        return said

    monkeypatch.setattr(Console, "signin_token", slow)
    handed, hand_over = list[Path](), auth.handover.hand_over

    def noted(url: Secret, folder: Path) -> Handover:
        handed.append(folder)
        return hand_over(url, folder)

    monkeypatch.setattr("tui.doorway.hand_over", noted)
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(lambda: bool(received(sandbox, "getSigninToken")))
        await seat.press("o", "o", "v")
        await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
        await seat.press("y")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
        ready.set()
        await seat.until(browser[1].exists)
        await seat.until(lambda: link_of(seat) in unbroken(seat.text))
        assert "Signed in" in followed(browser[1]).text
        await seat.shows("Your browser has taken the link.")
        assert len(received(sandbox, "getSigninToken")) == 1
        assert len(handed) == 1


async def test_keys_that_cannot_have_a_length_open_a_console_that_lasts_as_long_as_they_do(
    desk: Desk, sandbox: Sandbox, browser: tuple[dict[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host has been seen to blame the keys, not the length."""
    answer = Console.signin_token

    def strict(console: Console, values: Mapping[str, str]) -> Response:
        return (
            refused("Invalid Credentials Parameter")
            if "SessionDuration" in values
            else answer(console, values)
        )

    monkeypatch.setattr(Console, "signin_token", strict)
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(browser[1].exists)
        assert "Signed in" in followed(browser[1]).text
        await seat.shows("Your browser has taken the link.")
        assert f"The console closes at {desk.clock() + timedelta(hours=4):%H:%M}, in 4:00:00." in said(seat)


@pytest.mark.parametrize("runtime", ["nowhere", "relative", "closed"])
def test_where_the_runtime_folder_is_not_ours_the_private_file_lies_beside_the_state(
    desk: Desk, tmp_path: Path, runtime: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "relative").mkdir()
    (tmp_path / "closed").mkdir()
    monkeypatch.chdir(tmp_path)
    closed_one = str(tmp_path / "closed")  # as another user's, after su; root, who may write there, plays it
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != closed_one)
    env = {"XDG_RUNTIME_DIR": runtime if runtime == "relative" else str(tmp_path / runtime)}
    assert private_folder(desk.paths, env) == desk.paths.state.parent / "handover"
    assert private_folder(desk.paths, {"XDG_RUNTIME_DIR": str(tmp_path)}) == tmp_path / "fumidai-tui"


async def test_sign_out_first_leads_through_the_sign_out_of_the_same_host(
    desk: Desk, sandbox: Sandbox, browser: tuple[dict[str, str], Path]
) -> None:
    async with desk.running() as seat:
        await chosen(seat, "from_fumidai", "x", "b")
        await seat.until(browser[1].exists)
        assert "Signed in" in followed(browser[1]).text
        assert [each["what"] for each in sandbox.console.received] == ["getSigninToken", "logout", "login"]


async def test_a_browser_that_does_not_take_the_link_in_time_is_told_of(
    desk: Desk, browser: tuple[dict[str, str], Path]
) -> None:
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(browser[1].exists)
        await seat.shows("Waiting for it to take the link")
        given = seat.app.screen.query_one(SecretLink)._given
        assert given is not None
        given.close()  # what its minute does
        await seat.shows("did not take the link within a minute")
        await seat.until(lambda: "o tries again, v shows the link, y copies it." in said(seat))
        browser[1].unlink()
        await seat.press("o")
        await seat.until(browser[1].exists)
        assert "Signed in" in followed(browser[1]).text


async def test_after_15_minutes_the_link_is_forgotten_and_o_makes_another(
    desk: Desk, sandbox: Sandbox, browser: tuple[dict[str, str], Path]
) -> None:
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(browser[1].exists)
        followed(browser[1])
        await seat.shows("Your browser has taken the link.")
        first = link_of(seat)
        desk.clock.advance(minutes=14, seconds=29)
        await seat.shows("The link opens for 0:31 more.")
        desk.clock.advance(seconds=31)
        await seat.shows("The link has expired and is forgotten. o makes a new one.")
        assert seat.app.screen.query_one(SecretLink)._link is None
        assert "The link opens for" not in seat.text
        browser[1].unlink()
        await seat.press("o")
        await seat.until(browser[1].exists)
        assert link_of(seat) != first
        assert len(received(sandbox, "getSigninToken")) == 2


# Shown and copied


async def test_the_link_is_shown_after_a_yes_alone_and_goes_with_its_time(desk: Desk) -> None:
    async with desk.running((120, 40)) as seat:
        await chosen(seat, "from_fumidai", "j", "y")
        assert "The link" not in said(seat)
        for answer in ("n", "escape"):
            await seat.press("v")
            await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
            await seat.until(lambda: "this link signs in to AWS as from_fumidai whoever has it" in said(seat))
            await seat.press(answer)
            await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
            assert seat.app.screen.query_one(SecretLink)._link is None
        await seat.press("v")
        await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
        await seat.press("y")
        await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
        await seat.until(lambda: "SigninToken=" in unbroken(seat.text))
        assert link_of(seat) in unbroken(seat.text)
        assert seat.app.clipboard == ""
        desk.clock.advance(minutes=15)
        await seat.shows("is forgotten")
        assert "SigninToken=" not in unbroken(seat.text)


async def test_a_link_that_is_longer_than_the_screen_is_paged_through(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AWS's own tokens are far longer than the sandbox's."""
    answer = Console.signin_token

    def long(console: Console, values: Mapping[str, str]) -> Response:
        token = answer(console, values).get_json()["SigninToken"]
        return jsonify(SigninToken=f"{token}{'x' * 2000}END")

    monkeypatch.setattr(Console, "signin_token", long)
    async with desk.running((80, 24)) as seat:
        await chosen(seat, "from_fumidai", "j", "y")
        await seat.press("v")
        await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
        await seat.press("y")
        await seat.until(lambda: "SigninToken=" in unbroken(seat.text))
        assert "xEND" not in unbroken(seat.text)
        await seat.press("pagedown", "pagedown")
        await seat.until(lambda: "xEND" in unbroken(seat.text))
        await seat.press("pageup", "pageup")
        await seat.until(lambda: "SigninToken=" in unbroken(seat.text))


async def test_the_link_is_copied_after_a_yes_and_does_not_stay_in_the_application(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk.running() as seat:
        driver, copied = seat.app._driver, list[str]()
        assert driver is not None
        write = driver.write

        def noted(text: str) -> None:
            copied.append(text)
            write(text)

        monkeypatch.setattr(driver, "write", noted)
        await chosen(seat, "from_fumidai", "j", "y")
        await seat.press("y")
        await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
        await seat.press("y")
        await seat.until(lambda: "Paste it into the browser's address line, and nowhere else." in said(seat))
        assert any(text.startswith("\x1b]52;") for text in copied)
        assert seat.app.clipboard == ""
        assert "SigninToken=" not in unbroken(seat.text)


async def test_without_a_display_the_link_can_still_be_had(desk: Desk, sandbox: Sandbox) -> None:
    desk.env = {"PATH": ""}
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.shows("No browser was opened. There is no display here")
        await seat.until(lambda: "v shows the link, y copies it." in said(seat))
        await seat.press("v")
        await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
        await seat.press("y")
        await seat.until(lambda: "SigninToken=" in unbroken(seat.text))
        assert len(received(sandbox, "getSigninToken")) == 1


async def test_a_firefox_container_which_opens_no_files_is_told_of_and_not_given_the_link(
    desk: Desk, browser: tuple[dict[str, str], Path]
) -> None:
    desk.paths.settings.write_text('browser = { firefox_container = "work" }\n')
    desk.env = {**desk.env, "DISPLAY": ":0"}
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.shows("A container of Firefox cannot open the private file")
        await seat.until(lambda: "v shows the link, y copies it." in said(seat))


# What AWS refuses


async def test_the_session_that_ended_says_so_and_what_to_do(desk: Desk, sandbox: Sandbox) -> None:
    async with desk.running() as seat:
        await opened(seat, "from_fumidai")
        desk.clock.advance(hours=4)
        await seat.press("1")
        await seat.shows("The session of sts has ended.")
        await seat.until(lambda: "Press r to sign in again." in said(seat))
        assert not received(sandbox, "getSigninToken")


async def test_keys_that_aws_does_not_know_any_more_are_told_of(desk: Desk, sandbox: Sandbox) -> None:
    """As after they were revoked: the file says that they are live."""
    text = desk.paths.credentials.read_text()
    desk.paths.credentials.write_text(re.sub(r"(?m)^(aws_\w+_token) = .*$", r"\1 = gone", text))
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.shows("AWS did not open its console with these keys.")
        await seat.until(lambda: "Press r to sign in again" in said(seat))
        assert "gone" not in seat.text


async def test_what_cannot_be_reached_is_told_of_and_o_tries_again(
    desk: Desk, sandbox: Sandbox, browser: tuple[dict[str, str], Path]
) -> None:
    there = desk.places
    desk.places = Places(there.google, there.googleapis, there.aws, "http://127.0.0.1:1", is_sandbox=True)
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.shows("127.0.0.1:1 cannot be reached.")
        await seat.until(lambda: "Check it, then open the console again." in said(seat))
        assert not browser[1].exists()


async def test_a_target_without_a_session_of_its_root_is_told_of(desk: Desk) -> None:
    async with desk.running() as seat:
        await chosen(seat, "of-empty", "t")
        await seat.shows("Nobody has signed in to empty yet.")
        await seat.until(lambda: "Press r to sign in." in said(seat))


async def test_a_role_behind_an_external_id_is_signed_in_to_directly(
    desk: Desk, browser: tuple[dict[str, str], Path]
) -> None:
    async with desk.running() as seat:
        await chosen(seat, "vendor", "t")
        await seat.until(browser[1].exists)
        assert "assumed-role/vendor/" in followed(browser[1]).text
