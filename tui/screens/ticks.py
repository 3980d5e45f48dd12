"""A list to tick, with what the ticks come to said at each of them."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from auth.plain import plain
from tui.background import in_thread
from tui.screens.dialog import Dialog
from tui.screens.fields import Verdict
from tui.widgets.choices import Choices

Ticks = frozenset[int]


class TickScreen(Dialog[Ticks | None]):
    """Returns the indexes of what is ticked, once nothing speaks against it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", show=False, priority=True),
        Binding("space", "tick", show=False, priority=True),
        Binding("a", "tick_all", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    def __init__(
        self,
        title: str,
        words: str,
        labels: Sequence[str],
        ticked: Collection[int],
        judge: Callable[[Ticks], Verdict],
    ) -> None:
        """*judge* says what the ticks come to; it is called in a thread, since it may take a moment."""
        super().__init__()
        self._title, self._words, self._labels, self._judge = title, words, labels, judge
        self._ticked = set(ticked)

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = Content(plain(self._title))
            yield Static(Content(plain(self._words, 600)), classes="muted")
            yield Choices(*(self._line(index) for index in range(len(self._labels))))
            yield Static(id="note")
            yield Static(
                Content("Space tick   a all or none   ↑↓ move   ⏎ go on   Esc cancel"), classes="keys"
            )

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()
        self.show()

    def _line(self, index: int) -> Content:
        return Content(f"[{'x' if index in self._ticked else ' '}] {plain(self._labels[index])}")

    @work(description="judge the ticks", exclusive=True, group="judge")
    async def show(self) -> None:
        """What is ticked comes to."""
        verdict = await in_thread(partial(self._judge, frozenset(self._ticked)))
        note = self.query_one("#note", Static)
        note.update(Content(plain(next(iter((*verdict.reasons.values(), *verdict.notes)), ""), 600)))
        note.set_class(bool(verdict.reasons), "wrong")

    def action_move(self, steps: int) -> None:
        """The next or previous line."""
        options = self.query_one(OptionList)
        if steps > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_tick(self) -> None:
        """Space: tick the line under the cursor, or take the tick away."""
        options = self.query_one(OptionList)
        if (index := options.highlighted) is not None:
            self._ticked ^= {index}
            options.replace_option_prompt_at_index(index, self._line(index))
            self.show()

    def action_tick_all(self) -> None:
        """Tick everything; nothing where everything is."""
        everything = set(range(len(self._labels)))
        self._ticked = set() if self._ticked == everything else everything
        options = self.query_one(OptionList)
        highlighted = options.highlighted
        # Anew at once: replacing one prompt measures all of them.
        options.clear_options()
        options.add_options(self._line(index) for index in range(len(self._labels)))
        options.highlighted = highlighted
        self.show()

    @on(OptionList.OptionSelected)
    def clicked(self) -> None:
        """A click ticks too."""
        self.action_tick()

    def action_take(self) -> None:
        """Enter: go on with what is ticked."""
        self._take()

    @work(description="take the ticks", exclusive=True, group="take")
    async def _take(self) -> None:
        ticked = frozenset(self._ticked)
        if not (await in_thread(partial(self._judge, ticked))).reasons:
            self.dismiss(ticked)
