"""The application's own settings, and its private state: one TOML file each.

Settings are the person's to write and ours to keep: keys we do not know stay. (Comments do not: the TOML
writer has none.) Private state is what we remember for the person: recents, pins, durations. Neither can
hold a secret: `Plain` has no place for one, and the writer refuses it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path

from profiles.writing import FileRefused, change_file

Plain = (
    str
    | int
    | float
    | bool
    | datetime.datetime
    | datetime.date
    | datetime.time
    | list["Plain"]
    | dict[str, "Plain"]
)
"""What TOML can hold."""
Change = Plain | None | Mapping[str, "Change"]
"""A new value; None to forget the key; a mapping to change the keys of a table."""


def read_settings(path: Path) -> dict[str, Plain]:
    """The content of a settings or state file; empty if it is missing. Raises `FileRefused`."""
    try:
        return _parsed(path, path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        cause = f"{error.strerror or error}."
        raise FileRefused(f"{path} cannot be read.", cause, "Give yourself the right to read it.") from None


def table_at(table: Mapping[str, Plain], *names: str) -> dict[str, Plain]:
    """The table that these names lead to; empty where there is none."""
    found: Plain = dict(table)
    for name in names:
        found = found.get(name, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}


def change_settings(path: Path, changes: Mapping[str, Change]) -> None:
    """Change some keys and keep all others, also those written meanwhile. Raises `FileRefused`."""
    change_table(path, lambda table: _changed(table, changes))


def change_table(path: Path, edit: Callable[[dict[str, Plain]], dict[str, Plain]]) -> None:
    """Replace the content of a settings or state file by `edit(content)`. Raises `FileRefused`."""
    import tomli_w

    change_file(path, lambda data: tomli_w.dumps(edit(_parsed(path, data))).encode(), private=True)


def _parsed(path: Path, data: bytes) -> dict[str, Plain]:
    import tomllib

    try:
        return tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise FileRefused(
            f"{path} is not TOML.", f"{error}.", "Mend that place, or delete the file."
        ) from None


def _changed(table: Mapping[str, Plain], changes: Mapping[str, Change]) -> dict[str, Plain]:
    result = dict(table)
    for name, change in changes.items():
        if change is None:
            result.pop(name, None)
        elif isinstance(change, Mapping):
            old = result.get(name)
            result[name] = _changed(old if isinstance(old, dict) else {}, change)
        else:
            result[name] = change
    return result
