"""Import: a text is pasted or read, its profiles are ticked, and exactly those lines are written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from profiles.exporting import aesr_text, shareable_config
from profiles.files import load
from profiles.importing.recognising import LONGEST
from tests.coming_texts import AESR, ARNS, COLLEAGUE, GOOGLE_LINK, HOSTILE, SAML2AWS, SWITCH_LINK
from tests.tui_app import CONFIG, CREDENTIALS, Desk, Seat, drawn_raw
from tui.screens.change import ChangeScreen
from tui.screens.form import FormScreen
from tui.screens.importing import ImportScreen
from tui.screens.proposals import ProposalsScreen
from tui.widgets.paste_area import PasteArea
from tui.widgets.proposal_list import ProposalList
from tui.widgets.text_lines import TextLines
from tui.widgets.tick import Tick

ADDED = """
[profile prod-admin]
role_arn = arn:aws:iam::333333333333:role/Admin
source_profile = sts
region = us-east-1
color = ff0000

[profile audit]
role_arn = arn:aws:iam::444444444444:role/Auditor
source_profile = sts
region = ap-northeast-1
"""
TWO_BASTIONS = CONFIG + (
    "\n[profile other]\ngoogle_config.google_idp_id = C02other\ngoogle_config.google_sp_id = 202000000002\n"
)


def at_home(folder: Path, config: str = CONFIG) -> Desk:
    """A desk whose home is its folder."""
    return Desk(folder, config, env={"HOME": str(folder)})


async def opened(seat: Seat) -> None:
    """The first step, after i."""
    await seat.press("i")
    await seat.until(lambda: isinstance(seat.app.screen, ImportScreen))


async def pasted(seat: Seat, text: str) -> str:
    """Paste a text, and return what is said of it."""
    await seat.paste(text)
    await seat.until(lambda: found(seat) != "")
    return found(seat)


async def listed(seat: Seat, text: str) -> ProposalList:
    """From home to the list of what is in a text."""
    await opened(seat)
    await pasted(seat, text)
    return await gone_on(seat)


async def gone_on(seat: Seat) -> ProposalList:
    """Enter, and the list that comes."""
    await seat.press("enter")
    await seat.until(lambda: isinstance(seat.app.screen, ProposalsScreen))
    await seat.pilot.pause()
    return seat.app.screen.query_one(ProposalList)


async def looked_at(seat: Seat) -> str:
    """Enter in the list, and the lines that come."""
    await seat.press("enter")
    await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
    return words(seat, "diff")


async def written(seat: Seat) -> None:
    """Enter twice: the lines, then home."""
    await looked_at(seat)
    await seat.press("enter")
    await seat.until(lambda: seat.app.screen is seat.home)
    await seat.app.workers.wait_for_complete()  # the files are read anew, and the cursor goes to what is new


def words(seat: Seat, name: str) -> str:
    return str(seat.app.screen.query_one(f"#{name}", Static).content)


def found(seat: Seat) -> str:
    return words(seat, "found")


def left(seat: Seat) -> str:
    """What is not taken over."""
    return seat.app.screen.query_one("#left", TextLines).text


def ticked(proposals: ProposalList) -> set[str]:
    picks = proposals.picks
    return {picks.proposals[place].candidate.name for place in picks.ticked}


async def go_to(seat: Seat, name: str) -> None:
    proposals = seat.app.screen.query_one(ProposalList)
    names = [each.candidate.name for each in proposals.picks.proposals]
    proposals.cursor = names.index(name)
    await seat.pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_new_in_a_pasted_text_is_ticked_seen_and_written(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    desk = Desk(tmp_path)
    async with desk.running(size) as seat:
        proposals = await listed(seat, AESR)
        assert ticked(proposals) == {"prod-admin", "audit"}
        assert "[x] + new      prod-admin" in seat.line("prod-admin")
        assert "[ ] ~ changes  from_fumidai" in seat.line("from_fumidai")
        shown = await looked_at(seat)
        assert "\n".join(line[2:] for line in shown.splitlines() if line.startswith("+")) == ADDED.rstrip()
        assert "⏎ write these lines" in seat.text
        assert desk.paths.config.read_text() == CONFIG
        await seat.press("enter")
        await seat.until(lambda: "audit" in seat.names and seat.row.key == "prod-admin")
    assert desk.paths.config.read_text() == CONFIG + ADDED
    assert desk.paths.credentials.read_text() == CREDENTIALS


async def test_u_takes_an_import_back_as_one_change(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await listed(seat, AESR)
        await written(seat)
        assert desk.paths.config.read_text() == CONFIG + ADDED
        await seat.press("u")
        await seat.until(lambda: isinstance(seat.app.screen, ChangeScreen))
        await seat.press("enter")
        await seat.until(lambda: "audit" not in seat.names)
    assert desk.paths.config.read_text() == CONFIG


async def test_a_profile_that_would_change_is_changed_only_if_it_is_ticked(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        proposals = await listed(seat, AESR)
        await seat.press("a")
        assert ticked(proposals) == {"prod-admin", "audit", "from_fumidai"}
        await seat.press("a")
        assert ticked(proposals) == set()
        await go_to(seat, "from_fumidai")
        assert "color = f2b0a9 → 00ff00" in words(seat, "about")
        await seat.press("space")
        await written(seat)
    assert desk.paths.config.read_text() == CONFIG.replace("color = f2b0a9", "color = 00ff00")


async def test_a_profile_brings_the_source_it_needs_and_goes_with_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        proposals = await listed(seat, COLLEAGUE)
        await seat.press("a")
        assert ticked(proposals) == set()
        await go_to(seat, "theirs-deep")
        await seat.press("space")
        assert ticked(proposals) == {"theirs", "theirs-dev", "theirs-deep"}
        await go_to(seat, "theirs-dev")
        await seat.press("space")
        assert ticked(proposals) == {"theirs"}
        await written(seat)
        assert "theirs" in seat.names
    config = desk.paths.config.read_text()
    assert "google_config.google_idp_id = C0colleague" in config
    assert "theirs-dev" not in config


async def test_escape_goes_back_step_by_step_and_nothing_is_written(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        proposals = await listed(seat, AESR)
        await seat.press("space")
        await looked_at(seat)
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, ProposalsScreen))
        assert ticked(proposals) == {"audit"}
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, ImportScreen))
        assert "aws_account_id = 444444444444" in seat.text
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
    assert desk.bytes == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (AESR, "AWS Extend Switch Roles: 2 new · 1 would change · 1 not taken over"),
        (COLLEAGUE, "AWS config: 3 new · 1 not taken over"),
        (SAML2AWS, "saml2aws: 1 new · 2 not taken over"),
        (ARNS, "list of roles: 2 new"),
        ("name,role_arn\nx,arn:aws:iam::888888888888:role/Ops\n", "list of roles: 1 new"),
        (SWITCH_LINK, "switch-role links: 1 new"),
        (GOOGLE_LINK, "A link of Google's. ⏎ opens the form of a new bastion with the ids from it."),
        ("hello", "Nothing in this text is a profile, a role's ARN, or a link of AWS or Google."),
        (
            "123456789012 production",
            "These are accounts without a role. N, then m, makes a target in each of them.",
        ),
        ("x" * (LONGEST + 5), f"The text is longer than {LONGEST} characters."),
    ],
    ids=["AESR", "config", "saml2aws", "ARNs", "CSV", "switch", "Google", "nothing", "accounts", "long"],
)
async def test_what_a_text_is_is_said_while_it_is_pasted(tmp_path: Path, text: str, said: str) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await opened(seat)
        assert await pasted(seat, text) == said
        if "new" not in said:
            await seat.press("enter")
            await seat.pilot.pause(0.05)
            assert isinstance(seat.app.screen, ImportScreen)
    assert desk.bytes == before


async def test_what_is_not_taken_over_is_listed_line_by_line_and_counted(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        await listed(seat, AESR)
        assert left(seat) == "line 9 A list in a terminal has no pictures, so image stays behind."
        assert "1 thing is not taken over:" in seat.text
        assert "line 9  A list in a terminal has no pictures" in seat.text


async def test_a_long_list_of_what_stays_behind_can_be_scrolled_to_its_end(tmp_path: Path) -> None:
    text = "[x]\nrole_arn = arn:aws:iam::333333333333:role/Admin\n" + "".join(
        f"key{number} = v\n" for number in range(40)
    )
    async with Desk(tmp_path).running((80, 24)) as seat:
        await listed(seat, text)
        assert "40 things are not taken over:" in seat.text
        assert "line 42" not in seat.text
        await seat.press("tab", "end")
        await seat.shows("line 42")


async def test_a_text_with_nothing_to_take_says_why_on_the_second_screen(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await listed(seat, "[profile x]\nregion = eu-west-1\noutput = json\n")
        assert "“x” is neither a bastion nor a target." in left(seat)
        await seat.press("enter")
        await seat.pilot.pause(0.05)
        assert isinstance(seat.app.screen, ProposalsScreen)
        assert words(seat, "reason") == "There is nothing to write."
    assert desk.bytes == before


@pytest.mark.parametrize("export", [aesr_text, shareable_config])
async def test_importing_our_own_export_changes_nothing_and_says_so(tmp_path: Path, export: object) -> None:
    desk = Desk(tmp_path)
    listing = load(desk.paths).listing
    text = (aesr_text if export is aesr_text else shareable_config)(listing).text
    assert "from_fumidai" in text
    before = desk.bytes
    async with desk.running() as seat:
        proposals = await listed(seat, text)
        assert proposals.picks.free == frozenset()
        assert "= same" in seat.line("from_fumidai")
        await seat.press("enter")
        await seat.pilot.pause(0.05)
        assert words(seat, "reason") == "Everything is here already, just so: nothing to write."
        assert isinstance(seat.app.screen, ProposalsScreen)
    assert desk.bytes == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_markup_and_control_characters_are_text_and_nothing_else(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    desk = Desk(tmp_path)
    async with desk.running(size) as seat:
        await opened(seat)
        seat.app.screen.query_one(PasteArea).load_text(HOSTILE)
        await seat.until(lambda: found(seat) != "")
        assert "a·[31mb" in seat.text
        assert drawn_raw(seat.app) == ""
        proposals = await gone_on(seat)
        assert "[red]x[/red]" in seat.text
        assert ticked(proposals) == {"plain"}
        assert "“no[2Jrole” names no account with a role." in seat.text
        for name in [each.candidate.name for each in proposals.picks.proposals]:
            await go_to(seat, name)
            assert drawn_raw(seat.app) == ""
        await written(seat)
        assert drawn_raw(seat.app) == ""
    assert desk.paths.config.read_text().removeprefix(CONFIG).startswith("\n[profile plain]\n")


# What a text leaves open


async def test_with_one_bastion_nothing_needs_to_be_chosen(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await pasted(seat, ARNS)
        assert seat.app.screen.query_one("#ask-source").display
        assert "if left empty: sts" in seat.text
        await gone_on(seat)
        await written(seat)
    assert desk.paths.config.read_text().count("source_profile = sts") == 4


async def test_among_several_bastions_the_one_of_the_row_is_proposed_and_another_can_be_typed(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path, TWO_BASTIONS)
    async with desk.running() as seat:
        await seat.choose("from_fumidai")
        await opened(seat)
        await pasted(seat, ARNS)
        source = seat.app.screen.query_one("#source", Input)
        await seat.until(lambda: source.value == "sts")
        source.value = "other"
        await gone_on(seat)
        await written(seat)
    assert desk.paths.config.read_text().count("source_profile = other") == 2


async def test_a_base_that_is_not_here_is_asked_about_and_what_is_meant_is_written(tmp_path: Path) -> None:
    desk = Desk(tmp_path, TWO_BASTIONS)
    text = AESR.replace("111111111111", "121212121212")
    async with desk.running() as seat:
        await opened(seat)
        await pasted(seat, text)
        await seat.shows("“corp” is")
        field = seat.app.screen.query_one("#sources Input", Input)
        assert field.value == "sts"
        field.value = ""
        await seat.until(lambda: "cannot be written" in found(seat))
        field.value = "other"
        await seat.until(lambda: found(seat).startswith("AWS Extend Switch Roles: 2 new"))
        await gone_on(seat)
        await written(seat)
    assert desk.paths.config.read_text().count("source_profile = other") == 2


async def test_many_sources_that_are_not_here_are_asked_about_in_a_small_terminal_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    text = "".join(
        f"[t{number}]\nrole_arn = arn:aws:iam::33333333333{number}:role/A\nsource_profile = from-{number}\n"
        for number in range(6)
    )
    async with desk.running((80, 24)) as seat:
        await opened(seat)
        await pasted(seat, text)
        await seat.shows("“from-0” is")
        assert "⏎ go on" in seat.text
        assert "from-5" not in seat.line("“")
        fields = list(seat.app.screen.query("#sources Input").results(Input))
        assert [each.value for each in fields] == ["sts"] * 6
        fields[5].focus()
        await seat.shows("“from-5” is")
        fields[5].value = "robot"
        await gone_on(seat)
        await written(seat)
    sources = [load(desk.paths).listing.get(f"t{number}") for number in range(6)]
    assert [each.source for each in sources if each] == ["sts"] * 5 + ["robot"]


async def test_names_that_are_missing_are_made_by_a_pattern(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await pasted(seat, ARNS)
        pattern = seat.app.screen.query_one("#pattern", Input)
        pattern.value = "ops-{nobody}"
        await seat.until(lambda: "Nothing is known as {nobody}" in words(seat, "reason"))
        await seat.press("enter")
        await seat.pilot.pause(0.05)
        assert isinstance(seat.app.screen, ImportScreen)
        pattern.value = "ops-{account}"
        await seat.until(lambda: words(seat, "reason") == "")
        await gone_on(seat)
        await written(seat)
        assert {"ops-888888888888", "ops-999999999999"} <= set(seat.names)


@pytest.mark.parametrize("own", [False, True])
async def test_a_google_user_name_comes_along_only_from_a_file_of_ones_own(tmp_path: Path, own: bool) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await pasted(seat, COLLEAGUE)
        tick = seat.app.screen.query_one(Tick)
        assert tick.display
        tick.focus()
        if own:
            await seat.press("space")
        await gone_on(seat)
        await written(seat)
    assert ("them@example.com" in desk.paths.config.read_text()) is own


async def test_questions_go_when_the_text_that_left_them_open_goes(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await opened(seat)
        await pasted(seat, COLLEAGUE + "\n[profile x]\nrole_arn = arn:aws:iam::5:role/Dev\n")
        tick = seat.app.screen.query_one(Tick)
        assert tick.display
        seat.app.screen.query_one(PasteArea).load_text("")
        await seat.until(lambda: not tick.display)
        assert found(seat) == ""


# Google's link


async def test_a_link_of_google_opens_the_form_of_a_bastion_with_its_ids(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await pasted(seat, GOOGLE_LINK)
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, FormScreen))
        form = seat.app.screen
        assert form.query_one("#idp_id", Input).value == "C0another"
        assert form.query_one("#sp_id", Input).value == "123456789012"
        form.query_one("#name", Input).value = "new-sts"
        form.query_one("#region", Input).value = "eu-west-1"
        await seat.press("enter")
        await seat.until(lambda: "new-sts" in seat.names)
    assert "google_config.google_idp_id = C0another" in desk.paths.config.read_text()


async def test_the_link_of_a_bastion_that_is_here_leads_to_no_second_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    link = GOOGLE_LINK.replace("C0another", "C01fumidai").replace("123456789012", "101000000001")
    async with desk.running() as seat:
        await opened(seat)
        assert await pasted(seat, link) == "Google's link of sts, which is here already."
        await seat.press("enter")
        await seat.until(lambda: "nothing to write" in words(seat, "reason"))
        assert isinstance(seat.app.screen, ImportScreen)
    assert desk.bytes == before


# Files


async def test_a_file_is_read_from_where_the_person_says(tmp_path: Path) -> None:
    desk = at_home(tmp_path)
    (tmp_path / "theirs.txt").write_text(f"\ufeff{COLLEAGUE}")
    async with desk.running() as seat:
        await opened(seat)
        await seat.press("tab")
        await seat.type("~/theirs.txt")
        await seat.press("enter")
        await seat.until(lambda: found(seat).startswith("AWS config: 3 new"))
        await gone_on(seat)
        await written(seat)
        assert "theirs-deep" in seat.names


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_known_file_that_is_there_is_one_key_away(tmp_path: Path, size: tuple[int, int]) -> None:
    desk = at_home(tmp_path)
    (tmp_path / ".saml2aws").write_text(SAML2AWS)
    async with desk.running(size) as seat:
        await opened(seat)
        assert "^o ~/.saml2aws" in seat.text
        await seat.press("ctrl+o")
        await seat.until(lambda: found(seat).startswith("saml2aws: 1 new"))
        await gone_on(seat)
        assert "line 7" in left(seat)
        await written(seat)
        assert seat.row.key == "work"
    assert "google_config.google_username = me@example.com" in desk.paths.config.read_text()


async def test_of_several_known_files_one_is_chosen_and_ones_own_config_is_none_of_them(
    tmp_path: Path,
) -> None:
    desk = at_home(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        assert "^o" not in seat.text
    (tmp_path / ".saml2aws").write_text(SAML2AWS)
    (tmp_path / "inner").mkdir()
    elsewhere = Desk(tmp_path / "inner", env={"HOME": str(tmp_path)})
    async with elsewhere.running() as seat:
        await opened(seat)
        await seat.press("ctrl+o")
        await seat.shows("Files of other tools")
        await seat.press("2")
        await seat.until(lambda: found(seat).startswith("AWS config: 4 the same already"))


async def test_a_file_that_cannot_be_taken_is_refused_with_the_reason(tmp_path: Path) -> None:
    desk = at_home(tmp_path)
    (tmp_path / "latin").write_bytes("[profile ü]\n".encode("latin-1"))
    (tmp_path / "large").write_bytes(b"#" * (4 * LONGEST + 1))
    os.mkfifo(tmp_path / "pipe")
    before = {name: text for name, text in desk.bytes.items() if name.startswith(".aws")}
    async with desk.running() as seat:
        await opened(seat)
        for name, why in {
            "nowhere": "There is no such file.",
            ".aws": "It is a folder.",
            "pipe": "It is no regular file.",
            "latin": "It is not in UTF-8: line 1 holds other bytes.",
            "large": f"It is longer than {LONGEST:,} characters.",
            "a\0b": "Its name cannot be the name of a file.",
        }.items():
            file = seat.app.screen.query_one("#file", Input)
            file.value = f"~/{name}"
            file.focus()
            await seat.press("enter")
            await seat.until(lambda why=why: why in words(seat, "reason"))  # type: ignore[misc] # mypy cannot infer it
            assert seat.app.screen.query_one(PasteArea).text == ""
    assert {name: text for name, text in desk.bytes.items() if name.startswith(".aws")} == before


async def test_a_config_that_breaks_meanwhile_is_not_written_and_the_lines_stay(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await listed(seat, AESR)
        await looked_at(seat)
        desk.paths.config.chmod(0o400)
        await seat.press("enter")
        await seat.until(lambda: "It is read-only." in words(seat, "reason"))
        assert isinstance(seat.app.screen, ChangeScreen)
    assert desk.paths.config.read_text() == CONFIG


async def test_of_a_thousand_profiles_only_those_in_sight_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(f"arn:aws:iam::{number:012}:role/Ops\n" for number in range(1000))
    async with Desk(tmp_path).running() as seat:
        proposals = await listed(seat, text)
        assert len(proposals.picks.ticked) == 1000
        drawn: list[int] = []
        draw = ProposalList.render_line

        def counted(self: ProposalList, y: int) -> object:
            drawn.append(y)
            return draw(self, y)

        monkeypatch.setattr(ProposalList, "render_line", counted)
        await seat.press("end")
        await seat.press("space")
        assert len(proposals.picks.ticked) == 999
        assert "999 ticked" in seat.text
        assert "0009 9900" not in seat.text
        assert 0 < len(drawn) < 300


async def test_i_is_also_in_the_menu_of_what_can_be_added(tmp_path: Path) -> None:
    async with Desk(tmp_path).running((80, 24)) as seat:
        await seat.press("N")
        await seat.shows("Many targets")
        await seat.press("i")
        await seat.until(lambda: isinstance(seat.app.screen, ImportScreen))


async def test_enter_in_the_text_goes_on_and_ctrl_j_begins_a_new_line(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await opened(seat)
        await seat.press("enter")
        await seat.until(lambda: "Paste a text or name a file first." in words(seat, "reason"))
        await seat.press("a", "ctrl+j", "b")
        assert seat.app.screen.query_one(PasteArea).text == "a\nb"


async def test_a_secret_in_a_file_that_is_read_is_covered_and_the_file_is_taken_as_it_is(
    tmp_path: Path,
) -> None:
    """A colleague's whole config, or another tool's file, is read before anyone knows what is in it."""
    text = (
        "[profile theirs]\nAWS_SECRET_ACCESS_KEY = hunter2\naws_session_token = hunter\n  hunter3\n"
        "# aws_secret_access_key_old = hunter4\nregion = eu-west-1\n"
    )
    (tmp_path / "theirs").write_text(text)
    async with at_home(tmp_path).running() as seat:
        await opened(seat)
        seat.app.screen.query_one("#file", Input).focus()
        await seat.type("~/theirs")
        await seat.press("enter")
        await seat.shows("AWS_SECRET_ACCESS_KEY = •••••••")
        assert "aws_session_token = ••••••" in seat.text
        assert "# aws_secret_access_key_old = •••••••" in seat.text
        assert "region = eu-west-1" in seat.text
        assert "region = eu-west-1•" not in seat.text
        assert "hunter" not in seat.text
        assert seat.app.screen.query_one(PasteArea).text == text
