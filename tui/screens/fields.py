"""Lines to fill in, with the first reason against them as you type: what all forms have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from auth.plain import plain
from tui.screens.dialog import Dialog, T
from tui.text import in_lines, visible
from tui.widgets.fitted import Fitted


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
    picks: str = ""
    """What Space does here, such as ``pick a colour``; empty where the answer is only typed."""
    notes: Sequence[str] = ()
    """What to know about the answer: sentences that are shown while the cursor is here."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers come to: the reasons against them by field, in order, and what to know about them."""

    reasons: Mapping[str, str]
    notes: Sequence[str]


class PickField(Input):
    """A field whose answers have no spaces: Space asks for a list to pick from."""

    class PickAsked(Message):
        """The person wants to choose from the list of the field called *name*."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def on_key(self, event: events.Key) -> None:
        """Keep the space from being typed."""
        if event.key == "space":
            event.prevent_default()
            self.post_message(self.PickAsked(self.id or ""))


class FieldsScreen(Dialog[T]):
    """Asks. What is asked, and what becomes of the answers, is for those who inherit from it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, or what is typed right after them, faster than a screen, goes to the field before.
        Binding("tab,down", "app.focus_next", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", show=False, priority=True),
        Binding("ctrl+s", "save", show=False),
        Binding("ctrl+o", "more", show=False, priority=True),
    ]

    def __init__(self, title: str, fields: Sequence[Field], answers: Mapping[str, str], enter: str) -> None:
        """*enter*: what Enter does, in words."""
        super().__init__()
        self._title, self._fields, self._given, self._enter = title, fields, answers, enter
        self._more = False
        self._hidden = False
        self._touched = False
        self._wrong: frozenset[str] = frozenset()
        """Fields that are shown because something speaks against their answers."""

    def show(self) -> None:
        """Show what the answers come to, by ``show_verdict``. Called at each key, so it must be quick."""
        raise NotImplementedError

    def follows(self, field: str, text: str) -> Mapping[str, str]:
        """Other answers that follow from one, such as the ids in a pasted link."""
        return {}

    def take(self) -> None:
        """Take the answers, if nothing speaks against them."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._title))
            with VerticalScroll(id="fields", can_focus=False):
                for field in self._fields:
                    with Horizontal(classes="field", id=f"field-{field.name}"):
                        yield Label(field.label)
                        if field.is_colour:
                            yield Static(id="swatch")
                        yield self._input(field)
            yield Static(id="reason", classes="wrong")
            yield Static(id="notes")
            yield from self.compose_below()
            yield Fitted(self._key_words, id="keys", classes="keys")

    def more_keys(self) -> list[str]:
        """Keys that work here besides those of the fields."""
        return []

    def compose_below(self) -> ComposeResult:
        """What stands between the answers and the line of keys."""
        yield from ()

    def _input(self, field: Field) -> Input:
        suggester = SuggestFromList(field.suggestions, case_sensitive=True) if field.suggestions else None
        return (PickField if field.picks else Input)(
            value=visible(self._given.get(field.name, "")),
            placeholder=field.placeholder,
            id=field.name,
            compact=True,
            suggester=suggester,
        )

    def on_mount(self) -> None:
        self.show_fields()
        # The first that is seen: what is typed into a hidden one would go nowhere.
        next(each for each in self.query(Input) if self._is_shown(each.id or "")).focus()
        self.show()

    @property
    def answers(self) -> dict[str, str]:
        """What is typed now, by field. A given answer that was not touched is as it was given.

        What a terminal does not draw (a file may hold anything) is shown with signs in its place.
        """
        return {field.name: self._answer(field.name) for field in self._fields}

    def _answer(self, name: str) -> str:
        typed, given = self.query_one(f"#{name}", Input).value, self._given.get(name, "")
        return given if typed == visible(given) else typed.strip()

    def show_fields(self) -> None:
        """Hide the seldom used fields that have no answer, unless they were asked for."""
        hidden = False
        for field in self._fields:
            is_shown = (
                self._more or not field.more or bool(self.answers[field.name]) or field.name in self._wrong
            )
            self.query_one(f"#field-{field.name}").display = is_shown
            hidden |= not is_shown
        self._hidden = hidden
        self._show_keys()

    def _is_shown(self, name: str) -> bool:
        return bool(self.query_one(f"#field-{name}").display)

    def _show_keys(self) -> None:
        self.query_one("#keys", Fitted).refresh(layout=True)

    def _key_words(self, width: int) -> Content:
        """The keys that work where the person is."""
        here = next((field for field in self._fields if field.name == self._focused_field), None)
        words = ["Tab next field", f"⏎ {self._enter}"]
        words += ["^o more fields"] if self._hidden else []
        words += [f"Space {here.picks}"] if here and here.picks else []
        words += self.more_keys()
        return Content("\n".join(in_lines([*words, "Esc cancel"], width)))

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """Fill in what follows from it, and show what it comes to."""
        if event.value != self._given.get(event.input.id or "", ""):
            self._touched = True
        for name, answer in self.follows(event.input.id or "", event.value).items():
            self.query_one(f"#{name}", Input).value = answer
        self.show()

    def on_descendant_focus(self) -> None:
        """Other notes and keys come with another field."""
        self._show_keys()
        self.show()

    def show_verdict(self, verdict: Verdict) -> None:
        """The reason against the field the person is at, else the first one; and the notes."""
        wrong = frozenset(verdict.reasons) if self._touched else frozenset()
        for field in self._fields:
            self.query_one(f"#field-{field.name}").set_class(field.name in wrong, "-wrong")
        if not all(self._is_shown(field.name) for field in self._fields if field.name in wrong):
            # It stays in sight from then on: a line that comes and goes while one types moves the others.
            self._wrong |= wrong
            self.show_fields()
        first = next(
            (verdict.reasons[each.name] for each in self._fields if each.name in verdict.reasons), ""
        )
        reason = verdict.reasons.get(self._focused_field or "") or first
        self.tell(Content(plain(reason if self._touched else "", 600)))
        here = next((field.notes for field in self._fields if field.name == self._focused_field), ())
        told = [*verdict.notes, *here]
        notes = self.query_one("#notes", Static)
        notes.display = bool(told)
        notes.update(Content("\n".join(f"· {plain(note)}" for note in told)))

    @property
    def _focused_field(self) -> str | None:
        return self.focused.id if self.focused is not None else None

    def tell(self, words: Content) -> None:
        """Why the answers cannot be taken."""
        reason = self.query_one("#reason", Static)
        reason.update(words)
        reason.display = bool(words)

    def complain(self, reasons: Mapping[str, str]) -> None:
        """From now on reasons are shown, whether or not something was typed; the cursor goes to the first."""
        self._touched = True
        self.show()
        if self._focused_field not in reasons:
            first = next((field.name for field in self._fields if field.name in reasons), None)
            if first is not None:
                self.query_one(f"#{first}", Input).focus()

    # Keys

    def action_more(self) -> None:
        """All fields, or the usual ones."""
        self._more = not self._more
        self.show_fields()

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Enter, in any field."""
        self.take()
