"""Logins that are not ours: `aws login`, AWS SSO and programs, and what the caches of AWS tools say about them. Pure
but for reading those files, which belong to others: nothing is written, and a broken one counts as none.

Sources, all botocore 1.44: `LoginProvider`, `LoginCredentialFetcher`, `utils.LoginTokenLoader` (`aws login`);
`SSOProvider`, `SSOCredentialFetcher`, `utils.SSOTokenLoader`, `tokens.SSOTokenProvider` (SSO); `ProcessProvider`, which
keeps nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from profiles.expiry import StoredSession, parse_time
from profiles.model import Kind, Profile
from profiles.paths import Paths
from profiles.reach import LOGIN, PROCESS, SSO

LOGIN_RENEWS = timedelta(minutes=5)
"""With this much left, or less, an AWS tool renews the keys (botocore, `LoginCredentialFetcher._REFRESH_THRESHOLD`)."""
LOGIN_LASTS = timedelta(hours=12)
"""The longest that a login is renewed (AWS CLI user guide, "Sign in through the AWS CLI")."""
TOKEN_RENEWS = timedelta(minutes=15)
"""The same for the token of an `sso-session` (botocore, `SSOTokenProvider._REFRESH_WINDOW`)."""
ALWAYS = datetime.max.replace(tzinfo=UTC)
_LOGIN_NEEDS = ("refreshToken", "dpopKey", "clientId")
"""Without one of these botocore renews nothing (`LoginCredentialFetcher._REQUIRED_TOKEN_FIELDS`)."""
_TOKEN_NEEDS = ("refreshToken", "clientId", "clientSecret", "registrationExpiresAt")
"""The same for SSO (`SSOTokenProvider._refresh_access_token`)."""


class OwnLogin(Enum):
    """How AWS tools come by the keys of a profile without us."""

    LOGIN = LOGIN
    SSO = SSO
    PROCESS = PROCESS


def own_login_of(profile: Profile) -> OwnLogin | None:
    """The login of a profile that is no target; None where its keys come otherwise."""
    if profile.kind is not Kind.OTHER:
        return None
    return next((each for each in OwnLogin if each.value == profile.reached_by), None)


def login_file(profile: Profile, paths: Paths) -> Path | None:
    """Where the token of `aws login` lies. Source: botocore, `utils.generate_login_cache_key`."""
    session = profile.values.get("login_session")
    if not isinstance(session, str):
        return None
    return paths.login_cache / f"{hashlib.sha256(_bytes(session)).hexdigest()}.json"


def sso_token_file(profile: Profile, paths: Paths) -> Path | None:
    """Where the token of the SSO sign-in lies. Source: botocore, `SSOTokenLoader._generate_cache_key`."""
    name = profile.values.get("sso_session", profile.values.get("sso_start_url"))
    if not isinstance(name, str):
        return None
    return paths.sso_cache / f"{_sha1(name)}.json"


def sso_role_file(profile: Profile, paths: Paths) -> Path | None:
    """Where the AWS CLI keeps the keys of the SSO role. Source: botocore, `SSOCredentialFetcher._create_cache_key`."""
    values = profile.values
    name = "sso_session" if "sso_session" in values else "sso_start_url"
    given = {
        "roleName": values.get("sso_role_name"),
        "accountId": values.get("sso_account_id"),
        {"sso_session": "sessionName", "sso_start_url": "startUrl"}[name]: values.get(name),
    }
    if not all(isinstance(each, str) for each in given.values()):
        return None
    return paths.cli_cache / f"{_sha1(json.dumps(given, sort_keys=True, separators=(',', ':')))}.json"


def own_sessions(profiles: Iterable[Profile], paths: Paths) -> dict[str, StoredSession | None]:
    """What is known of each profile with a login of its own; None where nothing is."""
    return {
        profile.name: own_session(profile, paths) for profile in profiles if own_login_of(profile) is not None
    }


def own_session(profile: Profile, paths: Paths) -> StoredSession | None:
    """What the caches say about the login of a profile. None where nobody has logged in, and for a process."""
    match own_login_of(profile):
        case OwnLogin.LOGIN:
            return _login(_read(login_file(profile, paths)))
        case OwnLogin.SSO:
            is_legacy = "sso_session" not in profile.values
            token = _token(_read(sso_token_file(profile, paths)), is_legacy=is_legacy)
            return _with_role_keys(token, _role_end(_read(sso_role_file(profile, paths))))
        case _:
            return None


def _login(told: Mapping[str, Any]) -> StoredSession | None:
    """The keys last 15 minutes, and every AWS tool renews them. How long that goes on, the file does not say."""
    keys = told.get("accessToken")
    end = _time(keys.get("expiresAt")) if isinstance(keys, Mapping) else None
    if end is None or not all(told.get(name) for name in _LOGIN_NEEDS):
        return None  # botocore does not take keys without the means to renew them.
    return StoredSession(
        end,
        permanent=False,
        source="the cache of aws login",
        renewable_until=end + LOGIN_LASTS,
        renews_at=end - LOGIN_RENEWS,
    )


def _token(told: Mapping[str, Any], *, is_legacy: bool) -> StoredSession | None:
    end = _time(told.get("expiresAt"))
    if end is None or not told.get("accessToken"):
        return None
    source = "the cache of aws sso login"
    until = _time(told.get("registrationExpiresAt"))
    if is_legacy or until is None or not all(told.get(name) for name in _TOKEN_NEEDS):
        return StoredSession(end, permanent=False, source=source)
    return StoredSession(
        end, permanent=False, source=source, renewable_until=until, renews_at=end - TOKEN_RENEWS
    )


def _with_role_keys(token: StoredSession | None, end: datetime | None) -> StoredSession | None:
    """A sign-in and the keys that were got with it: what lives longer counts.

    The AWS CLI goes on with the keys until 15 minutes before their end, also after the sign-in's.
    """
    if end is None:
        return token
    if token is not None and token.expires is not None and (token.expires >= end or token.renewable_until):
        return token
    note = (
        "The sign-in itself ends before these keys, or has ended. AWS tools that do not read them stop then."
    )
    return StoredSession(end, permanent=False, source="the AWS CLI's cache of SSO keys", notes=(note,))


def _role_end(told: Mapping[str, Any]) -> datetime | None:
    keys = told.get("Credentials")
    return _time(keys.get("Expiration")) if isinstance(keys, Mapping) else None


def _read(path: Path | None) -> Mapping[str, Any]:
    try:
        told = json.loads(path.read_bytes()) if path is not None else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, Mapping) else {}


def _time(text: object) -> datetime | None:
    return parse_time(text) if isinstance(text, str) else None


def _sha1(text: str) -> str:
    return hashlib.sha1(_bytes(text), usedforsecurity=False).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
