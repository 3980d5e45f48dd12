"""What a setup comes to: the steps in order, and the texts to copy or to save. Nothing is carried out."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.getters import query_one
from textual.widgets import OptionList, Static

from auth.plain import plain
from profiles.new_files import make_file
from profiles.setting_up.steps import Step
from profiles.setting_up.texts import Text
from profiles.writing import FileRefused
from tui.background import in_thread
from tui.screens.confirm import ConfirmScreen
from tui.screens.dialog import COPIED, Dialog
from tui.screens.menu import Item, MenuScreen
from tui.screens.path import PathScreen
from tui.text import fit, visible
from tui.widgets.choices import Choices
from tui.widgets.details import Line, content_of
from tui.widgets.sized import Sized

_FORMAT = 16
"""Cells for the name of a format."""


@dataclass(frozen=True, slots=True)
class Result:
    """What is shown of a setup."""

    title: str
    steps: Sequence[Step]
    texts: Sequence[Text]
    folder: str
    """How a folder for all the texts is called, unless the person says otherwise."""
    advice: Sequence[str] = ()
    """What to think of before the first step."""


class SetupScreen(Dialog[bool | None]):
    """Steps beside texts; in a narrow terminal one or the other. Returns True for done, None for back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab,left,right", "other_pane", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("o", "open", show=False),
        Binding("y", "copy", show=False),
        Binding("s", "save", show=False),
        Binding("S", "save_all", show=False),
        Binding("q", "dismiss(True)", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it for instances too
        (0, "-narrow"),
        (110, "-wide"),
    ]

    steps = query_one("#steps", OptionList)
    texts = query_one("#texts", OptionList)
    preview = query_one("#preview", VerticalScroll)

    def __init__(self, result: Result, opener: Callable[[str], str], here: Path) -> None:
        """*opener* opens a link and returns why not, or nothing; *here*: where what is saved lies."""
        super().__init__()
        self._result, self._opener, self._here = result, opener, here

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._result.title))
            yield Static(id="happened")
            with Horizontal(id="panes"):
                with Sized(id="steps-pane", classes="pane -active"):
                    yield Static(Content(f"Steps: {len(self._result.steps)}"), classes="head")
                    yield Choices(id="steps")
                with Sized(id="texts-pane", classes="pane"):
                    yield Static(Content(f"Texts: {len(self._result.texts)}"), classes="head")
                    yield Choices(id="texts")
                    yield Static(id="use")
                    with VerticalScroll(id="preview", can_focus=False):
                        yield Static(id="text")
            yield Static(id="keys", classes="keys")

    def on_mount(self) -> None:
        self.show_pane("steps")

    # What is shown

    @on(Sized.Changed)
    def show_lists(self) -> None:
        """Lay steps and texts out for the width there is."""
        for options, contents in ((self.steps, self._step_contents), (self.texts, self._text_contents)):
            width, highlighted = options.scrollable_content_region.width - 1, options.highlighted or 0
            if width > 0:  # a hidden one is laid out when it is shown
                options.clear_options()
                options.add_options(contents(width))
                options.highlighted = highlighted

    def _step_contents(self, width: int) -> Iterator[Content]:
        if self._result.advice:
            lines = [("·", plain(each, 600)) for each in self._result.advice]
            yield Content("\n").join([Content("Before the first step"), content_of(lines, width)]) + "\n"
        for number, step in enumerate(self._result.steps, start=1):
            yield content_of(_lines(number, step), width) + "\n"

    def _text_contents(self, width: int) -> Iterator[Content]:
        for text in self._result.texts:
            title = fit(plain(text.title), width - _FORMAT)
            yield Content.assemble((fit(text.format.value, _FORMAT), "$quiet"), title)

    @property
    def _active(self) -> str:
        return "texts" if self.query_one("#texts-pane").has_class("-active") else "steps"

    def show_pane(self, name: str) -> None:
        """Go to the steps or to the texts."""
        self.query_one("#happened").display = False
        for each in ("steps", "texts"):
            self.query_one(f"#{each}-pane").set_class(each == name, "-active")
        self.query_one(f"#{name}", OptionList).focus()
        keys = {
            "steps": "Tab texts   o open the link   y copy   S save all   Esc back   q done",
            "texts": "Tab steps   PgDn scroll   y copy   s save   S save all   Esc back   q done",
        }
        self.query_one("#keys", Static).update(Content(keys[name]))

    @property
    def _step(self) -> Step | None:
        """The step under the cursor; None on the advice before the first."""
        place = (self.steps.highlighted or 0) - bool(self._result.advice)
        return self._result.steps[place] if place >= 0 else None

    @property
    def _text(self) -> Text:
        return self._result.texts[self.texts.highlighted or 0]

    @on(OptionList.OptionHighlighted, "#texts")
    def show_text(self) -> None:
        """Another text is under the cursor."""
        self.query_one("#use", Static).update(Content(plain(self._text.use, 600)))
        self.query_one("#text", Static).update(Content(visible(self._text.text)))
        self.preview.scroll_home(animate=False)

    def _say(self, words: str, *, is_good: bool) -> None:
        happened = self.query_one("#happened", Static)
        happened.update(Content(words))
        happened.set_class(is_good, "good")
        happened.set_class(not is_good, "wrong")
        happened.display = True

    def on_descendant_focus(self) -> None:
        """A click leads to a pane too."""
        for name in ("steps", "texts"):
            if self.query_one(f"#{name}").has_focus and name != self._active:
                self.show_pane(name)

    # Keys

    def action_other_pane(self) -> None:
        """From the steps to the texts, or back."""
        self.show_pane("steps" if self._active == "texts" else "texts")

    def action_move(self, steps: int) -> None:
        """The next or previous line of the list."""
        options = self.query_one(f"#{self._active}", OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_page(self, pages: int) -> None:
        """A screenful down or up: in the text, or in the steps."""
        pane = self.preview if self._active == "texts" else self.steps
        pane.scroll_relative(y=pages * max(1, pane.size.height - 1), animate=False)

    def action_open(self) -> None:
        """Open the page on which the step is done."""
        link = self._step.link if self._step is not None else None
        if link is None:
            self._say("This step has no page to open.", is_good=False)
        elif why_not := self._opener(link):
            self._say(f"No browser was opened. {plain(why_not)} Copy the link with y.", is_good=False)
        else:
            self._say("Sent to your browser.", is_good=True)

    def action_copy(self) -> None:
        """Copy the text shown; of a step its link, or one of its values."""
        if self._active == "texts":
            self._copy(self._text.text)
        elif self._step is not None and self._step.values:
            self._copy_value(self._step)
        elif self._step is not None and self._step.link:
            self._copy(self._step.link)
        else:
            self._say("This step has nothing to copy. Tab leads to the texts.", is_good=False)

    @work(description="copy a value", exclusive=True, group="copy")
    async def _copy_value(self, step: Step) -> None:
        """Ask which one: each goes into a field of its own."""
        values = [each for each in step.values if each.value]
        items = [Item(str(place), each.field, each.value) for place, each in enumerate(values, start=1)]
        key = await self.app.push_screen_wait(MenuScreen("Copy which value?", items))
        if key is not None:
            self._copy(values[int(key) - 1].value)

    def _copy(self, text: str) -> None:
        """Through the terminal (OSC 52), which also works over SSH where the terminal allows it."""
        self.app.copy_to_clipboard(text)
        self._say(COPIED, is_good=True)

    def action_save(self) -> None:
        """Save the text under the cursor."""
        if self._active != "texts":
            self._say("Tab leads to the texts, where s saves one. S saves all of them.", is_good=False)
            return
        text = self._text
        self._save(
            PathScreen("Save this text", "File", text.file_name, self._here),
            lambda path: {path / text.file_name if path.is_dir() else path: text},
        )

    def action_save_all(self) -> None:
        """Save all texts in one folder."""
        texts = self._result.texts
        self._save(
            PathScreen("Save all texts", "Folder", self._result.folder, self._here),
            lambda folder: {folder / text.file_name: text for text in texts},
        )

    @work(description="save texts", exclusive=True, group="save")
    async def _save(self, question: PathScreen, files_at: Callable[[Path], Mapping[Path, Text]]) -> None:
        path = await self.app.push_screen_wait(question)
        if path is None:
            return
        files, there = await in_thread(partial(_look, path, files_at))
        if there:
            names = plain(", ".join(each.name for each in there), 400)
            words = f"In {plain(str(there[0].parent))} there is already: {names}."
            if not await self.app.push_screen_wait(ConfirmScreen("Replace?", words, "replace")):
                self._say("Nothing was saved.", is_good=False)
                return
        try:
            await self.to_the_end(partial(_write, files, frozenset(there)))
        except FileRefused as refused:
            self._say(plain(str(refused), 600), is_good=False)
            return
        where = plain(str(next(iter(files)) if len(files) == 1 else path), 600)
        self._say(
            f"Saved as {where}." if len(files) == 1 else f"Saved in {where}: {len(files)} files.",
            is_good=True,
        )


def _lines(number: int, step: Step) -> list[Line]:
    lines = [
        (str(number), plain(step.what, 600)),
        ("where", plain(step.where)),
        ("needs", plain(step.needs)),
    ]
    lines += [("enter", plain(f"{each.field}: {each.value or 'nothing'}", 2500)) for each in step.values]
    if step.link:
        lines.append(("link", plain(step.link, 600)))
    return lines


def _look(
    path: Path, files_at: Callable[[Path], Mapping[Path, Text]]
) -> tuple[Mapping[Path, Text], list[Path]]:
    """The files to write, and those that are there already. Blocks."""
    files = files_at(path)
    return files, [each for each in files if os.path.lexists(each)]


def _write(files: Mapping[Path, Text], there: frozenset[Path]) -> None:
    """Raises `FileRefused`. Blocks."""
    for path, text in files.items():
        make_file(path, text.text.encode(), replace=path in there)
