"""The home screen: every profile, its state, and what to do next."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.getters import query_one
from textual.theme import Theme
from textual.widgets import Input, Static

from auth.own_login import load_with_said
from auth.plain import plain
from profiles.files import Snapshot, signature
from profiles.shell import in_use
from tui.actions import HOME
from tui.background import in_thread
from tui.memory import remember_theme
from tui.rows import (
    Moment,
    Row,
    count_signs,
    count_words,
    every_state,
    moment,
    name_words,
    next_change,
    with_alive,
    with_lengths,
    with_troubles,
)
from tui.setup import Setup
from tui.widgets.columns import ColumnTitles
from tui.widgets.details import Details, detail_lines
from tui.widgets.go_field import GoField
from tui.widgets.key_line import KeyLine
from tui.widgets.session_list import SessionList
from tui.widgets.status_line import StatusLine
from tui.work.account_colour import AccountColourWork
from tui.work.coming import ComingWork
from tui.work.copying import CopyingWork
from tui.work.ending import EndingWork
from tui.work.going import GoingWork
from tui.work.keyring import KeyringWork
from tui.work.setting_up import SettingUpWork
from tui.work.shells import ShellWork
from tui.work.staying_alive import AliveWork

_TO_TYPING = frozenset(action.method for action in HOME if action.leads_to_typing)


class HomeScreen(
    AliveWork,
    ShellWork,
    EndingWork,
    KeyringWork,
    ComingWork,
    SettingUpWork,
    CopyingWork,
    AccountColourWork,
    GoingWork,
):
    """The list, the details beside it, and the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(action.binding() for action in HOME),
        Binding("enter", "keep_filter", "Keep these", key_display="⏎", priority=True),
        Binding("escape", "leave_filter", "Show all", key_display="Esc"),
        Binding("escape", "leave", "Back", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it for instances too
        (0, "-narrow"),
        (110, "-wide"),
    ]

    details = query_one("#details", Details)
    status = query_one("#status", StatusLine)
    titles = query_one("#titles", ColumnTitles)

    def __init__(self, setup: Setup, snapshot: Snapshot) -> None:
        super().__init__(setup, snapshot)
        self._loading = False
        self._next_change: datetime | None = None

    def compose(self) -> ComposeResult:
        yield StatusLine(id="status")
        if self._setup.places.is_sandbox:
            yield Static(
                Content(" SANDBOX   Nothing here is real: no Google, no AWS, no files of yours."), id="band"
            )
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield ColumnTitles(id="titles")
                yield SessionList(id="sessions")
                yield Static(id="empty")
            yield Details(id="details")
        yield Input(
            placeholder="words of name, account, alias, role, region or colour", id="filter", compact=True
        )
        yield GoField(self.destinations, id="go")
        yield KeyLine()

    def on_mount(self) -> None:
        self.filter_field.display = False
        self.show_rows()
        self.sessions.focus()
        self.set_interval(1, self.tick)
        self.set_interval(self._setup.watch_seconds, self.watch_files)
        self.set_timer(0.5, self.clear_up)  # after the first paint
        self.set_timer(0.5, self.tell_shadows)
        self.app.theme_changed_signal.subscribe(self, self.theme_changed)
        for trouble in (self._setup.memory.trouble, in_use(self._setup.env, self._snapshot.listing).trouble):
            if trouble:
                self.say(plain(trouble))

    @work(description="what hides profiles")
    async def tell_shadows(self) -> None:
        """What keeps AWS tools from the profiles as they stand here, said once."""
        from profiles.shadows import shadows

        listing, setup = self._snapshot.listing, self._setup
        for shadow in await in_thread(lambda: tuple(shadows(setup.paths, listing, setup.env))):
            self.say(shadow.what, shadow.mend)

    # What is shown

    def show_rows(self) -> None:
        """List everything anew, after a change of files, filter, folds or order."""
        if not self.app.is_running:
            return  # The application ends, and work that went on meanwhile has nobody to show anything to.
        rows = with_troubles(with_lengths(self.rows_to_show(), self._lengths), self.troubles)
        rows = with_alive(rows, self.kept_alive)
        now = self._setup.now()
        self.sessions.show(rows, self._snapshot.sessions, self._signing_in, now, self._select)
        self._select = None
        self.titles.show(self.sessions.alias_width, self._order.sort)
        empty = self.query_one("#empty", Static)
        empty.display = not rows
        empty.update(Content(self._empty_words()))
        self.show_marks()
        self.show_status()
        self.show_details()

    def _empty_words(self) -> str:
        if self.filter_field.value:
            return "Nothing fits these words. Esc shows everything again."
        path = plain(str(self._setup.paths.config))
        return (
            f"No profiles yet: {path} has none.\n\n"
            "N, then b, makes a bastion from the link with which you sign in to AWS from Google; i imports what"
            " another tool or a colleague has. fumidai-tui --demo shows everything at work, with nothing of yours"
            " touched."
        )

    def show_status(self) -> None:
        """The first line."""
        now, listing = self._setup.now(), self._snapshot.listing
        states = every_state(listing, self._snapshot.sessions, self._signing_in, now)
        self._next_change = next_change(self._snapshot.sessions, now)
        self.status.user = self._user()
        self.status.counts, self.status.signs = count_words(states), count_signs(states)
        use = in_use(self._setup.env, listing)
        self.status.busy = self.busy_words
        self.status.shell = plain(use.words) if use.profile or use.exported_keys else "no profile"
        self.status.clock = f"{now:%H:%M}"

    def _user(self) -> str:
        names = (
            profile.google.username
            for profile in self._snapshot.listing.profiles
            if profile.google and profile.google.username
        )
        return plain(next(names, ""))

    def show_details(self) -> None:
        """The pane beside the list."""
        row = self.sessions.row
        if row is None:
            self.details.show("", [], None)
            return
        now = self._setup.now()
        shown = moment(row, self._snapshot.sessions, self._signing_in, now)
        lines = self._lines_at(row, shown, now)
        self.details.show(name_words(row), lines, row.profile.colour if row.profile else None)

    @on(SessionList.Moved)
    def moved(self) -> None:
        """Another row: other details."""
        self.show_details()

    @on(SessionList.DetailsAsked)
    def details_asked(self) -> None:
        """A double click."""
        self.action_details()

    def theme_changed(self, theme: Theme) -> None:
        """Another theme was chosen in the palette."""
        self._keep(partial(remember_theme, self._setup.paths, theme.name))

    # Time and files

    def tick(self) -> None:
        """Once a second: move the countdowns on, touch nothing else unless a state changed."""
        now = self._setup.now()
        # A row that a filter or a fold hides changes its state too, and the counts with it.
        if self.sessions.tick(now) or (self._next_change is not None and now >= self._next_change):
            self.show_rows()
        else:
            self.show_details()
        self.status.clock = f"{now:%H:%M}"
        self.watch_sessions()

    async def watch_files(self) -> None:
        """Look whether a file changed, and read them if so; both away from the screen."""
        if self._loading:
            return
        self._loading = True
        try:
            paths = self._setup.paths
            async with self._reading:
                if await in_thread(partial(signature, paths)) == self._snapshot.signature:
                    return
                self._snapshot = await in_thread(partial(load_with_said, paths))
            await self._recall()
            self.show_rows()
        finally:
            self._loading = False

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a field, the keys that lead to typing are letters like all others."""
        if action in _TO_TYPING and isinstance(self.focused, Input):
            return False
        if action in {"keep_filter", "leave_filter"}:
            return self.focused is self.filter_field
        return super().check_action(action, parameters)

    def action_details(self) -> None:
        """Enter: everything about the row."""
        row = self.sessions.row
        if row is None:
            return
        if row.heading:
            self.action_fold()
            return
        from tui.screens.details import DetailsScreen

        def wished(action: str | None) -> None:
            if action is not None:
                self.call_later(self.run_action, action)

        self.app.push_screen(DetailsScreen(name_words(row), partial(self._lines_of, row)), wished)
        if row.profile is not None:
            self.look_at_colour(row.profile)

    def _lines_of(self, row: Row) -> list[tuple[str, str]]:
        now = self._setup.now()
        shown = moment(row, self._snapshot.sessions, self._signing_in, now)
        return self._lines_at(row, shown, now)

    def _lines_at(self, row: Row, shown: Moment, now: datetime) -> list[tuple[str, str]]:
        colour = self.account_colour(row.profile) if row.profile else None
        roads = self._memory.roads.of(row.profile.name) if row.profile else ()
        listing, sessions = self._snapshot.listing, self._snapshot.sessions
        return detail_lines(row, shown, listing, sessions, now, colour, roads)

    def action_help(self) -> None:
        """``?``: the keys and the signs."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self._setup.shell_lines))

    def action_quit(self) -> None:
        """``q``."""
        self.app.exit()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all profiles, for the palette."""
        return tuple(profile.name for profile in self._snapshot.listing.profiles)
