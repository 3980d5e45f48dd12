"""The text of an AWS file, read as botocore reads it, with the line of everything.

botocore reads both files with the standard library's `RawConfigParser`, so that is the parser here too: it
is only given dictionaries that note at which line they were filled. A file that botocore refuses as a whole
is read a second time, leniently, so that every section that can be read is still shown; the reasons are its
`flaws`.

Nothing here holds the text of the file: values of keys that are secret become `Secret` while reading, and
no message quotes a value.
"""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from profiles.secret import Secret

Value = str | Secret | Mapping[str, str]
"""A plain value; a secret one; or a nested block (`s3 =` followed by indented lines)."""

SECRET_KEYS = frozenset(
    {"aws_secret_access_key", "aws_session_token", "aws_security_token", "google_config.bg_response"}
)
DEFAULTS = configparser.DEFAULTSECT
"""The section whose keys the parser adds to every other section."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BEFORE_FIRST = "\r"
"""Name of the section put before the first line of a lenient reading: no line can hold a `\\r`."""
_MOST_FLAWS = 20
"""A file of another kind has a flaw in every line; nobody reads more than these."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why botocore refuses the file: the line (from 1), `what` is wrong and the `remedy`, each a sentence."""

    line: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a section. `name` is in lower case, as the parser gives it."""

    name: str
    value: Value
    lines: tuple[int, ...]
    """The line of the key and every further line of its value, without comments and empty lines between."""

    @property
    def line(self) -> int:
        return self.lines[0]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: the text between its brackets, its own keys, and its lines up to the next header."""

    name: str
    line: int
    end: int
    keys: Mapping[str, Key]


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read. botocore refuses a file that has `flaws`; they are in the order of their lines."""

    path: Path
    sections: tuple[Section, ...]
    defaults: Mapping[str, Key]
    flaws: tuple[Flaw, ...] = ()

    def keys(self, section: Section) -> Mapping[str, Key]:
        """The keys of a section together with those it has from `[DEFAULT]`, in botocore's order."""
        return {
            **section.keys,
            **{name: key for name, key in self.defaults.items() if name not in section.keys},
        }

    def section(self, name: str) -> Section | None:
        return next((section for section in self.sections if section.name == name), None)


def read(data: bytes, path: Path) -> Document:
    """Read the bytes of a file. Never raises for what they are."""
    lines, flaws = _decoded(data)
    strict = _Reading(lines, strict=True)
    if strict.error is None and not flaws:
        return _document(path, strict, _nested_flaws(strict))
    reading = _Reading([f"[{_BEFORE_FIRST}]", *lines], strict=False)
    flaws += [*_flaws(reading), *_nested_flaws(reading)]
    if not flaws:  # a parser to come may be stricter than the notes taken here, and its word counts
        flaws = [Flaw(strict.line, "AWS tools stop at this line.", "Take it out, or put # before it.")]
    return _document(path, reading, flaws)


def split(data: bytes) -> list[bytes]:
    """The lines of a file with their ends, as Python reads them: `\\n`, `\\r` and `\\r\\n` only."""
    return data.splitlines(keepends=True)


def nested(text: str) -> Mapping[str, str]:
    """The inner keys of a nested block, as botocore reads them; lines without `=` are left out."""
    pairs = (line.partition("=") for line in text.splitlines())
    return {key.strip(): value.strip() for key, equals, value in pairs if equals}


def _decoded(data: bytes) -> tuple[list[str], list[Flaw]]:
    flaws = []
    if data.startswith(_BYTE_ORDER_MARK):
        data = data.removeprefix(_BYTE_ORDER_MARK)
        flaws.append(
            Flaw(1, "The file begins with a byte order mark.", "Save it as UTF-8 without that mark (BOM).")
        )
    lines = []
    for number, line in enumerate(split(data), start=1):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError:
            lines.append(line.decode(errors="backslashreplace"))
            flaws.append(Flaw(number, "This line holds bytes that are not UTF-8.", "Save the file as UTF-8."))
    return lines, flaws


class _Pieces(list[str]):
    """The value of a key while the parser collects its lines."""

    def __init__(self, pieces: Iterable[str], reading: _Reading) -> None:
        super().__init__(pieces)
        self._reading = reading
        self.header = reading.headers[-1]
        self.lines = [reading.line]

    def append(self, piece: str) -> None:
        super().append(piece)
        if piece:
            self.lines.append(self._reading.line)


class _Options(dict[str, object]):
    """The dictionary the parser fills: its list of sections, or the keys of one section."""

    def __init__(self, reading: _Reading) -> None:
        super().__init__()
        self._reading = reading
        self.pieces: dict[str, _Pieces] = {}

    def __setitem__(self, name: str, value: object) -> None:
        if isinstance(value, _Options):
            self._reading.sections[name] = value
        elif isinstance(value, list):
            value = _Pieces(value, self._reading)
            before = self.pieces.get(name)
            # [DEFAULT] may stand twice, each of its keys once; of other sections the second header is the flaw.
            if before is not None and (before.header == value.header or value.header[1] == DEFAULTS):
                self._reading.repeated.append((self._reading.line, before.lines[0]))
            self.pieces[name] = value
        super().__setitem__(name, value)


class _Reading:
    """One run of the parser and what it noted; also in place of the parser's `SECTCRE`, to see headers."""

    def __init__(self, lines: list[str], *, strict: bool) -> None:
        self.total = len(lines) if strict else len(lines) - 1
        self.line = 0
        self.headers: list[tuple[int, str]] = []
        self.sections: dict[str, _Options] = {}
        self.repeated: list[tuple[int, int]] = []
        """Of every key that stands twice in its section: this line and the first."""
        self.error: configparser.Error | None = None
        # The parser only ever calls it without arguments, for which its type has no word.
        options = cast("type[Mapping[str, str]]", lambda: _Options(self))
        parser = configparser.RawConfigParser(dict_type=options, strict=strict)
        # A documented way to change what a section looks like (Python docs, "Customizing Parser Behaviour").
        parser.SECTCRE = cast("re.Pattern[str]", self)
        try:
            # The parser takes one line at a time, so `self.line` is the line it is at.
            parser.read_file(self._counted(lines, first=1 if strict else 0))
        except configparser.Error as error:
            self.error = error
        self.defaults = cast(_Options, parser.defaults())

    def _counted(self, lines: list[str], first: int) -> Iterator[str]:
        for number, line in enumerate(lines, start=first):
            self.line = number
            yield line

    def match(self, text: str) -> re.Match[str] | None:
        found = configparser.RawConfigParser.SECTCRE.match(text)
        if found is not None:
            self.headers.append((self.line, found.group("header")))
        return found


def _flaws(reading: _Reading) -> Iterator[Flaw]:
    """What a lenient reading noted that botocore's strict one stumbles over."""
    before = reading.sections[_BEFORE_FIRST]
    for pieces in before.pieces.values():
        yield Flaw(
            pieces.lines[0],
            "This key stands before the first section.",
            "Put it below a [section], or put # before it.",
        )
    first: dict[str, int] = {}
    for line, name in reading.headers:
        if name in first and name != DEFAULTS:
            yield Flaw(
                line,
                f"The section [{name}] stands here a second time; the first is in line {first[name]}.",
                "Join the two, or give one another name.",
            )
        first.setdefault(name, line)
    for line, earlier in reading.repeated:
        yield Flaw(
            line,
            f"This key stands here a second time in its section; the first is in line {earlier}.",
            "Take one of them out.",
        )
    if isinstance(reading.error, configparser.ParsingError):
        # The line put before the first one counts for the parser.
        for line in sorted({number - 1 for number, _ in reading.error.errors}):
            yield Flaw(
                line,
                "This line is no section, no key with a value, and no comment.",
                "Write it as key = value, or put # before it.",
            )


def _nested_flaws(reading: _Reading) -> list[Flaw]:
    """Lines without `=` in nested blocks. Blocks of `[DEFAULT]` count only where a section has them."""
    named = [options for name, options in reading.sections.items() if name != _BEFORE_FIRST]
    inherited = {key for key in reading.defaults if any(key not in options for options in named)}
    blocks = [options.pieces[key] for options in named for key in options]
    blocks += [reading.defaults.pieces[key] for key in inherited]
    return [
        Flaw(
            line,
            "A line of an indented block has no “=”.",
            "Write it as key = value, or put the whole value on the line of its key.",
        )
        for pieces in blocks
        if not pieces[0] and len(pieces.lines) > 1
        for line, piece in zip(pieces.lines[1:], filter(None, pieces), strict=True)
        if any(part.strip() and "=" not in part for part in piece.splitlines())
    ]


def _document(path: Path, reading: _Reading, flaws: Sequence[Flaw]) -> Document:
    ends = [line - 1 for line, _ in reading.headers[1:]] + [reading.total]
    spans: dict[str, tuple[int, int]] = {}
    for (line, name), end in zip(reading.headers, ends, strict=False):
        spans.setdefault(name, (line, end))
    sections = tuple(
        Section(name, *spans[name], _keys(options))
        for name, options in reading.sections.items()
        if name != _BEFORE_FIRST
    )
    in_order = sorted(flaws, key=lambda flaw: flaw.line)
    return Document(path, sections, _keys(reading.defaults), tuple(in_order[:_MOST_FLAWS]))


def _keys(options: _Options) -> Mapping[str, Key]:
    return {
        name: Key(name, _value(name, str(text)), tuple(options.pieces[name].lines))
        for name, text in options.items()
        if name
    }


def _value(name: str, text: str) -> Value:
    if name in SECRET_KEYS:
        return Secret(text)
    return nested(text) if text.startswith("\n") else text
