"""What we put into the AWS CLI's role cache: read by botocore itself, private, whole, and ended by name alone."""

from __future__ import annotations

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import botocore.session
import pytest
from botocore.credentials import AssumeRoleProvider, CanonicalNameCredentialSourcer
from botocore.utils import JSONFileCache

from profiles.model import Profile
from profiles.role_cache import RoleSession, end_role_session, save_role_session
from profiles.secret import Secret
from profiles.sessions import cached_role_keys, cached_role_session, cli_cache_key
from profiles.writing import FileRefused
from tests.listings import listing_of

END = datetime(2098, 5, 6, 7, 8, 9, tzinfo=UTC)
SESSION = RoleSession(
    "ASIAKEY", Secret("sec/ret+"), Secret("tok/en=="), END, "arn:aws:sts::1:assumed-role/Dev/me", "A:me"
)
CONFIG = """\
[profile sts]
region = eu-central-1

[profile dev]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = sts
region = eu-central-1
{more}
"""
KEYS = "[sts]\naws_access_key_id = A\naws_secret_access_key = s\n"


def target(more: str = "") -> Profile:
    found = listing_of(CONFIG.format(more=more), KEYS).get("dev")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "more", ["", "role_session_name = me", "external_id = x\nduration_seconds = 900", "mfa_serial = arn:x"]
)
def test_botocore_takes_the_session_without_asking_aws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    save_role_session(target(more), tmp_path / "cache", SESSION)
    (tmp_path / "config").write_text(CONFIG.format(more=more))
    (tmp_path / "credentials").write_text(KEYS)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    session = botocore.session.Session(profile="dev")

    def no_client(*_: object, **__: object) -> NoReturn:
        raise AssertionError("AWS was asked")

    provider = AssumeRoleProvider(
        load_config=lambda: session.full_config,
        client_creator=no_client,
        cache=JSONFileCache(str(tmp_path / "cache")),  # type: ignore[arg-type] # as the AWS CLI gives it
        profile_name="dev",
        credential_sourcer=CanonicalNameCredentialSourcer([]),
    )
    loaded = provider.load()
    assert loaded is not None
    keys = loaded.get_frozen_credentials()
    assert (keys.access_key, keys.secret_key, keys.token) == ("ASIAKEY", "sec/ret+", "tok/en==")


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    profile = target()
    save_role_session(profile, tmp_path, SESSION)
    keys = cached_role_keys(profile, tmp_path)
    assert keys is not None
    assert keys.token is not None
    assert (keys.access_key_id, keys.secret.reveal(), keys.token.reveal()) == (
        "ASIAKEY",
        "sec/ret+",
        "tok/en==",
    )
    assert keys.expires == END
    session = cached_role_session(profile, tmp_path)
    assert session is not None
    assert session.expires == END


@pytest.mark.skipif(os.name != "posix", reason="needs the modes of POSIX")
def test_folder_and_file_are_private_and_nothing_else_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "cli" / "cache"
    profile = target()
    for _ in range(2):
        save_role_session(profile, folder, SESSION)
    (file,) = folder.iterdir()
    assert file.name == f"{cli_cache_key(profile)}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_damaged_file_is_replaced(tmp_path: Path) -> None:
    profile = target()
    (tmp_path / f"{cli_cache_key(profile)}.json").write_text("{")
    save_role_session(profile, tmp_path, SESSION)
    assert cached_role_session(profile, tmp_path) is not None


def test_a_cache_that_cannot_be_written_to_is_told_without_the_keys(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(FileRefused) as caught:
        save_role_session(target(), tmp_path / "cache", SESSION)
    assert "was not kept" in caught.value.what
    assert "sec/ret" not in repr(caught.value)


def test_ending_removes_the_profiles_own_file_and_no_other(tmp_path: Path) -> None:
    one, other = target(), target("role_session_name = me")
    save_role_session(one, tmp_path, SESSION)
    save_role_session(other, tmp_path, SESSION)
    (tmp_path / "sso.json").write_text("{}")
    assert end_role_session(one, tmp_path)
    assert not end_role_session(one, tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        [f"{cli_cache_key(other)}.json", "sso.json"]
    )


def test_a_profile_without_a_role_has_nothing_there(tmp_path: Path) -> None:
    found = listing_of(CONFIG.format(more=""), KEYS).get("sts")
    assert found is not None
    save_role_session(found, tmp_path / "cache", SESSION)
    assert not (tmp_path / "cache").exists()
    assert not end_role_session(found, tmp_path)


def test_the_file_is_assume_roles_answer(tmp_path: Path) -> None:
    save_role_session(target(), tmp_path, SESSION)
    (file,) = tmp_path.iterdir()
    told = json.loads(file.read_text())
    assert told["AssumedRoleUser"] == {"AssumedRoleId": "A:me", "Arn": "arn:aws:sts::1:assumed-role/Dev/me"}
    assert told["Credentials"]["Expiration"] == "2098-05-06T07:08:09UTC"
