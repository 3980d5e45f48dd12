"""Textual's palette, for quick hands."""

from textual.command import CommandList, CommandPalette
from textual.widgets import Button, Input

from tui.screens.dialog import Layer


class PaletteScreen(CommandPalette, Layer[None]):
    """Runs what is chosen once: a second Enter comes when this is closing already."""

    def _select_or_command(self, event: Input.Submitted | Button.Pressed | None = None) -> None:
        if self.is_active:
            super()._select_or_command(event)

    def _action_command_list(self, action: str) -> None:
        # A list without room has no pages, and would break: see Choices.
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
