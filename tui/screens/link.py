"""A link that is opened in the browser, and always shown and copied as well."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from auth.plain import plain
from tui.console_links import ConsoleLink
from tui.screens.dialog import Dialog

COPIED = "Given to your terminal to copy (OSC 52). If it is not in the clipboard, copy it from here:"


class LinkScreen(Dialog[None]):
    """Opens the link at once; says whether that worked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", show=False),
        Binding("o,c", "open", "Open", show=False),
        Binding("enter,q", "dismiss(None)", show=False),
    ]

    def __init__(self, link: ConsoleLink, opener: Callable[[], str]) -> None:
        super().__init__()
        self._link, self._opener = link, opener

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_title = Content(plain(self._link.title))
            yield Static(id="happened")
            yield Static(Content(plain(self._link.url, 4000)), classes="link")
            yield Static(Content(plain(self._link.words)), classes="muted")
            yield Static(Content("y copy the link   o open again   Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Open it in the browser."""
        why_not = self._opener()
        words = (
            f"No browser was opened. {why_not} Copy the link with y." if why_not else "Sent to your browser."
        )
        happened = self.query_one("#happened", Static)
        happened.update(Content(words))
        happened.set_class(bool(why_not), "warning")
        happened.set_class(not why_not, "good")

    def action_copy(self) -> None:
        """Copy it through the terminal (OSC 52), which also works over SSH where the terminal allows it."""
        self.app.copy_to_clipboard(self._link.url)
        happened = self.query_one("#happened", Static)
        happened.update(Content(COPIED))
        happened.set_class(False, "warning")
        happened.set_class(True, "good")
