"""Going to a profile by its name, and to the consoles that were opened lately."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.events import DescendantFocus
from textual.getters import query_one

from auth.plain import plain
from profiles.config import Listing
from profiles.files import Snapshot
from tui.destinations import Destination, destinations
from tui.memory import remember_opened
from tui.recent import recent_words, with_opened
from tui.setup import Setup
from tui.widgets.go_field import GoField
from tui.work.organising import OrganisingWork


class GoingWork(OrganisingWork):
    """``:``, and what the palette lists first."""

    go_field = query_one("#go", GoField)

    def __init__(self, setup: Setup, snapshot: Snapshot) -> None:
        super().__init__(setup, snapshot)
        self._opened = setup.memory.opened
        self._known: tuple[Destination, ...] = ()
        self._known_for: Listing | None = None
        """What the destinations were made for; None when they have to be made anew."""

    # By name

    def destinations(self) -> Sequence[Destination]:
        """Every profile, the one that is likeliest to be meant first."""
        listing = self._snapshot.listing
        if self._known_for is not listing:
            names = [profile.name for profile in listing.profiles]
            self._known = destinations(names, self._uses, self._setup.now())
            self._known_for = listing
        return self._known

    def action_go_to(self) -> None:
        """``:``: type the name of a profile."""
        self._known_for = None  # It may be a while since: something was used, and time went by.
        self.go_field.open()

    @on(GoField.Wanted)
    def gone(self, event: GoField.Wanted) -> None:
        """Enter: to its row."""
        self.go_field.close()
        self.go_to(event.name)

    @on(GoField.QuitWanted)
    async def quit_wanted(self) -> None:
        """``:q``, as in vi and k9s."""
        await self.run_action("quit")

    @on(GoField.Left)
    def going_left(self) -> None:
        """Esc: as it was."""
        self.go_field.close()
        self.sessions.focus()

    @on(DescendantFocus)
    def focus_moved(self, event: DescendantFocus) -> None:
        """A click into the list, or another field: the line has done its service."""
        if self.go_field.display and self.go_field not in event.widget.ancestors:
            self.go_field.close()

    # Opened consoles

    def console_opened(self, name: str) -> None:
        """The console of the profile called *name* was opened: let it be found again quickly."""
        now = self._setup.now()
        self._opened = with_opened(self._opened, name, now)
        self._keep(partial(remember_opened, self._setup.paths, name, now))

    @property
    def recent(self) -> tuple[tuple[str, str], ...]:
        """The profiles whose consoles were opened lately, the newest first: the name, and words about it."""
        now, listing = self._setup.now(), self._snapshot.listing
        found = ((listing.get(name), at) for name, at in self._opened.items())
        return tuple((profile.name, recent_words(profile, at, now)) for profile, at in found if profile)

    async def go_to_console(self, name: str) -> None:
        """Move to the profile called *name*, and do what ``c`` does there."""
        self.go_to(name)
        profile = self._profile()
        if profile is not None and profile.name == name:
            await self.run_action("console")
        else:  # The files changed while the palette was open: another row's console is not what was chosen.
            self.say(f"{plain(name)} is not in the files any more.")

    def renamed(self, old: str, new: str) -> None:
        """What is remembered of a profile goes on under its new name. To be called before the files are read anew."""
        if old in self._opened:
            self._opened = {
                new if name == old else name: at for name, at in self._opened.items() if name != new
            }
        super().renamed(old, new)
