"""Pasting the assertion: a field that takes everything and shows nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pytest
from textual import events, on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Static

import tui.screens.signin
from auth.saml import Assertion as ReadAssertion
from auth.saml import read_assertion
from auth.sandbox.assertion import Assertion, IssuerKeys, form_value, make_response, role_value
from auth.sandbox.company import APP, FUMIDAI, grant
from profiles.links import initsso_url
from profiles.secret import Secret
from tests.tui_app import Clock
from tui.questions.paste import PasteField, PasteQuestion

NOW = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
LINK = initsso_url("C01fumidai0", "101000000001")
PLAIN = Assertion("person@example.com", APP.issuer, (role_value(grant(FUMIDAI, "sso")),), NOW)


@cache
def value(said: Assertion = PLAIN) -> str:
    """`SAMLResponse` as a page holds it."""
    return form_value(make_response(said, IssuerKeys.make(NOW)))


class SignInScreen(ModalScreen[None]):
    """The dialog of the sign-in, with this question alone in it. The style sheet goes by the class's name."""

    CSS_PATH = Path(tui.screens.signin.__file__).with_name("signin.tcss")

    def __init__(self, question: PasteQuestion) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as dialog:
            dialog.border_title = "sts · Google sign-in"
            with Vertical(id="question"):
                yield self.question
            yield Static(Content(self.question.keys_words), id="keys")


class PasteApp(App[None]):
    """Answers nothing; remembers what was answered."""

    def __init__(self, question: PasteQuestion) -> None:
        super().__init__()
        self.question = question
        self.pasted: list[ReadAssertion] = []

    def on_mount(self) -> None:
        self.push_screen(SignInScreen(self.question))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"quiet": "#858ba6"}

    @on(PasteQuestion.Pasted)
    def remember(self, event: PasteQuestion.Pasted) -> None:
        self.pasted.append(event.assertion)


@dataclass
class Seat:
    """In front of the question."""

    app: PasteApp
    pilot: Pilot[None]
    clock: Clock
    opened: list[str]
    messages: list[str]
    drawn: list[str] = field(default_factory=list)

    async def paste(self, text: str) -> None:
        """As a terminal with bracketed paste hands it over."""
        self.app.post_message(events.Paste(text))
        await self.pilot.pause()
        self.look()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        self.look()

    async def type(self, text: str) -> None:
        """As a terminal without it: a key for each character, Enter at a line's end."""
        for character in text:
            key = {"\n": "enter", " ": "space"}.get(character, character)
            self.app.post_message(events.Key(key, None if character == "\n" else character))
        await self.pilot.pause()

    def look(self) -> None:
        """Remember the picture that anybody could take now."""
        self.drawn.append(self.app.export_screenshot())

    @property
    def text(self) -> str:
        """What the question says, line by line."""
        return "\n".join(
            "\n".join(strip.text.rstrip() for strip in widget.render_lines(widget.size.region))
            for widget in self.app.question.query(Static)
            if widget.display
        )

    async def until(self, true: Callable[[], bool]) -> None:
        for _ in range(300):
            if true():
                return
            await asyncio.sleep(0.01)
            await self.pilot.pause()
        raise AssertionError(f"This never came true:\n{self.text}")

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


@asynccontextmanager
async def seat(*, why_not: str = "", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Seat]:
    clock, opened, messages = Clock(NOW), list[str](), list[str]()

    def open_link() -> str:
        opened.append("opened")
        return why_not

    def hear(message: Message) -> None:
        # Textual's own events of typing and pasting do carry what they bring; no message of ours may.
        if not isinstance(message, events.Paste | events.Key):
            messages.append(repr(message))

    app = PasteApp(PasteQuestion(LINK, open_link, clock))
    async with app.run_test(size=size, message_hook=hear) as pilot:
        await pilot.pause()
        made = Seat(app, pilot, clock, opened, messages)
        made.look()
        yield made
        made.look()
        for text in (*made.drawn, *messages):
            assert value()[:40] not in text
            assert value()[-40:] not in text


async def test_a_pasted_assertion_is_taken_at_enter() -> None:
    async with seat() as here:
        assert "Nothing yet. Paste here." in here.text
        await here.paste(value())
        assert f"{len(value()):,} characters received" in here.text
        assert "Good: one role, good for 5:00. Press Enter to go on." in here.words
        assert here.app.pasted == []
        await here.press("enter")
        (assertion,) = here.app.pasted
        assert assertion.response.reveal() == value()
        assert "Nothing yet" in here.text


async def test_a_hundred_thousand_characters_on_many_lines_are_taken() -> None:
    many = tuple(role_value(grant(FUMIDAI, f"role-{number:05}")) for number in range(270))
    large = value(replace(PLAIN, roles=many))
    body = urlencode({"SAMLResponse": large, "RelayState": ""})
    lines = "\r\n".join("  " + body[start : start + 64] for start in range(0, len(body), 64))
    assert len(lines) > 100_000
    async with seat() as here:
        await here.paste(lines)
        assert "Good: 270 roles" in here.words
        await here.press("enter")
        assert here.app.pasted[0].response.reveal() == large


async def test_typed_characters_count_as_well_letters_of_commands_included() -> None:
    text = value().rstrip("=")
    assert {"o", "y", "a", "r", "c"} <= set(text)
    async with seat() as here:
        await here.type("\n".join(text[start : start + 76] for start in range(0, len(text), 76)))
        await here.until(lambda: "Good" in here.text)
        assert f"{len(text):,} characters received" in here.text
        assert here.opened == []
        await here.press("enter")
        assert here.app.pasted[0].response.reveal() == value()


async def test_typing_is_read_when_it_pauses_and_not_at_every_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PasteQuestion, "QUIET", 3600)
    async with seat() as here:
        await here.type("hello")
        assert "5 characters received" in here.text
        assert "not a SAML" not in here.text
        await here.press("enter")
        assert "This is not a SAML response." in here.words
        assert here.app.pasted == []


async def test_what_is_wrong_is_said_at_once_and_enter_does_nothing() -> None:
    async with seat() as here:
        await here.paste(value()[:2000])
        assert "cut short" in here.words
        await here.press("enter")
        assert here.app.pasted == []


async def test_the_next_paste_takes_the_place_of_the_last() -> None:
    async with seat() as here:
        await here.paste("something else")
        assert "This is not a SAML response." in here.words
        await here.paste(value())
        assert "Good" in here.text
        assert "not a SAML" not in here.text


@pytest.mark.parametrize("key", ["backspace", "delete"])
async def test_it_can_be_cleared(key: str) -> None:
    async with seat() as here:
        await here.paste(value())
        await here.press(key)
        assert "Nothing yet. Paste here." in here.text
        assert "Good" not in here.text
        assert here.app.question.query_one(PasteField).text == ""
        await here.press("enter")
        assert here.app.pasted == []


async def test_an_assertion_that_expires_before_enter_is_not_taken() -> None:
    async with seat() as here:
        await here.paste(value())
        here.clock.advance(minutes=7)
        await here.press("enter")
        assert "expired 2 minutes ago" in here.words
        assert here.app.pasted == []


async def test_the_link_is_shown_opened_and_copied() -> None:
    async with seat() as here:
        assert LINK in here.text.replace("\n", "")
        await here.press("o")
        assert here.opened == ["opened"]
        assert "Sent to your browser." in here.words
        await here.press("y")
        assert here.app.clipboard == LINK
        assert "given to your terminal" in here.words
        assert "Nothing yet" in here.text


async def test_after_a_bad_paste_the_link_can_still_be_opened() -> None:
    async with seat() as here:
        await here.paste("wrong")
        await here.press("o", "y")
        assert here.opened == ["opened"]
        assert here.app.clipboard == LINK


async def test_why_no_browser_was_opened_is_said() -> None:
    async with seat(why_not="There is no display here.") as here:
        await here.press("o")
        assert "No browser was opened. There is no display here. Copy the link with y." in here.words


@pytest.mark.parametrize("paste", ["", "x", "expired", "other"])
async def test_everything_fits_a_small_terminal(paste: str) -> None:
    texts = {
        "expired": value(replace(PLAIN, issued=NOW - timedelta(days=400))),
        "other": value(
            replace(
                PLAIN,
                destination="https://a-rather-long-name-of-a-service.example.com/saml/acs/0123456789abcdef",
            )
        ),
    }
    async with seat() as here:
        if paste:
            await here.paste(texts.get(paste, paste))
        dialog = here.app.screen.query_one("#dialog")
        assert dialog.region.height <= 23
        for widget in (*here.app.question.query(Static), here.app.screen.query_one("#keys")):
            if widget.display:
                assert dialog.content_region.contains_region(widget.region), widget
                assert widget.region.height == widget.virtual_size.height or widget.id == "pasted"
        assert "Paste it here, within five minutes." in here.words
        assert "expired 1 year" not in here.words


async def test_the_message_does_not_print_the_assertion() -> None:
    assertion = read_assertion(Secret(value()))
    message = PasteQuestion.Pasted(assertion)
    assert "person" not in repr(message)
    assert value()[:20] not in repr(assertion)
