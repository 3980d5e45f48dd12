"""The record of a page nobody here has met: shown first, then saved for a report."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from profiles.new_files import make_file
from profiles.writing import FileRefused
from tui.screens.dialog import Dialog


def save_record(folder: Path, text: str, when: datetime) -> Path:
    """Write *text* into a new file of *folder* that only this person can read. Raises ``FileRefused``."""
    path = folder / f"google-page-{when:%Y-%m-%d-%H%M%S}.txt"
    make_file(path, f"{text}\n".encode("utf-8", "replace"))
    return path


class RecordScreen(Dialog[None]):
    """What would be saved, word for word. *make* makes the record, with texts or without."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "texts", "Texts", show=False),
        Binding("s", "save", "Save", show=False),
        Binding("q", "dismiss(None)", show=False),
    ]
    DEFAULT_CSS = """
    RecordScreen > #box { height: 96%; }
    RecordScreen #record { height: 1fr; margin-top: 1; background: $boost; padding: 0 1; }
    RecordScreen #happened { display: none; margin-top: 1; }
    """

    def __init__(self, make: Callable[[bool], str], folder: Path, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._make, self._folder, self._now = make, folder, now
        self._with_texts = False
        self._text = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Record of this page, for a report"
            yield Static(id="ticked")
            with VerticalScroll(id="record"):
                yield Static(id="lines")
            yield Static(id="happened")
            yield Static(Content("t texts   s save   ↑↓ scroll   Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.show()
        self.query_one("#record").focus()

    def show(self) -> None:
        """The record as it would be saved now."""
        self._text = self._make(self._with_texts)
        ticked = "[x] include the page's texts: look for anything private before you save"
        empty = "[ ] include the page's texts   (now: structure only, no values of yours)"
        self.query_one("#ticked", Static).update(Content(ticked if self._with_texts else empty))
        self.query_one("#ticked").set_class(self._with_texts, "warning")
        self.query_one("#lines", Static).update(Content(self._text))

    def action_texts(self) -> None:
        """With or without what the page says."""
        self._with_texts = not self._with_texts
        self.query_one("#happened").display = False
        self.show()

    def action_save(self) -> None:
        """``s``: into a file, once."""
        if not self.at_work:
            self._save()

    @work(description="save the record", exclusive=True)
    async def _save(self) -> None:
        """Into a file that only this person can read."""
        text, when = self._text, self._now()
        try:
            path = await self.to_the_end(lambda: save_record(self._folder, text, when))
        except FileRefused as refused:
            self._say(str(refused), is_good=False)
        else:
            self._say(f"Saved as {path}. Nothing was sent anywhere.", is_good=True)

    def _say(self, words: str, *, is_good: bool) -> None:
        happened = self.query_one("#happened", Static)
        happened.update(Content(words))
        happened.set_class(is_good, "good")
        happened.set_class(not is_good, "wrong")
        happened.display = True
