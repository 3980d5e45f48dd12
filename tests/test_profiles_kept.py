"""The line by which AWS tools ask us for keys, as botocore splits it; and when kept sessions end."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from botocore.compat import compat_shell_split
from hypothesis import given
from hypothesis import strategies as st

from profiles.config import Profile
from profiles.files import load
from profiles.kept import COMMAND, CannotBeKept, is_kept, kept_ends, process_line, remember_kept, renamed_line
from profiles.paths import Paths
from profiles.texts import Texts, with_copy, with_name
from tests.listings import listing_of

PROGRAM = "/usr/local/bin/fumidai-tui"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def bastion(line: str, name: str = "sts") -> Profile:
    config = (
        f'[profile "{name}"]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = 1\n'
        f"credential_process = {line}\n"
    )
    found = listing_of(config).get(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "program",
    [
        [PROGRAM],
        ["/home/a b/bin/fumidai-tui", "--sandbox", "http://127.0.0.1:1"],
        [r"C:\x y\fumidai-tui.exe"],
    ],
)
@pytest.mark.parametrize("name", ["sts", "my bastion", "a-b_c.d"])
def test_the_line_is_ours_and_botocore_splits_it_into_the_same_words(program: list[str], name: str) -> None:
    line = process_line(program, name)
    platform = "win32" if "\\" in program[0] else "linux"
    assert compat_shell_split(line, platform) == [*program, COMMAND, name]
    assert is_kept(bastion(line, name))


@pytest.mark.parametrize("name", ["o'brien", "a&b", "a;b", "(a)", "a*", "~a", "#a", "a|b"])
def test_a_shell_that_gets_the_line_as_gos_sdk_does_it_takes_the_name_as_it_is(name: str) -> None:
    line = process_line(["/bin/echo"], name)
    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert ran.stdout == f"{COMMAND} {name}\n"
    assert compat_shell_split(line, "linux")[-1] == name


@pytest.mark.parametrize("name", ["-x", "--help", "a$b", "$(touch x)", "`touch x`", "a\\"])
def test_a_name_that_a_tool_would_take_for_something_else_is_refused(name: str) -> None:
    with pytest.raises(CannotBeKept):
        process_line([PROGRAM], name)


@pytest.mark.parametrize("end", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_an_end_that_is_no_time_in_utc_is_none(home: Path, end: str) -> None:
    paths = Paths.from_env({"HOME": str(home)})
    paths.kept.parent.mkdir(parents=True, exist_ok=True)
    paths.kept.write_text(f"sts = {end}\nother = 2026-03-01T12:00:00Z\n")
    assert kept_ends(paths) == {"other": NOON}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12))
def test_every_name_that_can_be_written_comes_back(name: str) -> None:
    try:
        line = process_line([PROGRAM], name)
    except CannotBeKept:
        assert (
            not name or set('"$`') & set(name) or not name.isprintable() or name[0] == "-" or name[-1] == "\\"
        )
        return
    if "\\" not in name:  # a name with these is none AWS tools can write either
        assert compat_shell_split(line, "linux")[-1] == name
    assert renamed_line(line, name, "new") == f"{PROGRAM} {COMMAND} new"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "gsts --aws-role-arn x",
        f"{PROGRAM} {COMMAND} other",
        f"{PROGRAM} {COMMAND}",
        f"/bin/evil {COMMAND} sts",
        f'"{PROGRAM} {COMMAND} sts',
        f"{PROGRAM} status sts",
    ],
)
def test_other_lines_are_not_ours(line: str) -> None:
    assert not is_kept(bastion(line))
    assert renamed_line(line, "sts", "new") is None


def test_ends_are_kept_by_profile_and_a_broken_file_has_none(home: Path) -> None:
    paths = Paths.from_env({"HOME": str(home)})
    assert kept_ends(paths) == {}
    remember_kept(paths, "sts", NOON.astimezone(timezone(timedelta(hours=9))))
    remember_kept(paths, "other", NOON)
    remember_kept(paths, "other", None)
    assert kept_ends(paths) == {"sts": NOON}
    paths.kept.write_text("sts = 3\nlocal = 2026-01-01T00:00:00\n")
    assert kept_ends(paths) == {}
    paths.kept.write_text("[")
    assert kept_ends(paths) == {}


def test_a_kept_session_is_listed_with_its_end_and_what_lies_in_the_files_wins(home: Path) -> None:
    paths = Paths.from_env({"HOME": str(home)})
    paths.config.parent.mkdir()
    paths.config.write_text(
        "[profile sts]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = 1\n"
        f"credential_process = {process_line([PROGRAM], 'sts')}\n"
    )
    before = load(paths).signature
    remember_kept(paths, "sts", NOON)
    snapshot = load(paths)
    assert snapshot.signature != before
    assert snapshot.sessions["sts"].expires == NOON
    assert snapshot.sessions["sts"].source == "the system's keyring"
    paths.credentials.write_text("[sts]\naws_access_key_id = A\naws_secret_access_key = s\n")
    assert load(paths).sessions["sts"].permanent


def test_a_new_name_and_a_copy_ask_for_their_own_keys() -> None:
    line = process_line([PROGRAM], "sts")
    config = f"[profile sts]\ngoogle_config.google_idp_id = C01\ncredential_process = {line}\n"
    texts = Texts(config.encode(), b"")
    new = process_line([PROGRAM], "new one")
    assert f"credential_process = {new}\n" in with_name(texts, "sts", "new one").config.decode()
    copied = with_copy(texts, "sts", "new one", {}).config.decode()
    assert f"credential_process = {line}\n" in copied
    assert f"credential_process = {new}\n" in copied
