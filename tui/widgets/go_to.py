"""The line in which a name is typed to go to."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from auth.plain import plain

QUIT = ("q", "quit")
"""What leaves the application in vi and k9s."""


class GoTo(Horizontal):
    """A colon, the field, and where Enter leads to. Hidden until it is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    class Wanted(Message):
        """Enter: to this profile, or out of the application where None."""

        def __init__(self, name: str | None) -> None:
            super().__init__()
            self.name = name

    class Left(Message):
        """Esc."""

    def __init__(self, goals: Callable[[str], tuple[str, ...]], *, id: str) -> None:  # noqa: A002 - Textual's
        """*goals*: the names that a text may stand for, the likeliest first."""
        super().__init__(id=id)
        self._goals = goals

    def compose(self) -> ComposeResult:
        yield Label(":")
        yield Input(placeholder="a profile", id="go-name", compact=True)
        yield Static(id="go-hint")

    def open(self) -> None:
        """Show the line, empty."""
        self.display = True
        field = self.query_one(Input)
        field.clear()
        field.focus()
        self._show("")

    def close(self) -> None:
        """Hide it."""
        self.display = False

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """Another letter, another goal."""
        event.stop()
        self._show(event.value)

    def _show(self, text: str) -> None:
        found = self._goals(text)
        if not text.strip():
            words = "Tab completes   ⏎ goes there   Esc back"
        elif self._quits(text, found):
            words = "⏎ quits"
        elif not found:
            words = "no profile is called so"
        else:
            first, *others = (plain(name, 40) for name in found)
            words = f"⏎ {first}" + (f"   or {', '.join(others)}" if others else "")
        hint = self.query_one("#go-hint", Static)
        hint.update(Content(words))
        hint.set_class(bool(text.strip()) and not found and not self._quits(text, found), "-wrong")

    def _quits(self, text: str, found: tuple[str, ...]) -> bool:
        return text.strip() in QUIT and found[:1] != (text.strip(),)

    def action_complete(self) -> None:
        """Tab: the whole name."""
        field = self.query_one(Input)
        # A field shows what is in it raw: a name with control characters is gone to, not completed.
        if (found := self._goals(field.value)) and found[0].isprintable():
            field.value = found[0]
            field.cursor_position = len(found[0])

    @on(Input.Submitted)
    def taken(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        found = self._goals(event.value)
        if self._quits(event.value, found):
            self.post_message(self.Wanted(None))
        elif found:
            self.post_message(self.Wanted(found[0]))
        elif not event.value.strip():
            self.post_message(self.Left())

    def action_leave(self) -> None:
        """Esc."""
        self.post_message(self.Left())
