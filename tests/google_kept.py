"""Somebody who signed in to the sandbox's Google with a person, and let the Google session be kept."""

from __future__ import annotations

from dataclasses import replace

from auth.bastion import Surroundings, sign_in_request
from auth.conversation import Done, advance
from auth.errors import AuthError
from auth.google.steps import Exchange, FetchPicture
from auth.keeper import Keeper
from auth.keeping import AskKeep, Keep, KeepPassword, KeepSession, RecallPassword, RecallSession
from auth.kept import Store
from auth.places import Places
from auth.sandbox.scenarios import PEOPLE
from auth.sandbox.server import Sandbox
from auth.signin import SignedIn, SignIn, sign_in
from auth.sts import AssumeRole
from auth.vault import Vault
from auth.wire import Wire
from profiles.config import Profile
from tests.sandbox_google import SteppedClock
from tests.sandbox_journey import Guest


def request_of(profile: Profile, places: Places) -> SignIn:
    """The sign-in of a profile whose account lets its session be kept."""
    request = sign_in_request(profile, places)
    return replace(request, account=replace(request.account, keep=Keep(session=True)))


def wire_of(profile: Profile, places: Places, clock: SteppedClock, store: Store) -> Wire:
    """The real one, whose keeper has a file of its own for Google sessions."""
    keeper = Keeper(Vault("nobody"), store, now=clock)
    return Wire(profile, places, Surroundings({}, {}), keeper)


def sign_in_once(
    sandbox: Sandbox, profile: Profile, places: Places, clock: SteppedClock, store: Store
) -> SignedIn:
    """With a person who answers rightly; their Google session is in *store* then."""
    assert profile.google is not None
    person = PEOPLE[str(profile.google.username)]
    guest, wire = Guest(sandbox, clock, person), wire_of(profile, places, clock, store)
    flow = sign_in(request_of(profile, places))
    step = advance(flow, None)
    while not isinstance(step, Done):
        match step:
            case Exchange() | FetchPicture() | AssumeRole() | RecallSession() | KeepSession():
                try:
                    answer = wire(step)
                except AuthError as error:
                    step = advance(flow, error)
                    continue
                step = advance(flow, answer)
            case AskKeep():
                step = advance(flow, Keep(session=True))
            case RecallPassword() | KeepPassword():
                step = advance(flow, None)
            case _:
                step = advance(flow, guest(step, wire))
    wire.close()
    return step.value
