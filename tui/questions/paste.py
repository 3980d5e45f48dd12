"""The assertion copied out of the person's own browser: how to get it, and a field that never shows it."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from auth.errors import AssertionRefused
from auth.pasted import MOST_PASTED, read_pasted
from auth.plain import plain
from auth.saml import Assertion
from profiles.expiry import time_left
from tui.questions.question import Question

# As in AWS's documents: "View a SAML response in your browser" (IAM user guide).
_STEPS = """\
1  In a new browser tab press F12 (Mac: ⌥⌘I), choose Network, and
   tick Preserve log (Firefox: the gear, Persist Logs).
2  Open the link in that tab and sign in.
3  Click the request named saml. It goes to AWS's sign-in host.
4  Under Payload (Firefox: Request) copy what SAMLResponse holds.
5  Paste it here, within five minutes."""


class PasteField(Static, can_focus=True):
    """Takes what is pasted or typed, of any length, and shows how much that is.

    A terminal without bracketed paste types every character, and Enter at each line's end. The letters of *keys* are
    commands until something is typed: nothing that could be copied begins with one of them.
    """

    DEFAULT_CSS = """
    PasteField { height: 1; padding: 0 1; background: $boost; }
    PasteField:focus { background: $primary-muted; }
    """

    class Changed(Message):
        """Something was pasted, or all was cleared. Not posted for each typed character: there may be 100,000."""

    class Entered(Message):
        """Enter was pressed when *count* characters were there. More behind it means: it ended a pasted line."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, keys: str = "") -> None:
        super().__init__(id="pasted")
        self._keys = keys
        self._received: list[str] = []
        self.count = 0
        self._typing = False

    @property
    def text(self) -> str:
        """Everything received."""
        return "".join(self._received)

    def on_mount(self) -> None:
        self._show()

    def clear(self) -> None:
        """Forget everything."""
        self._received, self.count, self._typing = [], 0, False
        self._show()
        self.post_message(self.Changed())

    async def _on_key(self, event: events.Key) -> None:
        if event.key in {"backspace", "delete"}:
            self.clear()
        elif event.key == "enter":
            self.post_message(self.Entered(self.count))
        elif event.is_printable and event.character and (self._typing or event.character not in self._keys):
            self._typing = True
            self._take(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        """What is pasted takes the place of what was there."""
        event.stop()
        event.prevent_default()
        self._received, self.count, self._typing = [], 0, False
        self._take(event.text)
        self.post_message(self.Changed())

    def _take(self, text: str) -> None:
        # One character too many is kept, so that the reader says why this is too much.
        text = text[: max(0, MOST_PASTED + 1 - self.count)]
        self._received.append(text)
        self.count += len(text)
        self._show()

    def _show(self) -> None:
        words = f"{self.count:,} character{'' if self.count == 1 else 's'} received"
        self.update(Content(words if self.count else "Nothing yet. Paste here."), layout=False)


class PasteQuestion(Question):
    """Shows *link* and the way to copy; posts ``Pasted`` once the text is good at the time *now* tells.

    *open_link* opens it in the browser and returns why it could not, or nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "Open the link", show=False),
        Binding("y", "copy", "Copy the link", show=False),
    ]
    QUIET = 0.2
    """Seconds without a key after which what was typed is read."""

    class Pasted(Message):
        """The person has pasted a good assertion. It is secret, so it is not in the message's repr."""

        def __init__(self, assertion: Assertion) -> None:
            super().__init__()
            self.assertion = assertion

    keys_words = "⏎ go on   o open the link   y copy the link   ⌫ clear   Esc back"

    def __init__(self, link: str, open_link: Callable[[], str], now: Callable[[], datetime]) -> None:
        super().__init__()
        self._link, self._open_link, self._now = link, open_link, now
        self._counted = self._read = 0

    def compose(self) -> ComposeResult:
        yield Static(Content(plain(self._link, 2000)), classes="words", id="link")
        yield Static(Content(_STEPS), classes="words", id="steps")
        yield Static(classes="refusal")
        yield PasteField(keys="oytbTB")
        yield Static(classes="hint")

    def on_mount(self) -> None:
        self._say()
        self.query_one(PasteField).focus()
        self.set_interval(self.QUIET, self.read_when_quiet)

    @on(PasteField.Changed)
    def changed(self, event: PasteField.Changed) -> None:
        """Read what is there at once."""
        event.stop()
        self.read()

    def read_when_quiet(self) -> None:
        """Read what was typed, if nothing came since the last look."""
        count = self.query_one(PasteField).count
        if count == self._counted != self._read:
            self.read()
        self._counted = count

    def read(self) -> Assertion | None:
        """The assertion, if there is a good one; says what is wrong otherwise."""
        text = self.query_one(PasteField).text
        self._read = len(text)
        if not text.strip():
            self._say()
            return None
        now = self._now()
        try:
            assertion = read_pasted(text, now)
        except AssertionRefused as refused:
            self._say(refusal=str(refused))
            return None
        many = f"{len(assertion.roles)} roles" if len(assertion.roles) > 1 else "one role"
        ends = f", good for {time_left(assertion.not_after, now)}" if assertion.not_after else ""
        self._say(f"Good: {many}{ends}. Press Enter to go on.")
        return assertion

    def _say(self, hint: str = "", refusal: str = "") -> None:
        for name, words in (("hint", hint), ("refusal", refusal)):
            line = self.query_one(f".{name}", Static)
            line.update(Content(words))
            line.display = bool(words)

    @on(PasteField.Entered)
    def go_on(self, event: PasteField.Entered) -> None:
        """Answer, if the text is good now."""
        event.stop()
        field = self.query_one(PasteField)
        if event.count == field.count and (assertion := self.read()) is not None:
            field.clear()
            self.post_message(self.Pasted(assertion))

    def action_open(self) -> None:
        """The link in the browser."""
        why_not = self._open_link()
        if why_not:
            self._say(refusal=f"No browser was opened. {why_not} Copy the link with y.")
        else:
            self._say("Sent to your browser. Press F12 in that tab, then open the link there once more.")

    def action_copy(self) -> None:
        """The link through the terminal (OSC 52), which also works over SSH where the terminal allows it."""
        self.app.copy_to_clipboard(self._link)
        self._say("The link was given to your terminal to copy (OSC 52).")
