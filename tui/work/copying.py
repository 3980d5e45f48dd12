"""Handing a profile out: ``y``, the menu of what can be copied, and the secret in the clipboard afterwards."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from tui.work.base import HomeBase

if TYPE_CHECKING:
    from tui.clipboard import Clipboard


class CopyingWork(HomeBase):
    """``y``."""

    _clipboard: Clipboard | None = None
    _looks: Timer | None = None

    def action_hand_out(self) -> None:
        """``y``: what can be copied of this row."""
        profile = self._profile()
        if profile is None:
            return
        from profiles.shell_lines import shell_of
        from tui.clipboard import Clipboard
        from tui.handing import Source, things
        from tui.screens.copying import CopyScreen

        setup = self._setup
        if self._clipboard is None:
            self._clipboard = Clipboard(self.app, setup.env, setup.now)
            self._looks = self.set_interval(setup.watch_seconds, self._empty_clipboard_when_due)
        source = Source(self._snapshot.listing, setup.paths, setup.places, setup.env, setup.now)
        role_arn = str(profile.role) if profile.role else self._memory.last_role(profile.name)
        self.app.push_screen(
            CopyScreen(
                profile.name,
                lambda shell: things(profile, shell, role_arn, source),
                shell_of(setup.env, is_windows=sys.platform == "win32"),
                self._clipboard,
                partial(self.remember_use, profile.name),
            )
        )

    async def _empty_clipboard_when_due(self) -> None:
        if self._clipboard is not None and self._clipboard.is_due:
            await self._clipboard.empty()

    async def on_unmount(self) -> None:
        """The application ends: a secret does not stay in the clipboard for longer than it."""
        if self._clipboard is not None:
            await self._clipboard.empty()
