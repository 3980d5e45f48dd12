"""A change to the AWS files, looked at before it is written."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from auth.plain import plain
from profiles.changes import Change, ChangedMeanwhile, Written
from profiles.writing import FileRefused
from tui.background import in_thread
from tui.screens.dialog import Dialog
from tui.widgets.diff_view import change_content, diff_content

Write = Callable[[Change], Written]
"""Writes a change. Raises ``FileRefused``. Blocks."""


class ChangeScreen(Dialog[Written | None]):
    """Shows the lines; Enter writes them and returns what was written, Esc returns None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(10)", show=False),
        Binding("pageup", "scroll(-10)", show=False),
        Binding("q", "dismiss(None)", show=False),
    ]

    def __init__(self, change: Change, lines: Content, write: Write, notes: Sequence[str] = ()) -> None:
        """*lines*: the change as it is shown. `change_screen` makes them."""
        super().__init__()
        self._change, self._lines, self._write, self._notes = change, lines, write, notes

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._change.what))
            if self._notes:
                notes = "\n".join(f"· {plain(note)}" for note in self._notes)
                yield Static(Content(notes), id="change-notes")
            with VerticalScroll(id="lines", can_focus=False):
                yield Static(self._lines, id="diff")
            yield Static(id="reason", classes="wrong")
            yield Static(
                Content("⏎ write these lines   ↑↓ scroll   Esc back, nothing is written"), classes="keys"
            )

    def on_mount(self) -> None:
        self.query_one("#reason").display = False

    def action_scroll(self, lines: int) -> None:
        """Down or up in the lines."""
        self.query_one("#lines", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_write(self) -> None:
        """Enter: write it, once."""
        if not self.at_work:
            self._write_it()

    @work(description="write the change", exclusive=True)
    async def _write_it(self) -> None:
        """Write it, and stay where that is refused."""
        try:
            written = await self.to_the_end(partial(self._write, self._change))
        except FileRefused as refused:
            reason = self.query_one("#reason", Static)
            reason.update(refusal_content(refused))
            reason.display = True
        else:
            self.dismiss(written)


async def change_screen(change: Change, write: Write, notes: Sequence[str] = ()) -> ChangeScreen:
    """The screen of a change. Its lines are worked out away from the screen: in a large file they take seconds."""
    return ChangeScreen(change, await in_thread(partial(change_content, change)), write, notes)


def refusal_content(refused: FileRefused) -> Content:
    """Why a file was not written; where somebody else changed it, what they did."""
    words = Content(plain(str(refused), 600))
    if not isinstance(refused, ChangedMeanwhile):
        return words
    return Content("\n").join([words, Content("The other program's change:"), diff_content(refused.theirs)])
