"""The application for tests: on files in a temporary folder, with a clock that the test moves.

    desk = Desk(tmp_path, CONFIG, CREDENTIALS)
    async with desk.running() as seat:
        await seat.press("j", "enter")
        assert "arn:aws:iam" in seat.text

Nothing sleeps for luck: `seat.until` looks again until what it waits for is true.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from rich.console import Console
from textual.events import Key, Paste
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.message import Message
from textual.pilot import Pilot

from auth.places import REAL, Places
from profiles.expiry import State
from profiles.files import Paths, load
from tests.sandbox_google import SteppedClock
from tui.app import FumidaiApp
from tui.memory import recall
from tui.rows import SIGNS, Row
from tui.screens.home import HomeScreen
from tui.setup import Setup
from tui.widgets.session_list import SessionList

TOKYO = timezone(timedelta(hours=9), "JST")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=TOKYO)
"""When every test begins, unless it says otherwise. Not the time zone of the machine."""

CONFIG = """\
# kept as it is
[profile sts]
region = ap-northeast-1
google_config.google_idp_id = C01fumidai
google_config.google_sp_id = 101000000001
google_config.google_username = user@example.com
google_config.role_arn = arn:aws:iam::111111111111:role/sso

[profile from_fumidai]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = sts
region = ap-northeast-1
color = f2b0a9

[profile production]
role_arn = arn:aws:iam::333333333333:role/team/Admin
source_profile = sts
fumidai_display_name = 本番

[profile robot]
region = eu-west-1

[profile deploy]
role_arn = arn:aws:iam::222222222222:role/deploy
source_profile = robot
region = eu-west-1
"""
CREDENTIALS = """\
[robot]
aws_access_key_id = AKIAFUMIDAI
aws_secret_access_key = a-secret-of-the-robot
"""


def session_of(name: str, end: datetime, key: str = "aws_session_expiration") -> str:
    """A section of the credentials file with keys that end at *end*, as aws-google-auth writes it."""
    return f"""\
[{name}]
aws_access_key_id = ASIAFUMIDAI
aws_secret_access_key = a-secret-of-{name}
aws_session_token = a-token-of-{name}
{key} = {end.strftime("%Y-%m-%dT%H:%M:%S%z")}
"""


@dataclass
class Clock:
    """Time that moves when a test says so."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class SandboxClock(Clock):
    """The clock of a sandbox as the application's, in the person's time zone."""

    sandbox: SteppedClock = field(default_factory=SteppedClock)

    def __call__(self) -> datetime:
        return self.sandbox().astimezone(TOKYO)

    def advance(self, **length: float) -> None:
        self.sandbox.now += timedelta(**length)


@dataclass
class Desk:
    """A folder with the files of one person."""

    folder: Path
    config: str = CONFIG
    credentials: str = CREDENTIALS
    env: Mapping[str, str] = field(default_factory=dict)
    places: Places = REAL
    shell_lines: tuple[str, ...] = ()
    watch_seconds: float = 0.05
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.write(self.config, self.credentials)

    @property
    def paths(self) -> Paths:
        aws = self.folder / ".aws"
        return Paths(
            aws / "config", aws / "credentials", aws / "cli/cache", self.folder / "settings.toml",
            self.folder / "state.toml",
        )  # fmt: skip

    def write(self, config: str | None = None, credentials: str | None = None) -> None:
        """Replace a file, as a program outside would."""
        self.paths.config.parent.mkdir(exist_ok=True)
        for path, text in ((self.paths.config, config), (self.paths.credentials, credentials)):
            if text is not None:
                path.write_text(text, encoding="utf-8")
                path.chmod(0o600)

    @property
    def bytes(self) -> dict[str, bytes]:
        """Every file there is, by name."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and path.suffix != ".lock"
        }

    @property
    def setup(self) -> Setup:
        return Setup(
            self.paths,
            self.env,
            self.places,
            self.clock,
            self.shell_lines,
            recall(self.paths),
            self.watch_seconds,
        )

    def app(self) -> FumidaiApp:
        return FumidaiApp(self.setup, load(self.paths))

    @asynccontextmanager
    async def running(
        self,
        size: tuple[int, int] = (120, 40),
        *,
        toasts: bool = False,
        hear: Callable[[Message], None] | None = None,
    ) -> AsyncIterator[Seat]:
        """The application, running without a terminal."""
        app = self.app()
        async with app.run_test(size=size, notifications=toasts, message_hook=hear) as pilot:
            await pilot.pause()
            yield Seat(self, app, pilot)
            # As the application ends by itself: what still goes on then finds no screen, and that is no fault.
            app._exit = True
            app.workers.cancel_all()


class NeverTrue(AssertionError):
    """What a test waited for did not come."""


@dataclass
class Seat:
    """In front of the running application."""

    desk: Desk
    app: FumidaiApp
    pilot: Pilot[None]

    @property
    def home(self) -> HomeScreen:
        (screen,) = (each for each in self.app.screen_stack if isinstance(each, HomeScreen))
        return screen

    @property
    def sessions(self) -> SessionList:
        return self.home.sessions

    @property
    def row(self) -> Row:
        """The row under the cursor."""
        assert self.sessions.row is not None
        return self.sessions.row

    @property
    def names(self) -> list[str]:
        """The keys of the listed rows."""
        return [row.key for row in self.sessions.rows]

    @property
    def drawn(self) -> dict[str, str]:
        """The line of each listed row, as it is drawn now if it is in sight."""
        top = round(self.sessions.scroll_offset.y)
        return {name: self.sessions.render_line(index - top).text for index, name in enumerate(self.names)}

    def state(self, name: str) -> State:
        """The state that the row called *name* shows, by its sign."""
        (state,) = (state for state, sign in SIGNS.items() if f" {sign} " in self.drawn[name])
        assert f"{SIGNS[state]} {state.word}" in self.drawn[name]
        return state

    @property
    def text(self) -> str:
        """The whole screen, dialogs included, line by line."""
        return screen_text(self.app)

    def line(self, words: str) -> str:
        """The first line of the screen that shows *words*."""
        return next((line for line in self.text.splitlines() if words in line), "")

    async def press(self, *keys: str) -> None:
        """Press keys by Textual's names, and wait after each until it has been dealt with.

        Textual's own ``Pilot.press`` waits three times: the tests then take longer, and what goes wrong for quick
        hands stays hidden.
        """
        for key in keys:
            self.app.post_message(key_event(key))
            await self.settle()

    async def type(self, text: str) -> None:
        """Type *text*, a key for each character, one right behind the other."""
        for character in text:
            self.app.post_message(key_event(character))
        await self.settle()

    async def settle(self) -> None:
        """Wait until the application is idle, and has drawn what it wanted to and what followed from that."""
        for _ in range(50):
            await self.pilot.pause()
            await self.app.animator.wait_until_complete()
            await self.pilot.pause(0)
            if not self._has_something_to_draw:
                return
        raise NeverTrue("The application never stops drawing.")

    @property
    def _has_something_to_draw(self) -> bool:
        screen = self.app.screen
        wants = screen._layout_required or screen._scroll_required or screen._repaint_required
        return bool(wants or screen._recompose_required or screen._dirty_widgets or screen._callbacks)

    async def paste(self, text: str) -> None:
        """Give *text* to what has the focus, as a terminal pastes it. Quicker than typing."""
        self.app.post_message(Paste(text))
        await self.pilot.pause()

    async def until(self, true: Callable[[], bool], *, tries: int = 400) -> None:
        """Wait until *true()*. Raises ``NeverTrue`` with the screen, after many looks."""
        for _ in range(tries):
            if true():
                return
            await self.pilot.pause(0.01)
        raise NeverTrue(f"This never came true. The screen:\n{self.text}")

    async def shows(self, words: str) -> str:
        """Wait until the screen shows *words*, and what changed with them; return its text.

        Two widgets that change at once are drawn one after the other: a single look may find the new words of one
        beside the old ones of the other.
        """
        await self.until(lambda: words in self.text)
        await self.settle()
        return self.text

    async def choose(self, name: str) -> None:
        """Move the cursor to the row called *name*."""
        self.sessions.cursor = self.names.index(name)
        await self.pilot.pause()
        assert self.row.key == name

    async def tick(self) -> None:
        """The second is over."""
        self.home.tick()
        await self.pilot.pause()


def key_event(key: str) -> Key:
    """A key by Textual's name for it or by its character, as a terminal sends it."""
    if len(key) == 1:
        return Key(_character_to_key(key), key)
    try:
        return Key(key, unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key))))
    except KeyError:
        return Key(key, None)


def drawn_raw(app: FumidaiApp) -> str:
    """The characters on the screen that a terminal would obey, or that are not seen: none, if all is well."""
    text = "".join(segment.text for strip in app.screen._compositor.render_strips() for segment in strip)
    assert text.strip()
    return "".join(each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Co"})


def screen_text(app: FumidaiApp) -> str:
    """What is drawn, as text. The same way in which Textual makes its screenshots."""
    width, height = app.size
    console = Console(width=width, height=height, file=io.StringIO(), record=True, legacy_windows=False)
    compositor = app.screen._compositor
    console.print(compositor.render_update(full=True, screen_stack=app._background_screens))
    return console.export_text()
