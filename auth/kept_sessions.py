"""Sessions of bastions in the system's keyring, and the keys of any profile wherever they lie.

The keyring **blocks** (it may ask the person to unlock it): called in a thread.
"""

import json
from datetime import datetime

from auth.kept import vault_for
from auth.places import Places
from auth.sts import Credentials
from profiles.expiry import parse_time
from profiles.kept import is_kept, remember_kept
from profiles.model import Profile
from profiles.paths import Paths
from profiles.secret import Secret
from profiles.sessions import StoredKeys, stored_keys


def entry(name: str) -> str:
    """The name of a profile's session in the keyring.

    >>> entry("sts")
    'aws-session:sts'
    """
    return f"aws-session:{name}"


def keys_in(profile: Profile, places: Places) -> StoredKeys | None:
    """The keys of *profile*, ended or not: out of the keyring where they are kept there, else out of the files.

    Raises ``NoVault``.
    """
    in_files = stored_keys(profile)
    if in_files is not None or not is_kept(profile):
        return in_files  # What lies in the files wins, for AWS tools too.
    return read_kept(profile.name, places)


def read_kept(name: str, places: Places) -> StoredKeys | None:
    """The session kept for the profile called *name*. Raises ``NoVault``."""
    text = vault_for(places).read(entry(name))
    if text is None:
        return None
    try:
        kept = json.loads(text.reveal())
        end = parse_time(kept["expires"])
        keys = StoredKeys(
            str(kept["access_key_id"]), Secret(str(kept["secret"])), Secret(str(kept["token"])), end
        )
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    return keys if end is not None and keys.secret and keys.token else None


def keep(
    name: str,
    access_key_id: str,
    secret: Secret,
    token: Secret,
    expires: datetime,
    paths: Paths,
    places: Places,
) -> None:
    """Keep a session, in place of the one before. Raises ``NoVault``, ``FileRefused``."""
    text = json.dumps(
        {
            "access_key_id": access_key_id,
            "secret": secret.reveal(),
            "token": token.reveal(),
            "expires": expires.isoformat(),
        }
    )
    vault_for(places).write(entry(name), Secret(text))
    remember_kept(paths, name, expires)


def keep_credentials(name: str, keys: Credentials, paths: Paths, places: Places) -> None:
    """Keep what STS gave. Raises as ``keep``."""
    keep(name, keys.access_key_id, keys.secret, keys.token, keys.expires, paths, places)


def end_kept(name: str, paths: Paths, places: Places) -> None:
    """Remove a kept session. Raises ``NoVault``, ``FileRefused``."""
    vault_for(places).delete(entry(name))
    remember_kept(paths, name, None)
