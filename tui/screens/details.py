"""Everything about one row, on a screen of its own: for narrow terminals and long ARNs."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.dialog import Dialog
from tui.widgets.details import Line, content_of


class DetailsScreen(Dialog[None]):
    """The lines, kept true once a second."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "dismiss(None)", "Back", show=False)]

    def __init__(self, title: str, lines: Callable[[], list[Line]]) -> None:
        super().__init__()
        self._title, self._lines = title, lines

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_title = Content(self._title)
            yield Static(id="lines")
            yield Static(Content("Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.set_interval(1, self.show)
        self.call_after_refresh(self.show)

    def on_resize(self) -> None:
        self.call_after_refresh(self.show)

    def show(self) -> None:
        """The lines as they are now."""
        lines = self.query_one("#lines", Static)
        lines.update(content_of(self._lines(), lines.size.width or 76))
