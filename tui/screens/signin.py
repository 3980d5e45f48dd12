"""The sign-in, in one dialog from the first question to the keys on disk, and on every road that leads there."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import LoadingIndicator, Static
from textual.worker import Worker

from auth.browser.steps import Browse
from auth.by_browser import sign_in_by_browser
from auth.errors import AuthError, Cancelled
from auth.plain import plain
from auth.prompts import AskPhoneApproval
from auth.saml import Assertion
from auth.signin import Answer, Asked, Conversation, SignedIn, SignIn, become, sign_in
from profiles.files import FileRefused
from tui.background import in_thread
from tui.demo_hints import DemoHints
from tui.driver import Driver
from tui.questions import question_for
from tui.questions.paste import PasteQuestion
from tui.questions.question import Given, Question
from tui.questions.window import WindowView
from tui.roads import Road
from tui.screens.dialog import Layer
from tui.wires import Carrier


@dataclass(frozen=True, slots=True)
class Sitting:
    """Everything one sign-in needs."""

    profile_name: str
    request: SignIn
    wire: Callable[[], Carrier]
    """Makes the wire."""
    save: Callable[[SignedIn], None]
    """Writes the keys; raises ``FileRefused``."""
    hints: DemoHints
    now: Callable[[], datetime]
    records: Path
    """The folder for records of unknown pages."""
    notice: str = ""
    """What must be known before a password is typed."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    in_file: bool = False
    """Google sessions are kept in a file."""
    notices: list[str] = field(default_factory=list)
    """What turned up on the way and should be told afterwards."""
    roads: tuple[Road, ...] = tuple(Road)
    """The usual one first."""
    make_usual: Callable[[Road], None] = lambda _road: None
    """Takes that road first from now on; raises ``FileRefused``."""


class SignInScreen(Layer[SignedIn | None]):
    """Asks until there are keys, or until Esc. Returns None if nothing was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("r", "again", "Try again", show=False),
        *(
            Binding(key, f"take('{road.value}', {always})", road.words, show=False)
            for road in Road
            for key, always in ((road.key, False), (road.key.upper(), True))
        ),
        Binding("c", "browser", "Open in the browser", show=False),
        Binding("s", "record", "Save a record", show=False),
        Binding("w", "go_on", "Go on without", show=False),
    ]
    CSS_PATH = "signin.tcss"

    def __init__(self, sitting: Sitting, open_link: Callable[[str], str]) -> None:
        """*open_link* opens a link and returns why it could not, or nothing."""
        super().__init__()
        self._sitting, self._open_link = sitting, open_link
        self._driver: Driver | None = None
        self._reply: asyncio.Future[Given] | None = None
        self._without: asyncio.Event | None = None
        self._failed = False
        self._failure: tuple[str, str, str, str] | None = None
        self._unsaved: SignedIn | None = None
        self._road = sitting.roads[0]
        self._worker: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(f"{plain(self._sitting.profile_name)} · Google sign-in")
            yield Static(Content(plain(self._sitting.notice)), id="notice")
            yield Vertical(id="question")
            with Vertical(id="waiting"):
                yield LoadingIndicator()
                yield Static(Content(""), id="progress")
            yield Static(Content("Esc cancel"), id="keys")

    def on_mount(self) -> None:
        self.query_one("#notice").display = bool(self._sitting.notice)
        self._take(self._road)

    def on_unmount(self) -> None:
        self._close()

    # The conversation

    def _take(self, road: Road) -> None:
        """Begin anew, on *road*."""
        self._road = road
        match road:
            case Road.TERMINAL:
                self._begin(sign_in(self._sitting.request))
            case Road.BROWSER:
                self._begin(sign_in_by_browser(self._sitting.request))
            case Road.PASTE:
                self._give_up_waiting()
                self._show_paste()

    def _give_up_waiting(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
        self._close()

    def _begin(self, conversation: Conversation[SignedIn]) -> None:
        self._failed = False
        self._give_up_waiting()
        self._worker = self._converse_and_save(conversation)

    def _close(self) -> None:
        if self._driver is not None:
            self._driver.close()

    # The description keeps Textual from writing the arguments of the worker into its log.
    @work(description="sign-in", exclusive=True)
    async def _converse_and_save(self, conversation: Conversation[SignedIn]) -> None:
        try:
            self.tell("Starting…")
            self._driver = Driver(await in_thread(self._sitting.wire), self)
            self._unsaved = await self._driver.run(conversation)
        except Cancelled:
            self.dismiss(None)
        except AuthError as error:
            await self._show_failure(error.what, error.why, error.remedy, error.quote)
        else:
            await self._save(self._unsaved)

    async def _save(self, signed_in: SignedIn) -> None:
        self._failed = False
        self.tell("Saving the keys…")
        self._show_keys("")
        try:
            await self.to_the_end(partial(self._sitting.save, signed_in))
        except FileRefused as refused:
            await self._show_failure(refused.what, refused.cause, refused.remedy, "")
        except AuthError as error:  # the keyring
            await self._show_failure(error.what, error.why, error.remedy, "")
        else:
            self.dismiss(signed_in)

    @work(description="save the keys", exclusive=True)
    async def _save_again(self, signed_in: SignedIn) -> None:
        await self._save(signed_in)

    # The desk: what the driver needs of the screen

    def tell(self, words: str) -> None:
        """Say what is being done."""
        self.query_one("#question", Vertical).remove_children()
        self.query_one("#waiting").display = True
        self.query_one("#progress", Static).update(Content(plain(words)))
        self._show_keys("Esc cancel")

    async def show_window(self, step: Browse) -> None:
        """Say that a browser window opens, why, and how long it stays; the other roads are open meanwhile."""
        await self._show(WindowView(step, self._sitting.now, partial(self._sitting.hints.words, step)))
        self._show_keys(f"{self._other_roads()}\nEsc  cancel")

    async def ask(self, question: Asked) -> Answer:
        """Show the question; the person's answer, None for Esc."""
        view = question_for(
            question,
            partial(self._sitting.hints.words, question),
            aliases=self._sitting.aliases,
            in_file=self._sitting.in_file,
        )
        reply: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self._reply = reply
        await self._show(view)
        self._show_keys(view.keys_words)
        if isinstance(question, AskPhoneApproval):
            self.app.bell()
        try:
            return await reply
        finally:
            self._reply = None

    async def wait_or_go_on(self, words: str, task: "asyncio.Future[Answer]") -> None:
        """Say what is waited for; ``w`` goes on without it."""
        self.tell(words)
        self._show_keys("w go on without it   Esc cancel")
        self._without = asyncio.Event()
        wish = asyncio.ensure_future(self._without.wait())
        either: set[asyncio.Future[Any]] = {task, wish}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._without = None
            wish.cancel()

    @on(Question.Answered)
    def answered(self, event: Question.Answered) -> None:
        """Hand the person's answer to the waiting conversation."""
        event.stop()
        if self._reply is not None and not self._reply.done():
            self._reply.set_result(event.reply)

    # What is shown

    async def _show(self, *views: Widget) -> None:
        self.query_one("#waiting").display = False
        holder = self.query_one("#question", Vertical)
        # Shielded: stopped in the middle by Esc, it would stop what the application waits for, and so end that.
        await asyncio.shield(emptied(holder))
        await holder.mount(*views)

    def _show_keys(self, words: str) -> None:
        self.query_one("#keys", Static).update(Content(words))

    @work(description="back to the failure")
    async def _fail_again(self, what: str, why: str, remedy: str, quote: str) -> None:
        await self._show_failure(what, why, remedy, quote)

    async def _show_failure(self, what: str, why: str, remedy: str, quote: str) -> None:
        self._failure = what, why, remedy, quote
        parts = (("what", what), ("quote", f"In its own words: “{quote}”" if quote else ""), ("why", why))
        views = [
            Static(Content(plain(words, 1000)), classes=name)
            for name, words in (*parts, ("remedy", remedy))
            if words
        ]
        # Words of others can be long; the keys below them must stay in sight.
        failure = VerticalScroll(*views, classes="failure")
        await self._show(failure)
        failure.focus()
        self._failed = True
        if self._unsaved:
            self._show_keys("r save again   Esc back")
            return
        record = "s  save a record for a report\n" if self._driver and self._driver.last_page else ""
        self._show_keys(
            f"r  try again\n{self._other_roads()}\nc  open Google's link in the browser\n{record}Esc  back"
        )

    def _other_roads(self) -> str:
        """A line for each."""
        roads = [road for road in self._sitting.roads if road is not self._road]
        width = max(len(road.invitation) for road in roads) + 3
        return "\n".join(f"{road.key}  {road.invitation:{width}}{road.key.upper()} always" for road in roads)

    # Keys

    def action_cancel(self) -> None:
        """Esc: out of the conversation, wherever it is; out of the pasting, back to why it came to that."""
        if self._failure is not None and self.query(PasteQuestion):
            self._fail_again(*self._failure)
            return
        if self._reply is not None and not self._reply.done():
            self._reply.set_result(None)
            return
        if self.at_work:  # There is no way back from here, and "nothing was changed" would be wrong.
            return
        if self._worker is not None:
            self._worker.cancel()
        self.dismiss(None)

    def action_again(self) -> None:
        """From the beginning, after a failure (or only the saving, if that is what failed)."""
        if self._failed and self._unsaved:
            self._save_again(self._unsaved)
        elif self._failed:
            self._take(self._road)

    def action_take(self, name: str, always: bool) -> None:
        """Another road, now or from now on: after a failure, or while a browser window or the pasting waits."""
        ended = self._failed and self._unsaved is None
        if not (ended or self.query("WindowView, PasteQuestion")):
            return
        road = Road(name)
        if always:
            self._make_usual(road)
        if ended or road is not self._road:  # a window that is open is not closed for another one
            self._take(road)

    @work(description="make a road the usual one", group="road")
    async def _make_usual(self, road: Road) -> None:
        try:
            await in_thread(partial(self._sitting.make_usual, road))
        except FileRefused as refused:
            self.app.notify(plain(str(refused)), severity="warning", markup=False)

    def action_browser(self) -> None:
        """Google's link in the person's own browser, after a failure."""
        if self._failed and (why_not := self._open_link(self._sitting.request.account.link)):
            self.app.notify(f"No browser was opened. {why_not}", severity="warning", markup=False)

    def action_go_on(self) -> None:
        """Without what is waited for."""
        if self._without is not None:
            self._without.set()

    @work(description="paste")
    async def _show_paste(self) -> None:
        """The road of any browser: its answer, pasted here."""
        link = self._sitting.request.account.link
        view = PasteQuestion(link, partial(self._open_link, link), self._sitting.now)
        await self._show(view)
        self._show_keys(f"{self._other_roads()}\n{view.keys_words}")

    @on(PasteQuestion.Pasted)
    def pasted(self, event: PasteQuestion.Pasted) -> None:
        """Go on from the assertion."""
        event.stop()
        assertion: Assertion = event.assertion
        self._begin(become(self._sitting.request, assertion))

    def action_record(self) -> None:
        """A record of the last page, secrets removed, for a report."""
        page = self._driver.last_page if self._driver else None
        if not self._failed or page is None:
            return
        from auth.record import record
        from tui.screens.record import RecordScreen

        def make(with_texts: bool) -> str:
            return record(page.url, page.html, page.status, with_texts=with_texts)

        self.app.push_screen(RecordScreen(make, self._sitting.records, self._sitting.now))


async def emptied(holder: Vertical) -> None:
    """Wait until nothing is in *holder* any more."""
    await holder.remove_children()
