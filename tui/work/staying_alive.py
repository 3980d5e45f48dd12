"""Keeping sessions alive: renewed before their end while the application runs, or a word in time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

from textual import work

from auth.plain import plain
from profiles.config import Kind, Profile
from profiles.files import Snapshot
from profiles.own_login import OwnLogin, own_login_of
from tui.keep_alive import Due, Watch
from tui.memory import remember_alive
from tui.notices import notification
from tui.setup import Setup
from tui.work.renewing import AT_ONCE, RenewWork


class AliveWork(RenewWork):
    """``L``, and what follows from it."""

    def __init__(self, setup: Setup, snapshot: Snapshot) -> None:
        super().__init__(setup, snapshot)
        self._alive: frozenset[str] = setup.memory.alive
        self._watch = Watch()
        self._turn = asyncio.Semaphore(AT_ONCE)
        """After sleep hundreds may be due at once."""

    @property
    def kept_alive(self) -> frozenset[str]:
        """The names of the profiles that are kept alive."""
        return self._alive

    def renamed(self, old: str, new: str) -> None:
        """It is kept alive under its new name."""
        if old in self._alive:
            self._alive = self._alive - {old} | {new}
        super().renamed(old, new)

    def action_keep_alive(self) -> None:
        """``L``: keep what is chosen alive, or let it go if all of it is."""
        chosen = self.chosen()
        names = frozenset(each.name for each in chosen if each.kind is not Kind.OTHER or _has_login(each))
        if not names and any(own_login_of(each) is OwnLogin.PROCESS for each in chosen):
            self.say(
                "A program is asked for keys whenever they are needed.", "There is nothing to keep alive."
            )
            return
        if not names:
            self.say("Only a bastion, a target or a login can be kept alive.", "Go to one and try again.")
            return
        alive = not names <= self._alive
        self._alive = self._alive | names if alive else self._alive - names
        self.clear_marks()
        self.show_rows()
        self._keep(partial(remember_alive, self._setup.paths, names, alive))
        shown = ", ".join(plain(name, 40) for name in sorted(names))
        if alive:
            self.say(f"Kept alive while fumidai-tui runs: {shown}.", good=True)
        else:
            self.say(f"Not kept alive any more: {shown}.", good=True)

    def watch_sessions(self) -> None:
        """Once a second."""
        if not self._alive:
            return
        now, listing, sessions = self._setup.now(), self._snapshot.listing, self._snapshot.sessions
        for due in self._watch.due(self._alive, listing, sessions, now):
            self._stay(due)

    @work(description="keep a session alive")
    async def _stay(self, due: Due) -> None:
        if due.renew:
            async with self._turn:
                words = await self._renewed(due.profile)
            self.set_trouble(due.profile.name, words)
            if not words:
                await self.reload()
                return
            self.show_rows()
        if due.tell is None:
            return
        name = plain(due.profile.name)
        # Tried a moment ago, or minutes before this word was due.
        why = self._troubles.get(due.profile.name) or "Press r to renew it."
        if due.tell > timedelta(0):
            what = f"{name} ends in {due.tell // timedelta(minutes=1)} minutes."
        else:
            what = f"{name} has ended."
        self.say(what, why)
        self.app.bell()
        driver = self.app._driver
        if driver is not None and (sequence := notification(f"{what} {why}", self._setup.env)):
            driver.write(sequence)


def _has_login(profile: Profile) -> bool:
    return own_login_of(profile) in {OwnLogin.LOGIN, OwnLogin.SSO}
