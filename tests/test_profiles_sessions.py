"""Sessions on disk: the AWS CLI's role cache, held against botocore itself, and stored keys."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from botocore.credentials import AssumeRoleCredentialFetcher, AssumeRoleProvider, SharedCredentialProvider
from hypothesis import given
from hypothesis import strategies as st

from profiles.config import Listing, Profile, resolve
from profiles.expiry import State, keys_of, state_of
from profiles.ini import read
from profiles.sessions import (
    CACHED,
    cached_role_keys,
    cached_role_session,
    cli_cache_key,
    stored_keys,
    stored_session,
    with_sessions,
)
from tests.profile_texts import botocore_profiles

ARN = "arn:aws:iam::123456789012:role/Dev"
NOW = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)
TARGET = f"[profile t]\nrole_arn = {ARN}\nsource_profile = sts\n"
KEYS = "[sts]\naws_access_key_id = A\naws_secret_access_key = s\n"


def _listing(config: str, credentials: str = KEYS) -> Listing:
    return resolve(read(config.encode(), Path("config")), read(credentials.encode(), Path("credentials")))


def _profile(config: str, credentials: str = KEYS) -> Profile:
    found = _listing(config, credentials).get("t")
    assert found is not None
    return found


def _cache(folder: Path, profile: Profile, content: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{cli_cache_key(profile)}.json").write_text(content)


def _botocores_key(config: str) -> str:
    """The key under which botocore would cache the profile's session."""
    keys: list[str] = []
    fetcher: Any = AssumeRoleCredentialFetcher
    create = fetcher._create_cache_key

    def noted(self: object) -> str:
        keys.append(create(self))
        return keys[-1]

    full_config = {"profiles": botocore_profiles(config.encode(), KEYS.encode())}
    provider = AssumeRoleProvider(
        load_config=lambda: full_config, client_creator=Mock(), cache={}, profile_name="t"
    )
    with patch.object(fetcher, "_create_cache_key", noted):
        provider.load()
    [key] = keys
    return key


_option_lines = st.fixed_dictionaries(
    {},
    optional={
        "role_session_name": st.sampled_from(["me@example.com", "", "é"]),
        "external_id": st.sampled_from(["id-1", "", 'a"b']),
        "duration_seconds": st.sampled_from(["3600", "03600", "an hour", "", "1_000", "9.5"]),
        "mfa_serial": st.sampled_from(["arn:aws:iam::123456789012:mfa/me", ""]),
        "region": st.just("eu-west-1"),
    },
)


@given(options=_option_lines, name=st.sampled_from(["Dev", "path/Dev", "D@v"]))
def test_the_key_of_the_cache_file_is_botocores(options: dict[str, str], name: str) -> None:
    lines = "".join(f"{key} = {value}\n" for key, value in options.items())
    config = f"[profile t]\nrole_arn = arn:aws:iam::123456789012:role/{name}\nsource_profile = sts\n{lines}"
    assert cli_cache_key(_profile(config)) == _botocores_key(config)


def test_the_key_of_a_plain_role_is_the_one_the_aws_cli_writes() -> None:
    assert cli_cache_key(_profile(TARGET)) == "2bb38c5db97ed7ea85d819b0a043df7bd7b4363a"


def test_a_profile_without_a_role_has_no_cache_file() -> None:
    assert cli_cache_key(_profile("[profile t]\naws_access_key_id = A\naws_secret_access_key = s\n")) is None


@pytest.mark.parametrize(
    "end", ["2024-05-01T13:00:00Z", "2024-05-01T13:00:00UTC", "2024-05-01T13:00:00+00:00"]
)
def test_a_cached_session_is_shown_with_its_end(tmp_path: Path, end: str) -> None:
    profile = _profile(TARGET)
    _cache(tmp_path, profile, json.dumps({"Credentials": {"AccessKeyId": "A", "Expiration": end}}))
    session = cached_role_session(profile, tmp_path)
    assert session is not None
    assert (session.expires, session.source) == (datetime(2024, 5, 1, 13, tzinfo=UTC), CACHED)


DAMAGED = [
    "",
    "{",
    "[]",
    "{}",
    '{"Credentials": {}}',
    '{"Credentials": {"Expiration": "soon"}}',
    "\xff",
    "[" * 9999,
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_cache_file_is_no_session_and_is_told_since_the_cli_stops_at_it(
    tmp_path: Path, content: str
) -> None:
    listing = _listing(TARGET)
    profile = _profile(TARGET)
    _cache(tmp_path, profile, content)

    assert cached_role_session(profile, tmp_path) is None
    listing, sessions = with_sessions(listing, tmp_path)

    assert "t" not in sessions
    [problem] = listing.problems
    assert problem.origin.path.name == f"{cli_cache_key(profile)}.json"
    found = listing.get("t")
    assert found is not None
    assert found.problems == (problem,)
    assert state_of(found, sessions, NOW) is State.PROBLEM


def test_without_a_cache_folder_there_is_no_session_and_no_problem(tmp_path: Path) -> None:
    listing, sessions = with_sessions(_listing(TARGET), tmp_path / "missing")
    assert listing.problems == ()
    assert sessions.keys() == {"sts"}


def test_keys_of_a_profile_that_assumes_a_role_are_kept_apart_from_its_role(tmp_path: Path) -> None:
    config = f"[profile t]\nrole_arn = {ARN}\nsource_profile = t\n"
    listing = _listing(config, KEYS.replace("sts", "t"))
    _, sessions = with_sessions(listing, tmp_path)
    assert sessions.keys() == {keys_of("t")}
    assert sessions[keys_of("t")].permanent


def test_keys_that_sso_comes_before_are_no_session() -> None:
    profile = _profile("[profile t]\nsso_account_id = 1\nsso_role_name = R\n", KEYS.replace("sts", "t"))
    assert stored_session(profile) is None


def test_the_session_of_a_bastion_is_its_keys_even_if_it_also_names_a_role(tmp_path: Path) -> None:
    config = f"{TARGET}google_config.google_idp_id = C\ngoogle_config.google_sp_id = 1\n"
    listing = _listing(config, KEYS.replace("sts", "t"))
    _, sessions = with_sessions(listing, tmp_path)
    assert sessions["t"].permanent


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "aws_session_token = new\n",
        "aws_security_token = old\n",
        "aws_session_token = new\naws_security_token = old\n",
    ],
)
def test_stored_keys_are_those_that_botocore_takes(tmp_path: Path, lines: str) -> None:
    text = f"[t]\naws_access_key_id = A\naws_secret_access_key = s\n{lines}"
    file = tmp_path / "credentials"
    file.write_text(text)
    theirs = SharedCredentialProvider(str(file), profile_name="t").load()
    ours = stored_keys(_profile("", text))
    assert ours is not None
    assert theirs is not None
    token = ours.token.reveal() if ours.token else None
    assert (ours.access_key_id, ours.secret.reveal(), token) == (
        theirs.access_key,
        theirs.secret_key,
        theirs.token,
    )


@pytest.mark.parametrize(
    "lines",
    [
        "aws_access_key_id = A\n",
        "aws_secret_access_key = s\n",
        "aws_access_key_id = A\naws_secret_access_key =\n",
        "aws_access_key_id = A\naws_secret_access_key = s\nsso_role_name = Viewer\n",
    ],
)
def test_half_of_a_pair_and_keys_behind_sso_are_no_stored_keys(lines: str) -> None:
    assert stored_keys(_profile("", f"[t]\n{lines}")) is None


@pytest.mark.parametrize("missing", ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", None])
def test_cached_keys_are_all_there_or_none(tmp_path: Path, missing: str | None) -> None:
    kept: dict[str, object] = {
        "AccessKeyId": "A",
        "SecretAccessKey": "s",
        "SessionToken": "t",
        "Expiration": "2024-05-01T13:00:00UTC",
    }
    if missing:
        kept[missing] = 7
    profile = _profile(TARGET)
    _cache(tmp_path, profile, json.dumps({"Credentials": kept}))
    keys = cached_role_keys(profile, tmp_path)
    if missing:
        assert keys is None
    else:
        assert keys is not None
        assert keys.token is not None
        assert (keys.access_key_id, keys.secret.reveal(), keys.token.reveal()) == ("A", "s", "t")
        assert keys.expires == datetime(2024, 5, 1, 13, tzinfo=UTC)
