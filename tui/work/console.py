"""Opening the console from the home screen."""

from __future__ import annotations

from functools import partial

from tui.work.base import HomeBase


class ConsoleWork(HomeBase):
    """``c``, and every link that is opened."""

    def action_console(self) -> None:
        """``c``: the console of the row."""
        profile = self._profile()
        if profile is None:
            return
        from tui.console_links import NoLink, console_link

        try:
            link = console_link(profile, self._setup.places)
        except NoLink as no:
            self.say(no.what, no.remedy)
            return
        from tui.screens.link import LinkScreen

        self.app.push_screen(LinkScreen(link, partial(self._open_console, profile.name, link.url)))

    def _open_console(self, name: str, url: str) -> str:
        why_not = self._open(url)
        if not why_not:
            self.remember_use(name)
            self.console_opened(name)
        return why_not

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
