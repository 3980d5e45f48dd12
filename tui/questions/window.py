"""A browser window is open: why, for how long it stays, and in a sandbox what to type there."""

from collections.abc import Callable
from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from auth.browser.steps import FOR_A_PERSON, Browse
from auth.plain import plain
from profiles.expiry import time_left
from tui.questions.question import Hint, HintLine


class WindowView(Vertical):
    """Asks nothing here: the person is asked in the window of *step*."""

    def __init__(self, step: Browse, now: Callable[[], datetime], hint: Hint) -> None:
        super().__init__()
        self._why, self._now, self._hint = step.why, now, hint
        self._until = now() + FOR_A_PERSON

    def compose(self) -> ComposeResult:
        yield Static(Content(plain(self._why, 300)), classes="words")
        yield Static(id="window")
        yield HintLine(self._hint)

    def on_mount(self) -> None:
        self.count_down()
        self.set_interval(1, self.count_down)

    def count_down(self) -> None:
        """Once a second."""
        left = time_left(self._until, self._now())
        words = f"Sign in with the browser window. It stays open for {left}."
        self.query_one("#window", Static).update(Content(words))
