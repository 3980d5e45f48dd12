"""The other ends of a sign-in: Esc at any point, failures, and leaving in the middle."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from auth.errors import Cancelled, Unreachable
from auth.google.flow import Response
from auth.origins import GOOGLE
from auth.signin import SignedIn
from auth.sts_refusals import refused
from profiles.files import FileRefused, load
from tests.google_script import (
    IDENTIFIER,
    KEYS,
    READER,
    SSO,
    Hang,
    code,
    methods,
    page,
    password,
    phone,
    saml,
)
from tests.signin_dialog import HIDDEN, REQUEST, WHOLE, dialog
from tests.tui_app import CREDENTIALS, Desk
from tui.sittings import save

UNREACHABLE = Unreachable(
    "accounts.google.com cannot be reached.", "There is no network.", "Check it, then press r."
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# Esc

POINTS = {
    "Which Google account?": (IDENTIFIER,),
    "Password of": (IDENTIFIER, password()),
    "Try 2.": (IDENTIFIER, password(), password("no")),
    "authenticator app": (IDENTIFIER, password(), code()),
    "this number:": (IDENTIFIER, password(), phone()),
    "How do you want": (IDENTIFIER, password(), methods((6, "Authenticator"))),
    "Which role?": (IDENTIFIER, password(), saml(SSO, READER)),
}


@pytest.mark.parametrize("point", POINTS)
async def test_escape_at_any_question_leaves_everything_as_it_was(desk: Desk, point: str) -> None:
    request = replace(REQUEST, role_arn=None)
    if point.startswith("Which Google"):
        request = replace(request, account=replace(request.account, username=""))
    before = desk.bytes
    async with dialog(desk, *POINTS[point], request=request) as table:
        if point == "Which Google account?":
            await table.asks(point)
        elif point == "Try 2.":
            await table.asks("Password of")
            await table.give("wrong")
            await table.asks(point)
        else:
            await table.to(point)
        await table.seat.press("escape")
        assert await table.end() is None
        assert table.seat.app.screen is table.seat.home
        assert table.script.closed
    assert desk.bytes == before
    assert table.script.roles == []


@pytest.mark.parametrize("at", range(5))
async def test_escape_while_a_request_hangs_leaves_everything_as_it_was(desk: Desk, at: int) -> None:
    lines: list[object] = [IDENTIFIER, password(), code(), saml(), KEYS]
    hang = lines[at] = Hang(Cancelled())
    before = desk.bytes
    async with dialog(desk, *lines) as table:
        if at >= 2:
            await table.asks("Password of")
            await table.seat.paste(HIDDEN)
            await table.seat.press("enter")
        if at >= 3:
            await table.asks("authenticator app")
            await table.seat.paste("123456")
            await table.seat.press("enter")
        assert isinstance(hang, Hang)
        await table.seat.until(hang.asked.is_set)
        await table.seat.press("escape")
        assert await table.end() is None
        hang.let_go()
        await table.seat.pilot.pause(0.05)
        assert table.seat.app.screen is table.seat.home
        assert table.script.closed
    assert desk.bytes == before


async def test_escape_while_the_keys_are_being_saved_does_not_pretend_that_they_were_not(desk: Desk) -> None:
    """Once AWS has granted them and they are on their way to the file, there is no way back."""
    hang = Hang()

    def slowly(signed_in: SignedIn) -> None:
        hang.asked.set()
        hang.over.wait(30)
        save(desk.setup, load(desk.paths).listing, "sts", desk.clock.now.date(), [], signed_in)

    async with dialog(desk, IDENTIFIER, saml(), KEYS, saving=slowly) as table:
        await table.seat.until(hang.asked.is_set)
        await table.seat.shows("Saving the keys…")
        await table.seat.press("escape")
        hang.let_go()
        assert await table.end() is not None
    assert load(desk.paths).sessions["sts"].expires == KEYS.expires


async def test_escape_after_a_failure_goes_back(desk: Desk) -> None:
    async with dialog(desk, UNREACHABLE) as table:
        await table.fails("cannot be reached")
        await table.seat.press("escape")
        assert await table.end() is None


# failures


async def test_a_failure_tells_what_why_and_what_to_do_next(desk: Desk) -> None:
    async with dialog(desk, UNREACHABLE) as table:
        await table.fails("accounts.google.com cannot be reached.")
        assert table.said(".why") == "There is no network."
        assert table.said(".remedy") == "Check it, then press r."
        assert "r  try again" in table.said("#keys")


async def test_google_s_own_words_are_quoted_and_never_markup(desk: Desk) -> None:
    words = "[red]Your[/] organisation [/] says \x1b[31mno"
    odd = Response(f"{GOOGLE}/v3/signin/rejected?rrk=88", 200, f"<html><body><p>{words}</p></body></html>")
    async with dialog(desk, odd) as table:
        await table.fails("Google")
        assert "[red]Your[/] organisation [/] says [31mno" in table.said(".quote")
        assert "\x1b" not in table.seat.text


async def test_r_begins_again_and_the_second_time_may_work(desk: Desk) -> None:
    async with dialog(desk, UNREACHABLE, *WHOLE) as table:
        await table.fails("cannot be reached")
        await table.seat.press("r")
        await table.to("authenticator app")
        await table.give("123456")
        assert await table.end() is not None


async def test_c_opens_googles_link_after_a_failure_and_only_then(desk: Desk) -> None:
    async with dialog(desk, IDENTIFIER, password(), UNREACHABLE) as table:
        await table.asks("Password of")
        await table.seat.press("c")
        assert table.opened == []
        assert table.answer.value == "c"
        await table.give("x")
        await table.fails("cannot be reached")
        await table.seat.press("c")
        assert table.opened == [REQUEST.account.link]


async def test_where_no_browser_can_be_opened_the_reason_is_told(desk: Desk) -> None:
    async with dialog(desk, UNREACHABLE, why_not="There is no display [/] here.") as table:
        await table.fails("cannot be reached")
        await table.seat.press("c")
        await table.seat.shows("No browser was opened. There is no")
        await table.seat.shows("display [/] here.")


async def test_what_aws_refuses_is_told_in_its_own_words(desk: Desk) -> None:
    denied = refused("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML")
    async with dialog(desk, IDENTIFIER, saml(), denied) as table:
        await table.fails("AWS does not let this person become the role.")
        assert "Not authorized to perform sts:AssumeRoleWithSAML" in table.said(".quote")


async def test_keys_that_could_not_be_saved_are_saved_again_without_signing_in_again(desk: Desk) -> None:
    refusals = [
        FileRefused("The file was not changed.", "The disk is full.", "Free some space, then try again.")
    ]

    def once_refused(signed_in: SignedIn) -> None:
        if refusals:
            raise refusals.pop()
        save(desk.setup, load(desk.paths).listing, "sts", desk.clock.now.date(), [], signed_in)

    async with dialog(desk, IDENTIFIER, saml(), KEYS, saving=once_refused) as table:
        await table.fails("The file was not changed.")
        assert table.said(".why") == "The disk is full."
        assert "r save again" in table.said("#keys")
        requests = len(table.script.seen)
        await table.seat.press("r")
        assert await table.end() is not None
        assert len(table.script.seen) == requests
    assert load(desk.paths).sessions["sts"].expires == KEYS.expires


async def test_the_credentials_file_is_named_where_it_cannot_be_written(desk: Desk) -> None:
    desk.paths.credentials.write_text(f"{CREDENTIALS}{CREDENTIALS}")
    before = desk.bytes
    async with dialog(desk, IDENTIFIER, saml(), KEYS, size=(120, 40)) as table:
        await table.fails("AWS tools cannot read it as it is.")
        desk.paths.credentials.write_text(CREDENTIALS)
        await table.seat.press("r")
        assert await table.end() is not None
    assert before[".aws/credentials"] != desk.bytes[".aws/credentials"]


LONG = "This sentence of Google's goes on and on, as those of lawyers do. " * 6


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_keys_of_a_failure_are_on_the_screen_however_long_its_words(
    desk: Desk, size: tuple[int, int]
) -> None:
    odd = page("challenge/new", f"<p>{LONG}</p>", title=LONG)
    async with dialog(desk, odd, size=size) as table:
        await table.fails("nobody here has met")
        assert "r  try again" in await table.seat.shows("Esc  back")


# leaving in the middle


async def test_quitting_while_a_request_hangs_is_immediate(desk: Desk) -> None:
    hang = Hang(Cancelled())
    async with dialog(desk, hang) as table:
        await table.seat.until(hang.asked.is_set)
        began = time.monotonic()
        await table.seat.press("escape", "q")
    assert time.monotonic() - began < 2
    assert not hang.over.is_set()
    hang.let_go()


async def test_ctrl_c_in_the_dialog_ends_the_application(desk: Desk) -> None:
    hang = Hang(Cancelled())
    async with dialog(desk, hang) as table:
        await table.seat.until(hang.asked.is_set)
        began = time.monotonic()
        await table.seat.press("ctrl+c")
    assert time.monotonic() - began < 2
    assert table.script.closed
    hang.let_go()


async def test_a_resize_in_mid_question_keeps_what_is_typed(desk: Desk) -> None:
    async with dialog(desk, *WHOLE) as table:
        await table.asks("Password of")
        await table.seat.type("hunter2-")
        await table.seat.pilot.resize_terminal(120, 40)
        await table.seat.pilot.resize_terminal(60, 20)
        await table.seat.type("swordfish")
        await table.give("")
    assert table.script.sent("Passwd") == [HIDDEN]
