"""The record of an unknown page: read first, saved after."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from auth.record import record
from tests.tui_app import NOON, Clock, Desk, Seat
from tui.screens.record import RecordScreen

URL = "https://accounts.google.com/v3/signin/new?TL=AFoagUWx8tq0aD3n"
PAGE = """<html><head><title>[bold]What is new[/]</title></head><body id="yDmH0d"><h1>Confirm your birthday</h1>
<form action="/v3/signin/new?TL=AFoagUWx8tq0aD3n" method="post"><input name="at" value="AFoagUWx8tq0aD3n"></form>"""
LONG = PAGE + "<p id=more>more</p>" * 200


@asynccontextmanager
async def seat(folder: Path, page: str = PAGE, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Seat]:
    """In front of the record, on top of the application."""
    desk = Desk(folder)
    async with desk.running(size) as made:
        made.app.push_screen(
            RecordScreen(
                lambda with_texts: record(URL, page, 200, with_texts=with_texts),
                folder / "reports",
                Clock(NOON),
            )
        )
        await made.pilot.pause()
        await made.pilot.pause()
        yield made


async def test_the_record_is_shown_before_anything_is_saved(tmp_path: Path) -> None:
    async with seat(tmp_path) as here:
        assert "page: https://accounts.google.com/v3/signin/new" in here.text
        assert "<input name=at value:16>" in here.text
        assert "Confirm" not in here.text
        assert "AFoag" not in here.app.export_screenshot()
        assert not (tmp_path / "reports").exists()


async def test_texts_are_ticked_on_and_off_and_are_no_markup(tmp_path: Path) -> None:
    async with seat(tmp_path) as here:
        assert "[ ] include the page's texts" in here.text
        await here.press("t")
        assert "[x] include the page's texts" in here.text
        assert "Confirm your birthday" in here.text
        assert "[bold]What is new[/]" in here.text
        await here.press("t")
        assert "[ ] include the page's texts" in here.text
        assert "Confirm" not in here.text


@pytest.mark.parametrize("with_texts", [False, True])
async def test_what_is_shown_is_what_is_saved_for_this_person_alone(tmp_path: Path, with_texts: bool) -> None:
    async with seat(tmp_path) as here:
        if with_texts:
            await here.press("t")
        await here.press("s")
        await here.until(lambda: "Saved as" in here.text)
        (path,) = (tmp_path / "reports").iterdir()
        assert path.name == "google-page-2026-03-01-120000.txt"
        assert path.name in "".join(here.text.split())
        assert path.read_text(encoding="utf-8") == record(URL, PAGE, 200, with_texts=with_texts) + "\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be")
    async with seat(tmp_path) as here:
        await here.press("s")
        await here.until(lambda: "was not written." in " ".join(here.text.split()))
        assert "Saved" not in here.text


async def test_a_long_record_scrolls_and_the_keys_stay_in_sight(tmp_path: Path) -> None:
    async with seat(tmp_path, LONG) as here:
        assert "t texts   s save" in here.text
        assert "page: https" in here.text
        await here.press("end")
        await here.until(lambda: "page: https" not in here.text)
        assert "<p id=more text:4>" in here.text
        assert "t texts   s save" in here.text
        await here.press("s")
        await here.until(lambda: "Saved as" in here.text)
        assert "t texts   s save" in here.text


async def test_a_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    async with seat(tmp_path) as here:
        await here.press("s")
        await here.until(lambda: "Saved as" in here.text)
        await here.press("t", "s")
        await here.until(lambda: "was not written." in " ".join(here.text.split()))
        (path,) = (tmp_path / "reports").iterdir()
        assert path.read_text(encoding="utf-8") == record(URL, PAGE, 200) + "\n"


async def test_escape_leads_back(tmp_path: Path) -> None:
    async with seat(tmp_path) as here:
        await here.press("escape")
        assert not isinstance(here.app.screen, RecordScreen)
        assert not (tmp_path / "reports").exists()
