"""Keys for a program that asks: those at hand while they are good for long enough, else new ones that need nobody.

Safe when many ask at once: the first renews, the others wait for it and take what it got.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from auth.errors import AuthError, NoKeys
from auth.kept_sessions import keys_in
from auth.places import Places
from profiles.expiry import ENDING
from profiles.model import Kind, Profile
from profiles.paths import Paths
from profiles.sessions import StoredKeys, cached_role_keys
from profiles.writing import FileRefused

LEAST: Final = timedelta(minutes=1)
"""Keys with less life than this are of no use to anybody."""
PATIENCE: Final = 120.0
"""Seconds to wait for another process that renews."""


def keys_at_hand(profile: Profile, paths: Paths, places: Places) -> StoredKeys | None:
    """The keys of *profile* on this computer, ended or not; a target's lie in the AWS CLI's cache.

    Raises ``NoVault``.
    """
    if profile.kind is Kind.TARGET:
        return cached_role_keys(profile, paths.cli_cache)
    return keys_in(profile, places)


def hand_out(
    profile: Profile, paths: Paths, places: Places, now: Callable[[], datetime], renew: Callable[[], None]
) -> StoredKeys:
    """Keys of *profile* that live longer than 15 minutes, or what there is if that cannot be had.

    *renew* gets new ones without a question and stores them; it raises ``AuthError`` or ``FileRefused``.
    Raises ``AuthError`` and ``FileRefused`` where not even a minute is left. Blocks.
    """
    keys = keys_at_hand(profile, paths, places)
    if _lasts(keys, now(), ENDING):
        return _given(keys)
    try:
        with _turn(profile, paths):
            keys = keys_at_hand(profile, paths, places)
            if not _lasts(keys, now(), ENDING):
                renew()
                keys = keys_at_hand(profile, paths, places)
    except (AuthError, FileRefused):
        if not _lasts(keys, now(), LEAST):
            raise
    if keys is None:
        raise NoKeys(
            f"There are no keys of {profile.name}.", "", f"Open fumidai-tui and press r on {profile.name}."
        )
    return keys


def contract(keys: StoredKeys) -> str:
    """The answer of a ``credential_process``: a secret, for standard output alone.

    Source: AWS docs, "Sourcing credentials with an external process".
    """
    told = {"Version": 1, "AccessKeyId": keys.access_key_id, "SecretAccessKey": keys.secret.reveal()}
    if keys.token is not None:
        told["SessionToken"] = keys.token.reveal()
    if keys.expires is not None:
        told["Expiration"] = keys.expires.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(told)


def _lasts(keys: StoredKeys | None, now: datetime, least: timedelta) -> bool:
    if keys is None:
        return False
    return keys.token is None or (keys.expires is not None and keys.expires - now > least)


def _given(keys: StoredKeys | None) -> StoredKeys:
    assert keys is not None  # noqa: S101 - they last
    return keys


class _turn:
    """One process at a time renews a profile."""

    def __init__(self, profile: Profile, paths: Paths) -> None:
        name = sha256(profile.name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._folder = paths.state.parent
        self._path = self._folder / f"renewal-{name}.lock"

    def __enter__(self) -> None:
        import filelock

        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = filelock.FileLock(str(self._path), timeout=PATIENCE)
            self._lock.acquire(poll_interval=0.05)
        except filelock.Timeout:
            raise NoKeys(
                "Another fumidai-tui has been renewing these keys for two minutes.",
                "",
                "Try again in a moment.",
            ) from None
        except (OSError, NotImplementedError) as error:
            raise FileRefused(
                f"{self._path} cannot be locked.", f"{error}.", "Give yourself the right to write there."
            ) from None

    def __exit__(self, *_: object) -> None:
        self._lock.release()
