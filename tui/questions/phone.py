"""A tap on the phone, with the number to match shown large."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Digits, Static

from auth.plain import plain
from auth.prompts import AskPhoneApproval
from tui.questions.question import Hint, HintLine, Question


class PhoneQuestion(Question, can_focus=True):
    """Waits until the person says that they tapped."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "tapped", "I tapped Yes", show=False),
        Binding("a", "another_way", "Another way", show=False),
    ]

    def __init__(self, prompt: AskPhoneApproval, hint: Hint) -> None:
        super().__init__()
        self._prompt, self._hint = prompt, hint
        self.another_way = prompt.another_way
        tapped = "" if prompt.waits else "⏎ I tapped Yes   "
        self.keys_words = tapped + ("a another way   " if prompt.another_way else "") + "Esc cancel"

    def compose(self) -> ComposeResult:
        prompt = self._prompt
        task = "Tap Yes on your phone, then this number:" if prompt.number else "Tap Yes on your phone."
        if prompt.waits:
            task += " It is noticed here by itself."
        yield Static(Content(task), classes="words")
        if prompt.number:
            yield Digits(prompt.number, id="number")
        yield Static(
            Content(self._again_words()),
            classes="refusal",
        )
        yield Static(Content(plain(prompt.words)), classes="google")
        yield HintLine(self._hint)

    def _again_words(self) -> str:
        if self._prompt.attempt == 1:
            return ""
        if self._prompt.waits:
            return "The first question timed out or was denied. Google has sent another."
        return "Not approved yet, says Google. Tap Yes, then press Enter."

    def on_mount(self) -> None:
        self.query_one(".refusal").display = self._prompt.attempt > 1
        self.query_one(".google").display = bool(self._prompt.words)
        self.focus()

    def action_tapped(self) -> None:
        """Tell Google that the phone was tapped."""
        if not self._prompt.waits:
            self.answer(True)
