"""A few things to choose from, each by its key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from auth.plain import plain
from tui.screens.dialog import Dialog
from tui.text import fit
from tui.widgets.choices import Choices


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to choose: the `key` that takes it, what it is called, and a sentence about it."""

    key: str
    label: str
    about: str = ""


class MenuScreen(Dialog[str | None]):
    """Returns the key of what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    def __init__(self, title: str, items: Sequence[Item]) -> None:
        super().__init__()
        self._title, self._items = title, items

    def compose(self) -> ComposeResult:
        width = max(len(item.label) for item in self._items) + 2
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._title))
            yield Choices(
                *(
                    Option(
                        Content.assemble(
                            (f" {item.key}  ", "bold $text-primary"),
                            fit(item.label, width),
                            (plain(item.about), "$quiet"),
                        ),
                        id=item.key,
                    )
                    for item in self._items
                )
            )
            yield Static(Content("↑↓ ⏎ or its key   Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def action_move(self, steps: int) -> None:
        """The next or previous one."""
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_key(self, event: events.Key) -> None:
        """The letter of an item takes it."""
        if any(event.character == item.key for item in self._items):
            event.stop()
            self.dismiss(event.character)

    @on(OptionList.OptionSelected)
    def taken(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        self.dismiss(event.option.id)
