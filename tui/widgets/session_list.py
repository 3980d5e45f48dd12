"""The list of profiles with their ticking countdowns.

It draws only the lines that are seen, and a tick repaints only the lines whose text changed: a table widget
repaints everything for each cell, once a second, for ever.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from profiles.expiry import State, StoredSession
from tui.rows import SIGNS, Moment, Row, moment, name_words, role_words
from tui.text import account_number, fit

_BAR = 8
_LEAST_ROLE = 6
"""Cells below which the beginning of a role says nothing."""


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
    def for_width(cls, width: int) -> "Columns":
        """Columns that fill *width* cells; the bar goes first, then the account, when it gets narrow."""
        bar = _BAR if width >= 84 else 0
        account = 16 if width >= 60 else 0
        # One cell of cursor, two of tree, two of sign, three of colour.
        flexible = max(16, width - (1 + 2 + 2 + 11 + 3) - account - 12 - bar)
        name = max(10, flexible * 11 // 20)
        return cls(11, name, account, flexible - name, 12, bar)


class SessionList(ScrollView, can_focus=True):
    """Rows of profiles, one of them under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False),
        Binding("home,g", "edge(0)", "First", show=False),
        Binding("end,G", "edge(-1)", "Last", show=False),
        Binding("left,h", "fold(True)", "Fold", show=False),
        Binding("right,l", "fold(False)", "Unfold", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "session-list--cursor",
        "session-list--root",
        "session-list--target",
        "session-list--dim",
        *(f"session-list--{state.name.lower().replace('_', '-')}" for state in State),
    }

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """Another row is under the cursor."""

        def __init__(self, row: Row | None) -> None:
            super().__init__()
            self.row = row

    class FoldAsked(Message):
        """A root's targets shall be hidden or shown."""

        def __init__(self, root: str, folded: bool) -> None:
            super().__init__()
            self.root, self.folded = root, folded

    class DetailsAsked(Message):
        """A row was double-clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self._sessions: Mapping[str, StoredSession] = {}
        self._signing_in: Collection[str] = ()
        self._moments: list[Moment] = []
        self._ticking: tuple[int, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed."""
        return self._rows

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if 0 <= self.cursor < len(self._rows) else None

    def show(
        self,
        rows: tuple[Row, ...],
        sessions: Mapping[str, StoredSession],
        signing_in: Collection[str],
        now: datetime,
        select: str | None = None,
    ) -> None:
        """Replace what is listed; the cursor stays on its row (or goes to the one called *select*)."""
        key = select or (self.row.key if self.row else None)
        self._rows, self._sessions, self._signing_in = rows, sessions, signing_in
        self._moments = [moment(row, sessions, signing_in, now) for row in rows]
        self._ticking = tuple(index for index, each in enumerate(self._moments) if each.ends)
        self.virtual_size = Size(self.size.width, len(rows))
        places = {row.key: index for index, row in enumerate(rows)}
        before = self.cursor
        self.cursor = places.get(key or "", min(self.cursor, max(0, len(rows) - 1)))
        if self.cursor == before:
            self.post_message(self.Moved(self.row))
        self.refresh()

    def tick(self, now: datetime) -> bool:
        """Move the countdowns on and repaint the lines whose text changed.

        Return whether a state changed: then other rows may read differently too, and ``show`` is due.
        """
        changed = False
        for index in self._ticking:
            old, new = self._moments[index], moment(self._rows[index], self._sessions, self._signing_in, now)
            if new != old:
                changed |= new.state is not old.state
                self._moments[index] = new
            if new.ends != old.ends:
                self.refresh_line(index)
        return changed

    def watch_cursor(self, before: int, after: int) -> None:
        """Repaint the two rows and keep the cursor in sight."""
        self.refresh_line(before)
        self.refresh_line(after)
        self.scroll_to_region(Region(0, after, 1, 1), animate=False, force=True)
        self.post_message(self.Moved(self.row))

    def on_resize(self, event: events.Resize) -> None:
        self.virtual_size = Size(event.size.width, len(self._rows))
        self.refresh()

    # Keys and mouse

    def action_move(self, steps: int) -> None:
        """Cursor down or up."""
        self.cursor = max(0, min(len(self._rows) - 1, self.cursor + steps))

    def action_page(self, pages: int) -> None:
        """A screenful down or up."""
        self.action_move(pages * max(1, self.scrollable_content_region.height - 1))

    def action_edge(self, index: int) -> None:
        """To the first or last row."""
        self.cursor = max(0, len(self._rows) - 1) if index else 0

    def action_fold(self, folded: bool) -> None:
        """Fold the root of the row under the cursor, or unfold it."""
        row = self.row
        if row is None or row.profile is None:
            return
        if row.depth and folded:
            self.cursor = next((i for i, each in enumerate(self._rows) if each.key == row.profile.root), 0)
        elif row.children and row.collapsed != folded:
            self.post_message(self.FoldAsked(row.key, folded))

    def on_click(self, event: events.Click) -> None:
        index = event.y + round(self.scroll_offset.y)
        if not 0 <= index < len(self._rows):
            return
        self.cursor = index
        row = self._rows[index]
        if event.x <= 2 and row.children:
            self.post_message(self.FoldAsked(row.key, not row.collapsed))
        elif event.chain == 2:
            self.post_message(self.DetailsAsked())

    # Drawing

    def render_line(self, y: int) -> Strip:
        index = y + round(self.scroll_offset.y)
        width = self.scrollable_content_region.width
        base = self.rich_style
        if not 0 <= index < len(self._rows):
            return Strip.blank(width, base)
        row, now = self._rows[index], self._moments[index]
        is_cursor = index == self.cursor
        if is_cursor:
            base += self._style("cursor")
        strip = Strip(self._segments(row, now, Columns.for_width(width), base, is_cursor))
        return strip.adjust_cell_length(width, base)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"session-list--{name}", partial=True)

    def _segments(
        self, row: Row, now: Moment, columns: Columns, base: Style, is_cursor: bool
    ) -> list[Segment]:
        state = base + self._style(now.state.name.lower().replace("_", "-"))
        dim = base + self._style("dim")
        name = base + self._style("target" if row.depth else "root")
        tree = "  " if not row.children else "▸ " if row.collapsed else "▾ "
        has_colour = row.profile is not None and row.profile.colour is not None
        swatch = Style(color=f"#{row.profile.colour}") if has_colour and row.profile else Style.null()
        # What does not fit together comes first: the role stands in the details too.
        word = f"{row.lengths.word}  " if row.lengths else ""
        word = fit(word, min(len(word), columns.role - 1))
        room = columns.role - 1 - len(word)
        role = fit(role_words(row) if not word or room >= _LEAST_ROLE else "", room)
        folded = f" +{row.children}" if row.collapsed else ""
        if row.problem is not None:
            # A problem of a file has neither account nor end: its words may use that room.
            room = columns.account + columns.role + columns.ends + columns.bar
            return [
                Segment("▌" if is_cursor and self.has_focus else " ", state),
                Segment(tree, dim),
                Segment(f"{SIGNS[now.state]} {fit(now.state.word, columns.state)}   ", state),
                Segment(fit(name_words(row), columns.name - 1) + " ", name),
                Segment(fit(role_words(row), room), dim),
            ]
        return [
            Segment("▌" if is_cursor and self.has_focus else " ", state),
            Segment(tree, dim),
            Segment(f"{SIGNS[now.state]} {fit(now.state.word, columns.state)}", state),
            Segment("██ " if has_colour else "   ", base + swatch),
            Segment(
                fit(("  " if row.depth else "") + name_words(row) + folded, columns.name - 1) + " ", name
            ),
            Segment(fit(account_number(row.profile.account if row.profile else None), columns.account), dim),
            Segment(word, base + self._style("ending")),
            Segment(role + " ", dim),
            Segment(f"{now.ends:>{columns.ends - 1}} ", state),
            Segment(fit("━" * round(now.left * columns.bar), columns.bar), state),
        ]


class ColumnTitles(ScrollView, can_focus=False):
    """The names of the columns, over the list."""

    def render_line(self, y: int) -> Strip:
        # The list keeps one cell for its scroll bar, shown or not.
        columns = Columns.for_width(self.size.width - 1)
        text = "".join(
            (
                fit("     state", 5 + columns.state),
                fit("", 3) + fit("profile", columns.name),
                fit("account", columns.account),
                fit("role", columns.role),
                f"{'ends in':>{columns.ends - 1}} ",
            )
        )
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(self.size.width, self.rich_style)
