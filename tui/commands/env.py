"""``fumidai-tui env``: the lines that make a shell use a profile, to be evaluated there.

eval "$(fumidai-tui env production)"
fumidai-tui env production --shell fish | source
"""

from __future__ import annotations

import argparse
import os
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
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Print the lines; 1 where there are none, and a sentence on standard error says why."""
    from auth.errors import AuthError
    from auth.plain import plain
    from profiles.shell_lines import CannotQuote

    try:
        lines = _lines(options.profile, options.shell, os.environ, with_keys=options.keys)
    except (AuthError, CannotQuote, LookupError) as error:
        words = error.args[0] if isinstance(error, LookupError) else str(error)
        print(f"fumidai-tui: {plain(words, 1000)}", file=sys.stderr)
        return 1
    print(lines)
    return 0


def _lines(name: str, shell_name: str | None, env: Mapping[str, str], *, with_keys: bool) -> str:
    """Raises ``LookupError`` with a sentence, ``CannotQuote``, ``AuthError``."""
    from profiles.files import load
    from profiles.paths import Paths
    from profiles.shell_lines import lines, profile_variables, secret_lines

    paths = Paths.from_env(env)
    listing = load(paths).listing
    profile = listing.get(name)
    if profile is None:
        refused = next(iter(listing.refused.values()), None)
        if refused is not None:
            raise LookupError(
                f"{refused.origin.path}, line {refused.origin.line}: {refused.what} {refused.remedy}"
            )
        raise LookupError(f"There is no profile {name} in {paths.config}.")
    shell = _shell(shell_name, env)
    if not with_keys:
        return lines(shell, profile_variables(profile.name, profile.region))
    from auth.places import REAL
    from profiles.shell_lines import key_variables
    from tui.handing import handed_keys
    from tui.setup import local_now

    keys = handed_keys(profile, listing, paths, REAL, env, local_now())
    variables = key_variables(keys.access_key_id, keys.secret, keys.token, keys.ends, profile.region)
    # What was asked for: the only place where keys are printed.
    return secret_lines(shell, variables).reveal()


def _shell(name: str | None, env: Mapping[str, str]) -> Shell:
    from profiles.shell_lines import Shell, shell_of

    if name is None:
        return shell_of(env, is_windows=sys.platform == "win32")
    named = {"fish": Shell.FISH, "powershell": Shell.POWERSHELL, "cmd": Shell.CMD}
    return named.get(name, Shell.POSIX)
