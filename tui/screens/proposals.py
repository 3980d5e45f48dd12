"""The second step of an import: what is new, what would change, and what stays behind."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from auth.plain import plain
from profiles.importing.comparing import Proposal
from profiles.importing.reading import NotTaken
from tui.screens.taking import Destination, TakingScreen, about_content, count_words, why_nothing
from tui.widgets.proposal_list import ProposalList
from tui.widgets.text_lines import TextLines


class ProposalsScreen(TakingScreen):
    """Tick, and look at the lines of the ticked ones. Returns what was written, or None to go back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "go_on", show=False)]

    def __init__(
        self,
        title: str,
        proposals: Sequence[Proposal],
        not_taken: Sequence[NotTaken],
        destination: Destination,
    ) -> None:
        super().__init__(destination)
        self._title, self._proposals, self._not_taken = title, proposals, not_taken

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._title))
            yield Static(id="count")
            yield ProposalList(id="proposals")
            yield Static(id="about")
            yield Static(id="left-title", classes="muted")
            yield TextLines(id="left")
            yield Static(id="reason", classes="wrong")
            yield Static(id="keys", classes="keys")

    def on_mount(self) -> None:
        proposals = self.query_one(ProposalList)
        proposals.show(self._proposals)
        proposals.display = self.query_one("#about").display = bool(self._proposals)
        self.show_not_taken(self._not_taken)
        self.show_count()
        self.tell("" if proposals.picks.free else why_nothing(self._proposals))
        words = ["Space tick", "a all or none", "⏎ see lines"] if proposals.picks.free else []
        words += ["Tab what stays"] if self._not_taken and self._proposals else []
        self.query_one("#keys", Static).update(Content("   ".join([*words, "Esc back"])))
        (proposals if self._proposals else self.query_one("#left")).focus()

    @on(ProposalList.Ticked)
    def show_count(self) -> None:
        """How many there are of each, and how many are ticked."""
        picks = self.query_one(ProposalList).picks
        ticked = [f"{len(picks.ticked):,} ticked"] if picks.free else []
        words = " · ".join([*filter(None, [count_words(self._proposals)]), *ticked])
        self.query_one("#count", Static).update(Content(words))
        self.tell("")

    @on(ProposalList.Moved)
    def show_about(self, event: ProposalList.Moved) -> None:
        """What writing the one under the cursor means."""
        self.query_one("#about", Static).update(about_content(event.proposal))

    @work(description="see the lines", exclusive=True)
    async def action_go_on(self) -> None:
        """Enter: the lines that the ticked ones write."""
        await self.take(self.query_one(ProposalList).picks, "Import {}", "Import {:,} profiles")
