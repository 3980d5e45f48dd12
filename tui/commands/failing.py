"""How a command without a screen fails: one line on standard error, and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auth.errors import AuthError
    from profiles.model import Listing, Profile
    from profiles.paths import Paths

FAILED = 1


class Failed(Exception):
    """The command did not do what it was asked for; `str()` is a sentence that says why."""

    def __init__(self, words: str, code: int = FAILED) -> None:
        super().__init__(words)
        self.code = code

    @classmethod
    def for_error(cls, error: AuthError) -> Failed:
        """For what stands in the way of keys. Keys to press are the application's."""
        if error.remedy.startswith("Press "):
            return cls(f"{error.what} Start fumidai-tui. {error.remedy}")
        return cls(f"{error.what} {error.remedy}")


def tell(failed: Failed) -> int:
    """Say it on standard error; return the exit code."""
    from auth.plain import plain

    print(f"fumidai-tui: {plain(str(failed), 1000)}", file=sys.stderr)
    return failed.code


def profile_called(name: str, env: Mapping[str, str]) -> tuple[Profile, Listing, Paths]:
    """The profile of that name in the files of *env*. Raises ``Failed``."""
    from profiles.files import Paths, load

    paths = Paths.from_env(env)
    listing = load(paths).listing
    profile = listing.get(name)
    if profile is not None:
        return profile, listing, paths
    if listing.refused:
        problem = next(iter(listing.refused.values()))
        raise Failed(f"{problem.origin.path} cannot be read. {problem.what} {problem.remedy}")
    raise Failed(f"There is no profile {name} in {paths.config}.")
