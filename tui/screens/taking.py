"""What import and many at once have in common: ticked proposals become one change, looked at and written."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from textual.content import Content
from textual.widgets import Static

from auth.plain import plain
from profiles.changes import Change, Written, change_of
from profiles.drafts import Present
from profiles.editor import CannotEdit
from profiles.importing.comparing import Difference, Proposal
from profiles.importing.picking import Picks, imported
from profiles.importing.reading import NotTaken
from profiles.paths import Paths
from tui.background import in_thread
from tui.screens.change import Write, change_screen
from tui.screens.dialog import Dialog
from tui.widgets.text_lines import TextLines


@dataclass(frozen=True, slots=True)
class Destination:
    """The files that profiles come into, as they were read, and how they are written."""

    present: Present
    paths: Paths
    write: Write


@dataclass(frozen=True, slots=True)
class Taken:
    """Profiles that were written: their names in order, and what was written."""

    names: tuple[str, ...]
    written: Written


class TakingScreen(Dialog[Taken | None]):
    """A dialog that ends in a change, or in nothing. It shows what is wrong in ``#reason``."""

    def __init__(self, destination: Destination) -> None:
        super().__init__()
        self._destination = destination

    async def take(self, picks: Picks, one: str, many: str) -> None:
        """Show what the ticked proposals write, and write it. `one` and `many` are titles with a place to fill."""
        if not picks.taken:
            self.tell(why_nothing(picks.proposals))
            return
        names = tuple(each.candidate.name for each in picks.taken)
        what = one.format(plain(names[0], 40)) if len(names) == 1 else many.format(len(names))
        try:
            change = await in_thread(partial(_change, self._destination, what, picks.taken))
        except CannotEdit as cannot:
            self.tell(f"Nothing was changed. {cannot.reason}")
            return
        written = await self.app.push_screen_wait(await change_screen(change, self._destination.write))
        if written is not None:
            self.dismiss(Taken(names, written))

    def tell(self, words: str) -> None:
        """Say what speaks against going on; nothing takes it away."""
        reason = self.query_one("#reason", Static)
        reason.update(Content(plain(words, 600)))
        reason.display = bool(words)

    def show_not_taken(self, not_taken: Sequence[NotTaken]) -> None:
        """What stays behind, line by line, with its count."""
        title = self.query_one("#left-title", Static)
        count = len(not_taken)
        words = "1 thing is not taken over:" if count == 1 else f"{count:,} things are not taken over:"
        title.update(Content(words))
        lines = self.query_one("#left", TextLines)
        lines.show([(f"line {each.line}" if each.line else "", each.what) for each in not_taken])
        title.display = lines.display = count > 0


def _change(destination: Destination, what: str, taken: Sequence[Proposal]) -> Change:
    present = destination.present.texts
    return change_of(destination.paths, what, present, imported(present, taken))


def why_nothing(proposals: Sequence[Proposal]) -> str:
    """Why there is nothing to write."""
    if not proposals:
        return "There is nothing to write."
    if all(each.difference is Difference.SAME for each in proposals):
        return "Everything is here already, just so: nothing to write."
    if all(each.reason for each in proposals if each.difference is not Difference.SAME):
        return "Nothing of this can be written; the reason stands beside each."
    return "Nothing is ticked. Space ticks a profile, a ticks all."


def count_words(proposals: Sequence[Proposal]) -> str:
    """How many are new, would change, are the same, and cannot be written; what there is none of is left out."""
    cannot = sum(each.reason is not None for each in proposals)
    counts = [
        (difference, sum(each.reason is None and each.difference is difference for each in proposals))
        for difference in (Difference.NEW, Difference.DIFFERENT, Difference.SAME)
    ]
    words = {
        Difference.NEW: "{:,} new",
        Difference.DIFFERENT: "{:,} would change",
        Difference.SAME: "{:,} the same already",
    }
    parts = [words[difference].format(count) for difference, count in counts if count]
    parts += [f"{cannot:,} cannot be written"] if cannot else []
    return " · ".join(parts)


def about_content(proposal: Proposal | None) -> Content:
    """What writing one proposal means, key by key, or why it cannot be."""
    if proposal is None:
        return Content("")
    if proposal.reason:
        return Content.styled(plain(proposal.reason, 600), "$text-error")
    if proposal.difference is Difference.SAME:
        return Content.styled("It is here already, just so.", "$quiet")
    lines = []
    for change in proposal.changes:
        old = "" if change.old is None else f"{plain(change.old)} → "
        lines.append(Content.assemble((f"{change.key} = ", "$quiet"), f"{old}{plain(change.new)}"))
    return Content("\n").join(lines)
