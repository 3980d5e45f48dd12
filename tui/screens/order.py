"""In which order the list stands, and what stands together: one key for each answer."""

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.ordering import Group, Order, Sort
from tui.screens.dialog import Dialog
from tui.widgets.choices import Choices


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the menu."""

    key: str
    label: str
    is_in: Sort | Group

    def applied(self, order: Order) -> Order:
        """*order* with this answer."""
        if isinstance(self.is_in, Sort):
            return replace(order, sort=self.is_in)
        return replace(order, group=self.is_in)


SORTS = (
    Answer("f", "as in the files", Sort.FILE),
    Answer("n", "by name", Sort.NAME),
    Answer("a", "by account", Sort.ACCOUNT),
    Answer("r", "by role", Sort.ROLE),
    Answer("e", "what ends soonest first", Sort.ENDS),
    Answer("u", "recently and often used first", Sort.USED),
)
GROUPS = (
    Answer("t", "targets under their root", Group.ROOT),
    Answer("p", "names with the same beginning", Group.PREFIX),
    Answer("x", "no groups", Group.NONE),
)


class OrderScreen(Dialog[Order | None]):
    """Returns the new order after one answer, or None."""

    # Bindings, not an event handler: a letter typed right after the key that opens this, faster than a screen,
    # is an event of the screen below, and finds its binding here.
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(answer.key, f"take('{answer.is_in.name}')", show=False) for answer in (*SORTS, *GROUPS)),
        Binding("q", "dismiss(None)", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    def __init__(self, order: Order) -> None:
        super().__init__()
        self._order = order

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Order"
            yield Choices(
                Option("Sorted", disabled=True),
                *(self._option(answer) for answer in SORTS),
                Option("", disabled=True),
                Option("Together", disabled=True),
                *(self._option(answer) for answer in GROUPS),
                id="answers",
            )
            yield Static(Content("↑↓ ⏎ or its key   Esc as it was"), classes="keys")

    def on_mount(self) -> None:
        answers = self.query_one("#answers", OptionList)
        answers.highlighted = answers.get_option_index(self._order.sort.name)
        answers.focus()

    def _option(self, answer: Answer) -> Option:
        sign = "•" if answer.applied(self._order) == self._order else " "
        return Option(Content(f"{sign} {answer.key}  {answer.label}"), id=answer.is_in.name)

    def action_move(self, steps: int) -> None:
        """The next or the previous answer."""
        answers = self.query_one("#answers", OptionList)
        if steps > 0:
            answers.action_cursor_down()
        else:
            answers.action_cursor_up()

    def action_take(self, name: str) -> None:
        """A letter."""
        answer = next(each for each in (*SORTS, *GROUPS) if each.is_in.name == name)
        self.dismiss(answer.applied(self._order))

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        self.action_take(event.option.id or "")
