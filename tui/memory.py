"""What the application remembers between runs: the theme (a setting), and which roots are folded (private state)."""

from collections.abc import Collection
from dataclasses import dataclass

from profiles.files import FileRefused, Paths
from profiles.settings import change_settings, read_settings


@dataclass(frozen=True, slots=True)
class Memory:
    """What was remembered. An unreadable file costs its content only: *trouble* says so."""

    theme: str | None = None
    collapsed: frozenset[str] = frozenset()
    trouble: str = ""


def recall(paths: Paths) -> Memory:
    """Read settings and state."""
    trouble = []
    found = []
    for path in (paths.settings, paths.state):
        try:
            found.append(read_settings(path))
        except FileRefused as refused:
            trouble.append(str(refused))
            found.append({})
    settings, state = found
    theme, collapsed = settings.get("theme"), state.get("collapsed")
    return Memory(
        theme if isinstance(theme, str) else None,
        frozenset(str(name) for name in collapsed) if isinstance(collapsed, list) else frozenset(),
        " ".join(trouble),
    )


def remember_theme(paths: Paths, theme: str) -> None:
    """Keep the theme in the settings. Raises ``FileRefused``."""
    change_settings(paths.settings, {"theme": theme})


def remember_collapsed(paths: Paths, names: Collection[str]) -> None:
    """Keep the folded roots in the private state. Raises ``FileRefused``."""
    change_settings(paths.state, {"collapsed": [*sorted(names)] or None})
