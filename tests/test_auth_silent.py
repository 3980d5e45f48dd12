"""A sign-in that asks nobody: through a Google session that lives, and not one step further."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from auth.errors import AuthError, PersonWanted, Unreachable
from auth.google.steps import Exchange, Response
from auth.keeping import Keep, KeptSession, RecallPassword, RecallSession
from auth.kept import MemoryStore
from auth.places import Places
from auth.sandbox.people import PASSWORD
from auth.sandbox.server import Sandbox
from auth.signin import SignIn
from auth.silent import sign_in_silently
from auth.wire import Errand, Result
from profiles.secret import Secret
from tests.google_kept import request_of, sign_in_once, wire_of
from tests.google_talk import ADA
from tests.pages import v2, v3
from tests.pages.base import Shown
from tests.sandbox_google import NOON, SteppedClock
from tests.sandbox_journey import SSO, bastion

CLOCK = SteppedClock()
PROFILE = bastion("backup@example.com", f"google_config.role_arn = {SSO}\n")


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK, warm=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.world.forget()
    CLOCK.now = NOON
    return running


@pytest.fixture
def places(sandbox: Sandbox) -> Places:
    origins = sandbox.origins
    return Places(origins.accounts, origins.googleapis, origins.aws, origins.console, is_sandbox=True)


def test_a_kept_google_session_brings_keys_without_a_question(sandbox: Sandbox, places: Places) -> None:
    store = MemoryStore()
    first = sign_in_once(sandbox, PROFILE, places, CLOCK, store)
    CLOCK.advance(3600)
    wire = wire_of(PROFILE, places, CLOCK, store)
    again = sign_in_silently(request_of(PROFILE, places), wire)
    assert again.granted.role_arn == SSO
    assert again.granted.credentials.access_key_id != first.granted.credentials.access_key_id
    assert again.granted.credentials.expires > first.granted.credentials.expires


def test_without_a_kept_session_it_stops_at_the_password_and_sends_none(
    sandbox: Sandbox, places: Places
) -> None:
    wire = wire_of(PROFILE, places, CLOCK, MemoryStore())
    sent: list[str] = []

    def noted(errand: Errand) -> Result:
        if isinstance(errand, Exchange):
            sent.append(repr(errand))
        if isinstance(errand, RecallPassword):
            return Secret(PASSWORD)  # the keyring has it
        return wire(errand)

    with pytest.raises(PersonWanted) as caught:
        sign_in_silently(request_of(PROFILE, places), noted)
    assert caught.value.what == "No live Google session was found on this computer."
    assert caught.value.why == "Google asks for the password."
    assert caught.value.remedy == "Press r to sign in."
    assert sent
    assert not any("challenge" in each and "pwd" in each and "POST" in each for each in sent)
    assert sandbox.world.used_codes == {}


def test_a_session_that_google_has_ended_is_no_session(sandbox: Sandbox, places: Places) -> None:
    store = MemoryStore()
    sign_in_once(sandbox, PROFILE, places, CLOCK, store)
    sandbox.world.forget()
    with pytest.raises(PersonWanted) as caught:
        sign_in_silently(request_of(PROFILE, places), wire_of(PROFILE, places, CLOCK, store))
    assert caught.value.what == "The Google session kept here has ended."


@pytest.mark.parametrize("keep", [None, Keep()])
def test_where_no_session_was_to_be_kept_none_is_said_to_have_ended(
    sandbox: Sandbox, places: Places, keep: Keep | None
) -> None:
    wire = wire_of(PROFILE, places, CLOCK, MemoryStore())
    with pytest.raises(PersonWanted) as caught:
        sign_in_silently(request_of(PROFILE, places, keep), wire)
    assert caught.value.what == "Google asks for the password."
    assert caught.value.why == "No Google session is kept on this computer."


@pytest.mark.parametrize(
    "page", [v3.totp(), v3.send_text(), v3.number(), v3.push(), v2.old_prompt(), v3.methods()]
)
@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (False, "Google wants a second factor beside the session kept here."),
        (True, "Google does not trust this computer, though it was asked to."),
    ],
)
def test_a_second_factor_that_google_wants_beside_a_session_is_named(
    page: Shown, asked: bool, why: str
) -> None:
    """The sandbox's Google never does this, so the page comes from a script."""

    def wire(errand: Errand) -> Result:
        return KeptSession(asked) if isinstance(errand, RecallSession) else Response(page.url, 200, page.html)

    request = SignIn(replace(ADA, keep=Keep(session=True)))
    with pytest.raises(PersonWanted) as caught:
        sign_in_silently(request, wire)
    assert (caught.value.what, caught.value.why) == ("Google wants a second factor.", why)


def test_with_several_roles_the_one_chosen_last_is_taken_or_the_person_is_wanted(
    sandbox: Sandbox, places: Places
) -> None:
    profile = bastion("backup@example.com", "google_config.ask_role = True\n")
    store = MemoryStore()
    sign_in_once(sandbox, profile, places, CLOCK, store)
    request = request_of(profile, places)
    with pytest.raises(PersonWanted, match="several roles"):
        sign_in_silently(request, wire_of(profile, places, CLOCK, store))
    again = sign_in_silently(replace(request, last_role=SSO), wire_of(profile, places, CLOCK, store))
    assert again.granted.role_arn == SSO


def test_other_bastions_are_not_decided_for_without_the_person(sandbox: Sandbox, places: Places) -> None:
    from auth.signin import Companion

    store = MemoryStore()
    sign_in_once(sandbox, PROFILE, places, CLOCK, store)
    other = Companion("other", "arn:aws:iam::111111111111:role/sso-8h", 3600)
    request = replace(request_of(PROFILE, places), companions=(other,), ticked=None)
    signed_in = sign_in_silently(request, wire_of(PROFILE, places, CLOCK, store))
    assert signed_in.companions == ()
    assert signed_in.ticked is None
    ticked = replace(request, ticked=frozenset({"other"}))
    served = sign_in_silently(ticked, wire_of(PROFILE, places, CLOCK, store))
    assert [name for name, _ in served.companions] == ["other"]


def test_without_a_network_it_says_so(places: Places) -> None:
    nowhere = replace(places, google="http://127.0.0.1:1")
    with pytest.raises(AuthError) as caught:
        sign_in_silently(request_of(PROFILE, nowhere), wire_of(PROFILE, nowhere, CLOCK, MemoryStore()))
    assert isinstance(caught.value, Unreachable)
