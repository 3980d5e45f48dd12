"""Makes the pictures of the README from the demo's sample files: ``python screenshots/make.py [FOLDER]``.

The time stands still and nothing is asked of any network, so that the same code makes the same bytes.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, chdir
from datetime import datetime, timedelta, timezone
from pathlib import Path

from textual.pilot import Pilot

from auth.google.flow import Response, Tapped, WaitForTap
from auth.origins import GOOGLE
from auth.places import REAL
from auth.sandbox.home import sample_files
from auth.wire import Errand, Result
from profiles.files import Paths, load, save_session
from profiles.secret import Secret
from profiles.sessions import cli_cache_key
from tui.app import FumidaiApp
from tui.demo_hints import DemoHints
from tui.screens.signin import SignInScreen, Sitting
from tui.setup import Setup
from tui.widgets.session_list import SessionList

SIZE = (120, 34)
NOW = datetime(2026, 3, 2, 9, 41, 0, tzinfo=timezone(timedelta(hours=9), "JST"))
HOME = Path("~")
"""A folder of this name in a temporary one, so that the pictures show paths as people know them."""
PATHS = Paths(
    HOME / ".aws/config",
    HOME / ".aws/credentials",
    HOME / ".aws/cli/cache",
    HOME / ".config/fumidai-tui/settings.toml",
    HOME / ".local/share/fumidai-tui/state.toml",
)
BASTIONS = {
    "sts": timedelta(hours=11, minutes=42, seconds=7),
    "sts-phone": timedelta(minutes=9, seconds=31),
    "gov": timedelta(hours=2, minutes=5),
}
SWITCHED = {"from_fumidai": timedelta(minutes=47, seconds=12), "production": timedelta(minutes=12, seconds=4)}
"""Targets the AWS CLI has switched to, and what is left of that."""
PHONE_PAGE = f"""
<form action="{GOOGLE}/v3/signin/challenge/dp" method="POST">
<samp jsname="feLNVc">42</samp><span>Google sent a notification to your Pixel 9.</span>
<button name="action" value="1">Next</button><button name="action" value="2">Another way</button></form>
"""


class Google:
    """Asks for a tap on the phone, whatever it is told."""

    def __call__(self, errand: Errand, /) -> Result:
        return Response(f"{GOOGLE}/v3/signin/challenge/dp", 200, PHONE_PAGE)

    def tapped(self, step: WaitForTap, /) -> Tapped:
        return Tapped()

    def stop_waiting(self) -> None:
        """Nobody waits."""

    def close(self) -> None:
        """Nothing is open."""


def make_home() -> None:
    """The sample files, some bastions signed in to, some targets in use."""
    PATHS.config.parent.mkdir(parents=True)
    for path, text in zip((PATHS.config, PATHS.credentials), sample_files(NOW).values(), strict=True):
        path.write_text(text, encoding="utf-8")
    for name, left in BASTIONS.items():
        save_session(PATHS, name, "ASIAFUMIDAIEXAMPLE01", Secret("secret"), Secret("token"), NOW + left)
    PATHS.cli_cache.mkdir(parents=True)
    listing = load(PATHS).listing
    for name, left in SWITCHED.items():
        profile = listing.get(name)
        key = cli_cache_key(profile) if profile else None
        keys = {"Credentials": {"Expiration": (NOW + left).isoformat()}}
        (PATHS.cli_cache / f"{key}.json").write_text(json.dumps(keys), encoding="utf-8")


@asynccontextmanager
async def running() -> AsyncIterator[Pilot[None]]:
    """The application on these files."""
    setup = Setup(PATHS, {"AWS_PROFILE": "from_fumidai"}, now=lambda: NOW)
    async with FumidaiApp(setup, load(PATHS)).run_test(size=SIZE) as pilot:
        await pilot.pause()
        yield pilot


def save(pilot: Pilot[None], file: Path) -> None:
    """Write the picture. Without the attribute some programs drop the spaces at the beginning of a text."""
    svg = pilot.app.export_screenshot(title="fumidai-tui")
    file.write_text(svg.replace("<text ", '<text xml:space="preserve" '), encoding="utf-8")
    print(file)


async def home(folder: Path) -> None:
    """The list, with the cursor on a target."""
    async with running() as pilot:
        await pilot.press("j")
        await pilot.pause()
        save(pilot, folder / "home.svg")


async def signin(folder: Path) -> None:
    """The sign-in, where it asks for a tap."""
    from auth.bastion import sign_in_request

    async with running() as pilot:
        pilot.app.query_one(SessionList).cursor = 7
        profile = load(PATHS).listing.get("sts-phone")
        assert profile is not None  # noqa: S101 - one of the sample's
        request = sign_in_request(profile, REAL)
        sitting = Sitting(
            profile.name, request, Google, lambda _keys: None, DemoHints(REAL), lambda: NOW, HOME
        )
        pilot.app.push_screen(SignInScreen(sitting, lambda _link: ""))
        while not pilot.app.screen.query("#number"):
            await pilot.pause()
        await pilot.pause()
        save(pilot, folder / "signin.svg")


async def make(folder: Path) -> None:
    """Both pictures, into *folder*."""
    await home(folder)
    await signin(folder)


if __name__ == "__main__":
    wanted = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent).resolve()
    with tempfile.TemporaryDirectory() as workplace, chdir(workplace):
        make_home()
        asyncio.run(make(wanted))
