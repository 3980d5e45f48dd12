"""What a change does to a file, line by line, without a secret in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from profiles.masking import MaskedLine, masked_lines

CONTEXT = 2
"""Unchanged lines shown around a change."""


class Sign(Enum):
    """What happens to a line."""

    STAYS = " "
    ADDED = "+"
    REMOVED = "-"
    LEFT_OUT = "…"
    """Unchanged lines that are not shown."""


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a diff; `number` is its line in the new file, or in the old one for a removed line."""

    sign: Sign
    text: str
    number: int


def diff(before: bytes, after: bytes) -> tuple[DiffLine, ...]:
    """The changed lines, with `CONTEXT` lines around them; empty where nothing changes but line ends."""
    old, new = masked_lines(before), masked_lines(after)
    # With autojunk: in a large file, lines that stand in every section do not make it quadratic.
    matcher = SequenceMatcher(None, [line.raw for line in old], [line.raw for line in new])
    groups = list(matcher.get_grouped_opcodes(CONTEXT))
    if all(tag == "equal" for group in groups for tag, *_ in group):
        return ()
    lines: list[DiffLine] = []
    for place, group in enumerate(groups):
        if place:
            lines.append(DiffLine(Sign.LEFT_OUT, "", group[0][3] + 1))
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                lines += _lines(Sign.STAYS, new, new_start, new_end)
            else:
                lines += _lines(Sign.REMOVED, old, start, end)
                lines += _lines(Sign.ADDED, new, new_start, new_end)
    return tuple(lines)


def _lines(sign: Sign, lines: tuple[MaskedLine, ...], start: int, end: int) -> Iterator[DiffLine]:
    for index in range(start, end):
        yield DiffLine(sign, lines[index].shown, index + 1)
