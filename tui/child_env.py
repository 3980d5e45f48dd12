"""What a shell or command that is to work as a profile gets: for the home screen and for ``fumidai-tui exec``."""

from collections.abc import Mapping
from datetime import datetime

from auth.errors import NoKeys
from auth.places import Places
from auth.plain import plain
from profiles.files import Paths
from profiles.model import Kind, Listing, Profile
from profiles.sessions import StoredKeys, stored_keys
from profiles.shell_env import applied, key_variables, nesting_variables, profile_variables


def child_env(
    profile: Profile, env: Mapping[str, str], places: Places, keys: StoredKeys | None = None
) -> dict[str, str]:
    """The environment for *profile*, or for *keys* of it. It holds them in the clear: hand it on at once."""
    region = profile.region
    use = key_variables(keys, region) if keys else profile_variables(profile.name, region)
    certificates = {"AWS_CA_BUNDLE": places.ca_bundle} if places.ca_bundle else {}
    return applied(env, use, nesting_variables(plain(profile.name), env), certificates)


def keys_to_hand_over(
    profile: Profile, listing: Listing, paths: Paths, places: Places, env: Mapping[str, str], now: datetime
) -> StoredKeys:
    """The keys of a session as *profile*, taken if need be. Blocks. Raises ``AuthError``."""
    from auth.role_keys import session_keys

    own = stored_keys(profile)
    is_role = "role_arn" in profile.values and profile.kind is not Kind.BASTION
    if own is not None and own.token is None and not is_role and not profile.is_broken:
        raise NoKeys(
            f"The keys of {profile.name} are permanent keys of an IAM user, so they stay in their file.",
            "Keys that never end are not handed out.",
            "A shell or command with the profile (s, or exec without --keys) uses them all the same.",
        )
    keys = session_keys(profile, listing, paths, places, env, now)
    return StoredKeys(keys.access_key_id, keys.secret, keys.token, keys.ends)
