"""Somebody who signed in to the sandbox's Google with a person, and let the Google session be kept."""

from __future__ import annotations

from dataclasses import replace

from auth.bastion import Surroundings, sign_in_request
from auth.conversation import Done, advance
from auth.errors import AuthError
from auth.google.steps import Exchange, FetchPicture
from auth.keeper import Keeper
from auth.keeping import Keep, Keeping
from auth.kept import Store
from auth.places import Places
from auth.sandbox.scenarios import PEOPLE
from auth.sandbox.server import Sandbox
from auth.signin import Answer, SignedIn, SignIn, sign_in
from auth.sts import AssumeRole
from auth.vault import Vault
from auth.wire import Wire
from profiles.config import Profile
from tests.sandbox_google import SteppedClock
from tests.sandbox_journey import Guest, Went

SESSION = Keep(session=True)


def request_of(profile: Profile, places: Places, keep: Keep | None = SESSION) -> SignIn:
    """The sign-in of a profile whose account lets its session be kept, or *keep*."""
    request = sign_in_request(profile, places)
    return replace(request, account=replace(request.account, keep=keep))


def wire_of(profile: Profile, places: Places, clock: SteppedClock, store: Store) -> Wire:
    """The real one, whose keeper has a file of its own for Google sessions."""
    keeper = Keeper(Vault("nobody"), store, now=clock)
    return Wire(profile, places, Surroundings({}, {}), keeper)


def sign_in_with(guest: Guest, wire: Wire, request: SignIn) -> Went:
    """With a person who answers rightly, while the wire keeps and recalls."""
    went, flow = Went(), sign_in(request)
    said: Answer | AuthError = None
    try:
        while not isinstance(step := advance(flow, said), Done):
            went.steps.append(step)
            if isinstance(step, Exchange | FetchPicture | AssumeRole | Keeping):
                try:
                    said = wire(step)
                except AuthError as error:
                    said = error
            else:
                said = guest(step, wire)
        went.end = step.value
    except AuthError as error:
        went.end = error
    finally:
        flow.close()
        wire.close()
    return went


def sign_in_once(
    sandbox: Sandbox, profile: Profile, places: Places, clock: SteppedClock, store: Store
) -> SignedIn:
    """With a person who answers rightly; their Google session is in *store* then."""
    assert profile.google is not None
    guest = Guest(sandbox, clock, PEOPLE[str(profile.google.username)])
    went = sign_in_with(guest, wire_of(profile, places, clock, store), request_of(profile, places))
    assert isinstance(went.end, SignedIn)
    return went.end
