"""New keys without a question: for a bastion through its live Google session, for a target from its root's keys."""

from collections.abc import Callable, Mapping

from auth.by_browser import sign_in_by_browser
from auth.errors import AssertionRefused, AuthError, NoKeys, NoRole, PersonWanted, StsRefused
from auth.own_login import renew_own
from auth.renewal import Codes, renew_target
from auth.signin import Conversation, SignedIn, SignIn, sign_in
from auth.silent import sign_in_silently
from auth.ways import Ways
from profiles.config import Kind, Profile
from profiles.files import Snapshot
from profiles.own_login import own_login_of
from profiles.secret import Secret
from tui.roads import Road
from tui.setup import Setup
from tui.sittings import sitting_for

_SILENT: Mapping[Road, Callable[[SignIn], Conversation[SignedIn]]] = {
    Road.TERMINAL: sign_in,
    Road.BROWSER: sign_in_by_browser,
}


def renew_bastion(root: Profile, setup: Setup, snapshot: Snapshot) -> SignedIn:
    """Sign in and store the keys, on the first of the bastion's roads that leads there without a person. Blocks.

    Raises what the first road said: ``AuthError`` (``PersonWanted`` at a question); and ``FileRefused``.
    """
    sitting = sitting_for(root, setup, snapshot)
    refused: AuthError | None = None
    for road in (_SILENT[each] for each in sitting.roads if each in _SILENT):
        wire = sitting.wire()
        try:
            signed_in = sign_in_silently(sitting.request, wire, road)
        except (StsRefused, NoRole, AssertionRefused):
            raise  # Google has answered; another road would bring the same.
        except AuthError as error:
            refused = refused or error
        else:
            sitting.save(signed_in)
            return signed_in
        finally:
            wire.close()
    raise refused or PersonWanted("No road is left.", "", "Press r to sign in.")


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
