"""Asks for one command that is to run as a profile."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from auth.plain import plain
from tui.screens.dialog import Dialog


class CommandScreen(Dialog[str | None]):
    """Returns the line typed, or None. *last* is proposed, and gone with the first key."""

    def __init__(self, profile: str, shell: str, last: str) -> None:
        super().__init__()
        self._profile, self._shell, self._last = profile, shell, last

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(f"{plain(self._profile)} · run one command")
            yield Static(
                Content(f"{plain(self._shell)} runs it with this profile, in the terminal."), classes="muted"
            )
            yield Input(
                value=self._last, id="command", compact=True, placeholder="aws sts get-caller-identity"
            )
            yield Static(Content("⏎ run   Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def taken(self, event: Input.Submitted) -> None:
        """Enter."""
        if event.value.strip():
            self.dismiss(event.value)
