"""Many targets at once: one role in many accounts, listed as they will be while they are typed."""

import asyncio
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from profiles.importing.many_targets import ManyAnswers, ManyDraft, draft_many
from profiles.importing.pattern import PATTERN
from tui.background import in_thread
from tui.screens.taking import Destination, TakingScreen, about_content, count_words
from tui.widgets.paste_area import PasteArea
from tui.widgets.proposal_list import ProposalList
from tui.widgets.text_lines import TextLines

_FIELDS = (
    ("role", "Role", "the same name in every account, such as ReadOnlyAccess"),
    ("source", "Source profile", "the profile they are reached from"),
    ("region", "Region", "the root's, if left empty"),
    ("pattern", "Names", "made of {account_name} {account} {role} {source}"),
    ("colours", "Colours", "by name, such as: prod* red, dev* green (optional)"),
)
_SMALL = 20_000
_PAUSE = 0.3


class ManyScreen(TakingScreen):
    """Asks, lists, and writes the ticked ones as one change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", show=False),
        Binding("ctrl+s", "go_on", show=False),
    ]

    def __init__(self, destination: Destination, source: str) -> None:
        super().__init__(destination)
        self._source = source
        self._draft = ManyDraft()
        self._touched = False

    def compose(self) -> ComposeResult:
        values = {"source": self._source, "pattern": PATTERN}
        listing = self._destination.present.listing
        names = [each.name for each in listing.profiles if each.name.isprintable()]
        with Vertical(id="box") as box:
            box.border_title = "Many targets: one role in many accounts"
            for name, label, placeholder in _FIELDS:
                suggester = SuggestFromList(names, case_sensitive=True) if name == "source" else None
                with Horizontal(classes="field"):
                    yield Label(label)
                    yield Input(
                        values.get(name, ""),
                        placeholder=placeholder,
                        id=name,
                        compact=True,
                        suggester=suggester,
                    )
            yield PasteArea(
                "Accounts, one a line: 123456789012 production. CSV and JSON too.",
                id="accounts",
            )
            yield Static(id="count", classes="muted")
            yield ProposalList(id="proposals")
            yield Static(id="about")
            yield Static(id="left-title", classes="muted")
            yield TextLines(id="left")
            yield Static(id="reason", classes="wrong")
            yield Static(id="keys", classes="keys")

    def on_mount(self) -> None:
        for name in ("proposals", "about", "left-title", "left", "reason"):
            self.query_one(f"#{name}").display = False
        self.query_one("#keys", Static).update(
            Content("Tab next field   Space tick   ⏎ see lines   ^j new line   Esc cancel")
        )
        self.query_one("#role").focus()

    @property
    def answers(self) -> ManyAnswers:
        """What is typed now."""
        typed = {name: self.query_one(f"#{name}", Input).value.strip() for name, *_ in _FIELDS}
        return ManyAnswers(**typed, accounts=self.query_one(PasteArea).text)

    async def _read(self) -> ManyDraft:
        present = self._destination.present
        return await in_thread(partial(draft_many, self.answers, present.listing, present.colours))

    @on(PasteArea.Changed)
    @on(Input.Changed)
    @work(description="list the targets", exclusive=True, group="look")
    async def show(self) -> None:
        """List the profiles as they will be."""
        if len(self.query_one(PasteArea).text) > _SMALL:
            await asyncio.sleep(_PAUSE)
        self._show(await self._read())

    def _show(self, draft: ManyDraft) -> None:
        proposals = self.query_one(ProposalList)
        if draft.proposals != self._draft.proposals:
            proposals.show(draft.proposals)
        self._draft = draft
        proposals.display = bool(draft.proposals)
        self.show_not_taken(draft.not_taken)
        self.show_count()
        self._touched = self._touched or bool(self.query_one(PasteArea).text.strip())
        self.tell(draft.reason if self._touched else "")

    @on(ProposalList.Ticked)
    def show_count(self) -> None:
        """How many there are of each, and how many are ticked."""
        picks = self.query_one(ProposalList).picks
        ticked = f" · {len(picks.ticked):,} ticked" if picks.free else ""
        self.query_one("#count", Static).update(Content(count_words(picks.proposals) + ticked))

    @on(ProposalList.Moved)
    def show_about(self, event: ProposalList.Moved) -> None:
        """Why the one under the cursor cannot be written."""
        about = self.query_one("#about", Static)
        about.display = event.proposal is not None and event.proposal.reason is not None
        about.update(about_content(event.proposal))

    @on(PasteArea.Entered)
    @on(Input.Submitted)
    def entered(self) -> None:
        """Enter, in any field."""
        self.action_go_on()

    @work(description="see the lines", exclusive=True, group="go on")
    async def action_go_on(self) -> None:
        """Enter: the lines that the ticked ones write."""
        draft = await self._read()
        self._touched = True
        self._show(draft)
        if not draft.reason:
            await self.take(self.query_one(ProposalList).picks, "Add {}", "Add {:,} targets")
