"""New keys of a target, from its root's on: each role taken in turn, kept where the AWS CLI keeps it.

Blocks while STS is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from auth.bastion import Surroundings, sts_place
from auth.errors import AuthError, CodeWanted, NoKeys
from auth.role_keys import root_keys, steps_of, switch_of
from auth.sts import Credentials, SigningKeys, assume_role
from auth.ways import Ways
from profiles.expiry import ENDING
from profiles.model import Kind, Profile
from profiles.role_cache import RoleSession, save_role_session
from profiles.secret import Secret
from profiles.sessions import cached_role_keys


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes of AWS MFA devices, by the profile whose ``mfa_serial`` it is."""

    given: Mapping[str, Secret] = field(default_factory=dict)


def renew_target(profile: Profile, ways: Ways, now: datetime, codes: Codes | None = None) -> Credentials:
    """Take the role of *profile* anew; what lies in the AWS CLI's cache afterwards is these keys.

    A role on the way whose session lives longer than the AWS CLI would keep it is not taken again.

    Raises ``CodeWanted`` where a code of an MFA device is missing, ``NoKeys`` where the root has to come first,
    ``StsRefused``, ``Unreachable``, ``FileRefused`` for a cache that cannot be written to (the session is then lost),
    and ``AuthError`` for a profile that must be mended.
    """
    if profile.kind is not Kind.TARGET:
        raise AuthError(
            f"{profile.name} is no target.", "It takes no role.", "Press r on a target or bastion."
        )
    if profile.is_broken:
        problem = next(each for each in profile.problems if each.breaks)
        raise AuthError(f"The profile {profile.name} cannot be used as it is.", problem.what, problem.remedy)
    steps = steps_of(profile, ways.listing)
    given, rest = _start(profile, steps, ways, now)
    around = Surroundings(ways.env, ways.listing.services)
    for step in rest:
        place = sts_place(profile, str(step.role), ways.places, around)
        made = assume_role(switch_of(step, ways.listing, _code(step, codes)), given, place)
        save_role_session(
            step,
            ways.paths.cli_cache,
            RoleSession(
                made.access_key_id, made.secret, made.token, made.expires, made.user_arn, made.user_id
            ),
        )
        given = SigningKeys(made.access_key_id, made.secret, made.token)
    return made


def _start(
    profile: Profile, steps: tuple[Profile, ...], ways: Ways, now: datetime
) -> tuple[SigningKeys, list[Profile]]:
    """The keys to begin with, and the roles that are still to be taken, the one of *profile* last."""
    for place, step in enumerate(steps[1:], start=1):
        cached = cached_role_keys(step, ways.paths.cli_cache)
        if cached is not None and cached.token and cached.expires and cached.expires - now > ENDING:
            keys = SigningKeys(cached.access_key_id, cached.secret, cached.token)
            return keys, list(reversed(steps[:place]))
    root = ways.listing.get(profile.root)
    if not steps or root is None:
        raise NoKeys(
            f"The keys for {profile.name} come from a place this application does not ask.",
            "Its chain has no profile with keys at its end.",
            f"Run any AWS CLI command with --profile {profile.name}; its session is then used here.",
        )
    stored = root_keys(root, profile, ways, now)
    return SigningKeys(stored.access_key_id, stored.secret, stored.token), list(reversed(steps))


def _code(step: Profile, codes: Codes | None) -> Secret | None:
    serial = step.values.get("mfa_serial")
    if not isinstance(serial, str) or not serial:
        return None
    code = codes.given.get(step.name) if codes else None
    if code is None:
        raise CodeWanted(
            f"The profile {step.name} asks for a code of an AWS MFA device.",
            f"It has mfa_serial = {serial}.",
            "Type the code that the device shows now.",
            profile=step.name,
            serial=serial,
        )
    return code
