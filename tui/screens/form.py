"""A form whose answers become a change of the AWS files: reasons as you type, and the lines it will write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from profiles.changes import Change, Written
from profiles.colours import KnownColour, colour_called
from profiles.drafts import Draft
from profiles.problems import COLOUR
from profiles.texts import Texts
from profiles.writing import FileRefused
from tui.background import in_thread
from tui.screens.change import Write, refusal_content
from tui.screens.fields import Field, FieldsScreen, PickField, Verdict
from tui.widgets.diff_view import change_content


@dataclass(frozen=True, slots=True)
class Form:
    """What a form asks, and what becomes of it."""

    title: str
    fields: Sequence[Field]
    answers: Mapping[str, str]
    draft: Callable[[Mapping[str, str]], Draft]
    """Pure and quick: it is asked at each key."""
    change: Callable[[str, Texts], Change]
    """The change to these texts; the name typed is for its title."""
    write: Write
    fill: Callable[[str, str], Mapping[str, str]] = lambda _field, _text: {}
    """Other answers that follow from one, such as the ids in a pasted link."""
    colours: Sequence[KnownColour] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was written: the profile's name, and what was written."""

    name: str
    written: Written


class FormScreen(FieldsScreen[Filled | None]):
    """Asks, shows what will be written, and writes it at Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "scroll(5)", show=False),
        Binding("pageup", "scroll(-5)", show=False),
    ]

    def __init__(self, form: Form) -> None:
        super().__init__(form.title, form.fields, form.answers, "write these lines")
        self._form = form

    def compose_below(self) -> ComposeResult:
        """The lines as they would be."""
        with VerticalScroll(id="lines", can_focus=False):
            yield Static(id="preview")

    def follows(self, field: str, text: str) -> Mapping[str, str]:
        """What the form fills in."""
        return self._form.fill(field, text)

    def show(self) -> None:
        """The reason and the notes, and the lines as they would be."""
        draft = self._form.draft(self.answers)
        self.show_verdict(Verdict(draft.reasons, draft.notes))
        self.query_one("#preview", Static).update(self._lines(draft))
        if self._form.colours:
            self._show_swatch()

    def _lines(self, draft: Draft) -> Content:
        if draft.after is None:
            return Content("…")
        change = self._form.change(draft.name, draft.after)
        return change_content(change) if change.files else Content("Nothing changes.")

    def _show_swatch(self) -> None:
        typed = self.answers[next(field.name for field in self._form.fields if field.is_colour)]
        digits = colour_called(typed, tuple(self._form.colours))
        is_colour = COLOUR.fullmatch(digits) is not None
        self.query_one("#swatch", Static).update(Content.styled("██", f"#{digits}") if is_colour else "")

    # Keys

    def action_scroll(self, lines: int) -> None:
        """Down or up in the lines that will be written."""
        self.query_one("#lines", VerticalScroll).scroll_relative(y=lines, animate=False)

    @on(PickField.PickAsked)
    @work(description="pick a colour")
    async def pick_colour(self) -> None:
        """Choose among the colours AWS's console is known to offer."""
        from tui.screens.colours import ColourScreen

        field = next(each for each in self._form.fields if each.is_colour)
        answers = self.answers
        shown_as = answers.get("display_name") or answers.get("name", "")
        picked = await self.app.push_screen_wait(
            ColourScreen(self._form.colours, answers[field.name], shown_as)
        )
        if picked is not None:
            self.query_one(f"#{field.name}", Input).value = picked

    def take(self) -> None:
        """Write the lines, if nothing speaks against them."""
        self._write()

    @work(description="write the lines", exclusive=True)
    async def _write(self) -> None:
        draft = self._form.draft(self.answers)
        if draft.after is None:
            self.complain()
            return
        change = self._form.change(draft.name, draft.after)
        if not change.files:
            self.dismiss(None)
            return
        try:
            written = await in_thread(partial(self._form.write, change))
        except FileRefused as refused:
            self.tell(refusal_content(refused))
        else:
            self.dismiss(Filled(draft.name, written))
