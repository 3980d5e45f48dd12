"""What the caches of AWS's own logins say: the names of the files are botocore's, and what has ended is never live."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from botocore.credentials import SSOCredentialFetcher
from botocore.utils import JSONFileCache, LoginTokenLoader, SSOTokenLoader
from hypothesis import given
from hypothesis import strategies as st

from profiles.expiry import State, state_of
from profiles.files import load, signature
from profiles.own_login import OwnLogin, login_file, own_login_of, sso_role_file, sso_token_file
from profiles.paths import Paths
from tests.own_logins import (
    CONFIG,
    TARGETS,
    login_token,
    profile_in,
    put,
    put_login,
    put_role,
    put_sso,
    role_keys,
    sso_token,
    text,
)
from tests.sandbox_google import NOON

PROCESS = """
[profile tool]
credential_process = /opt/tool --json

[profile of-tool]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = tool
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths.from_env({"HOME": str(tmp_path)})
    paths.config.parent.mkdir()
    paths.config.write_text(CONFIG + TARGETS + PROCESS)
    return paths


def state(paths: Paths, name: str, at: datetime = NOON) -> State:
    snapshot = load(paths)
    return state_of(profile_in(snapshot.listing, name), snapshot.sessions, at)


def after(**length: float) -> datetime:
    return NOON + timedelta(**length)


def test_each_way_is_known_in_botocores_order(paths: Paths) -> None:
    listing = load(paths).listing
    ways = {
        name: own_login_of(profile_in(listing, name))
        for name in ("mine", "corp", "old-corp", "tool", "of-mine")
    }
    assert ways == {
        "mine": OwnLogin.LOGIN,
        "corp": OwnLogin.SSO,
        "old-corp": OwnLogin.SSO,
        "tool": OwnLogin.PROCESS,
        "of-mine": None,
    }


def test_the_files_are_those_that_botocores_loaders_write(paths: Paths) -> None:
    listing = load(paths).listing
    mine, corp, old = (profile_in(listing, name) for name in ("mine", "corp", "old-corp"))
    login: Any = JSONFileCache(str(paths.login_cache))
    login_loader: Any = LoginTokenLoader(login)
    login_loader.save_token(mine.values["login_session"], {})
    sso: Any = JSONFileCache(str(paths.sso_cache))
    sso_loader: Any = SSOTokenLoader(sso)
    sso_loader.save_token("https://example.awsapps.com/start", {}, session_name="company")
    sso_loader.save_token("https://old.awsapps.com/start", {})
    for path in (login_file(mine, paths), sso_token_file(corp, paths), sso_token_file(old, paths)):
        assert path is not None
        assert path.is_file()
    fetcher: Any = SSOCredentialFetcher
    told = ("https://example.awsapps.com/start", "eu-west-1", "Viewer", "123412341234", Mock())
    by_session = fetcher(*told, sso_session_name="company")._cache_key
    assert sso_role_file(corp, paths) == paths.cli_cache / f"{by_session}.json"
    by_url = fetcher("https://old.awsapps.com/start", *told[1:])._cache_key
    assert sso_role_file(old, paths) == paths.cli_cache / f"{by_url}.json"


def test_the_variable_for_the_folder_of_aws_login_is_honoured(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path), "PLACE": "there", "AWS_LOGIN_CACHE_DIRECTORY": "~/$PLACE"}
    assert Paths.from_env(env).login_cache == tmp_path / "there"
    assert Paths.from_env({"HOME": str(tmp_path)}).login_cache == tmp_path / ".aws/login/cache"


def test_without_a_login_root_and_target_ask_to_sign_in(paths: Paths) -> None:
    assert {state(paths, name) for name in ("mine", "of-mine", "corp", "of-corp", "old-corp")} == {
        State.SIGN_IN
    }


def test_a_login_is_live_while_its_keys_are_and_then_ready_for_twelve_hours_at_most(paths: Paths) -> None:
    put_login(paths, "mine", login_token(after(minutes=9)))
    session = load(paths).sessions["mine"]
    assert session.expires == after(minutes=9)
    assert session.renews_at == after(minutes=4)
    # Never "ending": every AWS tool renews it.
    assert state(paths, "mine") is State.LIVE
    assert state(paths, "mine", after(minutes=8, seconds=59)) is State.LIVE
    assert state(paths, "mine", after(minutes=9)) is State.READY
    assert state(paths, "of-mine", after(minutes=9)) is State.READY
    assert state(paths, "mine", after(hours=12, minutes=8)) is State.READY
    assert state(paths, "mine", after(hours=12, minutes=9)) is State.EXPIRED
    assert state(paths, "of-mine", after(hours=12, minutes=9)) is State.SIGN_IN


@pytest.mark.parametrize("missing", ["refreshToken", "dpopKey", "clientId"])
def test_a_login_without_the_means_to_renew_is_none_as_for_botocore(paths: Paths, missing: str) -> None:
    told = login_token(after(minutes=9))
    del told[missing]
    put_login(paths, "mine", told)
    assert state(paths, "mine") is State.SIGN_IN


def test_an_sso_token_that_can_be_renewed_is_ready_after_its_end_until_its_registration_ends(
    paths: Paths,
) -> None:
    put_sso(paths, "corp", sso_token(after(hours=1), renewable=timedelta(days=2)))
    assert load(paths).sessions["corp"].renews_at == after(minutes=45)
    assert state(paths, "corp") is State.LIVE
    assert state(paths, "corp", after(minutes=59)) is State.LIVE
    assert state(paths, "corp", after(hours=1)) is State.READY
    assert state(paths, "of-corp", after(hours=1)) is State.READY
    assert state(paths, "corp", after(days=2, hours=1)) is State.EXPIRED


@pytest.mark.parametrize("name", ["corp", "old-corp"])
def test_an_sso_token_that_cannot_be_renewed_ends(paths: Paths, name: str) -> None:
    renewable = (
        None if name == "corp" else timedelta(days=2)
    )  # botocore renews no token without an sso-session
    put_sso(paths, name, sso_token(after(hours=1), renewable=renewable))
    assert state(paths, name, after(minutes=44)) is State.LIVE
    assert state(paths, name, after(minutes=46)) is State.ENDING
    assert state(paths, name, after(hours=1)) is State.EXPIRED
    assert state(paths, f"of-{name}", after(hours=1)) is State.SIGN_IN


def test_keys_of_an_sso_role_that_outlive_their_sign_in_count_with_a_word_about_it(paths: Paths) -> None:
    put_sso(paths, "old-corp", sso_token(after(minutes=-5), renewable=None))
    put_role(paths, "old-corp", role_keys(after(hours=1)))
    session = load(paths).sessions["old-corp"]
    assert session.expires == after(hours=1)
    assert "AWS CLI" in session.source
    assert "ends before these keys" in session.notes[0]
    assert state(paths, "old-corp") is State.LIVE
    assert state(paths, "old-corp", after(minutes=50)) is State.ENDING
    assert state(paths, "old-corp", after(hours=1)) is State.EXPIRED


def test_keys_of_an_sso_role_that_end_before_their_sign_in_do_not_count(paths: Paths) -> None:
    put_sso(paths, "old-corp", sso_token(after(hours=3), renewable=None))
    put_role(paths, "old-corp", role_keys(after(hours=1)))
    assert load(paths).sessions["old-corp"].expires == after(hours=3)


def test_a_program_is_ready_always_and_its_targets_are(paths: Paths) -> None:
    assert state(paths, "tool") is State.READY
    assert state(paths, "of-tool") is State.READY


def test_a_change_of_each_cache_is_seen(paths: Paths) -> None:
    seen = [signature(paths)]
    put_login(paths, "mine", login_token(NOON))
    seen.append(signature(paths))
    put_sso(paths, "corp", sso_token(NOON))
    seen.append(signature(paths))
    put_role(paths, "corp", role_keys(NOON))
    seen.append(signature(paths))
    assert len(set(map(str, seen))) == 4
    assert signature(paths) == seen[-1]


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from([text(NOON), "9999-12-31T23:59:59Z"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["accessToken", "expiresAt", "refreshToken", "Credentials", "Expiration"]), inner
        )
    ),
    max_leaves=6,
)


@given(
    told=_json
    | st.sampled_from(["", "{", "[1", "\x00", '{"accessToken": {"expiresAt": "0001-01-01T00:00:00Z"}}'])
)
def test_whatever_lies_in_the_caches_is_read_without_an_error_and_nothing_ended_is_live(
    tmp_path_factory: pytest.TempPathFactory, told: Any
) -> None:
    paths = Paths.from_env({"HOME": str(tmp_path_factory.mktemp("home"))})
    paths.config.parent.mkdir()
    paths.config.write_text(CONFIG)
    listing = load(paths).listing
    for profile, find in (
        ("mine", login_file),
        ("corp", sso_token_file),
        ("corp", sso_role_file),
        ("old-corp", sso_token_file),
    ):
        put(find(profile_in(listing, profile), paths), told)
    for name, session in load(paths).sessions.items():
        assert (
            session.expires is None
            or session.expires > NOON
            or state(paths, name) not in {State.LIVE, State.ENDING}
        )
