"""The console with one key: what ``c`` offers and opens, told why where it cannot, always shown and copied."""

from __future__ import annotations

import sys
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auth.places import REAL, Places
from profiles.config import Listing, Profile
from profiles.files import load
from tests.tui_app import CONFIG, CREDENTIALS, NOON, Desk, Seat, session_of
from tui.console_links import Links, NoLink, PublicLink, SignInLink, console_links, google_link, switch_link
from tui.console_memory import ConsoleFirst, ConsoleSettings, remember_console
from tui.memory import Memory, recall
from tui.screens.console import ConsoleScreen

SWITCH = "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=from_fumidai&color=f2b0a9"
NAMED = (
    "https://signin.aws.amazon.com/switchrole?account=333333333333&roleName=team%2FAdmin"
    "&displayName=%E6%9C%AC%E7%95%AA"
)
INITSSO = "https://accounts.google.com/o/saml2/initsso?idpid=C01fumidai&spid=101000000001&forceauthn=false"
SANDBOX = Places(
    "http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3", "http://127.0.0.1:4", is_sandbox=True
)
LIVE = CREDENTIALS + session_of("sts", NOON + timedelta(hours=2))
HOPS = """
[profile hop]
role_arn = arn:aws:iam::444444444444:role/x
source_profile = production
"""


def browser(folder: Path, name: str = "browser") -> tuple[dict[str, str], Path]:
    """An environment whose browser notes the link in a file."""
    script, noted = folder / name, folder / f"{name}-noted"
    script.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"open({str(noted)!r} + '.new', 'w').write(sys.argv[1])\nos.rename({str(noted)!r} + '.new', {str(noted)!r})\n"
    )
    script.chmod(0o755)
    return {"BROWSER": str(script)}, noted


async def opened(seat: Seat, name: str) -> None:
    await seat.choose(name)
    await seat.press("c")
    await seat.until(lambda: isinstance(seat.app.screen, ConsoleScreen))
    await seat.pilot.pause()


async def closed(seat: Seat) -> None:
    await seat.press("escape")
    await seat.until(lambda: seat.app.screen is seat.home)


def unbroken(text: str) -> str:
    """The lines of a dialog joined, as a link is that was broken to its width."""
    return "".join(line.partition("│")[2].partition("│")[0].strip() for line in text.splitlines())


def listing_of(desk: Desk) -> Listing:
    return load(desk.paths).listing


def profile_of(desk: Desk, name: str) -> Profile:
    found = listing_of(desk).get(name)
    assert found is not None
    return found


def offered(desk: Desk, name: str, settings: ConsoleSettings, until: datetime | None = None) -> Links:
    memory = Memory(console=settings)
    return console_links(profile_of(desk, name), listing_of(desk), desk.setup, memory, until)


# The links


def test_an_alias_that_is_stored_beside_the_id_stands_in_the_link(tmp_path: Path) -> None:
    config = CONFIG.replace("color = f2b0a9", "color = f2b0a9\nfumidai_account_alias = my-company-dev")
    desk = Desk(tmp_path, config)
    link = switch_link(profile_of(desk, "from_fumidai"), listing_of(desk), REAL)
    assert link.url == SWITCH.replace("222222222222", "my-company-dev")
    assert link.about == "from_fumidai in my-company-dev"


@pytest.mark.parametrize(
    ("name", "url", "places"),
    [
        ("from_fumidai", SWITCH, REAL),
        ("production", NAMED, REAL),
        ("from_fumidai", SWITCH.replace("https://signin.aws.amazon.com", "http://127.0.0.1:4"), SANDBOX),
    ],
)
def test_a_target_has_its_switch_role_link(tmp_path: Path, name: str, url: str, places: Places) -> None:
    desk = Desk(tmp_path)
    assert switch_link(profile_of(desk, name), listing_of(desk), places).url == url


@pytest.mark.parametrize(
    ("url", "places"),
    [(INITSSO, REAL), (INITSSO.replace("https://accounts.google.com", "http://127.0.0.1:1"), SANDBOX)],
)
def test_a_bastion_has_googles_link(tmp_path: Path, url: str, places: Places) -> None:
    assert google_link(profile_of(Desk(tmp_path), "sts"), places).url == url


@pytest.mark.parametrize(
    ("arn", "host"),
    [
        ("arn:aws-us-gov:iam::222222222222:role/x", "https://signin.amazonaws-us-gov.com/switchrole?"),
        ("arn:aws-cn:iam::222222222222:role/x", "https://signin.amazonaws.cn/switchrole?"),
        (
            "arn:aws-eusc:iam::222222222222:role/x",
            "https://eusc-de-east-1.signin.amazonaws-eusc.eu/switchrole?",
        ),
    ],
)
def test_a_target_of_another_partition_has_its_own_console(tmp_path: Path, arn: str, host: str) -> None:
    desk = Desk(tmp_path, CONFIG.replace("arn:aws:iam::222222222222:role/from_fumidai", arn))
    assert switch_link(profile_of(desk, "from_fumidai"), listing_of(desk), REAL).url.startswith(host)


LONG = "x/" * 30 + "LongName"


@pytest.mark.parametrize(
    ("name", "change", "what", "remedy"),
    [
        ("robot", ("", ""), "robot names no role, so there is no link to it.", "press n"),
        (
            "sts",
            ("google_config.google_idp_id = C01fumidai\n", ""),
            "sts does not say where to sign in: its ids for Google are missing.",
            "Press e",
        ),
        (
            "production",
            ("fumidai_display_name = 本番", "external_id = x"),
            "The console cannot switch to a role that asks for an external id.",
            "C, then t,",
        ),
        (
            "production",
            ("role/team/Admin", f"role/{LONG}"),
            "The role's path and name have 68 characters; the console takes 64.",
            "C, then t,",
        ),
    ],
)
def test_where_there_is_no_console_the_reason_is_told_and_what_to_do_instead(
    tmp_path: Path, name: str, change: tuple[str, str], what: str, remedy: str
) -> None:
    desk = Desk(tmp_path, CONFIG.replace(*change) if change[0] else CONFIG)
    with pytest.raises(NoLink) as caught:
        offered(desk, name, ConsoleSettings())
    assert caught.value.what == what
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("first", ConsoleFirst)
@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("is_live", [False, True])
def test_what_c_offers_and_what_it_opens_by_itself(
    tmp_path: Path, first: ConsoleFirst, is_open: bool, is_live: bool
) -> None:
    desk = Desk(tmp_path, credentials=LIVE if is_live else CREDENTIALS)
    until = NOON + timedelta(hours=1) if is_open else None
    links, at_once = (
        (found := offered(desk, "production", ConsoleSettings(first), until)).links,
        found.at_once,
    )
    assert [link.label for link in links] == ["Sign in to sts", "Switch to production"]
    assert isinstance(links[0], SignInLink if is_live else PublicLink)
    assert isinstance(links[1], PublicLink)
    goes_on = first is ConsoleFirst.NEVER or (first is ConsoleFirst.ASK and is_open)
    assert at_once == (1 if goes_on else None)
    alone = offered(desk, "sts", ConsoleSettings(first), until)
    assert [link.label for link in alone.links] == ["Sign in to sts"]
    assert alone.at_once == 0


def test_a_target_that_no_bastion_leads_to_has_the_switch_alone_and_it_is_opened(tmp_path: Path) -> None:
    found = offered(Desk(tmp_path), "deploy", ConsoleSettings(ConsoleFirst.ALWAYS))
    assert [link.label for link in found.links] == ["Switch to deploy"]
    assert found.at_once == 0


@pytest.mark.parametrize(
    ("name", "multi", "words"),
    [
        ("production", False, "switches from the session you signed in with: that has to be sts's."),
        ("production", True, "With multi-session support"),
        ("production", True, "a tab of sts's"),
        ("hop", False, "this role has to trust sts's role too, not just production's."),
        ("hop", True, "a tab of production's"),
        ("deploy", False, "from the account you are signed in to there."),
    ],
)
def test_it_is_said_which_session_a_switch_starts_from(
    tmp_path: Path, name: str, multi: bool, words: str
) -> None:
    desk = Desk(tmp_path, CONFIG + HOPS)
    link = switch_link(profile_of(desk, name), listing_of(desk), REAL, ConsoleSettings(multi_session=multi))
    assert words in link.words


# c


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_two_lines_wait_for_their_keys_and_the_second_is_never_opened_by_itself(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    env, noted = browser(tmp_path)
    async with Desk(tmp_path, env=env).running(size) as seat:
        await opened(seat, "production")
        assert "1  Sign in to sts        by Google" in seat.text
        assert "2  Switch to production  Admin in 333333333333" in seat.text
        assert INITSSO in unbroken(seat.text)
        await seat.tick()
        assert not noted.exists()
        await seat.press("1")
        await seat.until(noted.exists)
        assert noted.read_text() == INITSSO
        assert "Once you are in the console there, press 2." in seat.text
        # The cursor waits at the switch, whose link is shown; the browser has got the first alone.
        assert NAMED in unbroken(seat.text)
        assert "press Switch Role there" in seat.text
        await seat.tick()
        assert noted.read_text() == INITSSO
        await seat.press("enter")
        await seat.until(lambda: noted.read_text() == NAMED)
        assert "Sent to your browser." in seat.text


async def test_the_second_can_be_opened_alone(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    async with Desk(tmp_path, env=env).running() as seat:
        await opened(seat, "production")
        await seat.press("2")
        await seat.until(noted.exists)
        assert noted.read_text() == NAMED
        # That is no sign-in: the next time it asks again.
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        noted.unlink()
        await opened(seat, "production")
        assert not noted.exists()
        assert "should be open" not in seat.text


@pytest.mark.parametrize("later", [False, True])
async def test_while_the_bastions_console_is_open_the_switch_is_opened_at_once(
    tmp_path: Path, later: bool
) -> None:
    """Also by the next run of the application."""
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)

    async def switches_at_once(seat: Seat) -> None:
        noted.unlink(missing_ok=True)
        await opened(seat, "from_fumidai")
        await seat.until(noted.exists)
        assert noted.read_text() == SWITCH
        assert "sts's console should be open until 13:00." in seat.text
        assert "Sent to your browser." in seat.text
        await closed(seat)

    async with desk.running() as seat:
        await opened(seat, "production")
        await seat.press("1")
        await seat.until(noted.exists)
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        desk.clock.advance(minutes=59)
        if not later:
            await switches_at_once(seat)
    async with desk.running() as seat:
        if later:
            await switches_at_once(seat)
        desk.clock.advance(minutes=1)
        noted.unlink()
        await opened(seat, "from_fumidai")
        assert "should be open" not in seat.text
        assert not noted.exists()


async def test_a_console_that_google_opens_lasts_as_long_as_google_said_at_the_last_sign_in(
    tmp_path: Path,
) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)
    desk.paths.state.write_text("[console_seconds]\nsts = 28800\n")
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(noted.exists)
        assert noted.read_text() == INITSSO
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        assert console_of(desk) == {"sts": {"": NOON.astimezone(UTC) + timedelta(hours=8)}}


@pytest.mark.parametrize("seconds", [0, 43201, 10**30])
async def test_a_length_that_no_console_has_counts_as_unknown(tmp_path: Path, seconds: int) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)
    desk.paths.state.write_text(f"[console_seconds]\nsts = {seconds}\n")
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(noted.exists)
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        assert console_of(desk) == {"sts": {"": NOON.astimezone(UTC) + timedelta(hours=1)}}


@pytest.mark.parametrize("until", ["2026-03-01T16:00:00Z", "9999-12-31T23:59:59Z", "2026-03-01T13:00:00"])
async def test_a_console_that_would_stay_open_for_longer_than_any_is_not_taken_for_open(
    tmp_path: Path, until: str
) -> None:
    """It was written while the clock was wrong, or by somebody else."""
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)
    desk.paths.state.write_text(f'[consoles]\nsts = {{"" = {until}}}\n')
    async with desk.running() as seat:
        await opened(seat, "production")
        assert "1  Sign in to sts" in seat.text
        assert "should be open" not in seat.text
        assert not noted.exists()


def console_of(desk: Desk) -> dict[str, dict[str, datetime]]:
    """What is remembered of open consoles: by bastion and browser."""
    state = tomllib.loads(desk.paths.state.read_text())
    return {name: each for name, each in state.get("consoles", {}).items() if each}


async def test_a_console_in_another_browser_is_not_taken_for_open_here(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    other, other_noted = browser(tmp_path, "other")
    desk = Desk(tmp_path, env=env)
    desk.paths.settings.write_text(f"[browsers]\nproduction = [{other['BROWSER']!r}, '{{url}}']\n")
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(noted.exists)
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        await opened(seat, "production")
        assert "1  Sign in to sts" in seat.text
        assert "should be open" not in seat.text
        # The bastion is signed in to where the switch is to start from.
        await seat.press("1")
        await seat.until(other_noted.exists)
        assert other_noted.read_text() == INITSSO
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        assert console_of(desk)["sts"].keys() == {"", other["BROWSER"]}
        await opened(seat, "production")
        await seat.until(lambda: other_noted.read_text() == NAMED)


TWO_BASTIONS = CONFIG.replace("[profile sts]", "[profile second]").split("[profile from_fumidai]")[0] + CONFIG


@pytest.mark.parametrize("multi", [False, True])
async def test_another_console_closes_the_first_unless_the_browser_keeps_several(
    tmp_path: Path, multi: bool
) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, TWO_BASTIONS, env=env)
    desk.paths.settings.write_text(f"multi_session = {str(multi).lower()}\n")
    async with desk.running() as seat:
        for name in ("sts", "second"):
            noted.unlink(missing_ok=True)
            await opened(seat, name)
            await seat.until(noted.exists)
            await closed(seat)
            await seat.app.workers.wait_for_complete()
        assert console_of(desk).keys() == ({"sts", "second"} if multi else {"second"})


async def test_a_console_that_another_window_opened_counts_here_too(tmp_path: Path) -> None:
    """It signed the browser out of the bastion that this window knows to be open."""
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, TWO_BASTIONS, env=env)
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(noted.exists)
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        assert console_of(desk).keys() == {"sts"}
        now = desk.clock()
        remember_console(desk.paths, "second", "", now + timedelta(hours=1), now, keeps_others=False)
        noted.unlink()
        await opened(seat, "production")
        assert "1  Sign in to sts" in seat.text
        assert "should be open" not in seat.text
        assert not noted.exists()


@pytest.mark.parametrize(("first", "opens"), [("never", True), ("always", False)])
async def test_the_settings_say_whether_it_asks(tmp_path: Path, first: str, opens: bool) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)
    desk.paths.settings.write_text(f'console_first = "{first}"\n')
    until = (NOON + timedelta(minutes=30)).astimezone(UTC).replace(tzinfo=None)
    if not opens:
        desk.paths.state.write_text(f'[consoles.sts]\n"" = {until.isoformat()}Z\n')
    async with desk.running() as seat:
        await opened(seat, "production")
        if opens:
            await seat.until(noted.exists)
            assert noted.read_text() == NAMED
        assert ("Sent to your browser." in seat.text) is opens
        assert noted.exists() is opens


@pytest.mark.parametrize(
    "line", ['console_first = "sometimes"', "console_first = true", 'multi_session = "yes"']
)
async def test_a_setting_that_says_nothing_is_told_and_counts_as_none(tmp_path: Path, line: str) -> None:
    desk = Desk(tmp_path)
    desk.paths.settings.write_text(f"{line}\n")
    assert line.split()[0] in recall(desk.paths).trouble
    assert recall(desk.paths).console == ConsoleSettings()


async def test_a_renamed_bastion_keeps_its_open_console(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, env=env)
    async with desk.running() as seat:
        await opened(seat, "sts")
        await seat.until(noted.exists)
        await closed(seat)
        await seat.app.workers.wait_for_complete()
        seat.home.renamed("sts", "bastion")
        await seat.app.workers.wait_for_complete()
        assert console_of(desk).keys() == {"bastion"}


async def test_without_a_display_it_says_why_and_still_shows_the_link(tmp_path: Path) -> None:
    async with Desk(tmp_path, env={"PATH": ""}).running((80, 24)) as seat:
        await opened(seat, "production")
        await seat.press("2")
        assert "No browser was opened. There is no display here" in seat.text
        assert "Copy the link with y." in seat.text
        assert NAMED in unbroken(seat.text)


async def test_y_gives_the_link_under_the_cursor_to_the_terminal_to_copy(tmp_path: Path) -> None:
    async with Desk(tmp_path, env={"PATH": ""}).running((80, 24)) as seat:
        await opened(seat, "from_fumidai")
        await seat.press("y")
        assert seat.app.clipboard == INITSSO
        await seat.press("j", "y")
        assert seat.app.clipboard == SWITCH
        assert "OSC 52" in seat.text


async def test_a_name_that_looks_like_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    config = CONFIG.replace("[profile production]", "[profile a[/x]").replace("本番", "[/red]")
    async with Desk(tmp_path, config, env={"PATH": ""}).running((120, 40)) as seat:
        await opened(seat, "a[/x")
        assert "a[/x · console" in seat.text
        assert "Switch to a[/x" in seat.text
        await closed(seat)
        await seat.press("enter")
        await seat.shows("shown as  [/red]")
        assert "─ a[/x ─" in seat.text


async def test_o_opens_it_again(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    async with Desk(tmp_path, env=env).running() as seat:
        await opened(seat, "sts")
        await seat.until(noted.exists)
        noted.unlink()
        await seat.press("o")
        await seat.until(noted.exists)
        assert noted.read_text() == INITSSO


async def test_a_profile_without_a_console_says_so_on_the_home_screen(tmp_path: Path) -> None:
    async with Desk(tmp_path).running(toasts=True) as seat:
        await seat.choose("robot")
        await seat.press("c")
        await seat.shows("robot names no role, so there is no link to it.")
        assert seat.app.screen is seat.home


async def test_a_role_that_cannot_be_switched_to_is_told_before_any_browser_opens(tmp_path: Path) -> None:
    env, noted = browser(tmp_path)
    desk = Desk(tmp_path, CONFIG.replace("fumidai_display_name = 本番", "external_id = x"), env=env)
    desk.paths.settings.write_text('console_first = "never"\n')
    async with desk.running(toasts=True) as seat:
        await seat.choose("production")
        await seat.press("c")
        await seat.shows("The console cannot switch to a role that asks for an")
        assert "C, then t," in seat.text
        assert not noted.exists()


async def test_escape_goes_back(tmp_path: Path) -> None:
    async with Desk(tmp_path, env={"PATH": ""}).running() as seat:
        await opened(seat, "from_fumidai")
        await closed(seat)
        assert seat.row.key == "from_fumidai"
