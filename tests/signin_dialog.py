"""The sign-in dialog over the home screen, with Google and AWS as a script: what its tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from textual.message import Message
from textual.widgets import Input, Static

from auth.google.flow import GoogleAccount
from auth.places import REAL
from auth.signin import SignedIn, SignIn
from profiles.files import load
from tests.google_script import IDENTIFIER, KEYS, SSO, USER, Script, code, password, saml
from tests.tui_app import Desk, Seat
from tui.demo_hints import DemoHints
from tui.questions.question import Question
from tui.roads import Road, remember_road
from tui.screens.signin import SignInScreen, Sitting
from tui.sittings import save

HIDDEN = "hunter2-swordfish"
"""The password that must not be seen anywhere."""
REQUEST = SignIn(GoogleAccount("C01fumidai", "101000000001", USER), SSO)
WHOLE = (IDENTIFIER, password(), code(), saml(), KEYS)
"""Every answer of a sign-in that works."""


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
    roads: tuple[Road, ...] = tuple(Road),
) -> AsyncIterator[Table]:
    """The dialog over the home screen of *desk*, with a script of *lines*."""
    script = script or Script(*lines)  # type: ignore[arg-type]  # the tests write answers only
    opened: list[str] = []

    def open_link(url: str) -> str:
        opened.append(url)
        return why_not

    def save_all(signed_in: SignedIn) -> None:
        save(desk.setup, load(desk.paths).listing, "sts", desk.clock.now.date(), [], signed_in)

    sitting = Sitting(
        name,
        request,
        lambda: script,
        saving or save_all,
        DemoHints(REAL),
        desk.clock,
        desk.folder / "records",
        notice,
        roads=roads,
        make_usual=partial(remember_road, desk.paths, "sts"),
    )
    async with desk.running(size, toasts=True, hear=hear) as seat:
        table = Table(seat, script, SignInScreen(sitting, open_link), opened)
        # From inside the application, so that its messages are heard.
        seat.app.call_later(seat.app.push_screen, table.screen, table.ended.append)
        await seat.until(lambda: table.screen.is_mounted)
        yield table
