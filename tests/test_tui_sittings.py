"""From a bastion's row to its dialog, and from the end of the dialog to the files."""

from __future__ import annotations

from pathlib import Path

from auth.errors import StsRefused
from auth.keeping import Keep
from auth.signin import Companion, Granted, SignedIn
from auth.sts import Credentials
from profiles.files import load
from profiles.secret import Secret
from tests.tui_app import NOON, Desk
from tui.memory import recall
from tui.sittings import companions, save, sitting_for

CONFIG = """\
[profile sts]
google_config.google_idp_id = C0
google_config.google_sp_id = 1
google_config.google_username = ada@example.com
google_config.role_arn = arn:aws:iam::111111111111:role/sso

[profile short]
google_config.google_idp_id = C0
google_config.google_sp_id = 1
google_config.google_username = ada@example.com
google_config.role_arn = arn:aws:iam::111111111111:role/sso-short
google_config.duration = 3600

[profile asks]
google_config.google_idp_id = C0
google_config.google_sp_id = 1
google_config.google_username = ada@example.com
google_config.ask_role = True

[profile somebody-elses]
google_config.google_idp_id = C0
google_config.google_sp_id = 1
google_config.google_username = bob@example.com
google_config.role_arn = arn:aws:iam::111111111111:role/sso
"""


def granted(role: str, seconds: int = 43200) -> Granted:
    keys = Credentials(f"ASIA{role.upper()}", Secret("secret"), Secret("token"), NOON)
    return Granted(keys, f"arn:aws:iam::111111111111:role/{role}", seconds, 43200)


def test_the_other_bastions_of_the_same_person_and_application_can_be_served_too(tmp_path: Path) -> None:
    listing = load(Desk(tmp_path, CONFIG, "").paths).listing
    root = listing.get("sts")
    assert root is not None
    short = Companion("short", "arn:aws:iam::111111111111:role/sso-short", 3600)
    assert list(companions(root, listing)) == [short]


def test_all_keys_are_saved_and_what_was_learnt_serves_the_next_sign_in(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONFIG, "")
    others = (("short", granted("sso-short", 3600)), ("asks", StsRefused("AWS said no.")))
    end = SignedIn(granted("sso"), "ada@example.com", Keep(session=True), others, frozenset({"short"}))
    save(desk.setup, load(desk.paths).listing, "sts", NOON.date(), [], end)
    written = desk.paths.credentials.read_text()
    assert "ASIASSO\n" in written
    assert "ASIASSO-SHORT\n" in written
    assert "[asks]" not in written
    snapshot = load(desk.paths)
    root = snapshot.listing.get("sts")
    assert root is not None
    request = sitting_for(root, desk.setup, snapshot).request
    assert request.account.keep == Keep(session=True)
    assert request.ticked == frozenset({"short"})
    assert request.longest == (("arn:aws:iam::111111111111:role/sso-short", 3600),)
    assert request.last_role == "arn:aws:iam::111111111111:role/sso"


def test_another_bastion_that_cannot_be_written_does_not_hide_that_the_first_one_was(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONFIG, "")
    notices: list[str] = []
    end = SignedIn(
        granted("sso"), companions=(("no]name", granted("sso-short")),), ticked=frozenset({"no]name"})
    )
    save(desk.setup, load(desk.paths).listing, "sts", NOON.date(), notices, end)
    assert "[sts]" in desk.paths.credentials.read_text()
    assert len(notices) == 1
    assert "no]name" in notices[0]


def test_what_cannot_be_remembered_costs_no_keys(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONFIG, "")
    desk.paths.state.mkdir()
    save(
        desk.setup,
        load(desk.paths).listing,
        "sts",
        NOON.date(),
        [],
        SignedIn(granted("sso"), "ada@example.com", Keep()),
    )
    assert "[sts]" in desk.paths.credentials.read_text()
    assert recall(desk.paths).trouble


def test_no_command_of_the_person_runs_for_a_sandbox(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CONFIG, "")
    desk.paths.settings.write_text('password_command = ["pass"]\n')
    snapshot = load(desk.paths)
    root = snapshot.listing.get("sts")
    assert root is not None
    assert sitting_for(root, desk.setup, snapshot).request.account.password_command
    sandbox = Desk(tmp_path, CONFIG, "", places=type(desk.places)(is_sandbox=True))
    assert not sitting_for(root, sandbox.setup, snapshot).request.account.password_command
