"""Export: the text and what is left out of it are seen, then copied or saved, never over something unasked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from profiles.exporting import aesr_text, shareable_config
from profiles.files import load
from profiles.model import Profile
from tests.tui_app import CONFIG, Desk, Seat, drawn_raw
from tui.screens.confirm import ConfirmScreen
from tui.screens.exporting import ExportScreen
from tui.screens.home import HomeScreen
from tui.widgets.text_lines import TextLines


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The application is started in a folder of the test."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


async def opened(seat: Seat, key: str = "a") -> ExportScreen:
    """The screen, by the menu."""
    await seat.press("E")
    await seat.shows("AESR text")
    await seat.press(key)
    await seat.until(lambda: isinstance(seat.app.screen, ExportScreen))
    await seat.pilot.pause()
    screen = seat.app.screen
    assert isinstance(screen, ExportScreen)
    return screen


def shown(seat: Seat, name: str = "text") -> str:
    return seat.app.screen.query_one(f"#{name}", TextLines).text


def happened(seat: Seat) -> str:
    return str(seat.app.screen.query_one("#happened", Static).content)


async def saved_as(seat: Seat, name: str) -> None:
    """s, the name, Enter."""
    await seat.press("s")
    seat.app.screen.query_one("#file", Input).value = name
    await seat.press("enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("key", ["a", "c"])
async def test_the_text_is_shown_with_a_line_for_all_that_is_left_out(
    tmp_path: Path, size: tuple[int, int], key: str
) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    listing = load(desk.paths).listing
    export = aesr_text(listing) if key == "a" else shareable_config(listing)
    async with desk.running(size) as seat:
        await opened(seat, key)
        assert shown(seat) == export.text.rstrip("\n")
        assert export.not_exported
        assert shown(seat, "left") == "\n".join(f"{each.name} {each.what}" for each in export.not_exported)
        assert f"{len(export.not_exported)} things are left out:" in seat.text
        assert "y copy   s save" in seat.text
        assert "user@example.com" not in shown(seat)
    assert desk.bytes == before


async def test_y_copies_the_whole_text_through_the_terminal(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await seat.press("y")
        assert seat.app.clipboard == aesr_text(load(desk.paths).listing).text
        assert "Given to your terminal to copy (OSC 52)." in seat.text


async def test_s_saves_it_in_the_folder_one_is_in_for_oneself_alone(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await seat.press("s")
        file = tmp_path / "here" / "aesr-profiles.txt"
        assert seat.app.screen.query_one("#file", Input).value == str(file)
        assert not file.exists()
        await seat.press("enter")
        await seat.until(lambda: happened(seat) == f"Saved as {file}, for you alone to read.")
        assert file.read_text() == aesr_text(load(desk.paths).listing).text
        assert file.stat().st_mode & 0o777 == 0o600
        assert [each.name for each in file.parent.iterdir()] == [file.name]
        assert "y copy   s save" in seat.text


async def test_a_name_is_typed_as_in_a_shell(tmp_path: Path) -> None:
    desk = Desk(tmp_path, env={"HOME": str(tmp_path)})
    async with desk.running() as seat:
        await opened(seat, "c")
        await saved_as(seat, "~/new folder/team")
        await seat.until((tmp_path / "new folder" / "team").exists)
        await saved_as(seat, "beside.txt")
        await seat.until((tmp_path / "here" / "beside.txt").exists)
        await seat.until(lambda: "beside.txt" in happened(seat))
    assert (tmp_path / "new folder").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("answer", ["y", "escape"])
async def test_a_file_that_is_there_is_replaced_only_after_a_question(tmp_path: Path, answer: str) -> None:
    desk = Desk(tmp_path)
    file = tmp_path / "here" / "kept.txt"
    file.write_text("of somebody")
    file.chmod(0o644)
    async with desk.running() as seat:
        await opened(seat)
        await saved_as(seat, "kept.txt")
        await seat.until(lambda: isinstance(seat.app.screen, ConfirmScreen))
        assert "is there already." in seat.text
        assert file.read_text() == "of somebody"
        await seat.press(answer)
        await seat.until(lambda: isinstance(seat.app.screen, ExportScreen))
        if answer == "y":
            await seat.until(lambda: "Saved as" in happened(seat))
    if answer == "y":
        assert file.read_text() == aesr_text(load(desk.paths).listing).text
        assert file.stat().st_mode & 0o777 == 0o600
    else:
        assert file.read_text() == "of somebody"
    assert [each.name for each in file.parent.iterdir()] == [file.name]


async def test_ones_own_aws_files_are_never_replaced_by_an_export(tmp_path: Path) -> None:
    desk = Desk(tmp_path, env={"HOME": str(tmp_path)})
    os.symlink(desk.paths.config, tmp_path / "here" / "link")
    before = desk.bytes
    async with desk.running() as seat:
        await opened(seat, "c")
        for name in ("~/.aws/config", "~/.aws/credentials", "link", "../here/link"):
            await saved_as(seat, name)
            await seat.until(lambda: "is your own AWS file" in happened(seat))
            await seat.press("escape")
            assert isinstance(seat.app.screen, ExportScreen)
    assert desk.bytes == before


async def test_a_file_that_cannot_be_written_is_refused_with_the_reason(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "here" / "file").write_text("x")
    async with desk.running() as seat:
        await opened(seat)
        await saved_as(seat, "file/below")
        await seat.until(lambda: "file/below was not written." in happened(seat))
        await seat.press("escape")
        await saved_as(seat, "")
        await seat.until(lambda: happened(seat) == "Name a file.")


async def test_escape_leaves_the_name_first_and_then_the_screen(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        screen = await opened(seat)
        await seat.press("s")
        assert "⏎ save   Esc do not save" in seat.text
        await seat.press("escape")
        assert seat.app.screen is screen
        assert "y copy   s save" in seat.text
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
    assert list((tmp_path / "here").iterdir()) == []


async def test_display_names_can_stand_for_the_names_of_profiles(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await opened(seat)
        assert "[production]" in shown(seat)
        await seat.press("d")
        assert "[本番]" in shown(seat)
        await seat.press("d")
        assert "[production]" in shown(seat)


async def test_marked_profiles_go_alone_with_their_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chosen(self: HomeScreen) -> tuple[Profile, ...]:
        profiles = self._snapshot.listing.profiles
        return tuple(each for each in profiles if each.name in ("production", "from_fumidai"))

    monkeypatch.setattr(HomeScreen, "chosen", chosen)
    async with Desk(tmp_path).running() as seat:
        await seat.press("E")
        await seat.shows("Export 2 marked profiles and their sources")
        await seat.press("a")
        await seat.until(lambda: isinstance(seat.app.screen, ExportScreen))
        await seat.pilot.pause()
        headers = [line for line in shown(seat).splitlines() if line.startswith("[")]
        assert headers == ["[sts]", "[from_fumidai]", "[production]"]
        assert "robot" not in shown(seat, "left")


async def test_where_nothing_can_be_exported_there_is_nothing_to_copy_or_save(tmp_path: Path) -> None:
    async with Desk(tmp_path, "[profile x]\nregion = eu-west-1\n", "").running() as seat:
        await opened(seat)
        assert shown(seat) == "There is nothing to export."
        assert "It is neither a bastion nor a target." in shown(seat, "left")
        await seat.press("y", "s")
        assert seat.app.clipboard == ""
        assert not seat.app.screen.query_one("#ask-file").display


@pytest.mark.parametrize("key", ["a", "c"])
async def test_names_with_markup_and_control_characters_are_drawn_as_text(tmp_path: Path, key: str) -> None:
    config = CONFIG + (
        "\n[profile [red]x]\nrole_arn = arn:aws:iam::222222222222:role/x\nsource_profile = sts\n"
        "[profile a\x1b[2Jb]\nrole_arn = arn:aws:iam::222222222222:role/x\nsource_profile = sts\n"
        "[profile \u202eb]\nrole_arn = arn:aws:iam::222222222222:role/x\nsource_profile = sts\n"
        "[profile y]\nrole_arn = arn:aws:iam::222222222222:role/x\nsource_profile = sts\n"
        "fumidai_display_name = [bold]y[/bold]\n"
    )
    async with Desk(tmp_path, config).running() as seat:
        await opened(seat, key)
        assert drawn_raw(seat.app) == ""
        await seat.press("end")
        assert "[bold]y[/bold]" in seat.text if key == "c" else "[y]" in seat.text
        await seat.press("tab", "end")
        assert drawn_raw(seat.app) == ""


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_no_word_hides_behind_the_scroll_bar_and_the_keys_stay_in_sight(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    words = "".join(
        f"\n[profile p{n}]\nrole_arn = arn:aws:iam::222222222222:role/{'R' * n}\nsource_profile = sts\n"
        f"fumidai_display_name = name {n}\n"
        for n in range(1, 30)
    )
    async with Desk(tmp_path, CONFIG + words).running(size) as seat:
        screen = await opened(seat)
        left = screen.query_one("#left", TextLines)
        assert left.max_scroll_y > 0
        width = left.scrollable_content_region.width
        drawn = [left.render_line(y).text for y in range(left.size.height)]
        whole = " ".join(" ".join(drawn).split())
        first = shown(seat, "left").splitlines()[0]
        assert all(len(line) == width for line in drawn)
        assert set(first.split()) <= set(whole.split())
        assert "Esc back" in seat.text
