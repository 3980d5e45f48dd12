"""A link that signs in whoever has it: fetched, given to the browser, counted down, and forgotten.

The link is in this widget's memory only, until it expires or the widget goes. It is drawn or copied after a yes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from auth.console import FederatedLink
from auth.errors import AuthError
from auth.handover import Handover
from auth.plain import plain
from profiles.console_pages import PageRefused
from profiles.expiry import time_left
from profiles.secret import Secret
from profiles.writing import FileRefused
from tui.background import in_thread
from tui.browsers import CannotOpen
from tui.console_links import SignInLink
from tui.screens.confirm import ConfirmScreen

COPIED = (
    "Given to your terminal to copy (OSC 52). Paste it into the browser's address line, and nowhere else."
)
_INSTEAD = "v shows the link, y copies it."
_STEP = 0.25
"""Seconds until it is seen that the browser has taken the link."""


class SecretLink(Vertical):
    """Says where the link is on its way; ``begin`` starts it."""

    class SignedIn(Message):
        """The link went to a browser, or was taken for one. *ends*: when the console closes, if known."""

        def __init__(self, ends: datetime | None) -> None:
            super().__init__()
            self.ends = ends

    def __init__(
        self,
        wanted: SignInLink,
        hand_over: Callable[[Secret], Handover],
        now: Callable[[], datetime],
        left: Callable[[Handover, datetime | None], None],
        *,
        id: str | None = None,  # noqa: A002 - Textual's
    ) -> None:
        """*left* is told of a link that still waits for the browser when this widget goes, and of the end of its
        console."""
        super().__init__(id=id)
        self._wanted, self._hand_over, self._now, self._left = wanted, hand_over, now, left
        self._fetching = asyncio.Lock()
        self._opening = False
        self._link: FederatedLink | None = None
        self._given: Handover | None = None
        self._taken = False
        self._counted = ""

    def compose(self) -> ComposeResult:
        yield Static(id="secret-happened")
        yield Static(id="secret-time", classes="muted")
        yield Static(id="secret-url", classes="link")

    def on_mount(self) -> None:
        for name in ("happened", "time", "url"):
            self.query_one(f"#secret-{name}").display = False
        self.display = False  # Until there is something to say, it takes no room.
        self.set_interval(_STEP, self.tick)

    def on_unmount(self) -> None:
        """The browser may take the link when nobody looks here any more."""
        if self._given is not None and not self._taken and self._link is not None:
            self._left(self._given, self._link.session_ends)

    @property
    def has_link(self) -> bool:
        """There is a link that still opens something."""
        return self._link is not None

    # The descriptions keep Textual from writing the arguments of the worker into its log.
    @work(description="secret link")
    async def open(self) -> None:
        """Give the link to the browser: the one there is, else a new one. Once more before that is done: nothing."""
        if self._opening:
            return
        self._opening = True
        try:
            await self._open()
        finally:
            self._opening = False

    async def _open(self) -> None:
        if not await self._fetched():
            return
        link = self._link
        if link is None:
            return
        try:
            self._given = await in_thread(lambda: self._hand_over(link.url))
        except CannotOpen as cannot:
            self._say(f"No browser was opened. {cannot.why} {_INSTEAD}", "warning")
            return
        except FileRefused as refused:
            self._say(f"{refused} {_INSTEAD}", "warning")
            return
        self._taken = False
        self._say("Sent to your browser. Waiting for it to take the link …", "good")

    @work(description="show the secret link", exclusive=True, group="asked-for")
    async def show_link(self) -> None:
        """Draw the link, after a yes."""
        if (url := await self._asked_for("Show the link", "show it")) is not None:
            drawn = self.query_one("#secret-url", Static)
            drawn.update(Content(url.reveal()))
            drawn.display = True

    @work(description="copy the secret link", exclusive=True, group="asked-for")
    async def copy_link(self) -> None:
        """Give the link to the terminal to copy, after a yes."""
        if (url := await self._asked_for("Copy the link", "copy it")) is not None:
            self.app.copy_to_clipboard(url.reveal())
            # Textual keeps what was copied, for pasting into its own fields. A secret shall not stay there.
            self.app._clipboard = ""
            self._say(COPIED, "good")

    async def _asked_for(self, title: str, yes: str) -> Secret | None:
        """The link, once the person knows what it is and wants it all the same."""
        words = (
            f"For 15 minutes, this link signs in to AWS as {plain(self._wanted.profile)} whoever has it, without a"
            " password.\n\nWho sees your screen or your clipboard can use it, and programs may keep what was copied."
        )
        if await self.app.push_screen_wait(ConfirmScreen(title, words, yes)) is not True:
            return None
        if not await self._fetched() or self._link is None:
            return None
        self.post_message(self.SignedIn(self._link.session_ends))
        return self._link.url

    async def _fetched(self) -> bool:
        """Whether there is a link, after asking AWS for one if need be; why not is said."""
        async with self._fetching:  # Opened and shown at once, it is asked for once.
            return await self._fetched_alone()

    async def _fetched_alone(self) -> bool:
        if self._link is not None and self._link.expires > self._now():
            return True
        self._forget()
        self._say("Asking AWS for a link … Esc leaves.")
        try:
            self._link = await in_thread(self._wanted.fetch)
        except AuthError as error:
            self._say(" ".join(filter(None, (error.what, error.why, error.remedy, error.quote))), "wrong")
        except PageRefused as refused:
            self._say(str(refused), "wrong")
        if self._link is not None:
            self._say("The link is here.", "good")
        self.tick()
        return self._link is not None

    def tick(self) -> None:
        """Move the countdown on; forget a link that opens nothing any more."""
        given, link = self._given, self._link
        if given is not None and not self._taken:
            if given.used.is_set():
                self._taken = True
                self._say("Your browser has taken the link.", "good")
                if link is not None:
                    self.post_message(self.SignedIn(link.session_ends))
            elif given.closed.is_set():
                self._given = None
                self._say(
                    f"Your browser did not take the link within a minute. o tries again, {_INSTEAD}",
                    "warning",
                )
        if link is None:
            return
        now = self._now()
        if link.expires <= now:
            self._forget()
            self._say("The link has expired and is forgotten. o makes a new one.", "muted")
            return
        words = f"The link opens for {time_left(link.expires, now)} more."
        if link.session_ends is not None:
            words += (
                f" The console closes at {link.session_ends.astimezone(now.tzinfo):%H:%M},"
                f" in {time_left(link.session_ends, now)}."
            )
        if words != self._counted:  # Once a second: the rest of the looks change nothing.
            self._counted = words
            time = self.query_one("#secret-time", Static)
            time.update(Content(words))
            time.display = True

    def _say(self, words: str, kind: str = "") -> None:
        self.display = True
        happened = self.query_one("#secret-happened", Static)
        happened.display = True
        happened.update(Content(plain(words, 900)))
        for each in ("wrong", "warning", "good", "muted"):
            happened.set_class(each == kind, each)

    def _forget(self) -> None:
        """Drop the link. A browser that was sent for it still has its minute."""
        self._link, self._counted = None, ""
        self.query_one("#secret-time").display = False
        url = self.query_one("#secret-url", Static)
        url.update("")
        url.display = False
