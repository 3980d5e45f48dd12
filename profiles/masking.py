"""The lines of an AWS file with what is secret in them masked, for diffs and for kept versions.

Masked are the values of secret keys, wherever they stand, and what looks like one in a comment: people
comment keys out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from profiles.ini import SECRET_KEYS, read, split
from profiles.secret import MASK

_NOWHERE = Path()
_LOOKS_SECRET = re.compile(
    rf"(?P<lead>.*?\b(?:{'|'.join(map(re.escape, sorted(SECRET_KEYS)))})\s*[=:]\s*)(?P<value>\S.*)",
    re.I | re.S,
)
_KEY_LINE = re.compile(r"(?P<lead>[^=:]*[=:]\s*)(?P<value>.*)", re.S)


@dataclass(frozen=True, slots=True)
class MaskedLine:
    """One line: `shown` has no secret in it and no line end; `raw` is the line itself, without its end."""

    shown: str
    raw: bytes = field(repr=False)
    is_masked: bool = False
    further: bool = False
    """A further line of a secret value."""


def masked_lines(data: bytes, mask: str = MASK) -> tuple[MaskedLine, ...]:
    """Every line of a file, its secret values replaced by `mask`."""
    first: set[int] = set()
    further: set[int] = set()
    document = read(data, _NOWHERE)
    for keys in (document.defaults, *(section.keys for section in document.sections)):
        for key in keys.values():
            if key.name in SECRET_KEYS:
                first.add(key.line)
                further.update(key.lines[1:])
    return tuple(
        _masked(raw.rstrip(b"\r\n"), mask, is_key=number in first, is_further=number in further)
        for number, raw in enumerate(split(data), start=1)
    )


def _masked(raw: bytes, mask: str, *, is_key: bool, is_further: bool) -> MaskedLine:
    text = raw.decode(errors="backslashreplace")
    if is_further:
        return MaskedLine(text[: len(text) - len(text.lstrip())] + mask, raw, True, True)
    found = _KEY_LINE.fullmatch(text) if is_key else _LOOKS_SECRET.fullmatch(text)
    if found is None or not found["value"].strip():
        return MaskedLine(text, raw)
    return MaskedLine(found["lead"] + mask, raw, True)
