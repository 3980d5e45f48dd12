"""Going to a profile by its name."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on

from profiles.config import Profile
from profiles.expiry import time_left
from tui.frecency import score_at
from tui.going import goals
from tui.text import account_number
from tui.widgets.go_to import GoTo
from tui.work.base import HomeBase


@dataclass(frozen=True, slots=True)
class RecentConsole:
    """A console that was opened lately: the profile, and a word about it."""

    name: str
    about: str


class GoingWork(HomeBase):
    """``:``, and what was opened lately."""

    def goals(self, text: str) -> tuple[str, ...]:
        """The profiles that *text* may stand for, the likeliest first."""
        uses, now = self._memory.uses, self._setup.now()
        names = (profile.name for profile in self._snapshot.listing.profiles)
        return goals(text, names, lambda name: score_at(uses.get(name), now))

    def action_go_to(self) -> None:
        """``:``: type a name."""
        self.query_one(GoTo).open()

    @on(GoTo.Wanted)
    def gone_to(self, event: GoTo.Wanted) -> None:
        """To the row of that name, whatever hides it."""
        self.query_one(GoTo).close()
        self.sessions.focus()
        if event.name is None:
            self.app.exit()
        else:
            self.go_to(event.name)

    def recent_consoles(self) -> tuple[RecentConsole, ...]:
        """The consoles that were opened lately, the last one first."""
        now, listing = self._setup.now(), self._snapshot.listing
        found = ((listing.get(name), at) for name, at in self._memory.opened.items())
        return tuple(
            RecentConsole(
                profile.name, " · ".join(filter(None, (*_place(profile), f"opened {time_left(at, now)}")))
            )
            for profile, at in found
            if profile is not None
        )

    def open_console(self, name: str) -> None:
        """Go to the row of a profile, and open its console."""
        self.go_to(name)
        self.call_after_refresh(self._console_of, name)

    async def _console_of(self, name: str) -> None:
        # The profile may have gone from the files since it was listed; no other's console may open in its place.
        if (profile := self._profile()) is not None and profile.name == name:
            await self.run_action("console")
        else:
            self.say(f"{name} is not in the files any more.")

    @on(GoTo.Left)
    def not_gone(self) -> None:
        """Everything as it was."""
        self.query_one(GoTo).close()
        self.sessions.focus()


def _place(profile: Profile) -> tuple[str, ...]:
    """Of the role's ARN, which was checked when it was read: nothing in it can be markup."""
    return (account_number(profile.role.account), profile.role.name) if profile.role else ()
