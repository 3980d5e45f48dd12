"""A change to the AWS files, line by line, as it will be written. What is secret in it is masked already."""

from collections.abc import Iterable

from textual.content import Content

from auth.plain import plain
from profiles.changes import Change
from profiles.diffs import DiffLine, Sign

_STYLES = {
    Sign.ADDED: "$text-success",
    Sign.REMOVED: "$text-error",
    Sign.STAYS: "$quiet",
    Sign.LEFT_OUT: "$quiet",
}


def change_content(change: Change) -> Content:
    """Every file of a change by name, and its lines with a sign before each."""
    parts = []
    for file in change.files:
        parts.append(Content.styled(plain(str(file.path)), "bold"))
        parts.append(diff_content(file.lines))
    return Content("\n").join(parts)


def diff_content(lines: Iterable[DiffLine]) -> Content:
    """Lines of one file: ``+`` added, ``-`` taken out, all else as it stays."""
    shown = [Content.styled(f"{line.sign.value} {_line(line.text)}", _STYLES[line.sign]) for line in lines]
    return Content("\n").join(shown) if shown else Content.styled("  (only line ends change)", "$quiet")


def _line(text: str) -> str:
    """A line of a file with its indentation, which says whether it belongs to the line before."""
    body = text.lstrip(" \t")
    return text[: len(text) - len(body)].replace("\t", "    ") + plain(body, 400)
