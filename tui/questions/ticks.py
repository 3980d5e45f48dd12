"""Boxes to tick, all empty at first: what may be kept, which other bastions to serve."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList, Static

from auth.keeping import AskKeep, Keep
from auth.plain import plain
from auth.signin import AskCompanions
from profiles.arns import ArnError, RoleArn
from tui.questions.question import Given, Question
from tui.text import account_number
from tui.widgets.choices import Choices


class TickQuestion(Question):
    """A short list; *answer* makes the answer from the indexes that are ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "Go on", show=False, priority=True),
        Binding("space", "tick", "Tick", show=False, priority=True),
    ]

    def __init__(
        self,
        words: str,
        labels: Sequence[str],
        answer: Callable[[frozenset[int]], Given],
        note: str = "",
        esc: str = "cancel",
    ) -> None:
        super().__init__()
        self.keys_words = f"space tick   ↑↓ move   ⏎ go on   Esc {esc}"
        self._words, self._labels, self._make_answer, self._note = words, labels, answer, note
        self._ticked: set[int] = set()

    def compose(self) -> ComposeResult:
        yield Static(Content(self._words), classes="words")
        yield Choices(*(self._line(index) for index in range(len(self._labels))), id="choices")
        if self._note:
            yield Static(Content(self._note), classes="google")

    def on_mount(self) -> None:
        choices = self.query_one("#choices", OptionList)
        choices.highlighted = 0
        choices.focus()

    def _line(self, index: int) -> Content:
        return Content(f"[{'x' if index in self._ticked else ' '}] {self._labels[index]}")

    def action_tick(self) -> None:
        """Space: tick the box under the cursor, or take the tick away."""
        choices = self.query_one("#choices", OptionList)
        if (index := choices.highlighted) is not None:
            self._ticked ^= {index}
            choices.replace_option_prompt_at_index(index, self._line(index))

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click ticks too."""
        event.stop()
        self.action_tick()

    def action_go_on(self) -> None:
        """Enter: as ticked."""
        self.answer(self._make_answer(frozenset(self._ticked)))


def keep_question(prompt: AskKeep, in_file: bool) -> TickQuestion:
    """What this computer may keep of a Google account."""
    where = "in a file only you can read" if in_file else "in this computer's keyring"
    return TickQuestion(
        "Keep this Google session on this computer?",
        (f"Keep the session, {where}", "Keep the password too, in the keyring"),
        lambda ticked: Keep(session=0 in ticked, password=1 in ticked),
        "With the session a refresh asks nothing, or only the second factor. But it opens the whole Google"
        f" account {plain(prompt.account)}, so keep it only where nobody else sits. Asked once; F takes it back.",
    )


def companions_question(prompt: AskCompanions) -> TickQuestion:
    """Which other bastions get their keys from the same sign-in."""
    return TickQuestion(
        "This sign-in can serve other bastions too. Which ones, now and from now on?",
        [f"{plain(each.name)}   {_role(each.role_arn)}" for each in prompt.companions],
        lambda ticked: frozenset(prompt.companions[index].name for index in ticked),
        "Asked once for a bastion; F forgets the answer.",
        esc="only this one, this time",
    )


def _role(text: str) -> str:
    try:
        arn = RoleArn.parse(text)
    except ArnError:
        return plain(text)
    return f"{account_number(arn.account)}   {plain(arn.path_and_name)}"
