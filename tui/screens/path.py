"""Asks where something is to be saved."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from auth.plain import plain
from tui.screens.dialog import Dialog


class PathScreen(Dialog[Path | None]):
    """Returns the path typed, or None. One that is not absolute counts from *here*; *name* is proposed."""

    def __init__(self, title: str, label: str, name: str, here: Path) -> None:
        super().__init__()
        self._title, self._label, self._proposed, self._here = title, label, name, here

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._title))
            yield Static(
                Content(f"A name without a folder lies in {plain(str(self._here))}."), classes="muted"
            )
            with Horizontal(classes="field"):
                yield Label(self._label)
                yield Input(value=self._proposed, id="path", compact=True)
            yield Static(Content("⏎ save   Esc back, nothing is saved"), classes="keys")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def taken(self, event: Input.Submitted) -> None:
        """Enter."""
        typed = event.value.strip()
        if typed:
            self.dismiss(self._here / _with_home(typed))


def _with_home(typed: str) -> Path:
    try:
        return Path(typed).expanduser()
    except RuntimeError:  # nobody is called so
        return Path(typed)
