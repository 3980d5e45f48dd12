"""Text on a grid of cells, where a character may be two cells wide."""

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
