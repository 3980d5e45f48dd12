"""How wide the columns of the list are, and their titles over it."""

from dataclasses import dataclass

from rich.segment import Segment
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.ordering import Sort
from tui.text import fit

_BAR = 8
ACCOUNT = 16
"""Cells for the number of an account alone."""
_ALIAS = 24
"""The widest alias that is shown whole in the list."""
_NAME_AND_ROLE = 44
"""Cells for name and role before an alias gets any."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells. A zero leaves the column out."""

    state: int
    name: int
    account: int
    role: int
    ends: int
    bar: int

    @classmethod
    def for_width(cls, width: int, alias: int = 0) -> "Columns":
        """Columns that fill *width* cells, with room for an *alias* of so many beside the account's number.

        When it gets narrow the alias goes first, then the bar, then the account.
        """
        bar = _BAR if width >= 84 else 0
        account = ACCOUNT if width >= 60 else 0
        # One cell of cursor, one of folding, two of marks, two of sign, three of colour.
        flexible = max(16, width - (1 + 1 + 2 + 2 + 11 + 3) - account - 12 - bar)
        if alias and flexible - _NAME_AND_ROLE >= 8:
            room = min(alias + 2, _ALIAS, flexible - _NAME_AND_ROLE)
            account, flexible = account + room, flexible - room
        name = max(10, flexible * 11 // 20)
        return cls(11, name, account, flexible - name, 12, bar)


class ColumnTitles(ScrollView, can_focus=False):
    """The names of the columns, over the list."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._alias, self._sort = 0, Sort.FILE

    def show(self, alias: int, sort: Sort) -> None:
        """Stand over columns with so much room for an alias; the one sorted by gets a sign."""
        if (alias, sort) != (self._alias, self._sort):
            self._alias, self._sort = alias, sort
            self.refresh()

    def render_line(self, y: int) -> Strip:
        # The list keeps one cell for its scroll bar, shown or not.
        columns = Columns.for_width(self.size.width - 1, self._alias)
        text = "".join(
            (
                fit("      state", 6 + columns.state),
                fit("", 3) + fit(self._title("profile", Sort.NAME), columns.name),
                fit(self._title("account", Sort.ACCOUNT), columns.account),
                fit(self._title("role", Sort.ROLE), columns.role),
                f"{self._title('ends in', Sort.ENDS):>{columns.ends - 1}} ",
                fit("renews", columns.bar),
            )
        )
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)

    def _title(self, title: str, sort: Sort) -> str:
        return f"{title} ▴" if sort is self._sort else title
