"""What the tests look at is a whole picture, never half of one."""

from __future__ import annotations

from pathlib import Path

from textual.screen import Screen
from textual.widgets import Static

from tests.tui_app import Desk


async def test_words_that_go_when_others_come_are_gone_when_these_are_shown(tmp_path: Path) -> None:
    comes, goes = Static("waiting"), Static("the old words")
    async with Desk(tmp_path).running((80, 24)) as seat:
        await seat.app.push_screen(Screen[None]())
        await seat.app.screen.mount(comes, goes)
        await seat.shows("the old words")
        goes.display = False
        comes.update("the new words")
        assert "the old words" not in await seat.shows("the new words")
