"""The forms: a new target: reasons as you type, the lines as they will be, and the file with every other byte kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from profiles.expiry import State
from profiles.files import load
from tests.forms import fill, settled
from tests.tui_app import CONFIG, Desk, Seat
from tui.screens.form import FormScreen

ARN = "arn:aws:iam::333333333333:role/Admin"
LINES = """\
[profile prod-admin]
role_arn = arn:aws:iam::333333333333:role/Admin
source_profile = sts
region = ap-northeast-1
"""


async def opened(seat: Seat) -> FormScreen:
    """The form, after n."""
    await seat.press("n")
    await seat.until(lambda: isinstance(seat.app.screen, FormScreen))
    screen = seat.app.screen
    assert isinstance(screen, FormScreen)
    await settled(seat)
    return screen


def reason(seat: Seat) -> str:
    return str(seat.app.screen.query_one("#reason", Static).content)


def lines(seat: Seat) -> str:
    """The lines that will be added; ``…`` where something speaks against them."""
    shown = str(seat.app.screen.query_one("#preview", Static).content)
    return "\n".join(line[2:] for line in shown.splitlines() if line.startswith("+ ")).strip() or shown


async def worked(seat: Seat) -> None:
    """Wait until the form has written what it is going to."""
    await seat.until(
        lambda: all(each.is_finished for each in seat.app.workers if each.node is seat.app.screen)
    )
    await seat.settle()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_target_is_typed_seen_and_written(tmp_path: Path, size: tuple[int, int]) -> None:
    desk = Desk(tmp_path)
    credentials = desk.paths.credentials.read_bytes()
    async with desk.running(size) as seat:
        await opened(seat)
        await seat.type("prod-admin")
        await seat.press("tab")
        await seat.type(ARN)
        await settled(seat)
        assert reason(seat) == ""
        assert lines(seat) == LINES.strip()
        assert "source_profile = sts" in seat.text
        await seat.press("enter")
        await seat.until(lambda: "prod-admin" in seat.names and seat.row.key == "prod-admin")
        assert seat.state("prod-admin") is State.SIGN_IN
    assert desk.paths.config.read_text() == f"{CONFIG}\n{LINES}"
    assert desk.paths.credentials.read_bytes() == credentials


async def test_comments_odd_spaces_and_line_ends_of_the_file_are_kept(tmp_path: Path) -> None:
    odd = "# mine\n[profile sts]\nregion=ap-northeast-1\ngoogle_config.google_idp_id  : C01\n\n; in between\n"
    odd = (odd + "google_config.google_sp_id=1\n\n# the end").replace("\n", "\r\n")
    desk = Desk(tmp_path)
    desk.paths.config.write_bytes(odd.encode())
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, name="x", role=ARN, source="sts")
        await seat.press("enter")
        await seat.until(lambda: "x" in seat.names)
    after = desk.paths.config.read_bytes()
    added = after.removeprefix(odd.encode())
    assert added != after
    assert added.count(b"\r\n") == added.count(b"\n") > 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "sts", "role": ARN}, "There is a profile sts already."),
        ({"name": "a]b", "role": ARN}, "The name cannot hold brackets, quotes or backslashes."),
        ({"name": "x"}, "The role is missing."),
        ({"name": "x", "role": "Admin"}, "The account is missing. Give its 12 digits"),
        ({"name": "x", "role": "bad name"}, "A role ARN has no spaces in it."),
        ({"name": "x", "role": "Admin", "account": "33"}, "An account id has 12 digits."),
        ({"name": "x", "role": "arn:aws:iam::33:role/Admin"}, "The account in this ARN is not 12 digits."),
        ({"name": "x", "role": "arn:aws:s3:::bucket"}, "This ARN does not name an IAM role."),
        ({"name": "x", "role": "bad name", "account": "3" * 12}, "A role ARN has no spaces in it."),
        ({"name": "x", "role": ARN, "source": "nobody"}, "There is no profile nobody."),
        ({"name": "x", "role": ARN, "source": ""}, "The source profile is missing."),
        ({"name": "x", "role": ARN, "region": "moon-1"}, "No AWS region is called moon-1."),
        (
            {"name": "x", "role": ARN, "region": "us-gov-west-1"},
            "Region us-gov-west-1 lies in aws-us-gov, the role in aws.",
        ),
        (
            {"name": "x", "role": ARN, "colour": "reddish"},
            "A colour has six hexadecimal digits, such as b7ca9d.",
        ),
        ({"name": "x", "role": ARN, "display_name": "y" * 65}, "The display name has 65 characters"),
        ({"role": ARN}, "The name is missing."),
    ],
)
async def test_what_is_wrong_is_said_while_it_is_typed_and_nothing_is_written(
    tmp_path: Path, typed: dict[str, str], words: str
) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running((120, 40)) as seat:
        screen = await opened(seat)
        await fill(seat, **typed)
        assert reason(seat).startswith(words)
        assert lines(seat) == "…"
        await seat.press("enter")
        await worked(seat)
        assert seat.app.screen is screen
        assert reason(seat).startswith(words)
    assert desk.bytes == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_enter_goes_to_the_first_answer_that_something_speaks_against(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with Desk(tmp_path).running(size) as seat:
        screen = await opened(seat)
        await seat.type("x")
        await settled(seat)
        await seat.press("enter")
        await seat.until(lambda: screen.focused is not None and screen.focused.id == "role")
        await seat.type("Admin")
        await settled(seat)
        await seat.press("enter")
        await seat.until(lambda: screen.focused is not None and screen.focused.id == "account")
        await seat.type("3" * 11)
        await settled(seat)
        await seat.press("enter")
        await worked(seat)
        assert screen.focused is not None
        assert screen.focused.id == "account"  # It is wrong itself, so the person stays.


async def test_a_seldom_used_field_comes_in_sight_where_something_speaks_against_its_answer(
    tmp_path: Path,
) -> None:
    config = CONFIG.replace("arn:aws:iam::222222222222:role/from_fumidai", "arn:aws:iam::22:role/x")
    async with Desk(tmp_path, config).running((80, 24)) as seat:
        await seat.choose("from_fumidai")
        await seat.press("e")
        await seat.until(lambda: isinstance(seat.app.screen, FormScreen))
        await settled(seat)
        account = seat.app.screen.query_one("#field-account")
        assert not account.display
        await fill(seat, role="Admin")
        await seat.until(lambda: account.display)
        await seat.press("enter")
        await seat.until(
            lambda: seat.app.screen.focused is not None and seat.app.screen.focused.id == "account"
        )
        await seat.type("3" * 12)
        await settled(seat)
        await seat.until(lambda: "+ role_arn = arn:aws:iam::333333333333:role/Admin" in seat.text)
        assert account.display


async def test_nothing_is_called_wrong_before_the_first_letter(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await opened(seat)
        assert reason(seat) == ""
        assert lines(seat) == "…"


async def test_account_and_name_make_the_arn_in_the_partition_of_the_source(tmp_path: Path) -> None:
    config = CONFIG.replace("arn:aws:iam::111111111111:role/sso", "arn:aws-us-gov:iam::666666666666:role/sso")
    async with Desk(tmp_path, config).running() as seat:
        await opened(seat)
        await fill(seat, name="gov", role="team/Auditor", account="7777 7777-7777", source="sts")
        assert "role_arn = arn:aws-us-gov:iam::777777777777:role/team/Auditor" in lines(seat)
        assert "region = us-gov-" in lines(seat)


async def test_the_source_is_the_root_of_the_row_and_the_region_is_the_roots(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await seat.choose("deploy")
        await opened(seat)
        await fill(seat, name="x", role=ARN)
        assert "source_profile = robot\nregion = eu-west-1" in lines(seat)
        await fill(seat, region="us-east-1")
        assert "region = us-east-1" in lines(seat)


async def test_display_name_and_colour_are_written_where_given(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, name="x", role=ARN, display_name="本番 [red]", colour="#B7CA9D")
        shown = lines(seat)
        assert "color = b7ca9d" in shown
        assert "fumidai_display_name = 本番 [red]" in shown
        assert "本番 [red]" in seat.text
        await seat.press("enter")
        await seat.until(lambda: "x" in seat.names)
    profile = load(desk.paths).listing.get("x")
    assert profile is not None
    assert (profile.display_name, (profile.colour or "").lower()) == ("本番 [red]", "b7ca9d")


async def test_the_fields_are_left_by_tab_and_by_arrows(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await opened(seat)
        for key, field in [("tab", "role"), ("down", "account"), ("up", "role"), ("shift+tab", "name")]:
            await seat.press(key)
            assert seat.app.focused is not None
            assert seat.app.focused.id == field


async def test_a_known_source_is_completed_while_it_is_typed(tmp_path: Path) -> None:
    async with Desk(tmp_path).running() as seat:
        await opened(seat)
        source = seat.app.screen.query_one("#source", Input)
        source.focus()
        source.value = ""
        await seat.type("from")
        await seat.until(lambda: source._suggestion == "from_fumidai")
        await seat.press("right")
        assert source.value == "from_fumidai"


async def test_escape_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    before = desk.bytes
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, name="x", role=ARN)
        await seat.press("escape")
        await seat.until(lambda: seat.app.screen is seat.home)
        assert "x" not in seat.names
    assert desk.bytes == before


async def test_a_file_that_aws_tools_cannot_read_is_not_written_and_the_form_stays(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running((120, 40)) as seat:
        screen = await opened(seat)
        await fill(seat, name="x", role=ARN)
        desk.write(CONFIG + "region = twice\n")
        before = desk.bytes
        await seat.press("enter")
        await seat.until(lambda: "was not changed" in reason(seat))
        assert "AWS tools cannot read it as it is" in reason(seat)
        assert seat.app.screen is screen
    assert desk.bytes == before


async def test_a_profile_that_another_program_added_meanwhile_is_not_written_twice(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running((120, 40)) as seat:
        await opened(seat)
        await fill(seat, name="x", role=ARN)
        desk.write(f"{CONFIG}\n[profile x]\nregion = eu-west-1\n")
        before = desk.paths.config.read_bytes()
        await seat.press("enter")
        await seat.until(lambda: "another program changed it meanwhile" in reason(seat))
        assert "[profile x] region" in reason(seat)
        assert "The other program's change:" in reason(seat)
        assert "+ region = eu-west-1" in reason(seat)
        assert "+ region = ap-northeast-1" in seat.text  # ours is shown as well
    assert desk.paths.config.read_bytes() == before


async def test_what_another_program_changed_elsewhere_in_the_file_is_kept_and_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    async with desk.running((120, 40), toasts=True) as seat:
        await opened(seat)
        await fill(seat, name="x", role=ARN)
        desk.write(f"{CONFIG}\n[profile theirs]\nregion = eu-west-1\n")
        await seat.press("enter")
        await seat.until(lambda: {"x", "theirs"} <= set(seat.names))
        await seat.shows("had been changed meanwhile")


async def test_a_read_only_file_is_named_with_the_way_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.paths.config.chmod(0o400)
    async with desk.running((120, 40)) as seat:
        await opened(seat)
        await fill(seat, name="x", role=ARN)
        await seat.press("enter")
        await seat.until(lambda: "It is read-only." in reason(seat))
        assert "chmod u+w" in reason(seat)


async def test_the_first_target_of_an_empty_home_can_be_written(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "", "[keys]\naws_access_key_id = A\naws_secret_access_key = b\n")
    async with desk.running() as seat:
        await opened(seat)
        await fill(seat, name="x", role=ARN, source="keys")
        assert "region = us-east-1" in lines(seat)
        await seat.press("enter")
        await seat.until(lambda: "x" in seat.names)
    assert desk.paths.config.read_text().startswith("[profile x]\n")
