"""The whole sign-in: from the user name to AWS keys.

Google's conversation, then the role, then STS; one generator, driven like the one it contains.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Final

from auth import prompts
from auth.errors import Cancelled, NoRole, StsRefused
from auth.google.flow import Exchange, GoogleAccount, Response, converse
from auth.prompts import Progress, Prompt, Reply, RoleChoice
from auth.saml import Assertion, read_assertion
from auth.sts import AssumeRole, Credentials

DURATIONS: Final = (43200, 28800, 14400, 7200, 3600)
"""Seconds to step down through where a role allows less: what administrators usually set."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a bastion's profile says about its sign-in."""

    account: GoogleAccount
    role_arn: str | None = None
    ask_role: bool = False
    duration: int = 43200
    """Seconds wanted."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The end of a sign-in: keys, and how they came."""

    credentials: Credentials
    role_arn: str
    seconds: int
    wanted_seconds: int


Step = Exchange | AssumeRole | Prompt | Progress
Answer = Response | Credentials | Reply
Conversation = Generator[Step, Answer, SignedIn]


def sign_in(request: SignIn) -> Conversation:
    """Sign in and become the role. Raises an ``AuthError``; nothing has been changed then."""
    page = yield from converse(request.account)
    assertion = read_assertion(page.response)
    role = yield from choose_role(request, assertion)
    yield Progress("Becoming the role at AWS…")
    shorter = iter(durations(request.duration))
    seconds = next(shorter)
    while True:
        try:
            credentials = yield AssumeRole(role.role_arn, role.provider_arn, assertion.response, seconds)
            break
        except StsRefused as refusal:
            if not refusal.is_duration_too_long or (seconds := next(shorter, 0)) == 0:
                raise
        yield Progress("The role allows less. Asking for a shorter session…")
    assert isinstance(credentials, Credentials)  # noqa: S101 - the driver's side of the contract
    return SignedIn(credentials, role.role_arn, seconds, request.duration)


def durations(wanted: int) -> Sequence[int]:
    """*wanted*, then the usual shorter ones.

    >>> durations(30000)
    (30000, 28800, 14400, 7200, 3600)
    """
    return (wanted, *(each for each in DURATIONS if each < wanted))


def choose_role(request: SignIn, assertion: Assertion) -> Generator[Step, Answer, RoleChoice]:
    """The configured role if Google offers it once, else the person's choice. Raises ``NoRole``."""
    if not assertion.roles:
        raise NoRole(
            "Signed in, but Google gives this account no AWS role.",
            "The role attribute of the user is empty or unreadable.",
            "Ask the Google administrator to fill it with role and provider ARN.",
        )
    offered = tuple(sorted(assertion.roles, key=lambda role: (role.role_arn.split(":")[4:5], role.role_arn)))
    fitting = tuple(role for role in offered if request.role_arn in {None, role.role_arn})
    if len(fitting) == 1 and not request.ask_role:
        return fitting[0]
    if fitting and not request.ask_role and request.role_arn:
        offered = fitting
    why = "" if fitting else f"Google does not offer {request.role_arn}, which the profile names."
    answer = yield prompts.ChooseRole(offered, why)
    if answer is None:
        raise Cancelled
    assert isinstance(answer, int)  # noqa: S101 - the driver's side of the contract
    return offered[answer]
