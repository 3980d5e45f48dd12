"""The roads of a sign-in: which is a bastion's usual one, and in which order the others are offered and tried.

    roads = ["terminal", "browser", "paste"]   # settings.toml: the order; the first is the usual one

The person can make another road the usual one of a bastion (``b``); that is private state.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from profiles.files import Paths
from profiles.settings import Plain, change_settings, table_at


class Road(Enum):
    """How Google's answer is come by. The value is its name in the settings."""

    TERMINAL = "terminal"
    BROWSER = "browser"
    PASTE = "paste"

    @property
    def key(self) -> str:
        """The key that takes it."""
        return self.value[0]

    @property
    def words(self) -> str:
        """What it is called."""
        return _WORDS[self]

    @property
    def about(self) -> str:
        """A sentence about it."""
        return _ABOUT[self]

    @property
    def invitation(self) -> str:
        """What it is to take it, where another one has ended."""
        return _INVITATIONS[self]


_WORDS: Mapping[Road, str] = {
    Road.TERMINAL: "in this terminal",
    Road.BROWSER: "browser window",
    Road.PASTE: "pasted answer",
}
_ABOUT: Mapping[Road, str] = {
    Road.TERMINAL: "Google's questions, asked here.",
    Road.BROWSER: "Google's own pages, in a browser.",
    Road.PASTE: "Any browser; you copy its answer.",
}
_INVITATIONS: Mapping[Road, str] = {
    Road.TERMINAL: "sign in here in the terminal",
    Road.BROWSER: "sign in with a browser window",
    Road.PASTE: "sign in with any browser and paste its answer",
}


@dataclass(frozen=True, slots=True)
class Roads:
    """What was chosen."""

    order: tuple[Road, ...] = tuple(Road)
    """All of them; the first is the usual one where none was chosen for a bastion."""
    by_profile: Mapping[str, Road] = field(default_factory=dict)

    def of(self, profile: str) -> tuple[Road, ...]:
        """All roads for the bastion called *profile*, its usual one first."""
        usual = self.by_profile.get(profile, self.order[0])
        return (usual, *(road for road in self.order if road is not usual))


def roads_from(settings: Mapping[str, Plain], state: Mapping[str, Plain]) -> tuple[Roads, tuple[str, ...]]:
    """The choices, and what is wrong with the settings, a sentence each. Roads that are left out come last."""
    trouble: list[str] = []
    said = settings.get("roads", [])
    names = [each.value for each in Road]
    if not isinstance(said, list) or any(each not in names for each in said):
        trouble.append(f"roads must be a list of {', '.join(names)}.")
        said = []
    order = tuple(dict.fromkeys([*(Road(each) for each in said), *Road]))
    chosen = {name: Road(road) for name, road in table_at(state, "roads").items() if road in names}
    return Roads(order, chosen), tuple(trouble)


def remember_road(paths: Paths, profile: str, road: Road) -> None:
    """Make *road* the usual one of the bastion called *profile*. Raises ``FileRefused``."""
    change_settings(paths.state, {"roads": {profile: road.value}})
