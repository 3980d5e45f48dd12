"""``fumidai-tui exec PROFILE [--keys] -- COMMAND …``: one command that works as a profile, and takes our place."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui.commands.failing import Failed

if TYPE_CHECKING:
    from argparse import _SubParsersAction

CANNOT_RUN, NOT_FOUND = 126, 127
"""Exit codes (POSIX, ``env``): the command is there and cannot be run; it is not there."""


def add_exec(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "exec",
        help="run a command as a profile",
        usage="fumidai-tui exec [--keys] PROFILE -- COMMAND [ARGUMENT …]",
        description="Run a command as a profile: AWS_PROFILE and AWS_REGION are set under both of their names, and"
        " exported keys removed. Its exit code is the command's.",
    )
    parser.add_argument("profile", metavar="PROFILE")
    parser.add_argument(
        "--keys",
        action="store_true",
        help="give it the keys of the profile's session instead, for a program that knows no profiles",
    )
    parser.set_defaults(run=run, takes_command=True, usage_error=parser.error)


def run(options: argparse.Namespace) -> int:
    """Become the command. Returns on Windows, where it runs beside us. Raises ``AuthError``, ``Failed``."""
    if not options.command:
        options.usage_error("the command comes after --, as in: fumidai-tui exec dev -- aws s3 ls")
    from tui.child_env import child_env, keys_to_hand_over
    from tui.commands.surroundings import profile_called, surroundings

    around = surroundings(options)
    snapshot = around.snapshot()
    profile = profile_called(options.profile, snapshot, around.paths)
    keys = None
    if options.keys:
        given = snapshot.listing, around.paths, around.places, around.env, around.now()
        keys = keys_to_hand_over(profile, *given)
    return become(options.command, child_env(profile, around.env, around.places, keys))


def become(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Let *command* take the place of this process. Raises ``Failed``."""
    program = command[0]
    try:
        if sys.platform == "win32":
            return subprocess.call(command, env=dict(env))
        # Python ignores these, and a command that starts with them ignored goes on ignoring them.
        for name in ("SIGPIPE", "SIGXFSZ"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        os.execvpe(program, list(command), dict(env))  # noqa: S606 - no shell is wanted
    except (FileNotFoundError, NotADirectoryError):
        raise Failed(f"The command {program} was not found.", NOT_FOUND) from None
    except OSError as error:
        raise Failed(f"The command {program} cannot be run: {error.strerror}.", CANNOT_RUN) from None
    except ValueError:
        raise Failed("A name or a key in the files holds a character that no variable can hold.") from None
