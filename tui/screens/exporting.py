"""Profiles for others as a text: seen, with what is left out of it, then copied or saved."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from auth.plain import plain
from profiles.exporting.export import Export
from profiles.new_files import make_file
from profiles.writing import FileRefused
from tui.background import in_thread
from tui.screens.confirm import ConfirmScreen
from tui.screens.dialog import Dialog
from tui.widgets.text_lines import TextLines


@dataclass(frozen=True, slots=True)
class Exporting:
    """What is exported. `make` takes whether display names stand for the names of profiles."""

    title: str
    make: Callable[[bool], Export]
    has_display_names: bool
    default: Path
    """Where it is saved unless another file is named."""
    find: Callable[[str], Path]
    own: tuple[Path, ...]
    """The person's own AWS files, which an export never replaces."""


class ExportScreen(Dialog[None]):
    """The text, and a line for each thing that is not in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", show=False),
        Binding("s", "name", show=False),
        Binding("d", "display_names", show=False),
        Binding("q", "dismiss(None)", show=False),
        Binding("escape", "back", show=False),
    ]

    def __init__(self, exporting: Exporting) -> None:
        super().__init__()
        self._exporting = exporting
        self._shows_display_names = False
        self._export = Export("", ())

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._exporting.title))
            yield TextLines(id="text")
            yield Static(id="left-title", classes="muted")
            yield TextLines(id="left")
            with Horizontal(classes="field", id="ask-file"):
                yield Label("Save as")
                yield Input(id="file", compact=True)
            yield Static(id="happened")
            yield Static(id="keys", classes="keys")

    def on_mount(self) -> None:
        self.query_one("#ask-file").display = self.query_one("#happened").display = False
        self.query_one("#file", Input).value = str(self._exporting.default)
        self.show()
        self.query_one("#text" if self._export.text else "#left").focus()

    def show(self) -> None:
        """The text as it is now, and what is not in it."""
        self._export = export = self._exporting.make(self._shows_display_names)
        text = self.query_one("#text", TextLines)
        text.show([("", line) for line in export.text.splitlines() or ["There is nothing to export."]])
        count = len(export.not_exported)
        title = self.query_one("#left-title", Static)
        title.update(Content("1 thing is left out:" if count == 1 else f"{count:,} things are left out:"))
        left = self.query_one("#left", TextLines)
        left.show([(plain(each.name, 24), each.what) for each in export.not_exported])
        title.display = left.display = count > 0
        self._show_keys()

    def _show_keys(self) -> None:
        if self.query_one("#ask-file").display:
            words = ["⏎ save", "Esc do not save"]
        else:
            words = ["y copy", "s save"] if self._export.text else []
            if self._exporting.has_display_names and self._export.text:
                words.append("d profile names" if self._shows_display_names else "d display names")
            words += ["Tab what is left out"] if self._export.text and self._export.not_exported else []
            words.append("Esc back")
        self.query_one("#keys", Static).update(Content("   ".join(words)))

    def action_display_names(self) -> None:
        """``d``: display names in place of the profiles' names, or back."""
        if self._exporting.has_display_names:
            self._shows_display_names = not self._shows_display_names
            self.show()

    def action_copy(self) -> None:
        """``y``: through the terminal (OSC 52), which also works over SSH where the terminal allows it."""
        if self._export.text:
            self.app.copy_to_clipboard(self._export.text)
            words = "Given to your terminal to copy (OSC 52). If it is not in the clipboard, save it with s."
            self._say(words, is_good=True)

    def action_name(self) -> None:
        """``s``: ask for the name of the file."""
        if self._export.text:
            self.query_one("#ask-file").display = True
            self.query_one("#happened").display = False
            self.query_one("#file").focus()
            self._show_keys()

    def action_back(self) -> None:
        """Esc: out of the name of the file, else out of the dialog."""
        if self.query_one("#ask-file").display:
            self._unask()
        else:
            self.dismiss(None)

    def _unask(self) -> None:
        self.query_one("#ask-file").display = False
        self.query_one("#text").focus()
        self._show_keys()

    @on(Input.Submitted, "#file")
    @work(description="save the export", exclusive=True)
    async def save(self, event: Input.Submitted) -> None:
        """Into a file that only this person can read; one that is there is asked about first."""
        if not event.value.strip():
            self._say("Name a file.", is_good=False)
            return
        path, text = self._exporting.find(event.value.strip()), self._export.text
        try:
            if await in_thread(partial(_is_one_of, path, self._exporting.own)):
                words = f"{path} is your own AWS file, and an export has less in it. Name another file."
                self._say(words, is_good=False)
                return
            is_there = await in_thread(partial(os.path.lexists, path))
            if is_there:
                question = f"{plain(str(path), 300)} is there already."
                if not await self.app.push_screen_wait(ConfirmScreen("Save", question, "replace it")):
                    return
            await self.to_the_end(partial(make_file, path, text.encode("utf-8", "replace"), replace=is_there))
        except FileRefused as refused:
            self._say(str(refused), is_good=False)
            return
        self._unask()
        self._say(f"Saved as {path}, for you alone to read.", is_good=True)

    def _say(self, words: str, *, is_good: bool) -> None:
        happened = self.query_one("#happened", Static)
        happened.update(Content(plain(words, 600)))
        happened.set_class(is_good, "good")
        happened.set_class(not is_good, "wrong")
        happened.display = True


def _is_one_of(path: Path, files: tuple[Path, ...]) -> bool:
    real = path.resolve()
    return any(real == file.resolve() for file in files)
