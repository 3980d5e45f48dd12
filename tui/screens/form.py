"""A form whose answers become a change of the AWS files: reasons as you type, and the lines it will write."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from auth.plain import plain
from profiles.changes import Change, Written
from profiles.colours import KnownColour, colour_called
from profiles.drafts import Draft
from profiles.problems import COLOUR
from profiles.texts import Texts
from profiles.writing import FileRefused
from tui.background import in_thread
from tui.screens.change import Write, refusal_content
from tui.screens.dialog import Dialog
from tui.widgets.diff_view import change_content


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form."""

    name: str
    label: str
    placeholder: str = ""
    more: bool = False
    """Shown only when asked for, or where it has an answer."""
    suggestions: Sequence[str] = ()
    is_colour: bool = False


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


class ColourField(Input):
    """A field for a colour. Space, which no colour has, asks for the list of them."""

    class PickAsked(Message):
        """The person wants to choose from a list."""

    def on_key(self, event: events.Key) -> None:
        """Keep the space from being typed."""
        if event.key == "space":
            event.prevent_default()
            self.post_message(self.PickAsked())


class FormScreen(Dialog[Filled | None]):
    """Asks, shows what will be written, and writes it at Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, or what is typed right after them, faster than a screen, goes to the field before.
        Binding("tab,down", "app.focus_next", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", show=False, priority=True),
        Binding("ctrl+s", "save", show=False),
        Binding("ctrl+o", "more", show=False, priority=True),
        Binding("pagedown", "scroll(5)", show=False),
        Binding("pageup", "scroll(-5)", show=False),
    ]

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form
        self._more = False
        self._touched = False
        self._drafting = False
        self._made: Made | None = None
        self._drafted: dict[str, str] | None = None
        """The answers that what is shown was made from."""

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._form.title))
            with VerticalScroll(id="fields", can_focus=False):
                for field in self._form.fields:
                    with Horizontal(classes="field", id=f"field-{field.name}"):
                        yield Label(field.label)
                        if field.is_colour:
                            yield Static(id="swatch")
                        yield self._input(field)
            yield Static(id="reason", classes="wrong")
            yield Static(id="notes")
            with VerticalScroll(id="lines", can_focus=False):
                yield Static(id="preview")
            yield Static(id="keys", classes="keys")

    def _input(self, field: Field) -> Input:
        suggester = SuggestFromList(field.suggestions, case_sensitive=True) if field.suggestions else None
        return (ColourField if field.is_colour else Input)(
            value=self._form.answers.get(field.name, ""),
            placeholder=field.placeholder,
            id=field.name,
            compact=True,
            suggester=suggester,
        )

    def on_mount(self) -> None:
        self.show_fields()
        self.query(Input).first().focus()
        self._show_swatch()
        self.show()

    @property
    def answers(self) -> dict[str, str]:
        """What is typed now, by field."""
        return {
            field.name: self.query_one(f"#{field.name}", Input).value.strip() for field in self._form.fields
        }

    def show_fields(self) -> None:
        """Hide the seldom used fields that have no answer, unless they were asked for."""
        hidden = False
        for field in self._form.fields:
            is_shown = self._more or not field.more or bool(self.answers[field.name])
            self.query_one(f"#field-{field.name}").display = is_shown
            hidden |= not is_shown
        keys = "Tab next field   ⏎ write these lines   ^o more fields   Esc cancel"
        self.query_one("#keys", Static).update(
            Content(keys if hidden else keys.replace("   ^o more fields", ""))
        )

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """Fill in what follows from it, and show what it comes to."""
        if event.value != self._form.answers.get(event.input.id or "", ""):
            self._touched = True
        for name, answer in self._form.fill(event.input.id or "", event.value).items():
            self.query_one(f"#{name}", Input).value = answer
        self._show_swatch()
        self.show()

    @property
    def is_settled(self) -> bool:
        """What is shown belongs to what is typed."""
        return self._drafted == self.answers

    @work(description="draft the change")
    async def show(self) -> None:
        """What the answers come to, once for all that was typed while it was worked out."""
        if self._drafting:
            return
        self._drafting = True
        try:
            while not self.is_settled:
                answers = self.answers
                made = await in_thread(partial(made_of, self._form, answers))
                if answers == self.answers:
                    self._show(made)
                    self._drafted = answers
        finally:
            self._drafting = False

    def _show(self, made: Made) -> None:
        self._made = made
        self.show_reason()
        notes = self.query_one("#notes", Static)
        notes.display = bool(made.draft.notes)
        notes.update(Content("\n".join(f"· {plain(note)}" for note in made.draft.notes)))
        self.query_one("#preview", Static).update(made.lines)

    @on(events.DescendantFocus)
    def show_reason(self) -> None:
        """The reason against the field the person is at, else against the first one."""
        if self._made is None:
            return
        reasons = self._made.draft.reasons if self._touched else {}
        for field in self._form.fields:
            self.query_one(f"#field-{field.name}").set_class(field.name in reasons, "-wrong")
        here = self.focused.id or "" if self.focused else ""
        first = next((reasons[field.name] for field in self._form.fields if field.name in reasons), "")
        self._tell(Content(plain(reasons.get(here) or first, 600)))

    def _show_swatch(self) -> None:
        if not self._form.colours:
            return
        typed = self.answers[next(field.name for field in self._form.fields if field.is_colour)]
        digits = colour_called(typed, tuple(self._form.colours))
        is_colour = COLOUR.fullmatch(digits) is not None
        self.query_one("#swatch", Static).update(Content.styled("██", f"#{digits}") if is_colour else "")

    def _tell(self, words: Content) -> None:
        reason = self.query_one("#reason", Static)
        reason.update(words)
        reason.display = bool(words)

    # Keys

    def action_more(self) -> None:
        """All fields, or the usual ones."""
        self._more = not self._more
        self.show_fields()

    def action_scroll(self, lines: int) -> None:
        """Down or up in the lines that will be written."""
        self.query_one("#lines", VerticalScroll).scroll_relative(y=lines, animate=False)

    @on(ColourField.PickAsked)
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

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter, in any field."""
        self.action_save()

    @work(description="write the lines", exclusive=True)
    async def action_save(self) -> None:
        """Write the lines, if nothing speaks against them."""
        made = await in_thread(partial(made_of, self._form, self.answers))
        if made.change is None:
            self._touched = True
            self._show(made)
            return
        change = made.change
        if not change.files:
            self.dismiss(None)
            return
        try:
            written = await in_thread(partial(self._form.write, change))
        except FileRefused as refused:
            self._tell(refusal_content(refused))
        else:
            self.dismiss(Filled(made.draft.name, written))
