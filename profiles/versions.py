"""The last versions of the config file, kept before each change of ours. Never of the credentials file.

They lie in the folder of our private state, mode 0600, without secret values: those are taken from the
present file when a version comes back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from profiles import masking
from profiles.ini import DEFAULTS, SECRET_KEYS, Document, Key, read, split
from profiles.masking import masked_lines
from profiles.paths import Paths
from profiles.settings import Plain, change_table, read_settings

KEPT = 10
"""Versions kept of each config file."""
_NOWHERE = Path()
_ONE_KEY = re.compile(rb"\s*[\w.-]+\s*[=:]\s*")
LEFT_OUT = masking.LEFT_OUT.encode()


@dataclass(frozen=True, slots=True)
class Version:
    """The config as it was when a change of ours replaced it at the time `at`."""

    at: datetime
    text: str
    what: str = ""
    """The change that replaced it, in words."""


def keep_version(paths: Paths, config: bytes, now: datetime, what: str = "") -> None:
    """Keep what is about to be replaced by the change `what`, unless it is what was kept last.

    Raises `FileRefused`.
    """
    if not config:
        return
    text = without_secrets(config)

    def edit(table: dict[str, Plain]) -> dict[str, Plain]:
        kept = _of_file(table, paths)
        if kept and kept[-1].get("text") == text:
            return table
        version: dict[str, Plain] = {"at": now.astimezone(UTC), "what": what, "text": text}
        return {**table, _name_of(paths): [*[*kept, version][-KEPT:]]}

    change_table(paths.versions, edit)


def versions(paths: Paths) -> tuple[Version, ...]:
    """The kept versions of the config file, the newest first. Raises `FileRefused`."""
    found = []
    for each in _of_file(read_settings(paths.versions), paths):
        at, text = each.get("at"), each.get("text")
        if isinstance(at, datetime) and isinstance(text, str):
            what = each.get("what")
            found.append(Version(at, text, what if isinstance(what, str) else ""))
    return tuple(reversed(found))


def without_secrets(config: bytes) -> str:
    """The text of a config without its secret values; all else as it is, line ends included."""
    lines = split(config)
    for block in reversed(_blocks(config)):
        lines[block.first : block.last + 1] = [block.lead + LEFT_OUT + block.end]
    return b"".join(lines).decode(errors="backslashreplace")


@dataclass(frozen=True, slots=True)
class Restored:
    """A version with the present secrets in it, and the `missing` ones as `[section] key`."""

    config: bytes = field(repr=False)
    missing: tuple[str, ...]


def restored(version: Version, present: bytes) -> Restored:
    """A version as it can be written over the `present` file.

    A secret is looked for in its section, and only beside the same `aws_access_key_id`; where it moved on,
    wherever that id stands. The line of a secret that is nowhere is left out; in a comment, its value.
    """
    data = version.text.encode()
    lines = split(data)
    secrets = {block.place: block for block in _blocks(present)}
    by_id = {(name, id_): block for (_, name, id_, _), block in secrets.items() if id_}
    missing = []
    for block in _blocks(data):
        # Only of its first line: what was left out may have ended where the next line now seems to go on with it.
        value = lines[block.first].removeprefix(block.lead)
        end = value.removeprefix(LEFT_OUT)
        if not value.startswith(LEFT_OUT) or end.strip():
            continue
        section, name, id_, _ = block.place
        found = secrets.get(block.place, by_id.get((name, id_)))
        if found is not None:
            lines[block.first] = block.lead + _indented(found, block.lead) + end
        elif block.is_key:
            lines[block.first] = b""
            missing.append(f"[{section}] {name}")
        elif _ONE_KEY.fullmatch(block.lead):
            # A key, also of an indented block, where a line without its value is a flaw.
            lines[block.first] = b""
            missing.append(f"[{section}] line {block.first + 1}")
        else:
            lines[block.first] = block.lead.rstrip() + end
    return Restored(b"".join(lines), tuple(missing))


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines `first` to `last` (from 0) of one secret: what stands before its `value`, and their `end`."""

    first: int
    last: int
    lead: bytes
    value: bytes = field(repr=False)
    end: bytes
    place: tuple[str, str, str, int]
    """Section, name, the access key id beside it, and the how manieth of that name: comments repeat themselves."""
    is_key: bool


def _indented(block: _Block, lead: bytes) -> bytes:
    """The value of a block as it can stand behind another lead: each further line must be indented more than it."""
    if block.lead == lead:
        return block.value
    first, *others = split(block.value)
    indent = lead[: len(lead) - len(lead.lstrip())]
    return b"".join([first, *(indent + line for line in others)])


def _blocks(data: bytes) -> list[_Block]:
    """All secrets of a file."""
    document, lines, masked = read(data, _NOWHERE), split(data), masked_lines(data)
    keys = _secret_keys(document)
    blocks: list[_Block] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for first, line in enumerate(masked):
        if line.lead is None:
            continue
        last = first
        while last + 1 < len(masked) and masked[last + 1].further:
            last += 1
        end = lines[last][len(masked[last].raw) :]
        whole = b"".join(lines[first : last + 1])
        value = whole[len(line.lead) : len(whole) - len(end)]
        comment = (_section_at(document, first + 1), line.lead.decode(errors="replace"), "")
        place = keys.get(first + 1, comment)
        blocks.append(_Block(first, last, line.lead, value, end, (*place, seen[place]), first + 1 in keys))
        seen[place] += 1
    return blocks


def _secret_keys(document: Document) -> dict[int, tuple[str, str, str]]:
    """The secret keys of a file by their lines: section, name, and the access key id beside them."""
    sections = {DEFAULTS: document.defaults, **{each.name: each.keys for each in document.sections}}
    return {
        key.line: (section, key.name, _id_of(keys) if key.name.startswith("aws_") else "")
        for section, keys in sections.items()
        for key in keys.values()
        if key.name in SECRET_KEYS
    }


def _id_of(keys: Mapping[str, Key]) -> str:
    key = keys.get("aws_access_key_id")
    # A further line of it can be a secret that lost its place, and that is left out of a version.
    return key.value.partition("\n")[0] if key is not None and isinstance(key.value, str) else ""


def _section_at(document: Document, line: int) -> str:
    return next((each.name for each in document.sections if each.line <= line <= each.end), "")


def _of_file(table: dict[str, Plain], paths: Paths) -> list[dict[str, Plain]]:
    kept = table.get(_name_of(paths))
    return [each for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []


def _name_of(paths: Paths) -> str:
    # The name of a file may hold bytes that are no text; TOML may not.
    return str(paths.config).encode(errors="backslashreplace").decode()
