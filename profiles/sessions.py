"""The sessions that lie on disk: keys stored in the files, and the AWS CLI's cache of role sessions."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from profiles.expiry import StoredSession, keys_of, parse_time, session_of_keys
from profiles.model import Kind, Listing, Origin, Problem, Profile
from profiles.reach import SSO_KEYS
from profiles.secret import Secret

CACHED = "the AWS CLI's role cache"
_TOKENS = ("aws_security_token", "aws_session_token")
"""Source: botocore, `SharedCredentialProvider.TOKENS`: the first that is there counts."""


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """Keys that lie on disk."""

    access_key_id: str
    secret: Secret
    token: Secret | None
    """None for the permanent keys of an IAM user."""
    expires: datetime | None
    """In UTC; None where the end is unknown, or never comes."""


def stored_session(profile: Profile) -> StoredSession | None:
    """The session of the keys in a profile. None where botocore would not use them: SSO comes before keys."""
    if SSO_KEYS & profile.values.keys():
        return None
    return session_of_keys(profile.values)


def stored_keys(profile: Profile) -> StoredKeys | None:
    """The keys in a profile, ended or not; None where `stored_session` is None, or where half of them is missing."""
    session = stored_session(profile)
    key_id, secret = profile.values.get("aws_access_key_id"), profile.values.get("aws_secret_access_key")
    if session is None or not isinstance(key_id, str) or not isinstance(secret, Secret):
        return None
    if not key_id or not secret:
        return None
    tokens = (profile.values.get(name) for name in _TOKENS)
    token = next((each for each in tokens if isinstance(each, Secret) and each), None)
    return StoredKeys(key_id, secret, token, session.expires)


def cli_cache_key(profile: Profile) -> str | None:
    """The name, without `.json`, of the file in which the AWS CLI caches a profile's role session.

    None for a profile without a role. Source: botocore, `AssumeRoleCredentialFetcher`: the SHA-1 of the
    call's arguments. Source profile, region and user are no part of it.
    """
    if "role_arn" not in profile.values or profile.kind is Kind.BASTION:
        return None
    names = {
        "RoleSessionName": "role_session_name",
        "ExternalId": "external_id",
        "SerialNumber": "mfa_serial",
    }
    arguments = {name: profile.values[key] for name, key in names.items() if key in profile.values}
    if not arguments.get("RoleSessionName"):
        # An empty one is replaced by a generated one, which does not count.
        arguments.pop("RoleSessionName", None)
    arguments["RoleArn"] = profile.values["role_arn"]
    if any(not isinstance(argument, str) for argument in arguments.values()):
        return None
    try:
        duration = {"DurationSeconds": int(str(profile.values["duration_seconds"]))}
    except (KeyError, ValueError):
        duration = {}
    text = json.dumps({**arguments, **duration}, sort_keys=True)
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def cached_role_session(profile: Profile, cache_folder: Path) -> StoredSession | None:
    """The role session the AWS CLI has cached for a profile; None also where its file is empty or broken."""
    try:
        return _read_cache(profile, cache_folder)
    except BrokenCache:
        return None


def cached_role_keys(profile: Profile, cache_folder: Path) -> StoredKeys | None:
    """The keys the AWS CLI has cached for a profile's role, ended or not; None where its file has none.

    The file does not say whose session took the role: two sources of one role share it.
    """
    name = cli_cache_key(profile)
    if name is None:
        return None
    try:
        kept = json.loads((cache_folder / f"{name}.json").read_bytes())["Credentials"]
        texts = [kept[key] for key in ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")]
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return None
    if not all(isinstance(each, str) and each for each in texts):
        return None
    end = parse_time(texts[3])
    return StoredKeys(texts[0], Secret(texts[1]), Secret(texts[2]), end) if end else None


class BrokenCache(Exception):
    """A file of the AWS CLI's role cache, `path`, that holds no session. The AWS CLI stops at it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


def with_sessions(listing: Listing, cache_folder: Path) -> tuple[Listing, dict[str, StoredSession]]:
    """All sessions, as `Snapshot.sessions` has them, and the listing with what is broken in the cache."""
    sessions: dict[str, StoredSession | None] = {}
    profiles = []
    problems = []
    for profile in listing.profiles:
        stored = stored_session(profile)
        if cli_cache_key(profile) is None:
            sessions[profile.name] = stored
        else:
            sessions[keys_of(profile.name)] = stored
            try:
                sessions[profile.name] = _read_cache(profile, cache_folder)
            except BrokenCache as broken:
                what = "The AWS CLI's cached session of this profile is damaged, and the AWS CLI stops at it."
                problem = Problem(
                    Origin(broken.path, 1), what, "Delete that file.", profile.name, breaks=True
                )
                problems.append(problem)
                profile = replace(profile, problems=(*profile.problems, problem))
        profiles.append(profile)
    listing = replace(listing, profiles=tuple(profiles), problems=(*listing.problems, *problems))
    return listing, {name: session for name, session in sessions.items() if session is not None}


def _read_cache(profile: Profile, cache_folder: Path) -> StoredSession | None:
    name = cli_cache_key(profile)
    if name is None:
        return None
    path = cache_folder / f"{name}.json"
    try:
        text = json.loads(path.read_bytes())["Credentials"]["Expiration"]
    except OSError:
        return None
    except (ValueError, TypeError, LookupError, RecursionError):
        raise BrokenCache(path) from None
    end = parse_time(text) if isinstance(text, str) else None
    if end is None:
        raise BrokenCache(path)
    return StoredSession(end, permanent=False, source=CACHED)
