"""New keys without a question: for a bastion through its live Google session, for a target from its root's keys."""

from collections.abc import Mapping

from auth.errors import AuthError, NoKeys
from auth.own_login import renew_own
from auth.renewal import Codes, renew_target
from auth.signin import SignedIn
from auth.silent import sign_in_silently
from auth.ways import Ways
from profiles.config import Kind, Profile
from profiles.files import Snapshot
from profiles.own_login import own_login_of
from profiles.secret import Secret
from tui.setup import Setup
from tui.sittings import sitting_for


def renew_bastion(root: Profile, setup: Setup, snapshot: Snapshot) -> SignedIn:
    """Sign in and store the keys. Blocks. Raises ``AuthError`` (``PersonWanted`` at a question), ``FileRefused``."""
    sitting = sitting_for(root, setup, snapshot)
    wire = sitting.wire()
    try:
        signed_in = sign_in_silently(sitting.request, wire)
    finally:
        wire.close()
    sitting.save(signed_in)
    return signed_in


def renew(
    profile: Profile, setup: Setup, snapshot: Snapshot, codes: Mapping[str, Secret] | None = None
) -> None:
    """Get and store new keys of any profile. Blocks. Raises ``AuthError``, ``FileRefused``."""
    ways = Ways(snapshot.listing, setup.paths, setup.places, setup.env)
    if profile.kind is Kind.BASTION:
        renew_bastion(profile, setup, snapshot)
    elif own_login_of(profile) is not None:
        renew_own(profile, ways, setup.now())
    elif profile.kind is Kind.TARGET:
        renew_target(profile, ways, setup.now(), Codes(codes or {}))
    else:
        raise NoKeys(
            f"{profile.name} is not signed in to through Google.",
            f"It is reached by {profile.reached_by}.",
            "Refresh it with the tool that made it.",
        )


def in_words(error: AuthError) -> str:
    """What is shown at a row: what happened, and what to do next."""
    return f"{error.what} {error.remedy}"
