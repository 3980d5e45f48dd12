"""The keys with which a profile is entered now: a bastion's stored session, or a target's, taken if need be.

What an AWS tool would do with the profile (botocore, ``AssumeRoleProvider``), with the keys kept in ``Secret`` and
every refusal in words. Blocks while STS is called.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from auth.bastion import Surroundings, sts_place
from auth.errors import AuthError, NoKeys
from auth.kept_sessions import keys_in
from auth.own_login import own_keys
from auth.places import Places
from auth.sts import SigningKeys, Switch, assume_role
from auth.ways import Ways
from profiles.expiry import ENDING
from profiles.model import Kind, Listing, Profile
from profiles.own_login import own_login_of
from profiles.paths import Paths
from profiles.secret import Secret
from profiles.sessions import StoredKeys, cached_role_keys

_NOT_IN_A_NAME: Final = re.compile(r"[^\w+=,.@-]", re.ASCII)
"""STS API reference, RoleSessionName: 2 to 64 of these characters."""
_UNNAMED: Final = "fumidai-tui"


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """Keys of a session, never the permanent ones of an IAM user."""

    access_key_id: str
    secret: Secret
    token: Secret
    ends: datetime | None
    """In UTC; None where nobody knows."""
    chained: bool
    """Taken with another role's session, or possibly so: the console grants it no longer life than its own."""


def session_keys(
    profile: Profile, listing: Listing, paths: Paths, places: Places, env: Mapping[str, str], now: datetime
) -> SessionKeys:
    """The keys of *profile*, one of *listing*.

    A target whose session the AWS CLI has cached gets that one, while it would use it itself; otherwise AssumeRole is
    called for each role from the root's keys on; those of a root with a login of its own come through botocore. Keys of
    an IAM user are good to start from, not to go in with.

    Raises ``NoKeys`` where a sign-in or something else has to come first, ``StsRefused``, ``Unreachable``, and
    ``AuthError`` for a profile that must be mended.
    """
    if profile.is_broken and profile.kind is not Kind.BASTION:
        problem = next(each for each in profile.problems if each.breaks)
        raise AuthError(f"The profile {profile.name} cannot be used as it is.", problem.what, problem.remedy)
    ways = Ways(listing, paths, places, env)
    if "role_arn" in profile.values and profile.kind is not Kind.BASTION:
        return _role_keys(profile, ways, now)
    keys = _live(profile, ways, now)
    if keys.token is None:
        raise NoKeys(
            f"The keys of {profile.name} are permanent keys of an IAM user.",
            "AWS opens its console only with keys of a role's session.",
            "Open the console of a target that is reached from them, or sign in to the console with the user's"
            " password.",
        )
    # Where keys that did not come from Google were taken from, no file says.
    return SessionKeys(
        keys.access_key_id, keys.secret, keys.token, keys.expires, profile.kind is not Kind.BASTION
    )


def session_name(profile: Profile, listing: Listing) -> str:
    """What CloudTrail will call the session: the profile's ``role_session_name``, else who signed in to Google."""
    own = profile.values.get("role_session_name")
    if isinstance(own, str) and own:
        return own
    root = listing.get(profile.root)
    user = root.google.username if root is not None and root.google is not None else None
    name = _NOT_IN_A_NAME.sub("-", user or "")[:64]
    return name if len(name) > 1 else _UNNAMED


def _role_keys(profile: Profile, ways: Ways, now: datetime) -> SessionKeys:
    listing = ways.listing
    steps = steps_of(profile, listing)
    root = listing.get(profile.root)
    is_own = root is not None and own_login_of(root) is not None
    start = keys_in(root, ways.places) if root is not None and not is_own else None
    asks_for_code = next((each for each in steps if "mfa_serial" in each.values), None)
    chained = len(steps) != 1 or start is None or start.token is not None
    if chained or asks_for_code:
        # The cache does not say with whose keys a role was taken, so what lies there counts as chained. A role that
        # is surely not chained may stay in the console for longer, and is taken anew.
        cached = _cached(profile, ways.paths.cli_cache, now)
        if cached is not None:
            return cached
    if asks_for_code is not None:
        raise NoKeys(
            f"The profile {asks_for_code.name} asks for a code of an AWS MFA device.",
            "It has mfa_serial, and no session of it is live.",
            f"Press r on {profile.name} first and type the code.",
        )
    if not steps or root is None:
        raise _not_asked(profile, root)
    keys = root_keys(root, profile, ways, now)
    around = Surroundings(ways.env, listing.services)
    given = SigningKeys(keys.access_key_id, keys.secret, keys.token)
    for step in reversed(steps):
        place = sts_place(profile, str(step.role), ways.places, around)
        made = assume_role(switch_of(step, listing), given, place)
        given = SigningKeys(made.access_key_id, made.secret, made.token)
    return SessionKeys(made.access_key_id, made.secret, made.token, made.expires, chained)


def root_keys(root: Profile, profile: Profile, ways: Ways, now: datetime) -> StoredKeys:
    """The keys of *root* from which those of *profile* are reached. Raises as ``session_keys``."""
    if root.kind is not Kind.BASTION and own_login_of(root) is None and keys_in(root, ways.places) is None:
        raise _not_asked(profile, root)
    return _live(root, ways, now)


def _not_asked(profile: Profile, root: Profile | None) -> NoKeys:
    return NoKeys(
        f"The keys for {profile.name} come from a place this application does not ask.",
        f"{profile.root} gets its keys by: {root.reached_by if root else 'nothing'}.",
        f"Run any AWS CLI command with --profile {profile.name}; its session is then used here.",
    )


def _cached(profile: Profile, cache: Path, now: datetime) -> SessionKeys | None:
    keys = cached_role_keys(profile, cache)
    if keys is None or keys.token is None or keys.expires is None or keys.expires - now <= ENDING:
        return None
    return SessionKeys(keys.access_key_id, keys.secret, keys.token, keys.expires, chained=True)


def steps_of(profile: Profile, listing: Listing) -> tuple[Profile, ...]:
    """The profiles whose roles are taken, *profile* first. A profile that is its own source is root and step in one;
    one without a source has no step that could be taken from here."""
    if profile.kind is not Kind.TARGET:
        return ()
    names = profile.chain[:-1] or profile.chain
    found = tuple(each for name in names if (each := listing.get(name)) is not None)
    without = next((each for each in found if each.role is None), None)
    if without is not None:
        raise AuthError(
            f"The profile {profile.name} cannot be used as it is.",
            f"The role_arn of {without.name} is no ARN of a role.",
            f"Correct role_arn in {without.name}.",
        )
    return found


def switch_of(step: Profile, listing: Listing, code: Secret | None = None) -> Switch:
    """How the role of *step* is asked for: session name, external id and length of its profile."""
    external_id, serial = step.values.get("external_id"), step.values.get("mfa_serial")
    try:
        seconds = int(str(step.values["duration_seconds"]))
    except (KeyError, ValueError):
        seconds = None  # as botocore: a text that is no number is left out
    return Switch(
        str(step.role),
        session_name(step, listing),
        external_id if isinstance(external_id, str) else None,
        seconds,
        serial if isinstance(serial, str) else None,
        code,
    )


def _live(profile: Profile, ways: Ways, now: datetime) -> StoredKeys:
    """The keys stored in *profile*, kept for it, or got by its own login. Raises as ``session_keys``."""
    if own_login_of(profile) is not None:
        return own_keys(profile, ways, now)
    keys = keys_in(profile, ways.places)
    if keys is None:
        if profile.kind is Kind.BASTION:
            raise NoKeys(
                f"Nobody has signed in to {profile.name} yet.",
                "There are no keys of it on this computer.",
                "Press r to sign in.",
            )
        raise NoKeys(
            f"There are no keys for {profile.name} that this application could use.",
            f"{profile.name} gets its keys by: {profile.reached_by}.",
            "Sign in with the program that gets them.",
        )
    if keys.token is not None and keys.expires is not None and keys.expires <= now:
        raise NoKeys(
            f"The session of {profile.name} has ended.",
            "Its keys are good for nothing any more.",
            "Press r to sign in again.",
        )
    return keys
