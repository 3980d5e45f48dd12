"""The list of profiles with their ticking countdowns.

It draws only the lines that are seen, and a tick repaints only the lines whose text changed: a table widget
repaints everything for each cell, once a second, for ever.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from auth.plain import plain
from profiles.config import Kind
from profiles.expiry import State, StoredSession
from tui.rows import ALIVE, MARKED, PINNED, SIGNS, Moment, Row, moment, name_words, role_words
from tui.text import account_number, fit
from tui.widgets.columns import ACCOUNT, Columns

_LEAST_ROLE = 6
"""Cells below which the beginning of a role says nothing."""


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
        "session-list--mark",
        *(f"session-list--{state.name.lower().replace('_', '-')}" for state in State),
    }

    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """Another row is under the cursor."""

        def __init__(self, row: Row | None) -> None:
            super().__init__()
            self.row = row

    class FoldAsked(Message):
        """What stands under a root or a heading shall be hidden or shown."""

        def __init__(self, key: str, folded: bool) -> None:
            super().__init__()
            self.key, self.folded = key, folded

    class DetailsAsked(Message):
        """A row was double-clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self._sessions: Mapping[str, StoredSession] = {}
        self._signing_in: Collection[str] = ()
        self._moments: list[Moment] = []
        self._ticking: tuple[int, ...] = ()
        self._places: Mapping[str, int] = {}
        self._marked: frozenset[str] = frozenset()
        self.alias_width = 0
        """Cells of the longest alias that is listed."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed."""
        return self._rows

    @property
    def names(self) -> Collection[str]:
        """The keys of what is listed."""
        return self._places.keys()

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
        self._places = {row.key: index for index, row in enumerate(rows)}
        self.alias_width = max(
            (cell_len(plain(name)) for name in {row.alias for row in rows} if name), default=0
        )
        before = self.cursor
        self.cursor = self._places.get(key or "", min(self.cursor, max(0, len(rows) - 1)))
        if self.cursor == before:
            self.post_message(self.Moved(self.row))
        self.refresh()

    def mark(self, names: frozenset[str]) -> None:
        """Mark these rows and no others, and repaint those that changed."""
        changed, self._marked = self._marked ^ names, names
        for key in changed & self._places.keys():
            self.refresh_line(self._places[key])

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
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
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
        """Fold the root or heading under the cursor, or unfold it; from what is under it, go there first."""
        row = self.row
        if row is None:
            return
        if row.depth and folded:
            above = range(self.cursor, -1, -1)
            self.cursor = next((index for index in above if not self._rows[index].depth), 0)
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
        columns = Columns.for_width(width, self.alias_width)
        strip = Strip(self._segments(row, now, columns, base, is_cursor))
        return strip.adjust_cell_length(width, base)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"session-list--{name}", partial=True)

    def _segments(
        self, row: Row, now: Moment, columns: Columns, base: Style, is_cursor: bool
    ) -> list[Segment]:
        state = base + self._style(now.state.name.lower().replace("_", "-"))
        dim = base + self._style("dim")
        is_target = row.profile is not None and row.profile.kind is Kind.TARGET
        name = base + self._style("target" if is_target else "root")
        tree = " " if not row.children else "▸" if row.collapsed else "▾"
        sign = f"{SIGNS[now.state]} {fit(now.state.word, columns.state)}"
        start = [
            Segment("▌" if is_cursor and self.has_focus else " ", name if row.heading else state),
            Segment(tree, dim),
            Segment(f"{MARKED} " if row.key in self._marked else "  ", base + self._style("mark")),
        ]
        if row.heading:
            room = columns.name + columns.account + columns.role + columns.ends + columns.bar
            return [*start, Segment(" " * (columns.state + 5), base), Segment(fit(_named(row), room), name)]
        if row.problem is not None:
            # A problem of a file has neither account nor end: its words may use that room.
            room = columns.account + columns.role + columns.ends + columns.bar
            return [
                *start,
                Segment(f"{sign}   ", state),
                Segment(fit(_named(row), columns.name - 1) + " ", name),
                Segment(fit(role_words(row), room), dim),
            ]
        if now.state is State.PROBLEM or row.trouble:
            # What is wrong may use that room too; the account and the rest stand in the details.
            room = columns.account + columns.role + columns.ends + columns.bar
            return [
                *start,
                Segment(sign, state),
                Segment("   ", base),
                Segment(fit(_named(row), columns.name - 1) + " ", name),
                Segment(fit(role_words(row), room), base + self._style("expired") if row.trouble else dim),
            ]
        # What does not fit together comes first: the role stands in the details too.
        word = f"{row.lengths.word}  " if row.lengths else ""
        word = fit(word, min(len(word), columns.role - 1))
        room = columns.role - 1 - len(word)
        role = fit(role_words(row) if not word or room >= _LEAST_ROLE else "", room)
        colour = row.profile.colour if row.profile else None
        swatch = Style(color=f"#{colour}") if colour else Style.null()
        return [
            *start,
            Segment(sign, state),
            Segment("██ " if colour else "   ", base + swatch),
            Segment(fit(_named(row), columns.name - 1) + " ", name),
            Segment(
                fit(_account(row, columns.account), columns.account - 1) + " " * (columns.account > 0), dim
            ),
            Segment(word, base + self._style("ending")),
            Segment(role + " ", dim),
            Segment(f"{now.ends:>{columns.ends - 1}} ", state),
            # A target's second clock: the AWS CLI renews it by itself. A bastion's end is drawn as a bar.
            Segment(
                fit(now.renews or "━" * round(now.left * columns.bar), columns.bar),
                dim if now.renews else state,
            ),
        ]


def _named(row: Row) -> str:
    before = (f"{PINNED} " if row.pinned else "") + (f"{ALIVE} " if row.alive else "")
    folded = f" +{row.children}" if row.collapsed else ""
    return f"{'  ' * row.depth}{before}{name_words(row)}{folded}"


def _account(row: Row, room: int) -> str:
    number = account_number(row.profile.account if row.profile else None)
    # The number comes first: where there is no room for both it is the one to stay.
    return f"{number}  {plain(row.alias)}".strip() if row.alias and room > ACCOUNT else number
