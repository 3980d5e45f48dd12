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
from tui.widgets.fitted import Fitted


class DetailsScreen(Dialog[str | None]):
    """The lines, kept true once a second. Returns the home screen's action that was asked for, if any."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q", "dismiss(None)", "Back", show=False),
        Binding("r", "dismiss('refresh')", "Refresh", show=False),
        Binding("c", "dismiss('console')", "Console", show=False),
    ]

    def __init__(self, title: str, lines: Callable[[], list[Line]]) -> None:
        super().__init__()
        self._title, self._lines = title, lines
        self._shown = lines()

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_title = Content(self._title)
            yield Fitted(lambda width: content_of(self._shown, width), id="lines")
            yield Static(Content("r refresh   c console   Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.set_interval(1, self.show)

    def show(self) -> None:
        """The lines as they are now, if they are others than before."""
        if (lines := self._lines()) != self._shown:
            self._shown = lines
            self.query_one("#lines", Fitted).refresh(layout=True)
