"""The sign-in on the browser road: Google's answer comes out of a browser that the person uses; the rest is the same.

Driven like ``auth.signin.sign_in``, of which it is the other beginning.
"""

from auth.browser.steps import AskOtherPerson, Browse
from auth.errors import Cancelled, PersonWanted
from auth.pasted import check_for_aws
from auth.prompts import Progress
from auth.saml import Assertion, read_assertion
from auth.signin import Conversation, SignedIn, SignIn, become
from profiles.secret import Secret


def sign_in_by_browser(request: SignIn) -> Conversation[SignedIn]:
    """Sign in and become the role. Raises an ``AuthError``; nothing has been changed then."""
    link = request.account.link
    account = browser_account(request.account.username, request.account.idp_id)
    yield Progress("Asking Google in a browser without a window…")
    try:
        assertion = yield from _browse(Browse(link, account, window=False))
    except PersonWanted as wanted:
        assertion = yield from _browse(Browse(link, account, window=True, why=wanted.what))
    while (other := _other_person(request, assertion)) is not None:
        answer = yield other
        if answer is None:
            raise Cancelled
        if answer is True:
            break
        why = f"Signing in anew, as {other.expected}."
        assertion = yield from _browse(Browse(link, account, window=True, why=why, afresh=True))
    return (yield from become(request, assertion))


def browser_account(username: str, idp_id: str) -> str:
    """Whose folder the browser gets: the profile's user, else whoever it is at this company."""
    return username or f"somebody@{idp_id}"


def _browse(step: Browse) -> Conversation[Assertion]:
    response = yield step
    assert isinstance(response, Secret)  # noqa: S101 - the driver's side of the contract
    assertion = read_assertion(response)
    check_for_aws(assertion)
    return assertion


def _other_person(request: SignIn, assertion: Assertion) -> AskOtherPerson | None:
    """Whether it is somebody else's session, as far as its name tells: administrators may put any name there."""
    expected, found = request.account.username, assertion.session_name
    if "@" not in expected or "@" not in found or expected.lower() == found.lower():
        return None
    return AskOtherPerson(expected, found)
