"""The palette: the consoles that were opened lately, every action of the registry, and every profile by name."""

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
        # No discovery hits, which all come last and in no order of ours: Textual has some of its own.
        for place, (name, words) in enumerate(home.recent):
            command = partial(home.go_to_console, name)
            yield Hit(1 / (1 + place), _recent(Content(_console_of(name)), words), command, _console_of(name))
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
        for name, words in home.recent:
            console = _console_of(name)
            if (score := matcher.match(console)) > 0:
                shown = _recent(highlighted(matcher, console), words)
                yield Hit(score, shown, partial(home.go_to_console, name), console)


def _console_of(name: str) -> str:
    return f"Console of {plain(name)}"


def _recent(title: Content, words: str) -> Content:
    """Two lines. The help of a hit would be read as markup, and a role's name may look like that."""
    return Content("\n").join([title, Content(words).stylize("dim not bold")])


def highlighted(matcher: Matcher, name: str) -> Content:
    """*name* with what fits the query marked. The matcher's own ``highlight`` would read a name as markup."""
    shown = Content(name)
    for place in matcher.fuzzy_search.match(matcher.query, name)[1]:
        shown = shown.stylize(matcher.match_style, place, place + 1)
    return shown
