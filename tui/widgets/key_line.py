"""The keys at the foot of the screen."""

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.screen import Screen
from textual.widgets import Footer


class KeyLine(Footer):
    """Textual's own, made anew only where the keys are others. It hears of every change of the focus, and would make a
    widget for each key each time: at every dialog that opens, and three times at the start."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._made_for: list[ActiveBinding] | None = None

    def compose(self) -> ComposeResult:
        """A widget for each key."""
        if self._made_for is not None:
            self._made_for = _shown(self.screen)  # They may have changed since it was asked for.
        yield from super().compose()

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Perhaps other keys."""
        shown = _shown(screen)
        if shown != self._made_for and screen is self.screen and screen.app.app_focus:
            self._made_for = shown
            super().bindings_changed(screen)


def _shown(screen: Screen[object]) -> list[ActiveBinding]:
    return [each for each in screen.active_bindings.values() if each.binding.show]
