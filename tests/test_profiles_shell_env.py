"""The environment of a shell for a profile, held against botocore: exactly the variables that count, and no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import botocore.session
import pytest
from botocore.credentials import RefreshableCredentials
from hypothesis import given
from hypothesis import strategies as st

from profiles.secret import Secret
from profiles.sessions import StoredKeys
from profiles.shell_env import (
    DEPTH,
    KEY_NAMES,
    OPENED_AS,
    PROFILE_NAMES,
    REGION_NAMES,
    WEB_IDENTITY_NAMES,
    applied,
    depth,
    key_variables,
    nesting_variables,
    opened_as,
    profile_variables,
)

END = datetime(2026, 3, 1, 12, 0, 30, tzinfo=timezone(timedelta(hours=9)))
KEYS = StoredKeys("ASIAOURS", Secret("our-secret"), Secret("our-token"), END)
TOUCHED = (*PROFILE_NAMES, *REGION_NAMES, *KEY_NAMES, *WEB_IDENTITY_NAMES)
FOREIGN = {name: f"foreign {name}" for name in TOUCHED}
OTHERS = {
    "PATH": "/bin",
    "AWS_CONFIG_FILE": "/x/config",
    "AWS_PAGER": "",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
}


def test_a_profile_is_set_under_all_names_and_everything_that_comes_before_it_is_gone() -> None:
    assert applied({**OTHERS, **FOREIGN}, profile_variables("dev", "eu-west-1")) == {
        **OTHERS,
        "AWS_PROFILE": "dev",
        "AWS_DEFAULT_PROFILE": "dev",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }


@pytest.mark.parametrize("region", [None, ""])
def test_a_region_that_is_not_known_is_not_taken_from_elsewhere(region: str | None) -> None:
    assert applied({**OTHERS, **FOREIGN}, profile_variables("dev", region)) == {
        **OTHERS,
        "AWS_PROFILE": "dev",
        "AWS_DEFAULT_PROFILE": "dev",
    }


def test_keys_are_set_with_their_end_in_utc_and_without_a_profile() -> None:
    assert applied({**OTHERS, **FOREIGN}, key_variables(KEYS, "eu-west-1")) == {
        **OTHERS,
        "AWS_ACCESS_KEY_ID": "ASIAOURS",
        "AWS_SECRET_ACCESS_KEY": "our-secret",
        "AWS_SESSION_TOKEN": "our-token",
        "AWS_CREDENTIAL_EXPIRATION": "2026-03-01T03:00:30Z",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }


def test_an_end_that_nobody_knows_is_not_taken_from_elsewhere() -> None:
    keys = StoredKeys("ASIAOURS", Secret("our-secret"), Secret("our-token"), None)
    assert "AWS_CREDENTIAL_EXPIRATION" not in applied(FOREIGN, key_variables(keys, None))


def test_variables_do_not_print_the_keys_they_hold() -> None:
    assert "our-secret" not in repr(key_variables(KEYS, None))
    assert "our-token" not in repr(key_variables(KEYS, None))


@given(st.dictionaries(st.text(min_size=1), st.text()), st.text(min_size=1), st.none() | st.text(min_size=1))
def test_no_other_variable_is_touched_and_the_given_environment_stays(
    env: dict[str, str], name: str, region: str | None
) -> None:
    before = dict(env)
    for variables in (profile_variables(name, region), key_variables(KEYS, region)):
        after = applied(env, variables)
        assert env == before
        assert {each: after.get(each) for each in env if each not in TOUCHED} == {
            each: value for each, value in env.items() if each not in TOUCHED
        }
        assert after.keys() <= {*env, *TOUCHED}


# nesting


def test_a_shell_in_a_shell_knows_its_depth_and_both_profiles() -> None:
    assert (depth({}), opened_as({})) == (0, None)
    outer = applied({}, nesting_variables("dev", {}))
    assert outer == {OPENED_AS: "dev", DEPTH: "1"}
    inner = applied(outer, nesting_variables("prod", outer))
    assert (depth(inner), opened_as(inner)) == (2, "prod")


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "٣", "9" * 5000])
def test_a_depth_that_is_no_number_of_ours_counts_as_none(text: str) -> None:
    env = {OPENED_AS: "dev", DEPTH: text}
    assert (depth(env), opened_as(env)) == (0, None)
    assert applied(env, nesting_variables("dev", env))[DEPTH] == "1"


# what botocore makes of it

CONFIG = """\
[profile dev]
region = eu-west-1
[profile other]
region = us-east-1
"""
CREDENTIALS = """\
[dev]
aws_access_key_id = ASIADEV
aws_secret_access_key = secret-of-dev
aws_session_token = token-of-dev
[other]
aws_access_key_id = ASIAOTHER
aws_secret_access_key = secret-of-other
"""


@pytest.fixture
def foreign(tmp_path: Path) -> dict[str, str]:
    """An environment full of somebody else's."""
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text(CREDENTIALS)
    (tmp_path / "token").write_text("a web identity")
    return {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        **dict.fromkeys(PROFILE_NAMES, "other"),
        **dict.fromkeys(REGION_NAMES, "us-east-1"),
        "AWS_ACCESS_KEY_ID": "AKIAFOREIGN",
        "AWS_SECRET_ACCESS_KEY": "foreign",
        "AWS_SESSION_TOKEN": "foreign",
        "AWS_SECURITY_TOKEN": "foreign",
        "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
        "AWS_ROLE_ARN": "arn:aws:iam::999999999999:role/foreign",
    }


def botocore_in(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> botocore.session.Session:
    for name in TOUCHED:
        monkeypatch.delenv(name, raising=False)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return botocore.session.Session()


@pytest.mark.parametrize("only", ["keys", "web identity"])
def test_botocore_uses_the_profile_although_keys_or_a_web_identity_were_exported(
    foreign: dict[str, str], monkeypatch: pytest.MonkeyPatch, only: str
) -> None:
    gone = KEY_NAMES if only == "web identity" else WEB_IDENTITY_NAMES
    before = {name: value for name, value in foreign.items() if name not in gone}
    session = botocore_in(applied(before, profile_variables("dev", "eu-west-1")), monkeypatch)
    assert session.profile == "dev"
    assert session.get_config_variable("region") == "eu-west-1"
    keys = session.get_credentials()
    assert keys is not None
    assert (keys.method, keys.access_key, keys.token) == (
        "shared-credentials-file",
        "ASIADEV",
        "token-of-dev",
    )


def test_botocore_uses_the_keys_and_knows_their_end(
    foreign: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    keys = StoredKeys("ASIAOURS", Secret("our-secret"), Secret("our-token"), end)
    session = botocore_in(applied(foreign, key_variables(keys, "eu-west-1")), monkeypatch)
    found = session.get_credentials()
    assert isinstance(found, RefreshableCredentials)
    assert session.profile is None
    assert session.get_config_variable("region") == "eu-west-1"
    assert (found.method, found.access_key, found.secret_key, found.token) == (
        "env",
        "ASIAOURS",
        "our-secret",
        "our-token",
    )
    assert found.refresh_needed(3700)
    assert not found.refresh_needed(3500)
