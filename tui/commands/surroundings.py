"""The files and hosts a command works with, and how its failures are told."""

import argparse
import os
import sys
from collections.abc import Callable

from auth.errors import AuthError
from auth.places import sandbox_at
from auth.plain import plain
from profiles.config import Profile
from profiles.files import FileRefused, Paths, Snapshot, load
from tui.memory import recall
from tui.setup import Setup


class NoProfile(Exception):
    """There is no profile of that name. ``str()`` is a sentence."""


def surroundings(options: argparse.Namespace) -> Setup:
    """The person's own files, or with ``--sandbox`` those that the two file variables name. Raises ``AuthError``."""
    env = dict(os.environ)
    paths = Paths.from_env(env)
    if options.sandbox is None:
        return Setup(paths, env, memory=recall(paths))
    from tui.run import files_for_a_sandbox

    if not files_for_a_sandbox(env):
        raise AuthError(
            "A sandbox takes nobody's own files.",
            "AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE do not both name files outside ~/.aws.",
            "Set both, then try again.",
        )
    return Setup(paths, env, sandbox_at(options.sandbox), memory=recall(paths))


def profile_called(name: str, snapshot: Snapshot) -> Profile:
    """Raises ``NoProfile``."""
    found = snapshot.listing.get(name)
    if found is None:
        raise NoProfile(f"There is no profile {name}. fumidai-tui status lists them.")
    return found


def told(command: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """*command*, its failures told on standard error."""

    def run(options: argparse.Namespace) -> int:
        try:
            return command(options)
        except (AuthError, FileRefused, NoProfile) as error:
            print(f"fumidai-tui: {plain(str(error), 1000)}", file=sys.stderr)
            return 1
        except BrokenPipeError:  # the reader has enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1

    return run


def snapshot_of(setup: Setup) -> Snapshot:
    """What the files say now."""
    return load(setup.paths)
