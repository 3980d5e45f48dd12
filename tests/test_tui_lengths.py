"""Session lengths that do not fit together: seen at a sign-in, said on the bastion's row until they do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from auth.places import sandbox_at
from auth.sandbox.people import PASSWORD
from auth.sandbox.server import Sandbox
from auth.signin import Companion
from auth.sts_refusals import refused
from profiles.files import Paths
from tests.google_script import IDENTIFIER, KEYS, READER, SSO, saml
from tests.signin_dialog import REQUEST, dialog
from tests.tui_app import NOON, Desk, Seat
from tui.lengths import Lengths
from tui.memory import recall, remember_lengths

H = 3600
TODAY = NOON.date()
TOO_LONG = refused(
    "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
)
PROFILE = """\
[profile sts]
region = ap-northeast-1
google_config.google_idp_id = C01fumidai
google_config.google_sp_id = 101000000001
google_config.google_username = {user}@example.com
google_config.role_arn = arn:aws:iam::111111111111:role/{role}
google_config.duration = {duration}
"""
SHORT = Lengths(12 * H, H, None, TODAY)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(warm=True) as running:
        yield running


def paths_in(folder: Path) -> Paths:
    return Desk(folder).paths


# Words


@pytest.mark.parametrize(
    ("lengths", "word", "notes"),
    [
        (Lengths(12 * H, 4 * H, None, TODAY), "4 h of 12 h", 1),
        (Lengths(12 * H, 4 * H, 8 * H, TODAY), "4 h of 12 h", 2),
        (Lengths(12 * H, 12 * H, H, TODAY), "console 1 h", 1),
        (Lengths(12 * H, 12 * H, 12 * H, TODAY), "", 0),
        (Lengths(H, H, 12 * H, TODAY), "", 0),
        (Lengths(12 * H, 12 * H, None, TODAY), "", 0),
    ],
)
def test_a_row_gets_a_word_where_lengths_do_not_fit_and_none_where_they_do(
    lengths: Lengths, word: str, notes: int
) -> None:
    assert (lengths.word, len(lengths.notes)) == (word, notes)


# Memory


def test_lengths_are_remembered_as_numbers_with_the_date_and_forgotten_once_they_fit(tmp_path: Path) -> None:
    paths = paths_in(tmp_path)
    console = Lengths(12 * H, 12 * H, 8 * H, TODAY)
    remember_lengths(paths, {"sts": SHORT, "other": console})
    assert recall(paths).lengths == {"sts": SHORT, "other": console}
    assert tomllib.loads(paths.state.read_text())["lengths"] == {
        "sts": {"wanted": 12 * H, "granted": H, "on": TODAY},
        "other": {"wanted": 12 * H, "granted": 12 * H, "session_duration": 8 * H, "on": TODAY},
    }
    remember_lengths(paths, {"other": SHORT, "sts": Lengths(H, H, None, TODAY)})
    assert recall(paths).lengths == {"other": SHORT}
    assert "session_duration" not in paths.state.read_text()


@pytest.mark.parametrize(
    "said",
    [
        "3",
        "{wanted = 'x', granted = 1, on = 2026-03-01}",
        "{wanted = true, granted = 1, on = 2026-03-01}",
        "{wanted = 2, granted = 1, on = 2026-03-01T07:00:00}",
        "{wanted = 2}",
        "{wanted = 1, granted = 1, on = 2026-03-01}",
    ],
)
def test_a_state_somebody_else_wrote_costs_its_content_only(tmp_path: Path, said: str) -> None:
    paths = paths_in(tmp_path)
    paths.state.write_text(f"lengths = {{sts = {said}}}")
    assert recall(paths).lengths == {}
    assert not recall(paths).trouble


# From the sign-in to the row


async def test_what_google_and_aws_say_is_kept_for_each_bastion_of_a_sign_in(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    companions = (Companion("other", READER, H),)
    request = replace(REQUEST, companions=companions, ticked=frozenset({"other"}))
    lines = (IDENTIFIER, saml(SSO, READER, session_seconds=8 * H), TOO_LONG, TOO_LONG, KEYS, KEYS)
    async with dialog(desk, *lines, request=request) as table:
        signed_in = await table.end()
    assert signed_in is not None
    assert signed_in.session_seconds == 8 * H
    # The other one got the hour it asked for, so nothing is said against it.
    assert recall(desk.paths).lengths == {"sts": Lengths(12 * H, 4 * H, 8 * H, TODAY)}


async def test_a_sign_in_without_the_attribute_says_nothing_about_the_console(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with dialog(desk, IDENTIFIER, saml(SSO), KEYS) as table:
        signed_in = await table.end()
    assert signed_in is not None
    assert signed_in.session_seconds is None
    assert recall(desk.paths).lengths == {}


async def signed_in(seat: Seat) -> None:
    """From the row to live keys, by the password alone."""
    before = seat.desk.paths.credentials.read_bytes()
    await seat.press("r")
    while True:
        await seat.until(
            lambda: any(
                words in seat.text for words in ("Keep this Google session", "Password of", "is live for")
            )
        )
        if "is live for" in seat.text:
            break
        if "Password of" in seat.text:
            await seat.paste(PASSWORD)
        shown = seat.app.screen.query("Question").first()
        await seat.press("enter")
        await seat.until(lambda shown=shown: not shown.is_attached)  # type: ignore[misc]  # bound at once
    await seat.until(lambda: seat.app.screen is seat.home)
    assert seat.desk.paths.credentials.read_bytes() != before


async def test_a_role_that_allows_less_is_said_on_its_row_until_a_sign_in_that_fits(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    config = PROFILE.format(user="password", role="sso-short", duration=12 * H)
    desk = Desk(tmp_path, config, "", places=sandbox_at(sandbox.origins.accounts))
    async with desk.running((120, 40), toasts=True) as seat:
        assert " of " not in seat.drawn["sts"]
        await signed_in(seat)
        await seat.until(lambda: "1 h of 12 h" in seat.drawn["sts"])
        unbroken = " ".join(line.rpartition("│")[2].strip() for line in seat.text.splitlines())
        assert "The session lasts 1 h; 12 h" in unbroken
        assert "01 Mar 2026" in unbroken
    # The application is started again: what was seen is still there, in narrow terminals too.
    async with desk.running((80, 24)) as seat:
        assert "1 h of 12 h" in seat.drawn["sts"]
        await seat.press("enter")
        await seat.shows("The session lasts 1 h; 12 h were asked for, and the role")
        await seat.press("escape", "e")
        await seat.until(lambda: bool(seat.app.screen.query("#duration")))
        seat.app.screen.query_one("#duration").focus()
        await seat.shows("· The session lasts 1 h; 12 h were asked for")
    desk.write(config.replace(f"duration = {12 * H}", f"duration = {H}"))
    async with desk.running((120, 40), toasts=True) as seat:
        assert "1 h of 12 h" in seat.drawn["sts"]
        await signed_in(seat)
        await seat.until(lambda: " of " not in seat.drawn["sts"])
        assert "12 h were asked for" not in seat.text
    assert recall(desk.paths).lengths == {}


async def test_googles_attribute_is_read_from_its_answer_and_held_against_the_keys(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    config = PROFILE.format(user="session-duration", role="sso", duration=12 * H)
    desk = Desk(tmp_path, config, "", places=sandbox_at(sandbox.origins.accounts))
    async with desk.running((120, 40), toasts=True) as seat:
        await signed_in(seat)
        await seat.until(lambda: "console 8 h" in seat.drawn["sts"])
    assert recall(desk.paths).lengths == {"sts": Lengths(12 * H, 12 * H, 8 * H, TODAY)}


@pytest.mark.parametrize("size", [(72, 24), (80, 24), (120, 40), (200, 40)])
async def test_the_word_leaves_all_columns_where_they_are(tmp_path: Path, size: tuple[int, int]) -> None:
    desk = Desk(tmp_path)
    async with desk.running(size) as seat:
        plain = seat.drawn["sts"]
    remember_lengths(desk.paths, {"sts": SHORT, "production": SHORT})
    async with desk.running(size) as seat:
        marked = seat.drawn["sts"]
        assert "1 h o" in marked
        assert len(marked) == len(plain)
        assert marked.index("1111") == plain.index("1111")
        # A target has no sign-in of its own, whatever the state says.
        assert "1 h o" not in seat.drawn["production"]
