"""The first line: who, what is live, what this shell would use, and the time."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.rows import MARKED, mark_words
from tui.text import fit

_NAME = " fumidai"
_GAP = "   "


class StatusLine(Widget):
    """One line whose parts give way when it gets narrow."""

    user: reactive[str] = reactive("")
    counts: reactive[str] = reactive("")
    signs: reactive[str] = reactive("")
    """The counts with signs for words, where it is narrow."""
    marked: reactive[int] = reactive(0)
    hidden: reactive[int] = reactive(0)
    """How many of the marked are out of sight."""
    busy: reactive[str] = reactive("")
    """What is being done to several profiles, while it is."""
    shell: reactive[str] = reactive("")
    """What AWS tools started from this shell would use."""
    clock: reactive[str] = reactive("")

    def render(self) -> Content:
        counts, signs = self.counts, self.signs
        if self.marked:
            counts = f"{mark_words(self.marked, self.hidden)} · {counts}"
            signs = f"{MARKED}{self.marked} {signs}"
        if self.busy:
            counts = signs = self.busy
        return first_line(self.size.width, self.user, counts, signs, self.shell, self.clock)


def first_line(width: int, user: str, counts: str, signs: str, shell: str, clock: str) -> Content:
    """The line in *width* cells: first the account gives way, then words, and what this shell uses last."""
    right = f"{clock} "
    room = max(0, width - cell_len(_NAME) - 2 * len(_GAP) - cell_len(right))
    forms = (
        (user, f"{counts}{_GAP}this shell uses {shell}"),
        ("", f"{counts}{_GAP}this shell uses {shell}"),
        ("", f"{counts}{_GAP}shell: {shell}"),
        ("", f"{signs}{_GAP}shell: {shell}"),
    )
    fitting = (form for form in forms if cell_len(_GAP.join(filter(None, form))) <= room)
    left, tail = next(fitting, ("", fit(forms[-1][1], room)))
    gap = " " * (room - cell_len(left) - cell_len(tail))
    return Content.assemble(
        (_NAME, "bold $primary"), _GAP, (left, "$quiet"), gap, tail, _GAP, (right, "$quiet")
    )
