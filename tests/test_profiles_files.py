"""The AWS files as a whole: found as botocore finds them, read, watched and changed."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from profiles.expiry import State, state_of
from profiles.files import (
    FileRefused,
    Paths,
    Snapshot,
    load,
    save_session,
    signature,
)
from profiles.secret import Secret
from profiles.sessions import cli_cache_key
from tests.environments import aws_google_auth_python

NOW = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)
BASTION = (
    "[profile sts]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = 42\nregion = eu-west-1\n"
)
TARGET = (
    "\n[profile from_fumidai]\nrole_arn = arn:aws:iam::222222222222:role/path/Dev\nsource_profile = sts\n"
    "region = eu-west-1\n"
)


@pytest.fixture
def paths(home: Path) -> Paths:
    (home / ".aws").mkdir()
    return Paths.from_env({"HOME": str(home), "USERPROFILE": str(home)})


def _state(snapshot: Snapshot, name: str, now: datetime = NOW) -> State:
    profile = snapshot.listing.get(name)
    assert profile is not None
    return state_of(profile, snapshot.sessions, now)


def _save(paths: Paths, name: str = "sts", expires: datetime = NOW + timedelta(hours=12)) -> None:
    save_session(paths, name, "ASIAEXAMPLE", Secret("hunter2/+="), Secret("token=="), expires)


def test_the_files_lie_in_the_home_folder(home: Path) -> None:
    paths = Paths.from_env({"HOME": str(home), "USERPROFILE": str(home)})
    assert paths.config == home / ".aws" / "config"
    assert paths.credentials == home / ".aws" / "credentials"
    assert paths.cli_cache == home / ".aws" / "cli" / "cache"
    assert all(path.is_relative_to(home) for path in (paths.settings, paths.state))


@pytest.mark.parametrize("value", ["~/c", "$PLACE/c", "${PLACE}/c", "$NOWHERE/c", "/abs/c", "rel/c"])
def test_both_variables_are_honoured_as_botocore_honours_them(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLACE", str(home / "place"))
    for variable, field in (("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")):
        monkeypatch.setenv(variable, value)
        theirs = botocore.session.Session().get_config_variable(f"{field}_file")
        ours = getattr(Paths.from_env(os.environ), field)
        assert str(ours) == os.path.expanduser(os.path.expandvars(theirs))


def test_the_role_cache_is_moved_by_no_variable(home: Path) -> None:
    env = {"HOME": str(home), "AWS_CONFIG_FILE": "/x/config", "AWS_SHARED_CREDENTIALS_FILE": "/x/credentials"}
    assert Paths.from_env(env).cli_cache == home / ".aws" / "cli" / "cache"


def test_a_variable_that_is_set_but_empty_means_no_file(home: Path) -> None:
    paths = Paths.from_env({"HOME": str(home), "AWS_SHARED_CREDENTIALS_FILE": ""})
    assert load(paths).listing.profiles == ()
    with pytest.raises(FileRefused):
        _save(paths)


def test_another_home_never_leads_to_the_persons_own_settings(tmp_path: Path) -> None:
    paths = Paths.from_env({"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)})
    own = Paths.from_env(os.environ)
    assert paths.settings.is_relative_to(tmp_path)
    assert paths.state.is_relative_to(tmp_path)
    assert not own.settings.is_relative_to(tmp_path)


def test_nothing_is_there_at_first_and_nothing_is_made(home: Path) -> None:
    paths = Paths.from_env({"HOME": str(home)})
    snapshot = load(paths)
    assert (snapshot.listing.profiles, snapshot.listing.problems, snapshot.sessions) == ((), (), {})
    assert list(home.iterdir()) == []


def test_a_file_that_cannot_be_opened_is_told_and_the_other_is_read(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.config.write_text(BASTION)
    paths.credentials.write_text("[sts]\n")
    read_bytes = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self == paths.credentials:
            raise PermissionError(13, "Permission denied")
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    listing = load(paths).listing
    assert [profile.name for profile in listing.profiles] == ["sts"]
    assert listing.refused.keys() == {paths.credentials}
    assert listing.refused[paths.credentials] in listing.problems


def test_every_change_of_a_file_changes_the_signature(paths: Paths) -> None:
    seen = [signature(paths)]

    def note() -> None:
        assert signature(paths) == signature(paths)
        seen.append(signature(paths))

    paths.config.write_text(BASTION)
    note()
    _save(paths)
    note()
    paths.cli_cache.mkdir(parents=True)
    (paths.cli_cache / "a.json").write_text("{}")
    note()
    os.utime(paths.cli_cache / "a.json", ns=(1, 1))
    note()
    (paths.cli_cache / "a.json").unlink()
    note()
    paths.credentials.unlink()
    note()
    assert all(before != after for before, after in pairwise(seen))
    assert load(paths).signature == signature(paths)


def test_a_saved_session_makes_the_bastion_live_and_its_targets_ready(paths: Paths) -> None:
    paths.config.write_text(BASTION + TARGET)
    before = load(paths)
    assert (_state(before, "sts"), _state(before, "from_fumidai")) == (State.SIGN_IN, State.SIGN_IN)

    _save(paths)

    after = load(paths)
    assert (_state(after, "sts"), _state(after, "from_fumidai")) == (State.LIVE, State.READY)
    assert after.sessions["sts"].expires == NOW + timedelta(hours=12)
    assert after.sessions["sts"].notes == ()


def test_a_target_with_a_cached_session_is_live_by_its_own(paths: Paths) -> None:
    paths.config.write_text(BASTION + TARGET)
    profile = load(paths).listing.get("from_fumidai")
    assert profile is not None
    paths.cli_cache.mkdir(parents=True)
    content = {"Credentials": {"Expiration": (NOW + timedelta(minutes=10)).isoformat()}}
    (paths.cli_cache / f"{cli_cache_key(profile)}.json").write_text(json.dumps(content))
    assert _state(load(paths), "from_fumidai") is State.ENDING


def test_a_session_is_written_as_aws_google_auth_writes_it_and_every_other_byte_stays(paths: Paths) -> None:
    before = (
        b"# mine\r\n[other]\r\nAWS_Access_Key_Id = AKIA\r\n\r\n[sts]\r\n; note\r\nAws_Access_Key_Id=old\r\n"
        b"region = eu-west-1\r\n[last]\r\nk = v"
    )
    paths.credentials.write_bytes(before)
    paths.credentials.chmod(0o644)

    _save(paths, expires=NOW + timedelta(microseconds=999_999))

    assert paths.credentials.read_bytes() == (
        b"# mine\r\n[other]\r\nAWS_Access_Key_Id = AKIA\r\n\r\n[sts]\r\n; note\r\nAws_Access_Key_Id=ASIAEXAMPLE\r\n"
        b"region = eu-west-1\r\n"
        b"aws_secret_access_key = hunter2/+=\r\n"
        b"aws_security_token = token==\r\n"
        b"aws_session_expiration = 2024-05-01T12:00:00+0000\r\n"
        b"aws_session_token = token==\r\n"
        b"x_security_token_expires = 2024-05-01T12:00:00+00:00\r\n"
        b"[last]\r\nk = v"
    )
    assert stat.S_IMODE(paths.credentials.stat().st_mode) == 0o600


def test_ends_that_other_programs_left_are_brought_up_to_date(paths: Paths) -> None:
    paths.config.write_text(BASTION)
    paths.credentials.write_text("[sts]\nexpiration = 2020-01-01T00:00:00Z\n")
    _save(paths)
    assert _state(load(paths), "sts") is State.LIVE
    assert "aws_expiration" not in paths.credentials.read_text()


def test_botocore_uses_a_saved_session(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    paths.config.write_text(BASTION)
    _save(paths)
    credentials = botocore.session.Session(profile="sts").get_credentials()
    assert credentials is not None
    assert (credentials.access_key, credentials.secret_key, credentials.token) == (
        "ASIAEXAMPLE",
        "hunter2/+=",
        "token==",
    )


@pytest.mark.parametrize(
    "spoilt", [b"[sts]\nk = 1\nk = 2\n", b"\xef\xbb\xbf[sts]\n", b"loose\n", b"[sts]\n# \xff\n"]
)
def test_a_file_that_aws_tools_cannot_read_is_never_written(paths: Paths, spoilt: bytes) -> None:
    paths.credentials.write_bytes(spoilt)
    with pytest.raises(FileRefused, match="AWS tools cannot read it") as refused:
        _save(paths)
    assert refused.value.cause.startswith("Line ")
    assert paths.credentials.read_bytes() == spoilt


def test_a_profile_that_cannot_be_a_section_of_the_credentials_file_is_refused_in_words(paths: Paths) -> None:
    with pytest.raises(FileRefused) as refused:
        _save(paths, "DEFAULT")
    assert "every section at once" in refused.value.cause
    assert not paths.credentials.exists()


def _in_aws_google_auth(code: str) -> Any:
    """Run code with aws-google-auth's own `Configuration` as `c`, and give back what it prints as JSON."""
    program = (
        f"import json\nfrom aws_google_auth.configuration import Configuration\nc = Configuration()\n{code}"
    )
    done = subprocess.run(
        [aws_google_auth_python(), "-W", "ignore", "-c", program], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout or "null")


def test_aws_google_auth_reads_what_we_wrote(paths: Paths) -> None:
    paths.config.write_text(BASTION + TARGET)
    _save(paths)
    names = ("profile", "region", "idp_id", "sp_id", "duration", "ask_role", "username")
    code = f"c.read('sts')\nprint(json.dumps({{name: getattr(c, name) for name in {names}}}))"
    assert _in_aws_google_auth(code) == {
        "profile": "sts",
        "region": "eu-west-1",
        "idp_id": "C01",
        "sp_id": "42",
        "duration": 43200,
        "ask_role": False,
        "username": None,
    }
    assert _in_aws_google_auth("c.read('from_fumidai')\nprint(json.dumps(c.region))") == "eu-west-1"


def test_we_read_what_aws_google_auth_wrote(paths: Paths) -> None:
    _in_aws_google_auth(
        "from datetime import datetime, timezone\n"
        "class Amazon:\n"
        "    access_key_id, secret_access_key, session_token = 'ASIA', 's', 't'\n"
        "    expiration = datetime(2024, 5, 1, 13, tzinfo=timezone.utc)\n"
        "c.profile, c.region, c.idp_id, c.sp_id = 'sts', 'eu-west-1', 'C01', '42'\n"
        "c.username = 'me@example.com'\n"
        "c.write(Amazon)\n"
    )
    snapshot = load(paths)
    profile = snapshot.listing.get("sts")
    assert profile is not None
    assert profile.google is not None
    assert (profile.google.idp_id, profile.google.username) == ("C01", "me@example.com")
    assert (profile.google.role_arn, profile.google.bg_response) == (None, None)
    assert profile.problems == ()
    assert snapshot.sessions["sts"].expires == NOW + timedelta(hours=1)
    assert _state(snapshot, "sts") is State.LIVE


def test_both_write_the_same_keys(paths: Paths) -> None:
    _in_aws_google_auth(
        "from datetime import datetime, timezone\n"
        "class Amazon:\n"
        "    access_key_id, secret_access_key, session_token = 'ASIAEXAMPLE', 'hunter2/+=', 'token=='\n"
        "    expiration = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)\n"
        "c.profile, c.region = 'sts', 'eu-west-1'\n"
        "c.write(Amazon)\n"
    )
    theirs = paths.credentials.read_text().split()
    _save(paths, expires=NOW)
    ours = paths.credentials.read_text().split()
    assert ours == [*theirs, "x_security_token_expires", "=", "2024-05-01T12:00:00+00:00"]
