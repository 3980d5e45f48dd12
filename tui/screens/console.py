"""The ways into the console of a profile, each opened by its key. A link that is no secret is always shown as well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from auth.handover import Handover
from auth.plain import plain
from tui.background import in_thread
from tui.browsers import CannotOpen
from tui.console_links import Link, Links, PublicLink, SignInLink
from tui.doorway import Doorway
from tui.screens.dialog import COPIED, Dialog
from tui.text import fit
from tui.widgets.choices import Choices
from tui.widgets.secret_link import SecretLink


def colour_of(link: Link | None) -> tuple[tuple[str, str], ...]:
    """The colour of a switch, as it is drawn behind its words."""
    colour = link.colour if isinstance(link, PublicLink) else None
    return (("  ██", f"#{colour}"),) if colour else ()


class ConsoleScreen(Dialog[None]):
    """Opens a link at once where it is known that this leads somewhere; the others wait for their key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,c,enter", "open", "Open", show=False, priority=True),
        Binding("y", "copy", "Copy", show=False),
        Binding("v", "show", "Show", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        # A link that is shown may be longer than the screen.
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("q", "dismiss(None)", show=False),
    ]

    def __init__(
        self, title: str, links: Links, doorway: Doorway, now: Callable[[], datetime], note: str = ""
    ) -> None:
        super().__init__()
        self._title, self._links, self._at_once = title, links.links, links.at_once
        self._doorway, self._now, self._note = doorway, now, note

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = Content(plain(self._title))
            if len(self._links) > 1:
                width = max(len(plain(link.label, 40)) for link in self._links) + 2
                yield Choices(
                    *(
                        Option(
                            Content.assemble(
                                (f" {number}  ", "bold $text-primary"),
                                fit(plain(link.label, 40), width),
                                (plain(link.about), "$quiet"),
                                *colour_of(link),
                            )
                        )
                        for number, link in enumerate(self._links, start=1)
                    ),
                    id="ways",
                )
            if self._note:
                yield Static(Content(plain(self._note)), classes="muted", id="note")
            for link in self._links:
                if isinstance(link, SignInLink):
                    yield SecretLink(link, self._doorway.hand_over, self._now, partial(self._left, link))
            yield Static(id="happened")
            for index, link in enumerate(self._links):
                with Vertical(id=f"way-{index}", classes="way"):
                    if isinstance(link, PublicLink):
                        yield Static(Content(plain(link.url, 4000)), classes="link")
                    yield Static(Content(plain(link.words)), classes="muted")
            yield Static(id="keys", classes="keys")

    def on_mount(self) -> None:
        self.query_one("#happened").display = False
        if len(self._links) > 1:
            options = self.query_one(OptionList)
            options.highlighted = self._at_once or 0
            options.focus()
        self.show()
        if self._at_once is not None:
            # Once the screen is there: what goes wrong has to be said on it.
            self.call_after_refresh(self._open_at_once, self._at_once)

    def _open_at_once(self, index: int) -> None:
        if self in self.app.screen_stack:  # Esc may have been quicker.
            self.open(index)

    @property
    def here(self) -> int:
        """The link under the cursor."""
        return (self.query_one(OptionList).highlighted or 0) if len(self._links) > 1 else 0

    @on(OptionList.OptionHighlighted)
    def show(self) -> None:
        """What is known of the link under the cursor, and the keys for it."""
        here = self.here
        for index in range(len(self._links)):
            self.query_one(f"#way-{index}").display = index == here
        keys = ["⏎ or its number opens"] if len(self._links) > 1 else ["o open"]
        keys += ["y copy"] if isinstance(self._links[here], PublicLink) else ["y copy", "v show"]
        self.query_one("#keys", Static).update(Content("   ".join([*keys, "Esc back"])))

    def action_move(self, steps: int) -> None:
        """The next or previous way."""
        if len(self._links) > 1:
            options = self.query_one(OptionList)
            if steps > 0:
                options.action_cursor_down()
            else:
                options.action_cursor_up()

    def action_page(self, pages: int) -> None:
        """Down or up to what does not fit."""
        box = self.query_one("#box")
        if pages > 0:
            box.scroll_page_down(animate=False)
        else:
            box.scroll_page_up(animate=False)

    def on_key(self, event: events.Key) -> None:
        """The number of a way opens it."""
        keys = [str(number) for number in range(1, len(self._links) + 1)]
        if event.character in keys:
            event.stop()
            index = keys.index(event.character)
            if len(self._links) > 1:
                self.query_one(OptionList).highlighted = index
            self.open(index)

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click."""
        self.open(event.option_index)

    def action_open(self) -> None:
        """Open the link under the cursor."""
        self.open(self.here)

    def open(self, index: int) -> None:
        """Open a link in the browser."""
        link = self._links[index]
        if isinstance(link, SignInLink):
            self.query_one(SecretLink).open()
            return
        try:
            self._doorway.open(link)
        except CannotOpen as cannot:
            self._say(f"No browser was opened. {cannot.why} Copy the link with y.", is_good=False)
        else:
            self._say("Sent to your browser.", is_good=True)
            self._went(index)

    def _went(self, index: int) -> None:
        """After the sign-in the cursor waits at the switch; it is the person who opens it."""
        if self._links[index].opens and index + 1 < len(self._links):
            self.query_one(OptionList).highlighted = index + 1
            self._say(f"Once you are in the console there, press {index + 2}.", is_good=True)

    @on(SecretLink.SignedIn)
    def signed_in(self, event: SecretLink.SignedIn) -> None:
        """A secret link is on its way to a console."""
        index = next(place for place, link in enumerate(self._links) if isinstance(link, SignInLink))
        self._doorway.opened(self._links[index], event.ends)
        self._went(index)

    def _left(self, link: SignInLink, given: Handover, ends: datetime | None) -> None:
        """Look on for the browser once this screen is closed."""
        opened = self._doorway.opened

        async def look() -> None:
            if await in_thread(given.was_used):
                opened(link, ends)

        self.app.run_worker(look(), description="wait for the browser", group="handover")

    def action_copy(self) -> None:
        """Copy it through the terminal (OSC 52), which also works over SSH where the terminal allows it."""
        link = self._links[self.here]
        if isinstance(link, SignInLink):
            self.query_one(SecretLink).copy_link()
            return
        self.app.copy_to_clipboard(link.url)
        self._doorway.opened(link, None)
        self._say(COPIED, is_good=True)

    def action_show(self) -> None:
        """Draw a secret link; others always are."""
        if isinstance(self._links[self.here], SignInLink):
            self.query_one(SecretLink).show_link()

    def _say(self, words: str, *, is_good: bool) -> None:
        happened = self.query_one("#happened", Static)
        happened.display = True
        happened.update(Content(plain(words)))
        happened.set_class(not is_good, "warning")
        happened.set_class(is_good, "good")
