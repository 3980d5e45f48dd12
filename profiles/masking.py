"""The lines of an AWS file with what is secret in them masked, for diffs and for kept versions.

Masked is what follows the name of a secret key, with every further line of that value, wherever it stands. The
parser is not asked, as it does not see every secret: people comment keys out, and a flawed file has keys twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from profiles.ini import SECRET_KEYS, split
from profiles.secret import MASK

_BYTE_ORDER_MARK = "\ufeff"
LEFT_OUT = "(a secret, left out of the kept version)"
"""What stands for a secret value in a kept version."""
_NAMES = "|".join([*map(re.escape, sorted(SECRET_KEYS)), "SecretAccessKey", "SessionToken"])
_LOOKS_SECRET = re.compile(
    rf"(?P<lead>.*?(?:{_NAMES})[\w.-]{{0,40}}+[\"']?(?:\s*[=:]\s*|\s+(?=[\"']?[\w/+=-]{{16,}}[\"']?\s*\Z|{re.escape(LEFT_OUT)})))(?P<value>.*)",
    re.I | re.S,
)
"""Also names that people make of it to set a key aside (`aws_secret_access_key_old`), AWS's own as in JSON, and
`setx NAME VALUE`, if what follows is no prose."""
_MARGIN = re.compile(rf"{_BYTE_ORDER_MARK}?\s*(?P<marks>[#;]*)\s*")
"""What stands before the text of a line; with `marks` the line is a comment."""
_BARE = re.compile(r"[^\s=:\[]+={0,2}\s*")
"""A value alone on its line: what is left of a key when an editor broke its line."""


@dataclass(frozen=True, slots=True)
class MaskedLine:
    """One line: `shown` has no secret in it and no line end; `raw` is the line itself, without its end."""

    shown: str
    raw: bytes = field(repr=False)
    lead: bytes | None = None
    """What stands before a secret value that begins in this line."""
    further: bool = False
    """A further line of a secret value, or one between two of them."""


def masked_lines(data: bytes) -> tuple[MaskedLine, ...]:
    """Every line of a file, its secret values replaced by `profiles.secret.MASK`."""
    # Every byte must come back in `lead`, also one that is no UTF-8.
    lines = [line.rstrip(b"\r\n").decode(errors="surrogateescape") for line in split(data)]
    masked: list[MaskedLine] = []
    while len(masked) < len(lines):
        number = len(masked)
        line = lines[number]
        match = _LOOKS_SECRET.fullmatch(line)
        if match is None:
            masked.append(_line(line))
            continue
        last = _last_of(lines, number, match["value"])
        is_secret = bool(match["value"].strip()) or last > number
        shown = match["lead"] + MASK if match["value"].strip() else line
        lead = match["lead"].encode(errors="surrogateescape") if is_secret else None
        masked.append(MaskedLine(_plain(shown), _raw(line), lead))
        masked += [_further(line) for line in lines[number + 1 : last + 1]]
    return tuple(masked)


def _last_of(lines: Sequence[str], first: int, value: str) -> int:
    """The last line that goes on with the value of line `first`: as for the parser, each is indented more than it.

    A comment goes on with comments only, a header with nothing; comments between the lines of a value do not end it.
    """
    column, marks = _margin(lines[first])
    if lines[first].startswith("[", column):
        return first
    column -= lines[first].startswith(_BYTE_ORDER_MARK)
    last = first
    for number in range(first + 1, len(lines)):
        further, further_marks = _margin(lines[number])
        if not lines[number].strip() or (further_marks and not marks):
            continue
        if further <= column or (marks and not further_marks):
            break
        last = number
    following = lines[first + 1] if first + 1 < len(lines) else ""
    text = following[_margin(following)[0] :]
    is_broken = last == first and not value.strip() and bool(_margin(following)[1]) == bool(marks)
    return first + 1 if is_broken and _BARE.fullmatch(text) else last


def _margin(line: str) -> tuple[int, str]:
    """At which column the text of a line begins, and the marks of a comment before it."""
    found = _MARGIN.match(line)
    return (found.end(), found["marks"]) if found else (0, "")


def _line(line: str) -> MaskedLine:
    return MaskedLine(_plain(line), _raw(line))


def _further(line: str) -> MaskedLine:
    shown = line[: _margin(line)[0]] + MASK if line.strip() else line
    return MaskedLine(_plain(shown), _raw(line), further=True)


def _raw(line: str) -> bytes:
    return line.encode(errors="surrogateescape")


def _plain(line: str) -> str:
    return _raw(line).decode(errors="backslashreplace")
