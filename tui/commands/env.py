"""``fumidai-tui env``: the lines that make a shell use a profile, to be evaluated there.

eval "$(fumidai-tui env production)"
fumidai-tui env production --shell fish | source
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from profiles.shell_lines import Shell

_SHELLS = ("bash", "zsh", "sh", "fish", "powershell", "cmd")


def add_env(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``env`` to the commands; its ``run`` takes the options and returns the exit code."""
    parser = subparsers.add_parser(
        "env",
        help="print the lines that make a shell use a profile",
        description="Print the lines that make AWS tools in a shell use a profile: all four variables set, exported"
        " keys unset.",
        epilog='bash and zsh: eval "$(fumidai-tui env PROFILE)"   fish: fumidai-tui env PROFILE | source  '
        " PowerShell: fumidai-tui env PROFILE | Out-String | Invoke-Expression",
    )
    parser.add_argument("profile", metavar="PROFILE")
    parser.add_argument(
        "--shell", choices=_SHELLS, help="for which shell; without it the one that SHELL names"
    )
    parser.add_argument(
        "--keys",
        action="store_true",
        help="the keys of its session themselves, for programs that know no profiles; they can be read by who sees"
        " the output",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the lines. Raises ``AuthError``, ``CannotQuote``, ``Failed``."""
    from profiles.shell_lines import lines, profile_variables
    from tui.commands.surroundings import profile_called, surroundings

    around = surroundings(options)
    snapshot = around.snapshot()
    profile = profile_called(options.profile, snapshot, around.paths)
    shell = _shell(options.shell, around.env)
    if not options.keys:
        print(lines(shell, profile_variables(profile.name, profile.region)))
        return 0
    from profiles.shell_lines import key_variables, secret_lines
    from tui.handing import handed_keys

    keys = handed_keys(profile, snapshot.listing, around.paths, around.places, around.env, around.now())
    variables = key_variables(keys.access_key_id, keys.secret, keys.token, keys.ends, profile.region)
    # What was asked for: the only place where keys are printed.
    print(secret_lines(shell, variables).reveal())
    return 0


def _shell(name: str | None, env: Mapping[str, str]) -> Shell:
    from profiles.shell_lines import Shell, shell_of

    if name is None:
        return shell_of(env, is_windows=sys.platform == "win32")
    named = {"fish": Shell.FISH, "powershell": Shell.POWERSHELL, "cmd": Shell.CMD}
    return named.get(name, Shell.POSIX)
