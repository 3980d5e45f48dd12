"""Which profile a person means who types a part of its name. Pure."""

from collections.abc import Callable, Iterable

from textual.fuzzy import Matcher

MOST = 5
"""As many as are worth looking at."""


def goals(text: str, names: Iterable[str], use: Callable[[str], float]) -> tuple[str, ...]:
    """The names that *text* may stand for, the likeliest first.

    The name itself, then those that begin with it, hold it, or hold its letters in this order; among equals the one
    that is used more, by *use*, then in the order of *names*.

    >>> goals("prod", ["a-prod", "prod-b", "prod"], lambda name: 0)
    ('prod', 'prod-b', 'a-prod')
    """
    wanted = text.strip()
    if not wanted:
        return ()
    low, matcher = wanted.lower(), Matcher(wanted)

    def distance(name: str) -> int | None:
        lower = name.lower()
        tests = (name == wanted, lower == low, lower.startswith(low), low in lower, matcher.match(name) > 0)
        return next((place for place, is_so in enumerate(tests) if is_so), None)

    found = [(place, -use(name), name) for name in names if (place := distance(name)) is not None]
    return tuple(name for _, _, name in sorted(found, key=lambda each: each[:2]))[:MOST]
