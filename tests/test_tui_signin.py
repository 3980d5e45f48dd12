"""The sign-in dialog with Google and AWS as a script: what it asks, says, saves, and what it never shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from textual.events import Key
from textual.message import Message
from textual.widgets import Digits, Input, OptionList, Static

from auth.errors import Cancelled, Unreachable
from auth.google.flow import GoogleAccount, Response
from auth.keeping import Keep
from auth.origins import GOOGLE
from auth.places import REAL
from auth.signin import Companion, SignedIn, SignIn
from auth.sts_refusals import refused
from profiles.files import FileRefused, load
from tests.google_script import (
    IDENTIFIER,
    KEYS,
    READER,
    SSO,
    USER,
    Hang,
    Script,
    code,
    methods,
    page,
    password,
    phone,
    saml,
)
from tests.tui_app import CREDENTIALS, Desk, Seat
from tui.demo_hints import DemoHints
from tui.questions.question import Question
from tui.questions.text import clean_code
from tui.screens.signin import SignInScreen, Sitting
from tui.sittings import save, sitting_for

HIDDEN = "hunter2-swordfish"
"""The password that must not be seen anywhere."""
REQUEST = SignIn(GoogleAccount("C01fumidai", "101000000001", USER), SSO)
WHOLE = (IDENTIFIER, password(), code(), saml(), KEYS)
TOO_LONG = refused(
    "ValidationError",
    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
)
UNREACHABLE = Unreachable(
    "accounts.google.com cannot be reached.", "There is no network.", "Check it, then press r."
)


@dataclass
class Table:
    """The dialog, open, with its script."""

    seat: Seat
    script: Script
    screen: SignInScreen
    opened: list[str]
    ended: list[SignedIn | None] = field(default_factory=list)

    @property
    def question(self) -> Question | None:
        return next(iter(self.screen.query(Question)), None)

    @property
    def answer(self) -> Input:
        return self.screen.query_one("#answer", Input)

    def said(self, selector: str) -> str:
        """The words of one part of the dialog, empty where it is not shown."""
        found = [each for each in self.screen.query(selector).results(Static) if each.display]
        return " ".join(str(each.content) for each in found)

    async def asks(self, words: str) -> None:
        """Wait for a question with these words."""
        await self.seat.until(lambda: self.question is not None and words in self.seat.text)

    async def fails(self, words: str) -> None:
        """Wait for a failure with these words."""
        await self.seat.until(lambda: words in self.said(".what") and "back" in self.said("#keys"))

    async def give(self, text: str) -> None:
        """Paste an answer and press Enter."""
        before = self.question
        await self.seat.paste(text)
        await self.seat.press("enter")
        await self.seat.until(lambda: self.question is not before)

    async def end(self) -> SignedIn | None:
        """Wait until the dialog is closed; what it returned."""
        await self.seat.until(lambda: bool(self.ended))
        return self.ended[0]

    async def to(self, point: str) -> None:
        """Answer rightly up to the question with these words."""
        for asked, answer in ((f"Password of {USER}", HIDDEN), ("authenticator app", "123456")):
            if self.question is not None and point in self.seat.text:
                return
            await self.asks(asked)
            if asked.startswith(point):
                return
            await self.give(answer)
        await self.asks(point)


@asynccontextmanager
async def dialog(
    desk: Desk,
    *lines: object,
    request: SignIn = REQUEST,
    script: Script | None = None,
    saving: Callable[[SignedIn], None] | None = None,
    why_not: str = "",
    size: tuple[int, int] = (80, 24),
    name: str = "sts",
    notice: str = "",
    hear: Callable[[Message], None] | None = None,
) -> AsyncIterator[Table]:
    """The dialog over the home screen of *desk*, with a script of *lines*."""
    script = script or Script(*lines)  # type: ignore[arg-type]  # the tests write answers only
    opened: list[str] = []

    def open_link(url: str) -> str:
        opened.append(url)
        return why_not

    def save_all(signed_in: SignedIn) -> None:
        save(desk.paths, "sts", desk.clock.now.date(), signed_in)

    sitting = Sitting(
        name,
        request,
        lambda: script,
        saving or save_all,
        DemoHints(REAL),
        desk.clock,
        desk.folder / "records",
        notice,
    )
    async with desk.running(size, toasts=True, hear=hear) as seat:
        table = Table(seat, script, SignInScreen(sitting, open_link), opened)
        # From inside the application, so that its messages are heard.
        seat.app.call_later(seat.app.push_screen, table.screen, table.ended.append)
        await seat.until(lambda: table.screen.is_mounted)
        yield table


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


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
        save(desk.paths, "sts", desk.clock.now.date(), signed_in)

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
        save(desk.paths, "sts", desk.clock.now.date(), signed_in)

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


# what nobody may see


async def test_the_password_is_in_no_message_of_ours_no_screenshot_and_no_log(
    desk: Desk, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[str] = []

    def hear(message: Message) -> None:
        # Textual's own Key and Input messages hold what is typed; TEXTUAL_LOG, which would write them, is dropped.
        if not isinstance(message, Input.Changed | Input.Submitted | Key):
            heard.append(repr(message))

    pictures = []
    with caplog.at_level("DEBUG"):
        async with dialog(desk, *WHOLE, hear=hear) as table:
            await table.asks("Password of")
            await table.seat.type(HIDDEN)
            assert table.answer.value == HIDDEN
            pictures.append(table.seat.app.export_screenshot())
            await table.seat.press("enter")
            await table.seat.until(lambda: "authenticator app" in table.seat.text)
            pictures.append(table.seat.app.export_screenshot())
            await table.give("123456")
            assert await table.end() is not None
            pictures.append(table.seat.app.export_screenshot())
    everything = "\n".join([*heard, *pictures, caplog.text, *capsys.readouterr()])
    assert "Answered" in everything
    assert "•" * len(HIDDEN) in pictures[0]
    for secret in (HIDDEN, KEYS.secret.reveal(), KEYS.token.reveal()):
        assert secret not in everything


async def test_the_password_leaves_the_field_when_it_is_sent(desk: Desk) -> None:
    hang = Hang(code())
    async with dialog(desk, IDENTIFIER, password(), hang, saml(), KEYS) as table:
        await table.asks("Password of")
        field = table.answer
        await table.seat.paste(HIDDEN)
        await table.seat.press("enter")
        await table.seat.until(hang.asked.is_set)
        assert field.value == ""
        hang.let_go()
        await table.asks("authenticator app")


async def test_enter_pressed_twice_sends_the_password_once(desk: Desk) -> None:
    hang = Hang(code())
    async with dialog(desk, IDENTIFIER, password(), hang) as table:
        await table.asks("Password of")
        await table.seat.paste(HIDDEN)
        await table.seat.press("enter", "enter", "enter")
        await table.seat.until(hang.asked.is_set)
        hang.let_go()
        await table.asks("authenticator app")
    assert table.script.sent("Passwd") == [HIDDEN]


async def test_a_crash_in_mid_sign_in_prints_no_password(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash() -> Response:
        typed = tables[0].script.sent("Passwd")[0]
        raise ZeroDivisionError(len(typed))

    async def sign_in() -> None:
        async with dialog(desk, IDENTIFIER, password(), crash) as table:
            tables.append(table)
            await table.asks("Password of")
            await table.seat.paste(HIDDEN)
            await table.seat.press("enter")
            await table.seat.until(lambda: not table.seat.app.is_running)

    tables: list[Table] = []
    with pytest.raises(Exception, match=str(len(HIDDEN))):
        await sign_in()
    printed = "".join(capsys.readouterr())
    assert tables[0].seat.app.return_code == 1
    assert "ZeroDivisionError" in printed
    assert "typed = " in printed  # the line of the source, not the value
    assert HIDDEN not in printed


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
