"""The line where the name of a profile is typed to go to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.getters import query_one
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from tui.destinations import QUIT, Destination, meant, quits

Known = Callable[[], Sequence[Destination]]
"""What can be gone to now, the likeliest first."""


class GoField(Horizontal):
    """One line: the name as it is typed, the rest of it behind the cursor, or beside it which one fits."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "accept", "Whole name", key_display="Tab"),
        Binding("escape", "leave", "Back", key_display="Esc"),
    ]
    DEFAULT_CSS = """
    GoField { height: 1; display: none; }
    GoField #go-prompt { width: auto; padding: 0 1; }
    GoField #go-name { width: 1fr; }
    GoField #go-note { width: auto; max-width: 60%; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    field = query_one("#go-name", Input)

    @dataclass
    class Wanted(Message):
        """Enter: go to the profile called *name*."""

        name: str

    @dataclass
    class QuitWanted(Message):
        """Enter after ``q``."""

    @dataclass
    class Left(Message):
        """Nothing is wanted after all."""

    def __init__(self, known: Known, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._known = known

    def compose(self) -> ComposeResult:
        yield Static(Content("go to"), id="go-prompt")
        yield NameField(id="go-name", compact=True, suggester=_RestOfName(self._known))
        yield Static(id="go-note")

    def open(self) -> None:
        """Show the line, empty, and type into it."""
        self.field.clear()
        q_quits = quits(QUIT, self._known())
        self.field.placeholder = "the name of a profile, or q to quit" if q_quits else "the name of a profile"
        self._note()
        self.display = True
        self.screen.set_focus(self.field)  # At once: what is typed right behind the colon belongs to it.

    def close(self) -> None:
        """Show it no more. The focus is the caller's to give."""
        self.display = False
        self.field.clear()

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Say beside it where Enter goes, unless that stands behind the cursor."""
        event.stop()
        self._note()

    def _note(self) -> None:
        typed, known = self.field.value, self._known()
        found = meant(typed, known)
        nowhere = found is None and bool(typed.strip())
        words = ""
        if quits(typed, known):
            nowhere, words = False, "⏎ quits"
        elif found is not None and not found.begins_with(typed):
            words = f"→ {found.shown}"
        elif nowhere:
            words = "No profile fits."
        note = self.query_one("#go-note", Static)
        note.update(Content(words))
        note.set_class(nowhere, "-nowhere")

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Enter: go there, if there is a place to go to."""
        event.stop()
        known = self._known()
        if not event.value.strip():
            self.action_leave()
        elif quits(event.value, known):
            self.post_message(self.QuitWanted())
        elif (found := meant(event.value, known)) is not None:
            self.post_message(self.Wanted(found.name))

    def action_accept(self) -> None:
        """Tab: the whole name, to be read once more before Enter."""
        typed, known = self.field.value, self._known()
        found = meant(typed, known)
        if found is not None and not quits(typed, known):
            self.field.value = found.shown
            self.field.action_end()

    def action_leave(self) -> None:
        """Esc."""
        self.post_message(self.Left())


class NameField(Input):
    """A field that takes no character which a terminal would obey, pasted ones neither."""

    def validate_value(self, value: str) -> str:
        """*value* without them."""
        return "".join(filter(str.isprintable, value))


class _RestOfName(Suggester):
    """The name that is meant, where it begins as what was typed."""

    def __init__(self, known: Known) -> None:
        # What is known changes with the files.
        super().__init__(use_cache=False, case_sensitive=True)
        self._known = known

    async def get_suggestion(self, value: str) -> str | None:
        known = self._known()
        found = None if quits(value, known) else meant(value, known)
        return found.shown if found is not None and found.begins_with(value) else None
