"""The application: theme, screens, and what happens when something breaks."""

import asyncio
import signal
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme, ThemeProvider

from profiles.files import Snapshot
from tui.background import in_thread
from tui.screens.home import HomeScreen
from tui.setup import Setup

THEME = Theme(
    name="fumidai",
    primary="#7aa2f7",
    secondary="#9d7cd8",
    accent="#7dcfff",
    foreground="#d5d9e8",
    background="#14161f",
    surface="#191c28",
    panel="#242838",
    success="#9ece6a",
    warning="#e0af68",
    error="#f7768e",
    dark=True,
)

# What a sign-in needs, a third of a second of imports: loaded after the first paint.
_LATER = ("auth.bastion", "tui.sittings", "tui.screens.signin", "tui.console_links", "tui.screens.console")


class FumidaiApp(App[None]):
    """One screen and its dialogs."""

    TITLE = "fumidai"
    # The first screen's own CSS_PATH would not be read: Textual reads those of pushed screens.
    CSS_PATH = "screens/home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "quit", "Quit", show=False, system=True)]
    COMMANDS = App.COMMANDS | {lambda: import_module("tui.palette").Palette}

    def __init__(self, setup: Setup, snapshot: Snapshot) -> None:
        super().__init__()
        self.setup, self._snapshot = setup, snapshot
        self.register_theme(THEME)
        wanted = setup.memory.theme
        self.theme = wanted if wanted in self.available_themes else THEME.name

    def get_default_screen(self) -> HomeScreen:
        """The first screen is home."""
        return HomeScreen(self.setup, self._snapshot)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variable for quiet text: Textual's muted colours are half transparent, which a drawn line is not."""
        return {"quiet": "#9197b2" if self.current_theme.dark else "#4f5469"}

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Of Textual's own commands just the theme: the others lay the screen out anew or are keys here."""
        yield SystemCommand("Theme", "Choose other colours; remembered.", self.action_change_theme)

    def action_command_palette(self) -> None:
        """Actions, consoles and profiles, found by typing."""
        from tui.screens.palette import PaletteScreen

        if not isinstance(self.screen, PaletteScreen):
            self.push_screen(PaletteScreen())

    def action_change_theme(self) -> None:
        """Other colours."""
        from tui.screens.palette import PaletteScreen

        self.push_screen(PaletteScreen(providers=[ThemeProvider], placeholder="Search for themes…"))

    def on_mount(self) -> None:
        """From now on a signal ends the application as a key does: an exception in the middle could hang it."""
        for name in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, name):
                number = getattr(signal, name)
                # Windows' event loop knows no signals; there the handler of the command stays.
                with suppress(NotImplementedError):
                    asyncio.get_running_loop().add_signal_handler(
                        number, partial(self.exit, return_code=128 + number)
                    )

    def on_ready(self) -> None:
        """The first paint is still under way: what is loaded now would slow it down."""
        self.set_timer(0.5, self._load_the_rest)

    async def _load_the_rest(self) -> None:
        for name in _LATER:
            await in_thread(partial(import_module, name))

    def _handle_exception(self, error: Exception) -> None:
        # After q, a screen that was just opening has no widgets any more. That is no fault, and nobody looks.
        if not self._exit:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual's own prints every local variable, and one of them may be somebody's password.
        from rich.traceback import Traceback

        self.bell()
        trace = Traceback(show_locals=False, width=None, suppress=["textual", "rich"])
        for stack in trace.trace.stacks:
            # Neither what an exception says: a library may quote an answer with keys in it.
            stack.exc_value, stack.notes = "(message left out: it may hold a secret)", []
        self._exit_renderables.append(trace)
        self._close_messages_no_wait()
