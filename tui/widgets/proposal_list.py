"""Profiles that could be written, each with a box to tick. Draws only the lines in sight, so it may be long."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from auth.plain import plain
from profiles.arns import ArnError, RoleArn
from profiles.importing.comparing import Difference, Proposal
from profiles.importing.picking import Picks
from profiles.importing.reading import Candidate
from profiles.portable import GOOGLE_ROLE
from tui.text import account_number, fit

_SIGNS = {
    Difference.NEW: ("+ new", "new"),
    Difference.DIFFERENT: ("~ changes", "changes"),
    Difference.SAME: ("= same", "same"),
}


class ProposalList(ScrollView, can_focus=True):
    """A line for each proposal, one of them under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", show=False),
        Binding("up,k", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home,g", "edge(0)", show=False),
        Binding("end,G", "edge(-1)", show=False),
        Binding("space", "tick", show=False),
        Binding("a", "tick_all", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"proposal-list--{name}" for name in ("cursor", "new", "changes", "same", "cannot", "dim")
    }
    DEFAULT_CSS = """
    ProposalList { height: auto; overflow-x: hidden; scrollbar-size-vertical: 1; }
    ProposalList > .proposal-list--cursor { background: $primary-muted; }
    ProposalList > .proposal-list--new { color: $text-success; }
    ProposalList > .proposal-list--changes { color: $text-warning; }
    ProposalList > .proposal-list--same { color: $quiet; }
    ProposalList > .proposal-list--cannot { color: $text-error; }
    ProposalList > .proposal-list--dim { color: $quiet; }
    """

    cursor: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class Moved(Message):
        """Another proposal is under the cursor, or none."""

        proposal: Proposal | None

    @dataclass
    class Ticked(Message):
        """Other boxes are ticked."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.picks = Picks(())

    @property
    def proposal(self) -> Proposal | None:
        """The one under the cursor."""
        proposals = self.picks.proposals
        return proposals[self.cursor] if 0 <= self.cursor < len(proposals) else None

    def show(self, proposals: Sequence[Proposal]) -> None:
        """Replace what is listed; new profiles are ticked."""
        self.picks = Picks(proposals)
        self.virtual_size = Size(self.size.width, len(proposals))
        self.cursor = max(0, min(self.cursor, len(proposals) - 1))
        self.refresh()
        self.post_message(self.Moved(self.proposal))

    def watch_cursor(self) -> None:
        """Repaint, and keep the cursor in sight."""
        self.refresh()
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self.post_message(self.Moved(self.proposal))

    def on_resize(self, event: events.Resize) -> None:
        self.virtual_size = Size(event.size.width, len(self.picks.proposals))
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    # Keys and mouse

    def action_move(self, steps: int) -> None:
        """Cursor down or up."""
        self.cursor = max(0, min(len(self.picks.proposals) - 1, self.cursor + steps))

    def action_page(self, pages: int) -> None:
        """A screenful down or up."""
        self.action_move(pages * max(1, self.size.height - 1))

    def action_edge(self, index: int) -> None:
        """To the first or last one."""
        self.cursor = max(0, len(self.picks.proposals) - 1) if index else 0

    def action_tick(self) -> None:
        """Space: tick the box under the cursor, or take the tick away."""
        self.picks.toggle(self.cursor)
        self._ticked()

    def action_tick_all(self) -> None:
        """``a``: all boxes, or none."""
        self.picks.toggle_all()
        self._ticked()

    def _ticked(self) -> None:
        self.refresh()
        self.post_message(self.Ticked())

    def on_click(self, event: events.Click) -> None:
        index = event.y + round(self.scroll_offset.y)
        if 0 <= index < len(self.picks.proposals):
            self.cursor = index
            if event.x < 6:
                self.action_tick()

    # Drawing

    def render_line(self, y: int) -> Strip:
        index, width, base = y + round(self.scroll_offset.y), self.size.width, self.rich_style
        if not 0 <= index < len(self.picks.proposals):
            return Strip.blank(width, base)
        is_cursor = index == self.cursor and self.has_focus
        if index == self.cursor:
            base += self._style("cursor")
        return Strip(self._segments(index, base, is_cursor, width)).adjust_cell_length(width, base)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"proposal-list--{name}", partial=True)

    def _segments(self, index: int, base: Style, is_cursor: bool, width: int) -> list[Segment]:
        proposal = self.picks.proposals[index]
        word, style = ("✗ cannot", "cannot") if proposal.reason else _SIGNS[proposal.difference]
        sign, dim = base + self._style(style), base + self._style("dim")
        box = f"[{'x' if index in self.picks.ticked else ' '}] " if index in self.picks.free else "    "
        name = max(12, (width - 16) // 2)
        room = width - 16 - name
        segments = [
            Segment("▌" if is_cursor else " ", sign),
            Segment(box, base),
            Segment(fit(word, 11), sign),
            Segment(fit(plain(proposal.candidate.name), name - 1) + " ", base),
        ]
        if proposal.reason:
            return [*segments, Segment(fit(plain(proposal.reason), room), dim)]
        return [*segments, Segment(fit(_about(proposal), room), dim)]


def _about(proposal: Proposal) -> str:
    """What a person knows a profile by; of a change, the keys it changes."""
    if proposal.difference is Difference.DIFFERENT:
        return plain(", ".join(change.key for change in proposal.changes))
    account, role = role_of(proposal.candidate)
    return f"{fit(account, 16)}{role}" if account else role


def role_of(candidate: Candidate) -> tuple[str, str]:
    """The account in groups, and the role; of a bastion without a role, what it is."""
    text = candidate.keys.get("role_arn") or candidate.keys.get(GOOGLE_ROLE, "")
    try:
        arn = RoleArn.parse(text)
    except ArnError:
        return "", plain(text) or "signs in at Google"
    return account_number(arn.account), plain(arn.path_and_name)
