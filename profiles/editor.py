"""Changes to an AWS file that leave every other byte alone. Pure: bytes in, bytes out.

Every change is made on lines found by `profiles.ini`, and its result is read again before it is handed out:
unless the file then says exactly what was meant, and nothing else changed its meaning, the change is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from profiles.ini import DEFAULTS, Document, Key, Section, read, split
from profiles.secret import Secret

_KEY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_UP_TO_VALUE = re.compile(rb"[^=:]*[=:][^\S\r\n]*")
_END = re.compile(rb"[\r\n]*\Z")
_INDENT = re.compile(r"\s*")
_NOWHERE = Path()


class CannotEdit(Exception):
    """A change that cannot be made safely; `reason` is a sentence. Nothing was changed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def set_keys(data: bytes, section: str, values: Mapping[str, str | Secret]) -> bytes:
    """Give keys of a section new values; where the section is missing, it is added at the end.

    A key that is there keeps its place, spelling and spacing, and loses any further lines of its old value.
    New keys come after the section's last key. Raises `CannotEdit`.
    """
    before = _readable(data)
    found = before.section(section)
    if found is None:
        return add_section(data, section, values)
    _check_values(values)
    lines = split(data)
    ends = [_end_of(line) for line in lines]
    for name, value in values.items():
        key = found.keys.get(name)
        if key is not None:
            _replace(lines, key, _text(value))
    new = {name: value for name, value in values.items() if name not in found.keys}
    if new:
        _append(lines, ends, found, new)
    return _checked(b"".join(lines), before, section, values)


def add_section(data: bytes, section: str, values: Mapping[str, str | Secret]) -> bytes:
    """Add a section at the end, after an empty line. Raises `CannotEdit`."""
    before = _readable(data)
    if before.section(section) is not None:
        raise CannotEdit(f"The section [{section}] is there already.")
    _check_header(section)
    _check_values(values)
    end = _line_end(data)
    gap = b""
    if data:
        last = split(data)[-1]
        gap = (b"" if _end_of(last) else end) + (end if last.strip() else b"")
    return _checked(data + gap + section_lines(section, values, end), before, section, values)


def section_lines(section: str, values: Mapping[str, str | Secret], end: bytes = b"\n") -> bytes:
    """A section as `add_section` writes it."""
    lines = [f"[{section}]", *(f"{name} = {_text(value)}".rstrip() for name, value in values.items())]
    return b"".join(line.encode() + end for line in lines)


def _replace(lines: list[bytes], key: Key, text: str) -> None:
    first, *others = (line - 1 for line in key.lines)
    old = lines[first]
    start = _UP_TO_VALUE.match(old)
    if start is None:  # the parser saw a delimiter there
        raise CannotEdit("The line of a key has no “=”.")
    lead = start.group()
    if text and lead.endswith((b" =", b" :")):
        lead += b" "  # the value was empty
    # Where the old value ended, the new one ends: with that line's end, unless notes stand in between.
    is_whole = bool(others) and others[-1] - first == len(others)
    lines[first] = lead + text.encode() + _end_of(lines[others[-1]] if is_whole else old)
    for line in others:
        lines[line] = b""


def _append(
    lines: list[bytes], ends: list[bytes], section: Section, values: Mapping[str, str | Secret]
) -> None:
    """Put new keys behind the section's last value, indented so that no line changes its meaning.

    The parser takes a line that is indented more than the key before it for a further line of that key's
    value. So new keys are indented like the key before them, or, below a header without keys, like the next
    header. They end as the line before them did: `ends` are those of all lines before any change.
    """
    if section.keys:
        last = max(section.keys.values(), key=lambda key: key.lines[-1])
        indent, after = _indent(lines[last.line - 1]), last.lines[-1]
    else:
        is_last = section.end >= len(lines)
        indent, after = b"" if is_last else _indent(lines[section.end]), section.line
    end = ends[after - 1] or next(filter(None, ends), b"\n")
    is_ended = b"".join(lines[:after]).endswith((b"\n", b"\r"))
    new = [indent + f"{name} = {_text(value)}".rstrip().encode() + end for name, value in values.items()]
    lines[after - 1] += b"".join([b"" if is_ended else end, *new])


def _readable(data: bytes) -> Document:
    document = read(data, _NOWHERE)
    if document.flaws:
        raise CannotEdit(f"Line {document.flaws[0].line}: {document.flaws[0].what}")
    return document


def _checked(data: bytes, before: Document, section: str, values: Mapping[str, str | Secret]) -> bytes:
    """The new bytes, if they say what was meant."""
    meant = _meaning(before)
    meant[section] = {**meant.get(section, {}), **{name: _text(value) for name, value in values.items()}}
    after = read(data, _NOWHERE)
    if after.flaws or _meaning(after) != meant:
        raise CannotEdit("The file is laid out in a way that leaves no safe place for this change.")
    return data


def _meaning(document: Document) -> dict[str, dict[str, object]]:
    sections = {section.name: _revealed(section.keys) for section in document.sections}
    return {DEFAULTS: _revealed(document.defaults), **sections}


def _revealed(keys: Mapping[str, Key]) -> dict[str, object]:
    return {
        name: _text(key.value) if isinstance(key.value, Secret) else key.value for name, key in keys.items()
    }


def _check_header(section: str) -> None:
    if section == DEFAULTS:
        raise CannotEdit(f"[{DEFAULTS}] means every section at once, so it cannot be a profile.")
    if not section or re.search(r"[\[\]\r\n]", section):
        raise CannotEdit("The name of a section cannot be empty or hold brackets or line breaks.")


def _check_values(values: Mapping[str, str | Secret]) -> None:
    for name, value in values.items():
        if not _KEY.fullmatch(name) or name != name.lower():
            raise CannotEdit(f"“{name}” cannot be the name of a key.")
        text = _text(value)
        if text != text.strip() or len(text.splitlines()) > 1 or not _is_utf8(text):
            raise CannotEdit(f"The value of {name} cannot be written on one line.")


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _indent(line: bytes) -> bytes:
    text = line.decode()
    found = _INDENT.match(text)
    return found.group().rstrip("\r\n").encode() if found else b""


def _end_of(line: bytes) -> bytes:
    found = _END.search(line)
    return found.group() if found else b""


def _line_end(data: bytes) -> bytes:
    """How this file ends its lines, by its first line."""
    first = next(iter(split(data)), b"")
    return _end_of(first) or b"\n"
