"""Every way into the console of a profile, and where it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from auth.plain import plain
from auth.regions import regions
from profiles.config import Kind, Listing, Profile
from profiles.console_pages import ConsolePage, PageRefused, destination, known_pages, page_of
from profiles.partitions import partition
from tui.background import in_thread
from tui.console_links import (
    Link,
    NoLink,
    SignInLink,
    Visit,
    google_link,
    own_region,
    partition_id,
    sign_in_link,
    switch_link,
)
from tui.console_memory import last_page, recent
from tui.memory import Memory
from tui.screens.console import colour_of
from tui.screens.dialog import Dialog
from tui.screens.pick import Choice, PickScreen, Typed
from tui.setup import Setup
from tui.text import fit
from tui.widgets.choices import Choices


@dataclass(frozen=True, slots=True)
class Chosen:
    """A link, and whether it is opened at once. `page` and `region` are to be remembered where it goes to one."""

    link: Link
    opens: bool
    page: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    key: str
    label: str
    about: str
    link: Link | None
    """None: `about` says why not."""


class ConsoleMenu(Dialog[Chosen | None]):
    """Returns what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("q", "dismiss(None)", show=False),
    ]

    def __init__(self, profile: Profile, listing: Listing, setup: Setup, memory: Memory) -> None:
        super().__init__()
        self._profile, self._listing, self._setup, self._memory = profile, listing, setup, memory
        self.partition_id = partition_id(profile, memory)
        self._visit = self._first_visit()

    def _first_visit(self) -> Visit:
        """Where this profile's console was opened last, as far as that is still there."""
        path, region = last_page(self._memory.state, self._profile.name)
        if region is not None and not partition(self.partition_id).has_region(region):
            region = None
        try:
            return Visit(page_of(path) if path else Visit.home().page, region)
        except PageRefused:
            return Visit(Visit.home().page, region)

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(f"{self._profile.name} · console"))
            yield Choices()
            yield Static(id="address", classes="muted")
            yield Static(id="reason", classes="wrong")
            yield Static(Content("⏎ or its key opens   y copy or show instead   Esc back"), classes="keys")

    def on_mount(self) -> None:
        self.query_one("#reason").display = False
        self._list()
        self.query_one(OptionList).focus()

    # What there is

    def _ways(self) -> Iterator[_Way]:
        profile, listing = self._profile, self._listing
        if profile.kind is Kind.TARGET:
            try:
                switch = switch_link(profile, listing, self._setup.places, self._memory.console)
                yield _Way("s", switch.label, switch.about, switch)
            except NoLink as no:
                yield _Way("s", f"Switch to {profile.name}", no.what, None)
        if profile.kind is not Kind.BASTION:
            yield self._signing_in("t", profile)
        root = listing.get(profile.root)
        if root is not None and root.kind is Kind.BASTION:
            yield self._signing_in("b", root)
            try:
                google = google_link(root, self._setup.places)
                yield _Way("g", google.label, google.about, google)
            except NoLink as no:
                yield _Way("g", f"Sign in to {root.name}", f"{no.what} {no.remedy}", None)

    def _signing_in(self, key: str, profile: Profile) -> _Way:
        link = sign_in_link(profile, self._listing, self._setup, self._memory, self._visit)
        return _Way(key, link.label, link.about, link)

    def _list(self) -> None:
        options = self.query_one(OptionList)
        here = options.highlighted
        ways = list(self._ways())
        width = max(len(plain(way.label, 40)) for way in ways) + 2
        rows: list[Option | None] = [
            self._row(way.key, plain(way.label, 40), way.about, width, way.link) for way in ways
        ]
        visit, mark = self._visit, "x" if self._visit.sign_out_first else " "
        rows += [
            None,
            self._row("p", "Page", visit.page.name, width),
            self._row("r", "Region", self._region_words(), width),
            self._row("x", "Sign out first", f"[{mark}] of the session the browser has", width),
        ]
        options.clear_options()
        options.add_options(rows)
        options.highlighted = here or 0
        address = self.query_one("#address", Static)
        address.update(Content(f"Signing in leads to {plain(self._address(), 400)}"))

    def _row(self, key: str, label: str, about: str, width: int, link: Link | None = None) -> Option:
        return Option(
            Content.assemble(
                (f" {key}  ", "bold $text-primary"),
                fit(label, width),
                (plain(about, 200), "$quiet"),
                *colour_of(link),
            ),
            id=key,
        )

    def _region_words(self) -> str:
        if self._visit.page.is_global:
            return "none: this page is the same in every region"
        region = self._visit.region or own_region(self._profile, self.partition_id)
        if region is None:
            return "left to the console"
        return f"{region} (the profile's)" if self._visit.region is None else region

    def _address(self) -> str:
        region = self._visit.region or own_region(self._profile, self.partition_id)
        try:
            return destination(self.partition_id, region, self._visit.page)
        except PageRefused as refused:
            return str(refused)

    # Keys

    def action_move(self, steps: int) -> None:
        """The next or previous line."""
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def on_key(self, event: events.Key) -> None:
        """The letter of a line takes it; ``y`` takes the way under the cursor without opening it."""
        options = self.query_one(OptionList)
        if event.character == "y" and options.highlighted_option is not None:
            event.stop()
            self._take(options.highlighted_option.id or "", opens=False)
        elif event.character is not None and any(each.id == event.character for each in options.options):
            event.stop()
            options.highlighted = options.get_option_index(event.character)
            self._take(event.character, opens=True)

    @on(OptionList.OptionSelected)
    def selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        self._take(event.option.id or "", opens=True)

    def _take(self, key: str, *, opens: bool) -> None:
        if key == "p":
            self._pick_page()
        elif key == "r":
            self._pick_region()
        elif key == "x":
            self._visit = replace(self._visit, sign_out_first=not self._visit.sign_out_first)
            self._list()
        else:
            way = next(each for each in self._ways() if each.key == key)
            if way.link is None:
                self._complain(way.about)
            elif isinstance(way.link, SignInLink):
                self.dismiss(Chosen(way.link, opens, self._visit.page.path, self._visit.region))
            else:
                self.dismiss(Chosen(way.link, opens))

    def _complain(self, words: str) -> None:
        reason = self.query_one("#reason", Static)
        reason.update(Content(plain(words)))
        reason.display = True

    @work(description="pick a page", exclusive=True, group="pick")
    async def _pick_page(self) -> None:
        lately = [page for path in recent(self._memory.state).pages if (page := _page(path))]
        pages = [*lately, *(page for page in known_pages() if page not in lately)]
        choices = [Choice(page.path, page.name, "lately" if page in lately else "") for page in pages]
        picked = await self.app.push_screen_wait(
            PickScreen(
                "Page",
                "a service, or a path such as ec2/v2/home#Instances",
                choices,
                self._visit.page.path,
                _typed_page,
            )
        )
        if picked is not None:
            self._visit = replace(self._visit, page=page_of(picked))
            self._list()

    @work(description="pick a region", exclusive=True, group="pick")
    async def _pick_region(self) -> None:
        known = await in_thread(lambda: regions(self.partition_id))
        names = {each.id: each.name for each in known}
        own = own_region(self._profile, self.partition_id)
        lately = [
            each for each in recent(self._memory.state).regions.get(self.partition_id, ()) if each in names
        ]
        order = [*filter(None, [own]), *(each for each in (*lately, *names) if each != own)]
        words = {**dict.fromkeys(lately, "lately"), **({own: "the profile's"} if own else {})}
        choices = [
            Choice(each, each, "  ".join(filter(None, (names.get(each, ""), words.get(each, "")))))
            for each in dict.fromkeys(order)
        ]
        here = self._visit.region or own
        picked = await self.app.push_screen_wait(PickScreen("Region", "a part of its name", choices, here))
        if picked is not None:
            self._visit = replace(self._visit, region=None if picked == own else picked)
            self._list()


def _page(path: str) -> ConsolePage | None:
    try:
        return page_of(path)
    except PageRefused:
        return None


def _typed_page(text: str) -> Typed:
    try:
        page = page_of(text)
    except PageRefused as refused:
        return Typed(reason=str(refused))
    return Typed(Choice(page.path, page.name, "this path, as it is typed"))
