"""The sample home: made privately, read by our own reader and by botocore, true to the made-up company."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from botocore.configloader import load_config, raw_config_parse

from auth.sandbox.company import COMPANY
from auth.sandbox.home import UNSET, environment, make_home, shell_lines
from auth.sandbox.scenarios import PEOPLE
from tests.sandbox_google import NOON

DOCUMENT: dict[str, object] = {"aws": "http://127.0.0.1:5", "ca": None}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    make_home(tmp_path, DOCUMENT, now=NOON)
    return tmp_path


def test_only_its_owner_can_read_it(made: Path) -> None:
    modes = [stat.S_IMODE((made / ".aws" / name).stat().st_mode) for name in (".", "config", "credentials")]
    assert modes == [0o700, 0o600, 0o600]


def test_a_home_that_is_there_is_left_alone(made: Path) -> None:
    with pytest.raises(FileExistsError):
        make_home(made, DOCUMENT)


def test_it_has_the_profiles_of_the_issue_as_botocore_reads_them(made: Path) -> None:
    profiles = load_config(str(made / ".aws" / "config"))["profiles"]
    assert profiles["sts"]["google_config.google_username"] == "user@example.com"
    assert profiles["sts"]["region"] == "ap-northeast-1"
    assert profiles["from_fumidai"] == {
        "role_arn": "arn:aws:iam::222222222222:role/from_fumidai",
        "source_profile": "sts",
        "region": "ap-northeast-1",
        "color": "f2b0a9",
    }
    assert len(profiles) >= 12


def test_every_person_application_and_role_exists_but_for_those_meant_to_be_wrong(made: Path) -> None:
    roles = {
        f"arn:{account.partition}:iam::{account.id}:role{role.path}{role.name}"
        for account in COMPANY.accounts
        for role in account.roles
    }
    apps = {(app.idp_id, app.sp_id) for app in COMPANY.apps}
    named = set()
    for profile in load_config(str(made / ".aws" / "config"))["profiles"].values():
        named |= {profile.get("role_arn"), profile.get("google_config.role_arn")}
        if "google_config.google_idp_id" in profile:
            ids = (profile["google_config.google_idp_id"], profile["google_config.google_sp_id"])
            assert ids in apps
            assert profile["google_config.google_username"] in PEOPLE
    assert named - roles == {None, "None", "arn:aws:iam::22222222222:role/from_fumidai"}


def test_one_session_has_ended(made: Path) -> None:
    credentials = raw_config_parse(str(made / ".aws" / "credentials"))
    assert credentials["sts-short"]["aws_session_expiration"] == "2026-02-26T12:00:00+0000"
    assert {*credentials} == {"robot", "sts-short"}


def test_the_lines_for_the_shell_keep_the_aws_cli_inside(made: Path) -> None:
    lines = shell_lines(made, DOCUMENT)
    assert f"export HOME={made}" in lines
    assert "export AWS_ENDPOINT_URL=http://127.0.0.1:5" in lines
    assert "export NO_PROXY=127.0.0.1,localhost" in lines
    assert lines[-1] == "unset " + " ".join(UNSET)
    assert "AWS_CA_BUNDLE" not in environment(made, DOCUMENT)
    assert environment(made, {**DOCUMENT, "ca": "/x/ca.pem"})["AWS_CA_BUNDLE"] == "/x/ca.pem"
