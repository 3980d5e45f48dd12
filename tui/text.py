"""Text on a grid of cells, where a character may be two cells wide."""

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from auth.plain import plain


def fit(text: str, width: int) -> str:
    """*text* in exactly *width* cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def visible(text: str) -> str:
    """Lines of *text* as they are, with a sign for each character that a terminal would not draw."""
    return "".join(char if char == "\n" or char.isprintable() else "�" for char in text)


def account_number(account: str | None) -> str:
    """An account's digits in groups of four, as people read them aloud.

    >>> account_number("222222222222")
    '2222 2222 2222'
    """
    if not account:
        return ""
    if not account.isdecimal():
        return plain(account)
    return " ".join(account[start : start + 4] for start in range(0, len(account), 4))


def wrapped(text: str, width: int) -> list[str]:
    """*text* in lines of at most *width* cells, broken at spaces where there are any.

    >>> wrapped("one two three", 8)
    ['one two', 'three']
    """
    lines, line = [], ""
    for word in text.split(" "):
        if line and cell_len(line) + 1 + cell_len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
        while cell_len(line) > max(2, width):
            head, line = _head(line, max(2, width))
            lines.append(head)
    return [*lines, line]


def in_lines(words: Sequence[str], width: int, gap: str = "   ") -> list[str]:
    """*words*, each whole, in as few lines of *width* cells as they take, with a *gap* between them.

    >>> in_lines(["Tab next field", "Esc cancel"], 20)
    ['Tab next field', 'Esc cancel']
    """
    lines: list[str] = []
    for word in words:
        if lines and cell_len(f"{lines[-1]}{gap}{word}") <= width:
            lines[-1] = f"{lines[-1]}{gap}{word}"
        else:
            lines.append(word)
    return lines


def _head(line: str, width: int) -> tuple[str, str]:
    count = len(set_cell_size(line, width).rstrip(" ")) or width
    while cell_len(line[:count]) > width:
        count -= 1
    return line[:count], line[count:]
