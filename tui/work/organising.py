"""Organising the list: its order, groups and folds, its filter, pins, marks, and what is used how much."""

from __future__ import annotations

from functools import partial

from textual import on
from textual.widgets import Input

from profiles.config import Listing, Profile
from profiles.files import Snapshot
from tui.background import in_thread
from tui.filtering import fits, known_aliases, search_texts, wanted_words
from tui.frecency import with_use
from tui.memory import (
    recall,
    remember_collapsed,
    remember_order,
    remember_pins,
    remember_use,
    rename_state,
)
from tui.ordering import Order, prefix_of, ranking
from tui.rows import Row, View, heading_key, list_rows
from tui.setup import Setup
from tui.widgets.session_list import SessionList
from tui.widgets.status_line import StatusLine
from tui.work.base import HomeBase


class OrganisingWork(HomeBase):
    """``o``, ``p``, ``m``, ``M``, ``/``, ``Space`` and ``Esc``."""

    def __init__(self, setup: Setup, snapshot: Snapshot) -> None:
        super().__init__(setup, snapshot)
        memory = setup.memory
        self._order, self._pins, self._uses = memory.order, memory.pins, memory.uses
        self._collapsed: frozenset[str] = memory.collapsed
        self._marked: frozenset[str] = frozenset()
        self._learnt = memory.aliases
        self._aliases: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._made_for: Listing | None = None
        """What the aliases and texts were made for; None when they have to be made anew."""
        self._seeking = False
        """The cursor shall go to the first row that fits the filter."""

    # Rows

    def rows_to_show(self) -> tuple[Row, ...]:
        """The rows under filter and folds."""
        listing, words = self._snapshot.listing, self.filter_field.value
        self._marked &= frozenset(profile.name for profile in listing.profiles)
        rows = list_rows(listing, self._collapsed, words, self._view())
        if self._seeking:
            self._seeking = False
            wanted = wanted_words(words)
            found = (row for row in rows if row.profile and fits(self._texts[row.key], wanted))
            self._select = next((row.key for row in found), None)
        return rows

    def _view(self) -> View:
        listing = self._snapshot.listing
        if self._made_for is not listing:
            self._aliases = known_aliases(listing, self._learnt)
            self._texts = search_texts(listing, self._aliases)
            self._made_for = listing
        rank = ranking(self._order.sort, self._uses, self._snapshot.sessions, self._setup.now())
        return View(self._order, rank, self._pins, self._aliases, self._texts)

    async def aliases_changed(self) -> None:
        """A sign-in learnt the name of an account."""
        self._learnt = (await in_thread(partial(recall, self._setup.paths))).aliases
        self._made_for = None
        self.show_rows()

    # Order and groups

    def action_order(self) -> None:
        """``o``: choose the order."""
        from tui.screens.order import OrderScreen

        self.app.push_screen(OrderScreen(self._order), self._ordered)

    def _ordered(self, order: Order | None) -> None:
        if order is None or order == self._order:
            return
        self._order = order
        self.show_rows()
        self._keep(partial(remember_order, self._setup.paths, order))

    @on(SessionList.FoldAsked)
    def fold_asked(self, event: SessionList.FoldAsked) -> None:
        """Hide or show what stands under a root or a heading."""
        self._collapsed = self._collapsed | {event.key} if event.folded else self._collapsed - {event.key}
        self.show_rows()
        self._keep(partial(remember_collapsed, self._setup.paths, self._collapsed))

    def action_fold(self) -> None:
        """Space: fold the root or group, or unfold it."""
        row = self.sessions.row
        if row and row.children:
            self.post_message(SessionList.FoldAsked(row.key, not row.collapsed))

    def go_to(self, name: str) -> None:
        """Move to the profile called *name*, whatever hides it."""
        self.action_leave_filter()
        profile = self._snapshot.listing.get(name)
        if profile is not None:
            self._collapsed -= {profile.root, heading_key(prefix_of(name))}
        self._select = name
        self.show_rows()

    # Filter

    def action_filter(self) -> None:
        """``/``: type words."""
        self.filter_field.display = True
        self.set_focus(self.filter_field)  # At once: what is typed right behind the slash belongs to it.

    @on(Input.Changed, "#filter")
    def filter_changed(self) -> None:
        """Filter as you type; the cursor goes to the first row that fits by itself, not for its targets' sake."""
        self._seeking = bool(self.filter_field.value.strip())
        self.show_rows()

    def action_keep_filter(self) -> None:
        """Enter in the filter: keep it and go back to the list. At once: keys typed right behind it are the list's."""
        self.set_focus(self.sessions)
        self.filter_field.call_later(self._show_filter)  # after the letters that were typed before

    def _show_filter(self) -> None:
        self.filter_field.display = bool(self.filter_field.value)

    def action_leave(self) -> None:
        """Esc: out of the filter; without one, take the marks away."""
        if self.filter_field.display:
            self.action_leave_filter()
        else:
            self.clear_marks()

    def action_leave_filter(self) -> None:
        """Esc in the filter."""
        self.filter_field.clear()
        self.filter_field.display = False
        self.sessions.focus()

    # Pins

    def action_pin(self) -> None:
        """``p``: pin what is chosen, or take the pins away if all of it has one."""
        names = frozenset(profile.name for profile in self.chosen())
        if not names:
            self.say("Only a profile can be pinned.", "Go to one and try again.")
            return
        pinned = not names <= self._pins
        self._pins = self._pins | names if pinned else self._pins - names
        self.clear_marks()
        self.show_rows()
        self._keep(partial(remember_pins, self._setup.paths, names, pinned))

    # Marks

    def chosen(self) -> tuple[Profile, ...]:
        """The marked profiles in the order of the list, hidden or not; without marks the one under the cursor."""
        if not self._marked:
            profile = self._profile()
            return () if profile is None else (profile,)
        rows = list_rows(self._snapshot.listing, view=self._view())
        return tuple(row.profile for row in rows if row.profile and row.key in self._marked)

    @property
    def has_marks(self) -> bool:
        """Something is marked."""
        return bool(self._marked)

    def clear_marks(self) -> None:
        """Nothing is marked any more."""
        self._mark(frozenset())

    def action_mark(self) -> None:
        """``m``: mark the row, or take its mark away, and go on to the next."""
        profile = self._profile()
        if profile is not None:
            self._mark(self._marked ^ {profile.name})
        self.sessions.action_move(1)

    def action_mark_all(self) -> None:
        """``M``: mark all that is listed, or nothing of it where all has a mark."""
        listed = frozenset(row.key for row in self.sessions.rows if row.profile)
        self._mark(self._marked - listed if listed <= self._marked else self._marked | listed)

    def _mark(self, names: frozenset[str]) -> None:
        self._marked = names
        self.show_marks()

    def show_marks(self) -> None:
        """The signs in the list, and how many they are in the first line."""
        self.sessions.mark(self._marked)
        status, listed = self.query_one("#status", StatusLine), self.sessions.names
        status.marked = len(self._marked)
        status.hidden = sum(name not in listed for name in self._marked)

    # What is used and renamed

    def remember_use(self, name: str) -> None:
        """The profile called *name* was used: its console opened, its session made, something of it copied."""
        now = self._setup.now()
        self._uses = with_use(self._uses, name, now)
        self.show_rows()
        self._keep(partial(remember_use, self._setup.paths, name, now))

    def renamed(self, old: str, new: str) -> None:
        """What is remembered of a profile goes on under its new name. To be called before the files are read anew."""
        if old in self._uses:
            self._uses[new] = self._uses.pop(old)
        self._replace(old, new)
        self.rename_kept(old, new)
        self._keep(partial(rename_state, self._setup.paths, old, new))

    def _replace(self, old: str, new: str) -> None:
        def replaced(names: frozenset[str]) -> frozenset[str]:
            return names - {old} | {new} if old in names else names

        self._pins, self._collapsed = replaced(self._pins), replaced(self._collapsed)
        self._marked = replaced(self._marked)
