"""The code of an AWS MFA device."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from auth.plain import plain
from profiles.secret import Secret
from tui.screens.dialog import Dialog


class CodeScreen(Dialog[Secret | None]):
    """Returns the six digits, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False, priority=True)]

    def __init__(self, profile: str, serial: str, hint: str = "") -> None:
        super().__init__()
        self._profile, self._serial, self._hint = plain(profile, 60), plain(serial, 200), hint

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(f"{self._profile} · AWS MFA")
            yield Static(Content(f"The code that the device shows now: {self._serial}"))
            if self._hint:
                yield Static(Content(plain(self._hint)), classes="muted")
            yield Input(placeholder="6 digits", max_length=7, password=True, compact=True)
            yield Static(id="reason", classes="wrong")
            yield Static(Content("⏎ take the role   Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.query_one("#reason").display = False
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def taken(self, event: Input.Submitted) -> None:
        """Enter."""
        code = "".join(event.value.split())
        if len(code) == 6 and code.isascii() and code.isdecimal():
            self.dismiss(Secret(code))
            return
        reason = self.query_one("#reason", Static)
        reason.update(Content("A code has 6 digits."))
        reason.display = True
