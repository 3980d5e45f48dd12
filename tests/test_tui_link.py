"""The console's link: opened in the browser, or told why not; always shown, and copied through the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from auth.places import REAL, Places
from profiles.files import load
from tests.tui_app import CONFIG, Desk, Seat
from tui.console_links import NoLink, console_link
from tui.screens.link import LinkScreen

SWITCH = "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=from_fumidai&color=f2b0a9"
NAMED = (
    "https://signin.aws.amazon.com/switchrole?account=333333333333&roleName=team%2FAdmin"
    "&displayName=%E6%9C%AC%E7%95%AA"
)
INITSSO = "https://accounts.google.com/o/saml2/initsso?idpid=C01fumidai&spid=101000000001&forceauthn=false"
SANDBOX = Places(
    "http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3", "http://127.0.0.1:4", is_sandbox=True
)


def browser(folder: Path) -> tuple[dict[str, str], Path]:
    """An environment whose browser notes the link in a file."""
    script, noted = folder / "browser", folder / "noted"
    script.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"open({str(noted)!r} + '.new', 'w').write(sys.argv[1])\nos.rename({str(noted)!r} + '.new', {str(noted)!r})\n"
    )
    script.chmod(0o755)
    return {"BROWSER": str(script)}, noted


async def opened(seat: Seat, name: str) -> None:
    await seat.choose(name)
    await seat.press("c")
    await seat.until(lambda: isinstance(seat.app.screen, LinkScreen))
    await seat.pilot.pause()


def unbroken(text: str) -> str:
    """The lines of a dialog joined, as a link is that was broken to its width."""
    return "".join(line.partition("│")[2].partition("│")[0].strip() for line in text.splitlines())


def test_an_alias_that_is_stored_beside_the_id_stands_in_the_link(tmp_path: Path) -> None:
    config = CONFIG.replace("color = f2b0a9", "color = f2b0a9\nfumidai_account_alias = my-company-dev")
    profile = load(Desk(tmp_path, config).paths).listing.get("from_fumidai")
    assert profile is not None
    assert console_link(profile, REAL).url == SWITCH.replace("222222222222", "my-company-dev")


@pytest.mark.parametrize(
    ("name", "url", "places"),
    [
        ("from_fumidai", SWITCH, REAL),
        ("production", NAMED, REAL),
        ("sts", INITSSO, REAL),
        ("from_fumidai", SWITCH.replace("https://signin.aws.amazon.com", "http://127.0.0.1:4"), SANDBOX),
        ("sts", INITSSO.replace("https://accounts.google.com", "http://127.0.0.1:1"), SANDBOX),
    ],
)
def test_a_target_opens_its_switch_role_link_and_a_bastion_googles(
    tmp_path: Path, name: str, url: str, places: Places
) -> None:
    profile = load(Desk(tmp_path).paths).listing.get(name)
    assert profile is not None
    assert console_link(profile, places).url == url


@pytest.mark.parametrize(
    ("arn", "host"),
    [
        ("arn:aws-us-gov:iam::222222222222:role/x", "https://signin.amazonaws-us-gov.com/switchrole?"),
        ("arn:aws-cn:iam::222222222222:role/x", "https://signin.amazonaws.cn/switchrole?"),
    ],
)
def test_a_target_of_another_partition_has_its_own_console(tmp_path: Path, arn: str, host: str) -> None:
    desk = Desk(tmp_path, CONFIG.replace("arn:aws:iam::222222222222:role/from_fumidai", arn))
    profile = load(desk.paths).listing.get("from_fumidai")
    assert profile is not None
    assert console_link(profile, REAL).url.startswith(host)


@pytest.mark.parametrize(
    ("name", "change", "what"),
    [
        ("robot", ("", ""), "robot names no role, so there is no link to it."),
        ("sts", ("google_config.google_idp_id = C01fumidai\n", ""), "sts does not say where to sign in."),
        (
            "production",
            ("fumidai_display_name = 本番", "external_id = x"),
            "The console cannot switch to a role that asks for an external id.",
        ),
    ],
)
def test_where_there_is_no_console_the_reason_is_told(
    tmp_path: Path, name: str, change: tuple[str, str], what: str
) -> None:
    desk = Desk(tmp_path, CONFIG.replace(*change) if change[0] else CONFIG)
    profile = load(desk.paths).listing.get(name)
    assert profile is not None
    with pytest.raises(NoLink) as caught:
        console_link(profile, REAL)
    assert caught.value.what == what
    assert caught.value.remedy


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_link_is_opened_at_once_and_shown_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    env, noted = browser(tmp_path)
    async with Desk(tmp_path, env=env).running(size) as seat:
        await opened(seat, "production")
        await seat.until(noted.exists)
        assert noted.read_text() == NAMED
        assert "Sent to your browser." in seat.text
        assert NAMED in unbroken(seat.text)
        assert "press Switch Role there" in seat.text


async def test_without_a_display_it_says_why_and_still_shows_the_link(tmp_path: Path) -> None:
    async with Desk(tmp_path, env={"PATH": ""}).running((80, 24)) as seat:
        await opened(seat, "production")
        assert "No browser was opened. There is no display here" in seat.text
        assert "Copy the link with y." in seat.text
        assert NAMED in unbroken(seat.text)


async def test_y_gives_the_link_to_the_terminal_to_copy(tmp_path: Path) -> None:
    async with Desk(tmp_path, env={"PATH": ""}).running((80, 24)) as seat:
        await opened(seat, "from_fumidai")
        await seat.press("y")
        assert seat.app.clipboard == SWITCH
        assert "OSC 52" in seat.text


async def test_a_name_that_looks_like_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    config = CONFIG.replace("[profile production]", "[profile a[/x]").replace("本番", "[/red]")
    async with Desk(tmp_path, config, env={"PATH": ""}).running((120, 40)) as seat:
        await opened(seat, "a[/x")
        assert "a[/x · switch role" in seat.text
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
        await seat.press("enter")
        await seat.shows("shown as  [/red]")
        assert "─ a[/x ─" in seat.text


async def test_o_opens_it_again(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    async with Desk(tmp_path, env=env).running() as seat:
        await opened(seat, "from_fumidai")
        await seat.until(noted.exists)
        noted.unlink()
        await seat.press("o")
        await seat.until(noted.exists)
        assert noted.read_text() == SWITCH


async def test_a_profile_without_a_console_says_so_on_the_home_screen(tmp_path: Path) -> None:
    async with Desk(tmp_path).running(toasts=True) as seat:
        await seat.choose("robot")
        await seat.press("c")
        await seat.shows("robot names no role, so there is no link to it.")
        assert seat.app.screen is seat.home


async def test_escape_goes_back(tmp_path: Path) -> None:
    async with Desk(tmp_path, env={"PATH": ""}).running() as seat:
        await opened(seat, "from_fumidai")
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
        assert seat.row.key == "from_fumidai"
