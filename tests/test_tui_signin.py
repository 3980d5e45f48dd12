"""The sign-in dialog, from the row of a bastion to keys in the file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Digits, OptionList

from auth.google.flow import Response
from auth.keeping import Keep
from auth.signin import Companion
from auth.sts_refusals import refused
from profiles.files import load
from tests.google_script import (
    IDENTIFIER,
    KEYS,
    READER,
    SSO,
    USER,
    Hang,
    code,
    methods,
    password,
    phone,
    saml,
)
from tests.signin_dialog import HIDDEN, REQUEST, WHOLE, dialog
from tests.tui_app import CREDENTIALS, Desk
from tui.questions.text import clean_code
from tui.sittings import sitting_for

TOO_LONG = refused(
    "ValidationError",
    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# from the row to the dialog


def test_an_endpoint_outside_aws_is_named_before_the_password_is_asked(tmp_path: Path) -> None:
    desk = Desk(tmp_path, env={"AWS_ENDPOINT_URL_STS": "https://sts.example.com"})
    snapshot = load(desk.paths)
    root = snapshot.listing.get("sts")
    assert root is not None
    assert sitting_for(root, desk.setup, snapshot).notice == (
        "Keys will come from https://sts.example.com, which is not AWS (AWS_ENDPOINT_URL_STS)."
    )


def test_an_endpoint_of_aws_needs_no_word(tmp_path: Path) -> None:
    desk = Desk(tmp_path, env={"AWS_ENDPOINT_URL_STS": "https://sts.eu-west-1.amazonaws.com"})
    snapshot = load(desk.paths)
    root = snapshot.listing.get("sts")
    assert root is not None
    assert sitting_for(root, desk.setup, snapshot).notice == ""


async def test_an_endpoint_without_encryption_elsewhere_is_refused(tmp_path: Path) -> None:
    desk = Desk(tmp_path, env={"AWS_ENDPOINT_URL": "http://sts.example.com"})
    async with desk.running((160, 40), toasts=True) as seat:
        await seat.press("r")
        await seat.shows("AWS_ENDPOINT_URL is neither an https address nor on this")
        assert seat.app.screen is seat.home
        assert seat.state("sts").word == "sign in"


async def test_nothing_of_the_dialog_is_left_running_when_it_is_closed(desk: Desk) -> None:
    async with dialog(desk, *WHOLE) as table:
        await table.asks("Password of")
        await table.seat.press("escape")
        await table.end()
        await table.seat.until(lambda: not any(w.description == "sign-in" for w in table.seat.app.workers))
        running = [repr(task.get_coro()) for task in asyncio.all_tasks()]
        assert running
        assert not [each for each in running if "Driver." in each or "SignInScreen._" in each]


# from the first question to the keys


async def test_password_and_code_bring_keys_that_are_saved(desk: Desk) -> None:
    async with dialog(desk, *WHOLE) as table:
        await table.asks(f"Password of {USER} at Google")
        await table.give(HIDDEN)
        await table.asks("The code your authenticator app shows now")
        await table.give("123456")
        signed_in = await table.end()
    assert signed_in is not None
    assert signed_in.granted.seconds == 43200
    assert table.script.sent("identifier")[0] == USER
    assert table.script.sent("Passwd") == [HIDDEN]
    assert table.script.sent("Pin") == ["123456"]
    assert table.script.roles == [(SSO, 43200)]
    text = desk.paths.credentials.read_text()
    assert text.startswith(CREDENTIALS)
    assert "aws_session_expiration = 2026-03-01T15:00:00+0000" in text
    assert load(desk.paths).sessions["sts"].expires == KEYS.expires
    assert desk.paths.credentials.stat().st_mode & 0o777 == 0o600
    assert desk.paths.config.read_text() == desk.config


async def test_the_user_name_is_asked_for_where_the_profile_has_none(desk: Desk) -> None:
    request = replace(REQUEST, account=replace(REQUEST.account, username="", keep=Keep()))
    async with dialog(desk, *WHOLE, request=request) as table:
        await table.asks("Which Google account?")
        await table.seat.press("enter")  # nothing typed yet: nothing is sent
        assert table.script.sent("identifier") == []
        await table.give(f" {USER} ")
        await table.asks("Password of")
        assert table.script.sent("identifier") == [USER]


async def test_a_wrong_password_is_asked_for_again_on_the_same_screen(desk: Desk) -> None:
    lines = (IDENTIFIER, password(), password("Wrong password. Try again."), code(), saml(), KEYS)
    async with dialog(desk, *lines) as table:
        await table.asks("Password of")
        await table.give("wrong")
        await table.asks("Try 2. Wrong password. Try again.")
        assert table.seat.app.screen is table.screen
        assert table.answer.value == ""
        assert table.answer.has_focus
        await table.give(HIDDEN)
        await table.to("authenticator app")
        assert table.script.sent("Passwd") == ["wrong", HIDDEN]


async def test_a_wrong_code_is_asked_for_again_on_the_same_screen(desk: Desk) -> None:
    async with dialog(desk, IDENTIFIER, password(), code(), code("Wrong code."), saml(), KEYS) as table:
        await table.to("authenticator app")
        await table.give("111111")
        await table.asks("Try 2. Wrong code.")
        await table.give("222222")
        assert await table.end() is not None
    assert table.script.sent("Pin") == ["111111", "222222"]


async def test_a_code_with_too_few_digits_is_not_sent(desk: Desk) -> None:
    async with dialog(desk, *WHOLE) as table:
        await table.to("authenticator app")
        await table.seat.type("12345")
        await table.seat.press("enter")
        await table.seat.shows("The code has 6 digits.")
        await table.seat.type("6")
        await table.seat.press("enter")
        assert await table.end() is not None
    assert table.script.sent("Pin") == ["123456"]


@pytest.mark.parametrize("text", ["G-123456", "123 456", " 123-456\n", "G-123 456"])
def test_a_code_is_taken_however_it_was_copied(text: str) -> None:
    assert clean_code(text) == "123456"


async def test_a_pasted_code_is_taken(desk: Desk) -> None:
    async with dialog(desk, *WHOLE) as table:
        await table.to("authenticator app")
        await table.seat.paste("G-123 456")
        await table.seat.press("enter")
        assert await table.end() is not None
    assert table.script.sent("Pin") == ["123456"]


async def test_letters_are_no_part_of_a_code_but_a_asks_for_another_way(desk: Desk) -> None:
    lines = (IDENTIFIER, password(), code(), methods((39, "Tap Yes"), (6, "Authenticator")), phone())
    async with dialog(desk, *lines) as table:
        await table.to("authenticator app")
        await table.seat.press("1", "x", "2")
        assert table.answer.value == "12"
        await table.seat.press("a")
        await table.asks("How do you want to confirm it is you?")
        await table.seat.press("enter")
        await table.asks("Tap Yes on your phone, then this number:")
        assert table.script.sent("challenge") == ["0,39,,"]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_number_to_match_is_shown_large(desk: Desk, size: tuple[int, int]) -> None:
    async with dialog(desk, IDENTIFIER, password(), phone("42"), saml(), KEYS, size=size) as table:
        await table.to("this number:")
        digits = table.screen.query_one("#number", Digits)
        assert digits.value == "42"
        assert digits.region.height >= 3
        assert table.seat.app.screen.region.contains_region(digits.region)
        await table.seat.press("enter")
        assert await table.end() is not None


async def test_a_tap_that_did_not_come_yet_is_asked_for_again(desk: Desk) -> None:
    async with dialog(desk, IDENTIFIER, password(), phone(), phone(), saml(), KEYS) as table:
        await table.to("this number:")
        await table.seat.press("enter")
        await table.asks("Not approved yet, says Google. Tap Yes, then press Enter.")
        await table.seat.press("enter")
        assert await table.end() is not None


async def test_a_role_is_chosen_by_typing_and_enter(desk: Desk) -> None:
    other = "arn:aws:iam::222222222222:role/team/[red]x"
    request = replace(REQUEST, role_arn=None, ask_role=True)
    async with dialog(desk, IDENTIFIER, password(), saml(SSO, READER, other), KEYS, request=request) as table:
        await table.to("Which role?")
        choices = table.screen.query_one(OptionList)
        assert choices.option_count == 3
        assert other in table.seat.text
        await table.seat.type("1111 read")
        assert choices.option_count == 1
        await table.seat.press("enter")
        assert await table.end() is not None
    assert table.script.roles == [(READER, 43200)]


async def test_a_role_that_google_does_not_offer_is_named_and_another_can_be_chosen(desk: Desk) -> None:
    request = replace(REQUEST, role_arn="arn:aws:iam::111111111111:role/gone")
    async with dialog(desk, IDENTIFIER, password(), saml(SSO, READER), KEYS, request=request) as table:
        await table.to("Google does not offer arn:aws:iam::111111111111:role/gone")
        await table.seat.press("down", "enter")
        assert await table.end() is not None
    assert table.script.roles == [(SSO, 43200)]


async def test_where_the_role_allows_less_a_shorter_session_is_asked_for(desk: Desk) -> None:
    async with dialog(desk, IDENTIFIER, saml(), TOO_LONG, TOO_LONG, KEYS) as table:
        signed_in = await table.end()
    assert signed_in is not None
    assert [seconds for _, seconds in table.script.roles] == [43200, 28800, 14400]
    assert (signed_in.granted.seconds, signed_in.granted.wanted_seconds) == (14400, 43200)


async def test_what_is_being_done_is_told_in_words_meanwhile(desk: Desk) -> None:
    hangs = [Hang(then) for then in (IDENTIFIER, password(), code(), saml(), KEYS)]
    words = ("Opening Google's sign-in…", "Telling Google who you are…", "Checking the password…")
    async with dialog(desk, *hangs) as table:
        for hang, told in zip(hangs, words, strict=False):
            await table.seat.until(hang.asked.is_set)
            await table.seat.shows(told)
            hang.let_go()
            if hang is hangs[1]:
                await table.asks("Password of")
                await table.seat.paste(HIDDEN)
                await table.seat.press("enter")
        await table.asks("authenticator app")
        await table.seat.paste("123456")
        await table.seat.press("enter")
        await table.seat.shows("Checking the code…")
        hangs[3].let_go()
        await table.seat.shows("Becoming the role at AWS…")
        hangs[4].let_go()
        assert await table.end() is not None


async def test_what_must_be_known_before_a_password_is_typed_stands_above_it(desk: Desk) -> None:
    notice = "Keys will come from https://sts.example.com, which is not AWS (AWS_ENDPOINT_URL_STS)."
    async with dialog(desk, *WHOLE, notice=notice, size=(120, 40)) as table:
        await table.asks("Password of")
        lines = table.seat.text.splitlines()
        (first,) = (number for number, line in enumerate(lines) if "sts.example.com" in line)
        assert first < next(number for number, line in enumerate(lines) if "Password of" in line)


# what is asked once


@pytest.mark.parametrize(
    ("keys", "keep"),
    [
        ((), Keep()),
        (("space",), Keep(session=True)),
        (("space", "down", "space"), Keep(session=True, password=True)),
        (("space", "space"), Keep()),
    ],
)
async def test_what_may_be_kept_is_asked_before_the_first_password_with_nothing_ticked(
    desk: Desk, keys: tuple[str, ...], keep: Keep
) -> None:
    request = replace(REQUEST, account=replace(REQUEST.account, keep=None))
    async with dialog(desk, IDENTIFIER, password(), saml(), KEYS, request=request) as table:
        await table.asks("Keep this Google session on this computer?")
        assert table.seat.text.count("[ ]") == 2
        assert table.script.sent("Passwd") == []
        await table.seat.press(*keys, "enter")
        await table.asks("Password of")
        await table.give(HIDDEN)
        signed_in = await table.end()
    assert signed_in is not None
    assert signed_in.keep == keep


async def test_escape_at_what_may_be_kept_ends_the_sign_in(desk: Desk) -> None:
    request = replace(REQUEST, account=replace(REQUEST.account, keep=None))
    before = desk.bytes
    async with dialog(desk, IDENTIFIER, password(), request=request) as table:
        await table.asks("Keep this Google session")
        await table.seat.press("space", "escape")
        assert await table.end() is None
    assert desk.bytes == before


async def test_other_bastions_of_the_same_sign_in_get_their_keys_where_ticked(desk: Desk) -> None:
    names = ("first", "[red]second[/]")
    companions = tuple(Companion(name, READER, 3600) for name in names)
    request = replace(REQUEST, companions=companions, ticked=None)
    lines = (IDENTIFIER, saml(SSO, READER), KEYS, KEYS)
    async with dialog(desk, *lines, request=request, saving=lambda _: None) as table:
        await table.asks("This sign-in can serve other bastions too.")
        assert "[ ] [red]second[/]   1111 1111 1111   reader" in table.seat.text
        await table.seat.press("down", "space", "enter")
        signed_in = await table.end()
    assert signed_in is not None
    assert [name for name, _ in signed_in.companions] == ["[red]second[/]"]
    assert table.script.roles == [(SSO, 43200), (READER, 3600)]


async def test_names_and_words_of_others_are_never_markup(desk: Desk) -> None:
    user = "[red]u[/]@example.com"
    request = replace(REQUEST, account=replace(REQUEST.account, username=user))
    lines = (
        IDENTIFIER,
        Response(password().url, 200, password("no [/] way").html.replace(USER, user)),
        methods((9, "Text to [b]42[/b]"), (6, "Authenticator")),
        phone("42", "[/] sent to your [blink]Pixel[/]"),
    )
    async with dialog(desk, *lines, request=request, name="a[/x", notice="From [/] elsewhere") as table:
        await table.asks(f"Password of {user}")
        assert "a[/x · Google sign-in" in table.seat.text
        assert "From [/] elsewhere" in table.seat.text
        await table.give(HIDDEN)
        await table.asks("Text to [b]42[/b]")
        await table.seat.press("enter")
        await table.asks("[/] sent to your [blink]Pixel[/]")
