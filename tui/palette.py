"""The palette: every action of the registry, and every profile by name."""

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import Matcher

from auth.plain import plain
from tui.actions import HOME
from tui.screens.home import HomeScreen


class Palette(Provider):
    """Commands of the home screen."""

    def _home(self) -> HomeScreen | None:
        return self.screen if isinstance(self.screen, HomeScreen) else None

    async def discover(self) -> Hits:
        """What is listed before anything is typed."""
        if (home := self._home()) is None:
            return
        for action in HOME:
            yield DiscoveryHit(action.label, partial(home.run_action, action.method), help=action.about)

    async def search(self, query: str) -> Hits:
        """Actions and profiles that fit what is typed."""
        if (home := self._home()) is None:
            return
        matcher = self.matcher(query)
        for action in HOME:
            if (score := matcher.match(f"{action.label} {action.about}")) > 0:
                yield Hit(score, matcher.highlight(action.label), partial(home.run_action, action.method))
        for name in home.names:
            if (score := matcher.match(name)) > 0:
                shown = highlighted(matcher, plain(name))
                yield Hit(score, shown, partial(home.go_to, name), help="Go to this profile")


def highlighted(matcher: Matcher, name: str) -> Content:
    """*name* with what fits the query marked. The matcher's own ``highlight`` would read a name as markup."""
    shown = Content(name)
    for place in matcher.fuzzy_search.match(matcher.query, name)[1]:
        shown = shown.stylize(matcher.match_style, place, place + 1)
    return shown
