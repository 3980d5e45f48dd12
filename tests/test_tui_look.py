"""What is drawn can be read: no grey on grey under the cursor, nothing cut or covered at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color, ColorType

from profiles.files import load
from tests.forms import settled
from tests.tui_app import CONFIG, Desk, Seat
from tui.screens import profile_forms, setup_forms
from tui.screens.form import FormScreen
from tui.screens.menu import MenuScreen
from tui.screens.order import OrderScreen
from tui.screens.setup_form import SetupFormScreen
from tui.screens.setup_result import SetupScreen

LEAST_CONTRAST = 3.0
"""WCAG 2.2, success criterion 1.4.11 and, for large or bold text, 1.4.3."""
FIELD_AT_80 = 53
"""Cells that a form leaves an answer in a terminal of 80."""


def luminance(color: Color) -> float:
    """WCAG 2.2: relative luminance."""
    assert color.type is ColorType.TRUECOLOR
    assert color.triplet is not None
    parts = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in color.triplet.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrasts(seat: Seat) -> Iterator[tuple[float, str]]:
    """Of each text in the dialog how far it stands out from what is behind it."""
    box = seat.app.screen.query_one("#box").region
    for strip in seat.app.screen._compositor.render_strips()[box.y + 1 : box.bottom - 1]:
        for segment in strip.crop(box.x + 1, box.right - 1):
            style = segment.style
            if segment.text.strip() and style is not None and style.color and style.bgcolor:
                light, dark = sorted((luminance(style.color), luminance(style.bgcolor)), reverse=True)
                yield (light + 0.05) / (dark + 0.05), segment.text


async def at(seat: Seat, screen: type[object]) -> None:
    await seat.until(lambda: isinstance(seat.app.screen, screen))
    await seat.pilot.pause()


@pytest.mark.parametrize("theme", ["fumidai", "textual-dark", "textual-light"])
async def test_every_word_of_a_menu_can_be_read_also_under_the_cursor(tmp_path: Path, theme: str) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        seat.app.theme = theme
        for key, screen in (("N", MenuScreen), ("a", MenuScreen), ("o", OrderScreen)):
            await seat.press(key)
            await at(seat, screen)
            found = list(contrasts(seat))
            assert "⏎ or its key" in " ".join(text for _, text in found)
            # Headings that cannot be chosen are drawn by Textual as disabled.
            found = [each for each in found if each[1].strip() not in {"Sorted", "Together"}]
            assert not [each for each in found if each[0] < LEAST_CONTRAST]
            await seat.press("escape")


@pytest.mark.parametrize("theme", ["fumidai", "textual-light"])
async def test_every_word_of_steps_and_texts_can_be_read_also_under_the_cursor(
    tmp_path: Path, theme: str
) -> None:
    async with Desk(tmp_path).running((120, 40)) as seat:
        seat.app.theme = theme
        await seat.choose("from_fumidai")
        await seat.press("a")
        await at(seat, MenuScreen)
        await seat.press("t")
        await at(seat, SetupFormScreen)
        await seat.press("enter")
        await at(seat, SetupScreen)
        await seat.shows("Permit the bastion's role")
        assert not [each for each in contrasts(seat) if each[0] < LEAST_CONTRAST]


async def test_what_was_done_before_does_not_cover_the_keys_of_a_form_and_is_said_afterwards(
    tmp_path: Path,
) -> None:
    async with Desk(tmp_path).running((80, 18), toasts=True) as seat:
        seat.home.say("A change was written. " * 4, good=True)
        await seat.shows("A change was written.")
        await seat.press("e")
        await at(seat, FormScreen)
        await settled(seat)
        await seat.until(lambda: seat.line("Tab next field").rstrip(" │").endswith("Esc cancel"))
        seat.home.say("Something is wrong.")
        await seat.shows("Something is wrong.")
        await seat.press("escape")
        await seat.shows("A change was written.")


@pytest.mark.parametrize("width", [80, 120])
async def test_the_words_for_a_problem_use_the_room_of_the_account_it_does_not_have(
    tmp_path: Path, width: int
) -> None:
    config = CONFIG.replace("arn:aws:iam::222222222222:role/from_fumidai", "arn:aws:iam::22:role/x")
    async with Desk(tmp_path, config).running((width, 24)) as seat:
        assert "from_fumidai" in seat.drawn["from_fumidai"]
        assert "The account in this ARN is not 12 di" in seat.drawn["from_fumidai"]


def test_what_an_empty_field_says_is_not_cut_at_80_columns(tmp_path: Path) -> None:
    fields = (
        *profile_forms._TARGET,
        *profile_forms._BASTION,
        *profile_forms._OTHER,
        *setup_forms._TARGET,
        *setup_forms._BASTION,
        *setup_forms._PROGRAM,
        *setup_forms._BASTION_ROLE,
    )
    assert load(Desk(tmp_path).paths).listing.profiles
    assert not [each.placeholder for each in fields if len(each.placeholder) > FIELD_AT_80]


async def test_keys_at_the_foot_of_a_form_are_broken_between_keys_and_not_inside_one(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((64, 24)) as seat:
        await seat.press("n")
        await at(seat, FormScreen)
        await settled(seat)
        await seat.until(lambda: "Esc cancel" in seat.text)
        for words in ("Tab next field", "⏎ write these lines", "^o more fields", "Esc cancel"):
            assert words in seat.text


async def test_with_marks_the_menu_says_whose_role_and_which_targets(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        await seat.choose("from_fumidai")
        await seat.press("a")
        await at(seat, MenuScreen)
        assert "the role of from_fumidai: who may take it" in seat.text
        assert "where sts may switch to" in seat.text
        assert "the marked targets" not in seat.text
        await seat.press("escape", "m", "m", "a")
        await at(seat, MenuScreen)
        assert "where sts may switch to: the marked targets" in seat.text


@pytest.mark.parametrize("key", ["C", "y"])
async def test_what_was_done_before_does_not_cover_a_question_or_a_menu(tmp_path: Path, key: str) -> None:
    async with Desk(tmp_path).running((80, 18), toasts=True) as seat:
        await seat.choose("production")
        seat.home.say("A change was written. " * 4, good=True)
        await seat.shows("A change was written.")
        await seat.press(key)
        await seat.until(lambda: seat.app.screen is not seat.home)
        await seat.until(lambda: "A change was written." not in seat.text)
        await seat.press("escape")
        await seat.shows("A change was written.")


@pytest.mark.parametrize(
    ("keys", "last"),
    [
        (["C"], "Esc"),
        (["C", "p"], "type to filter   ↑↓ ⏎ choose   Esc back"),
        (["c"], "⏎ or its number opens   y copy   Esc back"),
        (["y"], "shell   Esc back"),
    ],
)
async def test_the_keys_of_the_consoles_dialogs_are_in_sight_on_a_small_terminal(
    tmp_path: Path, keys: list[str], last: str
) -> None:
    async with Desk(tmp_path, env={"PATH": ""}).running((60, 16)) as seat:
        await seat.choose("from_fumidai")
        for key in keys:
            before = seat.app.screen
            await seat.press(key)
            await seat.until(lambda before=before: seat.app.screen is not before)  # type: ignore[misc] # mypy cannot infer it
        await seat.shows(last)
