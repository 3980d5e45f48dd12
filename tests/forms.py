"""The forms of profiles for tests: filled in as a paste does, and looked at once they have settled."""

from __future__ import annotations

from textual.widgets import Input

from tests.tui_app import Seat
from tui.screens.form import FormScreen


async def settled(seat: Seat) -> None:
    """Wait until the form shows what the answers come to."""
    screen = seat.app.screen
    assert isinstance(screen, FormScreen)
    await seat.pilot.pause()
    await seat.until(lambda: screen.is_settled)


async def fill(seat: Seat, **typed: str) -> None:
    """Type into the fields, as a paste does."""
    for field, text in typed.items():
        seat.app.screen.query_one(f"#{field}", Input).value = text
    await settled(seat)
