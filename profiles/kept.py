"""Bastions whose session lies in the system's keyring: how the config says so, and when such a session ends.

The profile has `credential_process = fumidai-tui credential-process NAME`, so that AWS tools ask us. The keys are in
the keyring; only their end is in a file beside the private state, so that looking at the list opens no keyring.

Source: AWS docs, "Sourcing credentials with an external process": no shell, double quotes only, no `~` and no `$NAME`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import PurePath

from profiles.model import Profile
from profiles.paths import Paths
from profiles.settings import Change, change_settings, read_settings
from profiles.writing import FileRefused

KEY = "credential_process"
COMMAND = "credential-process"
_PLAIN = re.compile(r"[\w./:@%+=,-]+")


class CannotBeKept(ValueError):
    """A name or program that no line of `credential_process` can hold. `str()` is a sentence."""


def process_line(program: Sequence[str], name: str) -> str:
    """The value of `credential_process` for a profile: `program` is ours with its options.

    Raises `CannotBeKept`.
    """
    if name.startswith("-"):
        raise CannotBeKept(f"“{name}” begins as an option does, so it cannot stand in credential_process.")
    return " ".join(_quoted(word) for word in (*program, COMMAND, name))


def is_kept(profile: Profile) -> bool:
    """Whether the profile's keys come from us, out of the keyring."""
    line = profile.values.get(KEY)
    return isinstance(line, str) and _program_of(line, profile.name) is not None


def renamed_line(line: object, name: str, new: str) -> str | None:
    """What our line for the profile `name` is for `new`; None for any other line. Raises `CannotBeKept`."""
    program = _program_of(line, name) if isinstance(line, str) else None
    return process_line(program, new) if program is not None else None


def _program_of(line: str, name: str) -> list[str] | None:
    words = _words(line)
    if len(words) < 3 or words[-2:] != [COMMAND, name]:
        return None
    is_ours = PurePath(words[0].replace("\\", "/")).name.removesuffix(".exe") == "fumidai-tui"
    return words[:-2] if is_ours else None


def kept_ends(paths: Paths) -> dict[str, datetime]:
    """When kept sessions end, by profile, in UTC. A file that cannot be read has none."""
    try:
        table = read_settings(paths.kept)
    except FileRefused:
        return {}
    ends = {}
    for name, end in table.items():
        if isinstance(end, datetime) and end.tzinfo is not None:
            with suppress(OverflowError):  # the last day there is, in another time zone
                ends[name] = end.astimezone(UTC)
    return ends


def remember_kept(paths: Paths, name: str, end: datetime | None) -> None:
    """Note the end of a kept session; None: there is none. Raises `FileRefused`."""
    said: Change = end.astimezone(UTC).replace(microsecond=0) if end is not None else None
    change_settings(paths.kept, {name: said})


def _quoted(word: str) -> str:
    if not word or not word.isprintable() or any(each in word for each in '"$`') or word.endswith("\\"):
        raise CannotBeKept(
            f"“{word}” cannot stand in credential_process: it is empty, or has quotes or signs in it."
        )
    # Go's SDK, and so Terraform, gives the line to a shell.
    return word if _PLAIN.fullmatch(word) else f'"{word}"'


def _words(line: str) -> list[str]:
    """As botocore splits it (`compat_shell_split`), for lines that we write: words, some in double quotes."""
    words, rest = [], line.strip()
    while rest:
        if rest.startswith('"'):
            word, found, rest = rest[1:].partition('"')
            if not found:
                return []
        else:
            word, _, rest = rest.partition(" ")
        words.append(word)
        rest = rest.lstrip()
    return words
