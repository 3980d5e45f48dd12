"""Lines for a shell that make AWS tools there use a profile, or a session's keys.

The lines are pasted at a prompt or evaluated, so a value never means anything to the shell but itself.
"""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from pathlib import PurePath

from profiles.secret import Secret
from profiles.shell_env import KEY_NAMES, PROFILE_NAMES, REGION_NAMES


class Shell(Enum):
    """A family of shells that take the same lines; the value is what people call it."""

    POSIX = "bash, zsh, sh"
    FISH = "fish"
    POWERSHELL = "PowerShell"
    CMD = "cmd"


class CannotQuote(Exception):
    """A value that these lines cannot hold. `str()` is a sentence that names the variable, not the value."""


def shell_of(env: Mapping[str, str], *, is_windows: bool = False) -> Shell:
    """The shell that the person uses, by `SHELL`; a guess."""
    name = PurePath(env.get("SHELL", "")).name
    if name in {"fish", "pwsh"}:
        return Shell.FISH if name == "fish" else Shell.POWERSHELL
    return Shell.POWERSHELL if is_windows and not name else Shell.POSIX


def profile_variables(profile: str, region: str | None) -> dict[str, str | None]:
    """The variables with which every AWS tool uses the profile: a value, or None for one to unset.

    All names are set, since tools differ in which they read, and exported keys would win over the profile. A
    region that was set for another profile goes where this one has none.
    """
    return {
        **dict.fromkeys(KEY_NAMES),
        **dict.fromkeys(PROFILE_NAMES, profile),
        **dict.fromkeys(REGION_NAMES, region),
    }


def key_variables(
    access_key_id: str, secret: Secret, token: Secret, ends: datetime | None, region: str | None
) -> dict[str, str | Secret | None]:
    """The variables with which every AWS tool uses these keys, and no profile. `ends` in any time zone."""
    keys = (access_key_id, secret, token, None, iso_time(ends) if ends else None)
    return {
        **dict.fromkeys(PROFILE_NAMES),
        **dict(zip(KEY_NAMES, keys, strict=True)),
        **dict.fromkeys(REGION_NAMES, region),
    }


def iso_time(ends: datetime) -> str:
    """The end of a session as ISO 8601 in UTC, to the second."""
    return ends.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def lines(shell: Shell, variables: Mapping[str, str | None]) -> str:
    """Lines for `shell`, without a line break at the end, that set the variables; those with None are unset first.

    An empty value counts as None: neither cmd nor every PowerShell knows an empty variable. Raises `CannotQuote`
    for control characters, and where the shell has no way to write a value.
    """
    return _lines(shell, variables)


def secret_lines(shell: Shell, variables: Mapping[str, str | Secret | None]) -> Secret:
    """As `lines`, for variables some of which are secret."""
    shown = {
        name: value.reveal() if isinstance(value, Secret) else value for name, value in variables.items()
    }
    return Secret(_lines(shell, shown))


def check_value(name: str, value: str) -> None:
    """Raise `CannotQuote` for characters that no line can hold, or that a terminal would obey when pasted."""
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value):
        raise CannotQuote(
            f"The value for {name} has a line break or another control character in it, which cannot be handed over."
        )


def _lines(shell: Shell, variables: Mapping[str, str | None]) -> str:
    values = {name: value for name, value in variables.items() if value}
    for name, value in values.items():
        check_value(name, value)
    gone = [name for name in variables if name not in values]
    write = {
        Shell.POSIX: _posix,
        Shell.FISH: _fish,
        Shell.POWERSHELL: _powershell,
        Shell.CMD: _cmd,
    }[shell]
    return "\n".join(write(values, gone))


def _posix(values: Mapping[str, str], gone: list[str]) -> list[str]:
    unset = [f"unset {' '.join(gone)}"] if gone else []
    return unset + [f"export {name}={_posix_word(value)}" for name, value in values.items()]


def _posix_word(value: str) -> str:
    # zsh looks for a program where a word begins with =, also after a colon (zshexpn, "Filename Expansion").
    return f"'{value}'" if "=" in value and "'" not in value else shlex.quote(value)


def _fish(values: Mapping[str, str], gone: list[str]) -> list[str]:
    """In single quotes only ' and the backslash are special (fish docs, "Quotes")."""
    # A universal variable would show again behind the global one, and a plain `set -e` would take it away for good,
    # from every shell of the person. An empty one in front of it does for AWS tools what matters: no keys.
    unset = [f"set -eg {name}; set -qU {name}; and set -gx {name} ''" for name in gone]
    quoted = {name: value.replace("\\", "\\\\").replace("'", "\\'") for name, value in values.items()}
    return unset + [f"set -gx {name} '{value}'" for name, value in quoted.items()]


def _powershell(values: Mapping[str, str], gone: list[str]) -> list[str]:
    """In single quotes nothing is special but the quotes, which are doubled. Typographic quotes end a text, too
    (PowerShell's language specification, "single-quote-character")."""
    doubled = str.maketrans({quote: quote * 2 for quote in "'‘’‚‛"})
    names = ", ".join(f"Env:{name}" for name in gone)
    unset = [f"Remove-Item {names} -ErrorAction SilentlyContinue"] if gone else []
    return unset + [f"$env:{name} = '{value.translate(doubled)}'" for name, value in values.items()]


def _cmd(values: Mapping[str, str], gone: list[str]) -> list[str]:
    """Between the quotes `& | < > ^` are taken as they are (Microsoft's docs: "set")."""
    for name, value in values.items():
        if '"' in value or "%" in value:
            # Each of the prompt, a batch file and `for /f` would need them written in another way.
            raise CannotQuote(f'The value for {name} has " or % in it, which cmd has no safe way to write.')
    return [f'set "{name}="' for name in gone] + [f'set "{name}={value}"' for name, value in values.items()]
