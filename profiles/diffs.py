"""What a change does to a file, line by line, without a secret in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    groups = list(_groups([line.raw for line in old], [line.raw for line in new]))
    lines: list[DiffLine] = []
    for place, group in enumerate(groups):
        if place:
            lines.append(DiffLine(Sign.LEFT_OUT, "", group[0][3] + 1))
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                # What is secret on one side only stays hidden, though its bytes are the same.
                same = zip(old[start:end], new[new_start:new_end], strict=True)
                stays = [was if was.lead is not None or was.further else now for was, now in same]
                lines += _lines(Sign.STAYS, stays, new_start)
            else:
                lines += _lines(Sign.REMOVED, old[start:end], start)
                lines += _lines(Sign.ADDED, new[new_start:new_end], new_start)
    return tuple(lines)


def _groups(old: list[bytes], new: list[bytes]) -> Iterator[list[tuple[str, int, int, int, int]]]:
    """Changes that lie close together, as the opcodes of `difflib`. Nothing where both are equal.

    What both begin and end with is left aside, as the matcher takes seconds for a file of a thousand profiles.
    """
    if old == new:
        return
    start = next((n for n, (was, now) in enumerate(zip(old, new, strict=False)) if was != now), None)
    start = min(len(old), len(new)) if start is None else start
    rest = min(len(old), len(new)) - start
    end = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    # The lines around are shown, but can be matched with nothing else: their places stand for them.
    before, behind = range(max(0, start - CONTEXT), start), range(-min(end, CONTEXT), 0)
    was, now = ([*before, *lines[start : len(lines) - end], *behind] for lines in (old, new))
    first = before.start
    for group in SequenceMatcher(None, was, now, autojunk=False).get_grouped_opcodes(CONTEXT):
        yield [(tag, a + first, b + first, c + first, d + first) for tag, a, b, c, d in group]


def _lines(sign: Sign, lines: Sequence[MaskedLine], start: int) -> Iterator[DiffLine]:
    for number, line in enumerate(lines, start=start + 1):
        yield DiffLine(sign, line.shown, number)
