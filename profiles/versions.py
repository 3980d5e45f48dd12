"""The last versions of the config file, kept before each change of ours. Never of the credentials file.

They lie in the folder of our private state, mode 0600, without secret values: those are taken from the
present file when a version comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from profiles.ini import DEFAULTS, SECRET_KEYS, Document, Key, read, split
from profiles.masking import masked_lines
from profiles.paths import Paths
from profiles.secret import Secret
from profiles.settings import Plain, change_table, read_settings

KEPT = 10
"""Versions kept of each config file."""
_NOWHERE = Path()
LEFT_OUT = "(a secret, left out of the kept version)"


@dataclass(frozen=True, slots=True)
class Version:
    """The config as it was when a change of ours replaced it at the time `at`."""

    at: datetime
    text: str


def keep_version(paths: Paths, config: bytes, now: datetime) -> None:
    """Keep what is about to be replaced, unless it is what was kept last. Raises `FileRefused`."""
    if not config:
        return
    text = without_secrets(config)

    def edit(table: dict[str, Plain]) -> dict[str, Plain]:
        kept = _of_file(table, paths)
        if kept and kept[-1].get("text") == text:
            return table
        version: dict[str, Plain] = {"at": now.astimezone(UTC), "text": text}
        return {**table, str(paths.config): [*[*kept, version][-KEPT:]]}

    change_table(paths.versions, edit)


def versions(paths: Paths) -> tuple[Version, ...]:
    """The kept versions of the config file, the newest first. Raises `FileRefused`."""
    found = []
    for each in _of_file(read_settings(paths.versions), paths):
        at, text = each.get("at"), each.get("text")
        if isinstance(at, datetime) and isinstance(text, str):
            found.append(Version(at, text))
    return tuple(reversed(found))


def without_secrets(config: bytes) -> str:
    """The text of a config without its secret values; all else as it is, line ends included."""
    lines = zip(masked_lines(config, LEFT_OUT), split(config), strict=True)
    kept = [
        line.shown.encode() + raw[len(line.raw) :] if line.is_masked else raw
        for line, raw in lines
        if not line.further
    ]
    return b"".join(kept).decode(errors="backslashreplace")


@dataclass(frozen=True, slots=True)
class Restored:
    """A version with the present secrets in it, and the `missing` ones as `[section] key`."""

    config: bytes
    missing: tuple[str, ...]


def restored(version: Version, present: bytes) -> Restored:
    """A version as it can be written over the `present` file.

    A secret that is nowhere in the present file is gone, and its line is left out.
    """
    data = version.text.encode()
    lines = split(data)
    secrets, missing = _secrets(read(present, _NOWHERE)), []
    for place, key in _secrets(read(data, _NOWHERE)).items():
        if _text(key) != LEFT_OUT:
            continue
        text = _text(secrets[place]) if place in secrets else ""
        if text and "\n" not in text:
            number = key.line - 1
            lines[number] = lines[number].replace(LEFT_OUT.encode(), text.encode())
        else:
            lines[key.line - 1] = b""
            missing.append("[{}] {}".format(*place))
    comments = {line.shown: line.raw for line in masked_lines(present, LEFT_OUT) if line.is_masked}
    for number, line in enumerate(lines):
        if LEFT_OUT.encode() in line:  # in a comment: all keys have been seen to
            shown = line.rstrip(b"\r\n").decode()
            lines[number] = comments[shown] + line[len(shown.encode()) :] if shown in comments else b""
    return Restored(b"".join(lines), tuple(missing))


def _secrets(document: Document) -> dict[tuple[str, str], Key]:
    """The secret keys of a file by section and name."""
    sections = {DEFAULTS: document.defaults, **{each.name: each.keys for each in document.sections}}
    return {
        (section, key.name): key
        for section, keys in sections.items()
        for key in keys.values()
        if key.name in SECRET_KEYS
    }


def _text(key: Key) -> str:
    return key.value.reveal() if isinstance(key.value, Secret) else ""


def _of_file(table: dict[str, Plain], paths: Paths) -> list[dict[str, Plain]]:
    kept = table.get(str(paths.config))
    return [each for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []
