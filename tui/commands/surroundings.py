"""The files and hosts a command works with."""

import argparse
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auth.errors import AuthError
from auth.places import REAL, Places, sandbox_at
from profiles.config import Profile
from profiles.files import Paths, Snapshot, load
from tui.commands.failing import Failed

if TYPE_CHECKING:
    from tui.setup import Setup


@dataclass(frozen=True, slots=True)
class Around:
    """The files and hosts. Lighter than the screen's ``Setup``: a prompt asks for these at every line."""

    paths: Paths
    env: Mapping[str, str]
    places: Places = REAL

    def now(self) -> datetime:
        """The wall clock, in the person's time zone."""
        return datetime.now().astimezone()

    def snapshot(self) -> Snapshot:
        """What the files say now."""
        return load(self.paths)

    def setup(self) -> "Setup":
        """What a sign-in needs; heavy."""
        from tui.memory import recall
        from tui.setup import Setup

        return Setup(self.paths, self.env, self.places, memory=recall(self.paths))


def surroundings(options: argparse.Namespace) -> Around:
    """The person's own files, or with ``--sandbox`` those that the two file variables name. Raises ``AuthError``."""
    env = dict(os.environ)
    paths = Paths.from_env(env)
    if options.sandbox is None:
        return Around(paths, env)
    from tui.run import files_for_a_sandbox

    if not files_for_a_sandbox(env):
        raise AuthError(
            "A sandbox takes nobody's own files.",
            "AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE do not both name files outside ~/.aws.",
            "Set both, then try again.",
        )
    return Around(paths, env, sandbox_at(options.sandbox))


def profile_called(name: str, snapshot: Snapshot, paths: Paths) -> Profile:
    """The profile of that name. Raises ``Failed``."""
    found = snapshot.listing.get(name)
    if found is not None:
        return found
    if snapshot.listing.refused:
        problem = next(iter(snapshot.listing.refused.values()))
        where = f"{problem.origin.path}, line {problem.origin.line}"
        raise Failed(f"{where}: {problem.what} {problem.remedy}")
    raise Failed(f"There is no profile {name} in {paths.config}.")
