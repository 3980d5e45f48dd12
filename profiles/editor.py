"""Changes to an AWS file that leave every other byte alone. Pure: bytes in, bytes out.

Every change is made on lines found by `profiles.ini`, and its result is read again before it is handed out:
unless the file then says exactly what was meant, and nothing else changed its meaning, the change is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
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
    before = readable(data)
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
    return checked(b"".join(lines), _with(meaning(before), section, values))


def remove_keys(data: bytes, section: str, names: Collection[str]) -> bytes:
    """Take keys out of a section, with every line of their values. Names that are not there are no error.

    Comments stay, also those between the lines of a value. Raises `CannotEdit`.
    """
    before = readable(data)
    found = before.section(section)
    if found is None:
        return data
    gone = {line for name in names if name in found.keys for line in found.keys[name].lines}
    meant = meaning(before)
    meant[section] = {name: value for name, value in meant[section].items() if name not in names}
    return checked(without_lines(data, gone), meant)


def without_lines(data: bytes, gone: Collection[int]) -> bytes:
    """The file without some of its lines; a file that ended without a line's end still does."""
    lines = split(data)
    kept = [line for number, line in enumerate(lines, start=1) if number not in gone]
    if lines and kept and not _end_of(lines[-1]) and len(lines) in gone:
        kept[-1] = kept[-1].removesuffix(_end_of(kept[-1]))
    return b"".join(kept)


def add_section(data: bytes, section: str, values: Mapping[str, str | Secret]) -> bytes:
    """Add a section at the end, after an empty line. Raises `CannotEdit`."""
    before = readable(data)
    if before.section(section) is not None:
        raise CannotEdit(f"The section [{section}] is there already.")
    check_header(section)
    _check_values(values)
    end = line_end(data)
    meant = _with(meaning(before), section, values)
    return checked(appended(data, section_lines(section, values, end)), meant)


def appended(data: bytes, lines: bytes) -> bytes:
    """The file with `lines` at its end, behind an empty line."""
    if not data:
        return lines
    end, last = line_end(data), split(data)[-1]
    return data + (b"" if _end_of(last) else end) + (end if last.strip() else b"") + lines


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


def readable(data: bytes) -> Document:
    """The file as AWS tools read it. Raises `CannotEdit` where they do not."""
    document = read(data, _NOWHERE)
    if document.flaws:
        raise CannotEdit(f"Line {document.flaws[0].line}: {document.flaws[0].what}")
    return document


Meaning = dict[str, dict[str, object]]
"""What a file says: the values of each section's own keys, secrets revealed, and those of `[DEFAULT]`."""


def checked(data: bytes, meant: Meaning) -> bytes:
    """The new bytes, if they say what was meant and nothing else. Raises `CannotEdit`."""
    after = read(data, _NOWHERE)
    if after.flaws or meaning(after) != meant:
        raise CannotEdit("The file is laid out in a way that leaves no safe place for this change.")
    return data


def meaning(document: Document) -> Meaning:
    """What a file says, for comparing: it holds revealed secrets, so it is for no other use."""
    sections = {section.name: _revealed(section.keys) for section in document.sections}
    return {DEFAULTS: _revealed(document.defaults), **sections}


def _with(meant: Meaning, section: str, values: Mapping[str, str | Secret]) -> Meaning:
    new = {name: _text(value) for name, value in values.items()}
    return {**meant, section: {**meant.get(section, {}), **new}}


def _revealed(keys: Mapping[str, Key]) -> dict[str, object]:
    return {
        name: _text(key.value) if isinstance(key.value, Secret) else key.value for name, key in keys.items()
    }


def check_header(section: str) -> None:
    """Raises `CannotEdit` for what cannot stand in the brackets of a header."""
    if section == DEFAULTS:
        raise CannotEdit(f"[{DEFAULTS}] means every section at once, so it cannot be a profile.")
    if not section or re.search(r"[\[\]\r\n]", section):
        raise CannotEdit("The name of a section cannot be empty or hold brackets or line breaks.")
    if not _is_utf8(section):
        raise CannotEdit("The name of the section cannot be written as UTF-8.")


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


def line_end(data: bytes) -> bytes:
    """How this file ends its lines, by its first line."""
    first = next(iter(split(data)), b"")
    return _end_of(first) or b"\n"
