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
    """Pure. It is asked after each key, away from the screen: a large file takes it a while."""
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


@dataclass(frozen=True, slots=True)
class Made:
    """What answers come to: the draft, its change if there is one, and the lines to show."""

    draft: Draft
    change: Change | None
    lines: Content


def made_of(form: Form, answers: Mapping[str, str]) -> Made:
    """What *answers* come to. Takes a while where the files are large."""
    draft = form.draft(answers)
    if draft.after is None:
        return Made(draft, None, Content("…"))
    change = form.change(draft.name, draft.after)
    return Made(draft, change, change_content(change) if change.files else Content("Nothing changes."))


class FormScreen(FieldsScreen[Filled | None]):
    """Asks, shows what will be written, and writes it at Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority: the fields scroll by themselves to where the person is.
        Binding("pagedown", "scroll(5)", show=False, priority=True),
        Binding("pageup", "scroll(-5)", show=False, priority=True),
    ]

    def __init__(self, form: Form) -> None:
        super().__init__(form.title, form.fields, form.answers, "write these lines")
        self._form = form
        self._drafting = False
        self._made: Made | None = None
        self._drafted: dict[str, str] | None = None
        """The answers that what is shown was made from."""

    def compose_below(self) -> ComposeResult:
        """The lines as they would be."""
        with VerticalScroll(id="lines", can_focus=False):
            yield Static(id="preview")

    def on_mount(self) -> None:
        self.watch(self.query_one("#lines"), "show_vertical_scrollbar", self._show_keys, init=False)

    def follows(self, field: str, text: str) -> Mapping[str, str]:
        """What the form fills in."""
        return self._form.fill(field, text)

    @property
    def is_settled(self) -> bool:
        """What is shown belongs to what is typed."""
        return self._drafted == self.answers

    def show(self) -> None:
        """The reason and the notes of what was drafted; then draft what is typed now."""
        if self._made is not None:
            self.show_verdict(Verdict(self._made.draft.reasons, self._made.draft.notes))
        if self._form.colours:
            self._show_swatch()
        if not self._drafting and not self.is_settled:
            self._draft()

    @work(description="draft the change")
    async def _draft(self) -> None:
        """Draft what the answers come to, once for all that was typed while it was worked out."""
        self._drafting = True
        try:
            while not self.is_settled:
                answers = self.answers
                self._made = await in_thread(partial(made_of, self._form, answers))
                self._drafted = answers
        finally:
            self._drafting = False
        self.show()
        self.query_one("#preview", Static).update(self._made.lines if self._made else "")

    def more_keys(self) -> list[str]:
        """Where not all lines are in sight, how to see the others."""
        return ["PgDn more lines"] if self.query_one("#lines").show_vertical_scrollbar else []

    def _show_swatch(self) -> None:
        typed = self.answers[next(field.name for field in self._form.fields if field.is_colour)]
        digits = colour_called(typed, tuple(self._form.colours))
        is_colour = COLOUR.fullmatch(digits) is not None
        swatch = self.query_one("#swatch", Static)
        swatch.update(Content.styled("██", f"#{digits}") if is_colour else "")
        swatch.display = is_colour

    # Keys

    def action_scroll(self, lines: int) -> None:
        """Down or up in the lines that will be written."""
        for part in ("#lines", "#box"):  # on a small terminal the lines themselves are below the edge
            self.query_one(part).scroll_relative(y=lines, animate=False)

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
        if not self.at_work:
            self._write()

    @work(description="write the lines", exclusive=True)
    async def _write(self) -> None:
        self._made = await in_thread(partial(made_of, self._form, self.answers))
        change = self._made.change
        if change is None:
            self.complain(self._made.draft.reasons)
            return
        if not change.files:
            self.dismiss(None)
            return
        try:
            written = await self.to_the_end(partial(self._form.write, change))
        except FileRefused as refused:
            self.tell(refusal_content(refused))
        else:
            self.dismiss(Filled(self._made.draft.name, written))
