"""The account's own colour: read when the details open, shown beside that of the switch, set after a question."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from auth.account_colours import COLOURS
from auth.errors import AuthError
from auth.places import Places
from auth.sandbox.company import FUMIDAI, PRODUCTION, STAGING
from auth.sandbox.server import Sandbox
from tests import console_keys
from tests.console_keys import CONFIG, CREDENTIALS
from tests.sandbox_google import NOON
from tests.test_tui_secret_link import CLOCK, said
from tests.tui_app import Desk, SandboxClock, Seat
from tui.memory import AccountColour, recall, remember_account_colour
from tui.screens.account_colour import DRAWN, AccountColourScreen
from tui.screens.confirm import ConfirmScreen

ADMIN = """
[profile admin]
role_arn = arn:aws:iam::333333333333:role/Admin
source_profile = sts
color = f2b0a9
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def colours(sandbox: Sandbox) -> dict[tuple[str, str], dict[str, object]]:
    """What accounts have in the sandbox."""
    known: dict[tuple[str, str], dict[str, object]] = sandbox.aws().customizations.known
    known.clear()
    return known


@pytest.fixture
def desk(sandbox: Sandbox, colours: object, tmp_path: Path) -> Desk:
    CLOCK.now = NOON
    origins = sandbox.origins
    places = Places(origins.accounts, origins.googleapis, origins.aws, origins.console, is_sandbox=True)
    desk = Desk(tmp_path, CONFIG + ADMIN, CREDENTIALS, places=places, clock=SandboxClock(sandbox=CLOCK))
    console_keys.Desk(sandbox, desk.paths, places).sign_in("sts")
    return desk


async def opened(seat: Seat, name: str) -> None:
    await seat.choose(name)
    await seat.press("K")
    await seat.until(lambda: isinstance(seat.app.screen, AccountColourScreen))


async def asked(seat: Seat, colour: str) -> None:
    """Choose a colour, up to the question."""
    ids = list(COLOURS)
    await seat.shows("now")
    for _ in range(len(ids)):
        await seat.press("k")
    for _ in range(ids.index(colour)):
        await seat.press("j")
    await seat.press("enter")
    await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))


def test_every_colour_is_drawn() -> None:
    assert {"none", *DRAWN} == set(COLOURS)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_colour_is_set_after_a_yes_and_shown_beside_that_of_the_switch(
    desk: Desk, colours: dict[tuple[str, str], dict[str, object]], size: tuple[int, int]
) -> None:
    async with desk.running(size) as seat:
        await opened(seat, "admin")
        await seat.shows("Everybody who opens this account's console")
        assert "Colour of account 3333 3333 3333" in seat.text
        assert all((each if each != "none" else "no colour") in seat.text for each in COLOURS)
        assert "now" in seat.line("no colour")
        await asked(seat, "teal")
        await seat.until(
            lambda: "teal, for everybody who opens the console of account 3333 3333 3333." in said(seat)
        )
        await seat.until(lambda: "Now it is: no colour." in said(seat))
        assert colours["aws", PRODUCTION]["accountColor"] == "none"
        await seat.press("y")
        await seat.shows("Set. Consoles that are open show it after a reload.")
        assert colours["aws", PRODUCTION]["accountColor"] == "teal"
        assert "now" in seat.line("██ teal")
        await seat.press("escape")
        await seat.app.workers.wait_for_complete()
        today = desk.clock().date()
        assert recall(desk.paths).account_colour(PRODUCTION) == AccountColour("teal", today)
        await seat.press("enter")
        await seat.shows(f"██ #f2b0a9; the account's own: teal (read {today:%d %b})")


@pytest.mark.parametrize("answer", ["n", "escape"])
async def test_without_a_yes_nothing_is_set(
    desk: Desk, colours: dict[tuple[str, str], dict[str, object]], answer: str
) -> None:
    async with desk.running() as seat:
        await opened(seat, "admin")
        await asked(seat, "red")
        await seat.press(answer)
        await seat.until(lambda: isinstance(seat.app.screen, AccountColourScreen))
        await seat.app.workers.wait_for_complete()
        assert colours["aws", PRODUCTION]["accountColor"] == "none"


async def test_the_colour_it_has_is_not_set_again(desk: Desk) -> None:
    async with desk.running() as seat:
        await opened(seat, "admin")
        await seat.shows("now")
        await seat.press("enter")
        await seat.pilot.pause()
        assert isinstance(seat.app.screen, AccountColourScreen)


async def test_a_role_that_may_look_but_not_set_is_told_so(
    desk: Desk, colours: dict[tuple[str, str], dict[str, object]]
) -> None:
    colours["aws", STAGING] = {"accountColor": "pink"}
    async with desk.running() as seat:
        await opened(seat, "staging-dev")
        await seat.shows("now")
        assert "now" in seat.line("██ pink")
        await asked(seat, "red")
        await seat.press("y")
        await seat.shows("This role may not set the account's colour.")
        await seat.until(lambda: "Ask who manages the account, or use another role." in said(seat))
        assert colours["aws", STAGING]["accountColor"] == "pink"


@pytest.mark.parametrize(
    ("name", "words", "next_step"),
    [
        ("from_fumidai", "This role may not read the account's colour.", "use another role"),
        ("of-empty", "Nobody has signed in to empty yet.", "Press r to sign in."),
        ("gov", "Nobody has signed in to gov yet.", "Press r to sign in."),
    ],
)
async def test_what_cannot_be_read_says_why_and_can_be_asked_again(
    desk: Desk, name: str, words: str, next_step: str
) -> None:
    async with desk.running() as seat:
        await opened(seat, name)
        await seat.until(lambda: words in said(seat))
        await seat.until(lambda: next_step in said(seat))
        assert "o ask again   Esc back" in seat.text


async def test_o_does_not_read_while_another_colour_is_being_set(desk: Desk) -> None:
    """The answer would be the old one, and be taken for the new."""
    ready, reads, known = threading.Event(), list[int](), list[str]()

    def read() -> str:
        reads.append(1)
        return "red"

    def write(_colour: str) -> None:
        assert ready.wait(10)

    async with desk.running() as seat:
        seat.app.push_screen(AccountColourScreen("1111", read, write, known.append))
        await seat.shows("now")
        await seat.press("up", "enter")
        await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
        await seat.press("y")
        await seat.shows("Telling AWS")
        await seat.press("o")
        ready.set()
        await seat.shows("Set. Consoles that are open")
        assert known == ["red", "orange"]
        assert len(reads) == 1


async def test_o_asks_again(desk: Desk) -> None:
    answers: list[str | AuthError] = ["green", AuthError("Nothing came.", "Why.", "Do this.")]
    known: list[str] = []

    def read() -> str:
        answer = answers.pop()
        if isinstance(answer, AuthError):
            raise answer
        return answer

    async with desk.running() as seat:
        seat.app.push_screen(AccountColourScreen("1111", read, known.append, known.append))
        await seat.shows("Nothing came. Why. Do this.")
        assert known == []
        await seat.press("o")
        await seat.shows("now")
        assert "now" in seat.line(" green ")
        assert known == ["green"]


async def test_the_details_of_a_live_profile_learn_the_colour_by_themselves_once_a_day(
    desk: Desk, colours: dict[tuple[str, str], dict[str, object]]
) -> None:
    colours["aws", FUMIDAI] = {"accountColor": "purple"}
    async with desk.running() as seat:
        await seat.choose("sts")
        await seat.press("enter")
        await seat.shows("none for the switch; the account's own: purple")
        await seat.press("escape")
        colours["aws", FUMIDAI] = {"accountColor": "red"}
        await seat.press("enter")
        await seat.app.workers.wait_for_complete()
        assert "the account's own: purple" in seat.text
        await seat.press("escape")
        remember_account_colour(desk.paths, FUMIDAI, "purple", desk.clock().date() - timedelta(days=1))
        await seat.home._recall()
        await seat.press("enter")
        await seat.shows("the account's own: red")


async def test_looking_by_itself_says_nothing_where_it_may_not(
    desk: Desk, colours: dict[tuple[str, str], dict[str, object]]
) -> None:
    desk.places = Places("http://127.0.0.1:1", "http://127.0.0.1:1", "http://127.0.0.1:1", is_sandbox=True)
    async with desk.running(toasts=True) as seat:
        await seat.choose("sts")
        await seat.press("enter")
        await seat.app.workers.wait_for_complete()
        await seat.pilot.pause()
        assert "cannot be reached" not in seat.text
        assert "the account's own" not in seat.text
        assert not colours


async def test_a_row_without_an_account_says_so(desk: Desk) -> None:
    async with desk.running(toasts=True) as seat:
        await seat.choose("robot")
        await seat.press("K")
        await seat.shows("This row has no account.")
