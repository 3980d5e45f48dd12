"""One of many, found by typing a part of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from auth.plain import plain
from tui.screens.dialog import Dialog
from tui.text import fit
from tui.widgets.choices import Choices


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick: the `value` that is returned, what it is called, and a word about it."""

    value: str
    label: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the typed text itself stands for: something to pick, or the reason why it is nothing."""

    choice: Choice | None = None
    reason: str = ""


def no_text(_text: str) -> Typed:
    """Only what is listed can be picked."""
    return Typed()


def fitting(choices: Sequence[Choice], text: str) -> list[Choice]:
    """The choices that hold every word of *text*; those whose label begins with it first.

    >>> [each.label for each in fitting([Choice("a", "My EC2"), Choice("b", "EC2")], "ec2")]
    ['EC2', 'My EC2']
    """
    words = text.lower().split()
    found = [
        each
        for each in choices
        if all(word in f"{each.label} {each.about} {each.value}".lower() for word in words)
    ]
    start = text.strip().lower()
    return sorted(found, key=lambda each: not each.label.lower().startswith(start))


class PickScreen(Dialog[str | None]):
    """Returns the value of what was picked, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        placeholder: str,
        choices: Sequence[Choice],
        here: str | None = None,
        typed: Callable[[str], Typed] = no_text,
    ) -> None:
        """*here* is the value under the cursor at first."""
        super().__init__()
        self._title, self._placeholder, self._choices = title, placeholder, choices
        self._here, self._typed = here, typed
        self._shown: list[Choice] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._title))
            yield Input(placeholder=self._placeholder, compact=True)
            yield Choices()
            yield Static(id="reason", classes="wrong")
            yield Static(Content("type to filter   ↑↓ ⏎ choose   Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._list("")

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """List what fits."""
        self._list(event.value)

    def _list(self, text: str) -> None:
        typed = self._typed(text) if text.strip() else Typed()
        self._shown = fitting(self._choices, text)
        if typed.choice is not None and typed.choice.value not in {each.value for each in self._shown}:
            self._shown.append(typed.choice)
        width = max((len(each.label) for each in self._shown), default=0) + 2
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(
            Option(
                Content.assemble(" ", fit(plain(each.label), min(width, 40)), (plain(each.about), "$quiet"))
            )
            for each in self._shown
        )
        at = next((place for place, each in enumerate(self._shown) if each.value == self._here), 0)
        options.highlighted = None if not self._shown else 0 if text.strip() else at
        reason = self.query_one("#reason", Static)
        words = "" if self._shown else typed.reason or "Nothing fits."
        reason.update(Content(plain(words)))
        reason.display = bool(words)

    def action_move(self, steps: int) -> None:
        """Up and down, while the field keeps what is typed."""
        options = self.query_one(OptionList)
        if self._shown:
            here = options.highlighted or 0
            options.highlighted = max(0, min(len(self._shown) - 1, here + steps))

    @on(Input.Submitted)
    def taken(self) -> None:
        """Enter."""
        here = self.query_one(OptionList).highlighted
        if here is not None:
            self.dismiss(self._shown[here].value)

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click."""
        self.dismiss(self._shown[event.option_index].value)
