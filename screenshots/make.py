"""Makes the pictures of the README from the demo's sample files: ``python screenshots/make.py [FOLDER]``.

The time stands still and nothing is asked of any network, so that the same code makes the same bytes.
"""

import asyncio
import json
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, chdir
from datetime import datetime, timedelta, timezone
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, Static

from auth.browser.steps import Browse
from auth.errors import PersonWanted
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
from tui.roads import Road
from tui.screens.console_menu import ConsoleMenu
from tui.screens.form import FormScreen
from tui.screens.pick import PickScreen
from tui.screens.signin import SignInScreen, Sitting
from tui.setup import Setup
from tui.widgets.paste_area import PasteArea
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
AESR = """\
[org]
aws_account_id = 111111111111
role_name = sso

[prod-shop]
role_arn = arn:aws:iam::333333333333:role/Admin
source_profile = org
color = f2b0a9

[dev-shop]
aws_account_id = 444444444444
role_name = team/dev/Developer
source_profile = org
region = eu-west-1
color = b7ca9d

[data-lake]
aws_account_id = 555555555555
role_name = Analyst
source_profile = org
image = https://example.com/lake.png

[partner]
aws_account_id = partner-alias
role_name = ReadOnly
source_profile = org
"""
"""What a person of AWS Extend Switch Roles has."""
PHONE_PAGE = f"""
<form action="{GOOGLE}/v3/signin/challenge/dp" method="POST">
<samp jsname="feLNVc">42</samp><span>Google sent a notification to your Pixel 9.</span>
<button name="action" value="1">Next</button><button name="action" value="2">Another way</button></form>
"""


class Google:
    """Asks for a tap on the phone, whatever it is told. In a browser it wants the person."""

    def __call__(self, errand: Errand, /) -> Result:
        if isinstance(errand, Browse) and not errand.window:
            raise PersonWanted("Google's session in this browser has ended.")
        if isinstance(errand, Browse):
            threading.Event().wait(60)  # longer than the picture takes
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
    """The sign-in, where it asks for a tap; and on the browser road, where it waits for the window."""
    from auth.bastion import sign_in_request

    for name, roads, sign in (
        ("signin", (Road.TERMINAL, Road.BROWSER, Road.PASTE), "#number"),
        ("roads", (Road.BROWSER, Road.TERMINAL, Road.PASTE), "#window"),
    ):
        async with running() as pilot:
            pilot.app.query_one(SessionList).cursor = 7
            profile = load(PATHS).listing.get("sts-phone")
            assert profile is not None  # noqa: S101 - one of the sample's
            sitting = Sitting(
                profile.name,
                sign_in_request(profile, REAL),
                Google,
                lambda _keys: None,
                DemoHints(REAL),
                lambda: NOW,
                HOME,
                roads=roads,
            )
            pilot.app.push_screen(SignInScreen(sitting, lambda _link: ""))
            while not pilot.app.screen.query(sign):
                await pilot.pause()
            await pilot.pause()
            save(pilot, folder / f"{name}.svg")


async def edit(folder: Path) -> None:
    """The form of a target, its colour just picked, and the lines it will write."""
    async with running() as pilot:
        await pilot.press("j", "e")
        while not isinstance(screen := pilot.app.screen, FormScreen):
            await pilot.pause()
        screen.query_one("#display_name", Input).value = "workload (shared)"
        screen.query_one("#colour", Input).value = "83d4e8"
        screen.query_one("#colour", Input).focus()
        await pilot.pause()
        while not screen.is_settled:
            await pilot.pause()
        await pilot.pause()
        save(pilot, folder / "edit.svg")


async def importing(folder: Path) -> None:
    """What is taken over of a pasted text, and what is not."""
    async with running() as pilot:
        await pilot.press("i")
        while not pilot.app.screen.query(PasteArea):
            await pilot.pause()
        pilot.app.screen.query_one(PasteArea).text = AESR
        while "new" not in str(pilot.app.screen.query_one("#found", Static).content):
            await pilot.pause()
        await pilot.press("enter")
        while not pilot.app.screen.query("#count"):
            await pilot.pause()
        await pilot.pause()
        save(pilot, folder / "import.svg")


async def console(folder: Path) -> None:
    """Every way into the console of a target, and where they lead."""
    async with running() as pilot:
        await pilot.press("j", "C")
        while not isinstance(menu := pilot.app.screen, ConsoleMenu):
            await pilot.pause()
        await pilot.press("p")
        while not isinstance(pilot.app.screen, PickScreen):
            await pilot.pause()
        pilot.app.screen.query_one(Input).value = "cloudf"
        await pilot.pause()
        await pilot.press("enter")
        while pilot.app.screen is not menu:
            await pilot.pause()
        await pilot.press("j")
        await pilot.pause()
        save(pilot, folder / "console.svg")


async def make(folder: Path) -> None:
    """All pictures, into *folder*."""
    for picture in (home, signin, edit, importing, console):
        await picture(folder)


if __name__ == "__main__":
    wanted = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent).resolve()
    with tempfile.TemporaryDirectory() as workplace, chdir(workplace):
        make_home()
        asyncio.run(make(wanted))
