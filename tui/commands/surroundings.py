"""The files and hosts a command works with, and how its failures are told."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auth.errors import AuthError
from auth.places import REAL, Places, sandbox_at
from auth.plain import plain
from profiles.config import Profile
from profiles.files import FileRefused, Paths, Snapshot, load
from profiles.shell_lines import CannotQuote

if TYPE_CHECKING:
    from tui.setup import Setup


class NoProfile(Exception):
    """There is no profile of that name. ``str()`` is a sentence."""


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


def profile_called(name: str, snapshot: Snapshot) -> Profile:
    """Raises ``NoProfile``."""
    found = snapshot.listing.get(name)
    if found is not None:
        return found
    refused = next(iter(snapshot.listing.refused.values()), None)
    if refused is not None:
        where = f"{refused.origin.path}, line {refused.origin.line}"
        raise NoProfile(f"{where}: {refused.what} {refused.remedy}")
    raise NoProfile(f"There is no profile {name}. fumidai-tui status lists them.")


def told(command: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """*command*, its failures told on standard error."""

    def run(options: argparse.Namespace) -> int:
        try:
            return command(options)
        except (AuthError, CannotQuote, FileRefused, NoProfile) as error:
            print(f"fumidai-tui: {plain(str(error), 1000)}", file=sys.stderr)
            return 1
        except BrokenPipeError:  # the reader has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1

    return run
