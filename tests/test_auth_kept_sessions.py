"""Sessions of bastions in the keyring: whole or not at all, and what lies in the files wins."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest

from auth.kept_sessions import end_kept, entry, keep, keys_in, read_kept
from auth.places import REAL, Places
from auth.vault import SANDBOX_SERVICE, SERVICE, NoVault
from profiles.config import Profile
from profiles.files import load, save_session
from profiles.kept import kept_ends, process_line
from profiles.paths import Paths
from profiles.secret import Secret

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LONG = "t" * 6000
"""Longer than Windows keeps in one entry."""
Kept = dict[tuple[str, str], str]


@pytest.fixture
def paths(home: Path) -> Paths:
    paths = Paths.from_env({"HOME": str(home)})
    paths.config.parent.mkdir()
    paths.config.write_text(
        "[profile sts]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = 1\n"
        f"credential_process = {process_line(['/usr/bin/fumidai-tui'], 'sts')}\n"
    )
    return paths


def profile(paths: Paths) -> Profile:
    found = load(paths).listing.get("sts")
    assert found is not None
    return found


def kept(paths: Paths, places: Places = REAL) -> None:
    keep("sts", "ASIA", Secret("sec/ret"), Secret(LONG), NOON, paths, places)


def test_a_session_comes_back_whole_and_its_end_is_known_without_the_keyring(
    paths: Paths, keyring_in_memory: Kept
) -> None:
    kept(paths)
    found = keys_in(profile(paths), REAL)
    assert found is not None
    assert found.token is not None
    assert (found.access_key_id, found.secret.reveal(), found.token.reveal()) == ("ASIA", "sec/ret", LONG)
    assert found.expires == NOON
    assert kept_ends(paths) == {"sts": NOON}
    keyring_in_memory.clear()
    assert load(paths).sessions["sts"].expires == NOON


def test_nothing_of_it_lies_in_a_file(paths: Paths, home: Path, keyring_in_memory: Kept) -> None:
    kept(paths)
    assert keyring_in_memory
    for file in home.rglob("*"):
        if file.is_file():
            assert b"sec/ret" not in file.read_bytes()
            assert b"tttt" not in file.read_bytes()


def test_what_lies_in_the_files_wins_as_it_does_for_aws_tools(paths: Paths, keyring_in_memory: Kept) -> None:
    kept(paths)
    save_session(paths, "sts", "INFILE", Secret("s"), Secret("t"), NOON + timedelta(hours=1))
    found = keys_in(profile(paths), REAL)
    assert found is not None
    assert found.access_key_id == "INFILE"
    assert keyring_in_memory


def test_ending_leaves_nothing(paths: Paths, keyring_in_memory: Kept) -> None:
    kept(paths)
    end_kept("sts", paths, REAL)
    assert keyring_in_memory == {}
    assert kept_ends(paths) == {}
    assert keys_in(profile(paths), REAL) is None
    end_kept("sts", paths, REAL)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "3",
        '{"access_key_id": "A"}',
        '{"access_key_id": "A", "secret": "", "token": "t", "expires": "2026-01-01T00:00:00Z"}',
    ],
)
def test_an_entry_of_somebody_else_is_none(paths: Paths, keyring_in_memory: Kept, text: str) -> None:
    keyring_in_memory[SERVICE, entry("sts")] = text
    assert read_kept("sts", REAL) is None


def test_a_sandbox_has_entries_of_its_own(paths: Paths, keyring_in_memory: Kept) -> None:
    kept(paths, Places(is_sandbox=True))
    assert {service for service, _ in keyring_in_memory} == {SANDBOX_SERVICE}
    assert read_kept("sts", REAL) is None


@pytest.mark.parametrize("working", [0, 1, 3])
def test_a_keyring_that_fails_in_the_middle_keeps_no_half_of_a_session(
    paths: Paths, keyring_in_memory: Kept, monkeypatch: pytest.MonkeyPatch, working: int
) -> None:
    backend = keyring.get_keyring()
    calls, write = itertools.count(), backend.set_password

    def full(service: str, name: str, text: str) -> None:
        if next(calls) >= working:
            raise OSError("full")
        write(service, name, text)

    monkeypatch.setattr(backend, "set_password", full)
    with pytest.raises(NoVault):
        kept(paths)
    assert keyring_in_memory == {}


def test_without_a_keyring_it_says_so(paths: Paths) -> None:
    with pytest.raises(NoVault):
        kept(paths)
    assert kept_ends(paths) == {}
    with pytest.raises(NoVault):
        keys_in(profile(paths), REAL)
