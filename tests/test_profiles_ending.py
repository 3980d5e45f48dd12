"""Ending sessions on this computer: exactly the keys of a sign-in go, and every other byte stays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from profiles.ending import SIGN_IN_KEYS, Ending, end_sessions, ending_of
from profiles.files import load, save_session
from profiles.paths import Paths
from profiles.role_cache import save_role_session
from profiles.secret import Secret
from profiles.writing import FileRefused
from tests.test_profiles_role_cache import END, SESSION

CONFIG = """\
[profile sts]
google_config.google_idp_id = C01
google_config.google_sp_id = 1

[profile dev]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = sts

[profile prod]
role_arn = arn:aws:iam::333333333333:role/Dev
source_profile = sts
"""
CREDENTIALS = """\
# mine
[robot]
aws_access_key_id = AKIA
aws_secret_access_key = never-ends

[sts]
# of sts
region = eu-west-1
"""


@pytest.fixture
def paths(home: Path) -> Paths:
    paths = Paths.from_env({"HOME": str(home)})
    paths.config.parent.mkdir()
    paths.config.write_text(CONFIG)
    paths.credentials.write_text(CREDENTIALS)
    return paths


def ending(paths: Paths, names: Sequence[str] = ()) -> Ending:
    profiles = load(paths).listing.profiles
    return ending_of([each for each in profiles if not names or each.name in names], paths)


def sign_in(paths: Paths) -> None:
    save_session(paths, "sts", "ASIA", Secret("secret"), Secret("token"), END)


def test_the_keys_of_a_sign_in_go_and_every_other_byte_stays(paths: Paths) -> None:
    sign_in(paths)
    assert all(key in paths.credentials.read_text() for key in SIGN_IN_KEYS)
    found = ending(paths)
    assert found == Ending(stored=("sts",), cached=(), endless=("robot",))
    end_sessions(found, load(paths).listing, paths)
    assert paths.credentials.read_text() == CREDENTIALS


def test_a_target_loses_its_file_in_the_cache_alone(paths: Paths) -> None:
    listing = load(paths).listing
    for name in ("dev", "prod"):
        profile = listing.get(name)
        assert profile is not None
        save_role_session(profile, paths.cli_cache, SESSION)
    sign_in(paths)
    found = ending(paths, ["dev"])
    assert found == Ending((), ("dev",), ())
    end_sessions(found, listing, paths)
    assert load(paths).sessions.keys() == {"sts", "robot", "prod"}


def test_keys_that_never_end_are_not_touched_even_if_they_came_meanwhile(paths: Paths) -> None:
    sign_in(paths)
    found = ending(paths)
    permanent = CREDENTIALS + "aws_access_key_id = AKIA2\naws_secret_access_key = mine\n"
    paths.credentials.write_text(permanent)
    end_sessions(found, load(paths).listing, paths)
    assert paths.credentials.read_text() == permanent


def test_where_nothing_lives_there_is_nothing_to_end(paths: Paths) -> None:
    found = ending(paths)
    assert found.is_nothing
    before = paths.credentials.stat()
    end_sessions(found, load(paths).listing, paths)
    assert paths.credentials.stat() == before


def test_a_file_that_aws_tools_cannot_read_is_not_written_to(paths: Paths) -> None:
    sign_in(paths)
    found, listing = ending(paths), load(paths).listing
    broken = paths.credentials.read_text() + "[open\n"
    paths.credentials.write_text(broken)
    with pytest.raises(FileRefused, match="was not changed"):
        end_sessions(found, listing, paths)
    assert paths.credentials.read_text() == broken


def test_keys_in_the_config_are_named_elsewhere_and_stay(paths: Paths) -> None:
    """A sign-in writes the credentials file; what somebody put into the config is theirs."""
    paths.config.write_text(
        CONFIG.replace(
            "[profile sts]\n",
            "[profile sts]\naws_access_key_id = A\naws_secret_access_key = s\naws_session_token = t\n",
        )
    )
    assert "sts" not in ending(paths).stored
