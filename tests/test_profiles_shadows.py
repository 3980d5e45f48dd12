"""What hides profiles from AWS tools, or shows keys to others: said with the line that mends it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from profiles.files import load, save_session
from profiles.paths import Paths
from profiles.secret import Secret
from profiles.shadows import Shadow, shadows
from tests.test_profiles_role_cache import END

CONFIG = """\
[profile sts]
google_config.google_idp_id = C01
google_config.google_sp_id = 1
credential_process = /usr/bin/fumidai-tui credential-process sts

[profile robot]
credential_process = other
"""


@pytest.fixture
def paths(home: Path) -> Paths:
    paths = Paths.from_env({"HOME": str(home)})
    paths.config.parent.mkdir()
    paths.config.write_text(CONFIG)
    return paths


def found(paths: Paths, **env: str) -> list[Shadow]:
    return list(shadows(paths, load(paths).listing, env))


def test_where_all_is_well_nothing_is_said(paths: Paths) -> None:
    assert found(paths, AWS_PROFILE="sts") == []


def test_exported_keys_are_told_with_the_line_that_unsets_them(paths: Paths) -> None:
    env = {"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SECURITY_TOKEN": "t"}
    (shadow,) = found(paths, **env)
    assert "hide every profile" in shadow.what
    line = shadow.mend.removeprefix("Type: ")
    left = subprocess.run(["sh", "-c", f"{line}; env"], env=env, capture_output=True, text=True, check=True)
    assert "AWS_" not in left.stdout


def test_keys_that_win_over_a_credential_process_are_told(paths: Paths) -> None:
    save_session(paths, "sts", "A", Secret("s"), Secret("t"), END)
    with paths.credentials.open("a") as file:
        file.write("[robot]\naws_access_key_id = A\naws_secret_access_key = s\n")
    one, other = found(paths)
    assert one == Shadow(
        "Keys of sts in the files win over its credential_process.", "Press x on sts: it takes them out."
    )
    assert "robot" in other.what
    assert "editor" in other.mend


@pytest.mark.skipif(os.name != "posix", reason="needs the modes of POSIX")
@pytest.mark.parametrize(("mode", "is_open"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_credentials_file_that_others_can_read_is_told(paths: Paths, mode: int, is_open: bool) -> None:
    paths.credentials.write_text("[x]\n")
    paths.credentials.chmod(mode)
    said = [shadow for shadow in found(paths) if "Others can read" in shadow.what]
    assert bool(said) is is_open
    if said:
        subprocess.run(["sh", "-c", said[0].mend.removeprefix("Type: ")], check=True)
        assert found(paths) == []


@pytest.mark.skipif(os.name != "posix", reason="needs the modes of POSIX")
def test_the_line_that_mends_it_is_right_for_a_folder_with_a_space(paths: Paths, tmp_path: Path) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    elsewhere = replace(paths, credentials=folder / "credentials")
    elsewhere.credentials.write_text("[x]\n")
    elsewhere.credentials.chmod(0o644)
    (said,) = [each for each in found(elsewhere) if "Others can read" in each.what]
    subprocess.run(["sh", "-c", said.mend.removeprefix("Type: ")], check=True)
    assert elsewhere.credentials.stat().st_mode & 0o777 == 0o600
