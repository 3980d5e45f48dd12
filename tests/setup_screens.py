"""The set-up screens over the home screen: what their tests share."""

from __future__ import annotations

from textual.widgets import Input, Static

from profiles.arns import RoleArn
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup
from tests.tui_app import Seat
from tui.screens.menu import MenuScreen
from tui.screens.setup_result import SetupScreen

SIZES = [(80, 24), (120, 40)]
SSO = RoleArn.parse("arn:aws:iam::111111111111:role/sso")
FROM_FUMIDAI = RoleArn.parse("arn:aws:iam::222222222222:role/from_fumidai")
ADMIN = RoleArn.parse("arn:aws:iam::333333333333:role/team/Admin")
CHAIN = """
[profile hop]
role_arn = arn:aws:iam::444444444444:role/Hop
source_profile = production
external_id = fumidai-42
"""


async def asked(seat: Seat, row: str, key: str) -> None:
    """Through the menu, from the row called *row*."""
    await seat.choose(row)
    await seat.press("a")
    await seat.until(lambda: isinstance(seat.app.screen, MenuScreen))
    await seat.press(key)
    await seat.until(lambda: not isinstance(seat.app.screen, MenuScreen) and seat.app.screen is not seat.home)


async def fill(seat: Seat, **typed: str) -> None:
    for field, text in typed.items():
        seat.app.screen.query_one(f"#{field}", Input).value = text
    await seat.pilot.pause()


def reason(seat: Seat) -> str:
    return str(seat.app.screen.query_one("#reason", Static).content)


def notes(seat: Seat) -> str:
    return str(seat.app.screen.query_one("#notes", Static).content)


async def shown(seat: Seat) -> SetupScreen:
    """The steps and texts, after Enter in a form or list."""
    await seat.press("enter")
    await seat.until(lambda: isinstance(seat.app.screen, SetupScreen))
    screen = seat.app.screen
    assert isinstance(screen, SetupScreen)
    await seat.until(lambda: screen.steps.option_count > 0)
    return screen


def happened(seat: Seat) -> str:
    word = seat.app.screen.query_one("#happened", Static)
    return str(word.content) if word.display else ""


async def save_all(seat: Seat, folder: str = "") -> None:
    await seat.press("S")
    await seat.until(lambda: bool(seat.app.screen.query("#path")))
    if folder:
        await fill(seat, path=folder)
    await seat.press("enter")


async def road(seat: Seat, setup: Setup) -> None:
    """From home to the steps and texts of *setup*."""
    match setup:
        case TargetSetup():
            await asked(seat, "production", "t")
        case SwitchSetup():
            await asked(seat, "production", "s")
        case BastionSetup():
            await asked(seat, "production", "b")
        case KeysForPrograms():
            await asked(seat, "production", "p")
            await fill(seat, user_name="backup", owner="ops", sources="203.0.113.0/24, 198.51.100.7")
    await shown(seat)


SETUPS: list[Setup] = [
    TargetSetup(ADMIN, SSO),
    SwitchSetup(SSO, (FROM_FUMIDAI, ADMIN)),
    BastionSetup(SSO),
    KeysForPrograms("333333333333", "backup", "ops", ("203.0.113.0/24", "198.51.100.7")),
]
KINDS = [type(each).__name__ for each in SETUPS]
