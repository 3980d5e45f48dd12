"""Keys for a program that asks: those at hand while they are good for long enough, else new ones that need nobody.

Safe when many ask at once: the first renews, the others wait for it and take what it got.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from auth.errors import AuthError, NoKeys
from auth.kept_sessions import keys_in
from auth.places import Places
from profiles.expiry import ENDING
from profiles.key_texts import credentials_json
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
    name: str,
    look: Callable[[], StoredKeys | None],
    folder: Path,
    now: Callable[[], datetime],
    renew: Callable[[], None],
) -> StoredKeys:
    """Keys of the profile called *name* that live longer than 15 minutes, or what there is if that cannot be had.

    *look* reads those on this computer as they are now, *renew* gets new ones without a question and stores them; both
    raise ``AuthError`` or ``FileRefused``. *folder* is that of the private state, for the lock.
    Raises these where not even a minute is left. Blocks.
    """
    keys = look()
    if keys is not None and _lasts(keys, now(), ENDING):
        return keys
    try:
        with _turn(name, folder):
            keys = look()
            if keys is None or not _lasts(keys, now(), ENDING):
                renew()
                keys = look()
    except (AuthError, FileRefused):
        keys = look() or keys  # Somebody may have signed in meanwhile.
        if keys is None or not _lasts(keys, now(), LEAST):
            raise
    if keys is None:
        raise NoKeys(f"There are no keys of {name}.", "", f"Open fumidai-tui and press r on {name}.")
    return keys


def contract(keys: StoredKeys) -> str:
    """The answer of a ``credential_process``: a secret, for standard output alone."""
    return credentials_json(keys.access_key_id, keys.secret, keys.token, keys.expires).reveal()


def _lasts(keys: StoredKeys, now: datetime, least: timedelta) -> bool:
    return keys.token is None or (keys.expires is not None and keys.expires - now > least)


@contextmanager
def _turn(name: str, folder: Path) -> Iterator[None]:
    """One process at a time renews a profile."""
    import filelock

    path = folder / f"renewal-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}.lock"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = filelock.FileLock(str(path), timeout=PATIENCE)
        lock.acquire(poll_interval=0.05)
    except filelock.Timeout:
        what = "Another fumidai-tui has been renewing these keys for two minutes."
        raise NoKeys(what, "", "Try again in a moment.") from None
    except (OSError, NotImplementedError) as error:
        remedy = "Give yourself the right to write there."
        raise FileRefused(f"{path} cannot be locked.", f"{error}.", remedy) from None
    try:
        yield
    finally:
        lock.release()
