"""Opening the console from the home screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from profiles.config import Profile
from tui.memory import recall
from tui.work.base import HomeBase, leads_to_dialog

if TYPE_CHECKING:
    from tui.browsers import Browser
    from tui.console_links import Link, Links
    from tui.doorway import Doorway
    from tui.memory import Memory


class ConsoleWork(HomeBase):
    """``c``, ``C``, and every link that is opened."""

    def action_console(self) -> None:
        """``c``: the console of the row; a target's through its bastion's."""
        profile = self._profile()
        if profile is None:
            return
        from tui.browsers import browser_for, identity
        from tui.console_links import NoLink, console_links
        from tui.console_memory import console_ends

        # Another window may have opened another console since.
        memory = self._memory = recall(self._setup.paths)
        listing, now = self._snapshot.listing, self._setup.now()
        browser = identity(browser_for(profile, listing, memory.browsers), profile)
        until = console_ends(memory.state, profile.root, browser, now)
        try:
            links = console_links(profile, listing, self._setup, memory, until)
        except NoLink as no:
            self.say(no.what, no.remedy)
            return
        note = ""
        if until is not None and len(links.links) > 1:
            note = f"{profile.root}'s console should be open until {until.astimezone(now.tzinfo):%H:%M}."
        self._show_links(profile, f"{profile.name} · console", links, memory, note)

    @leads_to_dialog("console menu")
    async def action_console_menu(self) -> None:
        """``C``: every way into the console, and where to."""
        profile = self._profile()
        if profile is None:
            return
        from tui.console_links import Links
        from tui.console_memory import remember_page
        from tui.screens.console_menu import ConsoleMenu

        memory = self._memory = recall(self._setup.paths)
        menu = ConsoleMenu(profile, self._snapshot.listing, self._setup, memory)
        chosen = await self.app.push_screen_wait(menu)
        if chosen is None:
            return
        if chosen.page is not None:
            paths, where = self._setup.paths, menu.partition_id
            self._keep(partial(remember_page, paths, profile.name, chosen.page, where, chosen.region))
        links = Links((chosen.link,), 0 if chosen.opens else None)
        self._show_links(profile, chosen.link.label, links, memory)

    def _show_links(self, profile: Profile, title: str, links: Links, memory: Memory, note: str = "") -> None:
        from tui.screens.console import ConsoleScreen

        doorway = self._doorway(profile, memory)
        self.app.push_screen(ConsoleScreen(title, links, doorway, self._setup.now, note))

    def _doorway(self, profile: Profile, memory: Memory) -> Doorway:
        from tui.browsers import browser_for
        from tui.doorway import Doorway

        browser = browser_for(profile, self._snapshot.listing, memory.browsers)
        setup = self._setup
        return Doorway(
            profile, browser, setup.paths, setup.env, partial(self._console_opened, profile, browser, memory)
        )

    def _console_opened(
        self, profile: Profile, browser: Browser, memory: Memory, link: Link, ends: datetime | None
    ) -> None:
        """Remember what the browser is signed in to now, and that the profile was used."""
        from tui.browsers import identity
        from tui.console_links import SignInLink
        from tui.console_memory import UNKNOWN_SECONDS, google_console_ends, remember_console

        self.remember_use(profile.name)
        self.console_opened(profile.name)
        if link.opens is None and not isinstance(link, SignInLink):
            return  # A switch: the session it starts from stays.
        now, settings = self._setup.now(), memory.console
        if isinstance(link, SignInLink):
            until = ends or now + timedelta(seconds=UNKNOWN_SECONDS)
            keeps_others = settings.multi_session and not link.sign_out_first
        else:
            until = google_console_ends(memory.state, str(link.opens), now)
            keeps_others = settings.multi_session
        self._keep(
            partial(
                remember_console,
                self._setup.paths,
                link.opens,
                identity(browser, profile),
                until,
                now,
                keeps_others=keeps_others,
            )
        )

    def open_link(self, url: str) -> None:
        """Open a link that is no secret, and say so if it cannot be."""
        if words := self._open(url):
            self.say("No browser was opened.", words)

    def _open(self, url: str) -> str:
        """Open *url*; return why not, or nothing."""
        from tui.opener import CannotOpen, open_link

        try:
            open_link(url, self._setup.env)
        except CannotOpen as cannot:
            return cannot.why
        return ""
