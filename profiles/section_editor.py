"""Whole sections of an AWS file: taken out, renamed, copied. Pure: bytes in, bytes out.

As in `profiles.editor`, every result is read again before it is handed out, and refused unless it says
exactly what was meant.
"""

from __future__ import annotations

import configparser
from collections.abc import Collection, Mapping

from profiles.editor import (
    CannotEdit,
    appended,
    check_header,
    checked,
    line_end,
    meaning,
    readable,
    remove_keys,
    set_keys,
)
from profiles.ini import DEFAULTS, Document, Section, split


def remove_section(data: bytes, section: str) -> bytes:
    """Take a section out: its header, its keys, and the comments between them.

    Comments before its header and behind its last key stay. Of the empty lines around it, those stay that
    were before it; at the end of the file none. Raises `CannotEdit`.
    """
    return remove_sections(data, (section,))


def remove_sections(data: bytes, sections: Collection[str]) -> bytes:
    """`remove_section` for many, in the time of one: the file is read and checked once. Raises `CannotEdit`."""
    before = readable(data)
    meant = meaning(before)
    lines = split(data)
    # From the last one up, so that the lines of those to come keep their numbers.
    for found in sorted((_section(before, name) for name in set(sections)), key=_line, reverse=True):
        first, last = found.line, _last_line(found)
        is_spaced = first == 1 or not lines[first - 2].strip()
        while is_spaced and last < len(lines) and not lines[last].strip():
            last += 1
        while last == len(lines) and first > 1 and not lines[first - 2].strip():
            first -= 1
        del lines[first - 1 : last]
        del meant[found.name]
    return checked(b"".join(lines), meant)


def rename_section(data: bytes, section: str, new: str) -> bytes:
    """Give a section another header; nothing else changes. Raises `CannotEdit`."""
    before = readable(data)
    found = _section(before, section)
    if before.section(new) is not None:
        raise CannotEdit(f"The section [{new}] is there already.")
    check_header(new)
    lines = split(data)
    header = lines[found.line - 1].decode()
    match = configparser.RawConfigParser.SECTCRE.match(header.strip())
    if match is None:  # the parser saw a header there
        raise CannotEdit("The header of the section cannot be found.")
    start = len(header) - len(header.lstrip()) + match.start("header")
    end = start + len(match.group("header"))
    lines[found.line - 1] = f"{header[:start]}{new}{header[end:]}".encode()
    meant = {new if name == section else name: keys for name, keys in meaning(before).items()}
    return checked(b"".join(lines), meant)


def copy_section(data: bytes, section: str, new: str, changes: Mapping[str, str | None]) -> bytes:
    """Add a copy of a section at the end, under another header and with changed keys (None leaves one out).

    The lines of its keys are copied as they stand, and the empty ones that belong to a value, but no comments.
    Raises `CannotEdit`.
    """
    before = readable(data)
    found = _section(before, section)
    if before.section(new) is not None:
        raise CannotEdit(f"The section [{new}] is there already.")
    check_header(new)
    lines, end = split(data), line_end(data)
    ranges = sorted((key.line, key.lines[-1], set(key.lines)) for key in found.keys.values())
    body = [
        lines[number - 1]
        for first, last, own in ranges
        for number in range(first, last + 1)
        if number in own or not lines[number - 1].strip()
    ]
    if body and not body[-1].endswith((b"\n", b"\r")):
        body[-1] += end
    copied = appended(data, b"".join([f"[{new}]".encode() + end, *body]))
    meant = meaning(before)
    meant[new] = dict(meant[section])
    return change_keys(checked(copied, meant), new, changes)


def change_keys(data: bytes, section: str, changes: Mapping[str, str | None]) -> bytes:
    """Give keys new values, and take out those whose value is None. Raises `CannotEdit`."""
    gone: Collection[str] = [name for name, value in changes.items() if value is None]
    kept = {name: value for name, value in changes.items() if value is not None}
    data = remove_keys(data, section, gone) if gone else data
    return set_keys(data, section, kept) if kept else data


def _section(document: Document, name: str) -> Section:
    found = document.section(name)
    if found is None or name == DEFAULTS:
        raise CannotEdit(f"There is no section [{name}].")
    return found


def _line(section: Section) -> int:
    return section.line


def _last_line(section: Section) -> int:
    return max((key.lines[-1] for key in section.keys.values()), default=section.line)
