"""The sign-in, in one dialog from the first question to the keys on disk.

The only place where the three worlds meet: the conversation (``auth.signin``), which asks; the wire
(``auth.bastion.Wire``), which does; and the person, who answers.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import LoadingIndicator, Static
from textual.worker import Worker

from auth.conversation import Done, advance
from auth.errors import AuthError, Cancelled
from auth.google.flow import Exchange, FetchPicture, WaitForTap
from auth.keeping import (
    AskKeep,
    ForgetPassword,
    Keep,
    KeepPassword,
    KeepSession,
    RecallPassword,
    RecallSession,
    RunCommand,
)
from auth.plain import plain
from auth.prompts import Progress, Prompt, Reply
from auth.signin import Answer, AskCompanions, SignedIn, SignIn, Step, sign_in
from auth.sts import AssumeRole
from auth.wire import Errand
from profiles.files import FileRefused
from tui.background import in_thread
from tui.demo_hints import DemoHints
from tui.questions import question_for
from tui.questions.question import Question
from tui.wires import Carrier


@dataclass(frozen=True, slots=True)
class Sitting:
    """Everything one sign-in needs."""

    profile_name: str
    request: SignIn
    wire: Callable[[], Carrier]
    """Makes the wire; called off the screen, since it imports the heavy libraries."""
    save: Callable[[SignedIn], None]
    """Writes the keys; raises ``FileRefused``."""
    hints: DemoHints
    notice: str = ""
    """What must be known before a password is typed."""


class SignInScreen(ModalScreen[SignedIn | None]):
    """Asks until there are keys, or until Esc. Returns None if nothing was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("r", "again", "Try again", show=False),
        Binding("c", "browser", "Open in the browser", show=False),
    ]
    CSS_PATH = "signin.tcss"

    def __init__(self, sitting: Sitting, open_link: Callable[[str], None]) -> None:
        super().__init__()
        self._sitting, self._open_link = sitting, open_link
        self._wire: Carrier | None = None
        self._reply: asyncio.Future[Reply] | None = None
        self._failed = False
        self._unsaved: SignedIn | None = None
        self._worker: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(f"{plain(self._sitting.profile_name)} · Google sign-in")
            yield Static(Content(self._sitting.notice), id="notice")
            yield Vertical(id="question")
            with Vertical(id="waiting"):
                yield LoadingIndicator()
                yield Static(Content(""), id="progress")
            yield Static(Content("Esc cancel"), id="keys")

    def on_mount(self) -> None:
        self.query_one("#notice").display = bool(self._sitting.notice)
        self._begin()

    def on_unmount(self) -> None:
        if self._wire is not None:
            self._wire.close()

    # The conversation

    def _begin(self) -> None:
        self._failed = False
        self._worker = self._unsaved_or_new()

    # The description keeps Textual from writing the arguments of the worker into its log.
    @work(description="sign-in", exclusive=True)
    async def _unsaved_or_new(self) -> None:
        try:
            signed_in = self._unsaved or await self._converse()
            self._unsaved = signed_in
            self._tell("Saving the keys…")
            await in_thread(lambda: self._sitting.save(signed_in))
        except Cancelled:
            self.dismiss(None)
        except AuthError as error:
            await self._show_failure(error.what, error.why, error.remedy, error.quote)
        except FileRefused as refused:
            await self._show_failure(refused.what, refused.cause, refused.remedy, "")
        else:
            self.dismiss(signed_in)

    async def _converse(self) -> SignedIn:
        flow = sign_in(self._sitting.request)
        try:
            step: Step | Done[SignedIn] = advance(flow, None)
            while not isinstance(step, Done):
                step = advance(flow, await self._answer(step))
            return step.value
        finally:
            flow.close()

    async def _answer(self, step: Step) -> Answer | AuthError:
        match step:
            case Progress():
                self._tell(step.words)
                return None
            case Exchange() | AssumeRole() | FetchPicture():
                return await self._send(step)
            case (
                RecallPassword()
                | RecallSession()
                | KeepPassword()
                | KeepSession()
                | ForgetPassword()
                | RunCommand()
            ):
                return await self._send(step)
            case WaitForTap():
                return await self._wait_for_tap(step)
            case AskKeep():
                return Keep()
            case AskCompanions():
                return frozenset()
            case _:
                return await self._ask(step)

    def _ready_wire(self) -> Carrier:
        if self._wire is None:
            self._wire = self._sitting.wire()
        return self._wire

    async def _send(self, step: Errand) -> Answer | AuthError:
        """A failure is an answer too: the conversation decides what it means."""
        try:
            return await in_thread(lambda: self._ready_wire()(step))
        except AuthError as error:
            return error

    async def _wait_for_tap(self, step: WaitForTap) -> Answer:
        """The question and the wait side by side; whichever answers first is the answer."""
        waiting = asyncio.ensure_future(in_thread(lambda: self._ready_wire().tapped(step)))
        asking = asyncio.ensure_future(self._ask(step.prompt))
        try:
            await asyncio.wait({waiting, asking}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else waiting.result()
        finally:
            if self._wire is not None:
                self._wire.stop_waiting()
            asking.cancel()

    async def _ask(self, prompt: Prompt) -> Reply:
        question = question_for(prompt, lambda: self._sitting.hints.words(prompt))
        self._reply = asyncio.get_running_loop().create_future()
        holder = self.query_one("#question", Vertical)
        self.query_one("#waiting").display = False
        await holder.remove_children()
        await holder.mount(question)
        self.query_one("#keys", Static).update(Content(question.keys_words))
        try:
            return await self._reply
        finally:
            self._reply = None

    @on(Question.Answered)
    def answered(self, event: Question.Answered) -> None:
        """Hand the person's answer to the waiting conversation."""
        event.stop()
        if self._reply is not None and not self._reply.done():
            self._reply.set_result(event.reply)

    # What is shown meanwhile

    def _tell(self, words: str) -> None:
        self.query_one("#question", Vertical).remove_children()
        self.query_one("#waiting").display = True
        self.query_one("#progress", Static).update(Content(words))
        self.query_one("#keys", Static).update(Content("Esc cancel"))

    async def _show_failure(self, what: str, why: str, remedy: str, quote: str) -> None:
        self._failed = True
        self.query_one("#waiting").display = False
        holder = self.query_one("#question", Vertical)
        await holder.remove_children()
        await holder.mount(
            Static(Content(what), classes="what"),
            *([Static(Content(f"In its own words: “{quote}”"), classes="quote")] if quote else []),
            *([Static(Content(why), classes="why")] if why else []),
            Static(Content(remedy), classes="remedy"),
        )
        again = "r save again" if self._unsaved else "r try again"
        self.query_one("#keys", Static).update(
            Content(f"{again}   c open Google's link in the browser   Esc back")
        )
        self.set_focus(None)

    # Keys

    def action_cancel(self) -> None:
        """Esc: out of the conversation, wherever it is."""
        if self._reply is not None and not self._reply.done():
            self._reply.set_result(None)
            return
        if self._worker is not None:
            self._worker.cancel()
        self.dismiss(None)

    def action_again(self) -> None:
        """From the beginning, after a failure (or only the saving, if that is what failed)."""
        if self._failed:
            self._begin()

    def action_browser(self) -> None:
        """Google's link in the person's own browser, after a failure."""
        if self._failed:
            self._open_link(self._sitting.request.account.link)
