"""The first line: who, what is live, what this shell would use, and the time."""

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.text import fit


class StatusLine(Widget):
    """One line whose parts give way from the middle when it gets narrow."""

    user: reactive[str] = reactive("")
    counts: reactive[str] = reactive("")
    shell: reactive[str] = reactive("")
    """What AWS tools started from this shell would use."""
    clock: reactive[str] = reactive("")

    def render(self) -> Content:
        width = self.size.width
        left = " fumidai"
        right = f"{self.clock} "
        room = width - cell_len(left) - cell_len(right) - 2
        shell = f"this shell uses {self.shell}" if self.shell else ""
        # What the next minutes need comes first: the counts, then the shell, then whose account it is.
        parts = [self.counts, shell, self.user]
        while len(parts) > 1 and cell_len("   ".join(filter(None, parts))) > room:
            parts.pop()
        kept = dict(zip(("counts", "shell", "user"), parts, strict=False))
        user = f"   {kept.get('user', '')}"
        tail = "   ".join(filter(None, (kept["counts"], kept.get("shell", ""))))
        tail = tail if cell_len(tail) <= room else fit(tail, max(room, 0))
        gap = max(1, width - cell_len(left) - cell_len(user) - cell_len(tail) - cell_len(right) - 2)
        return Content.assemble(
            (left, "bold $primary"), (user, "$quiet"), " " * gap, tail, "  ", (right, "$quiet")
        )
