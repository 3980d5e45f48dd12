"""Changing the profiles from the home screen."""

from __future__ import annotations

from textual import work

from auth.plain import plain
from tui.work.base import HomeBase


class ProfileWork(HomeBase):
    """``n``."""

    @work(description="new target")
    async def action_new_target(self) -> None:
        """``n``: a new target."""
        from tui.screens.target import TargetScreen

        profile = self._profile()
        source = self._snapshot.listing.get(profile.root) if profile else None
        screen = TargetScreen(self._snapshot.listing, source, self._setup.paths)
        name = await self.app.push_screen_wait(screen)
        if name is not None:
            await self.reload(name)
            self.say(
                f"{plain(name)} is in {plain(self._setup.paths.config.name)}.",
                "c opens its console.",
                good=True,
            )
