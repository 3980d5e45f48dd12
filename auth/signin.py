"""The whole sign-in: from the user name to AWS keys.

Google's conversation, then the role, then STS; one generator, driven like the one it contains. The assertion that a
browser brought, watched (``auth.by_browser``) or pasted, comes in at ``become``.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from auth.browser.steps import AskOtherPerson, Browse
from auth.errors import Cancelled, NoRole, StsRefused
from auth.google import steps
from auth.google.flow import converse
from auth.google.steps import GoogleAccount
from auth.keeping import AskKeep, Keep
from auth.prompts import ChooseRole, Progress, Prompt, RoleChoice
from auth.saml import Assertion, read_assertion
from auth.sts import AssumeRole, Credentials

DURATIONS: Final = (43200, 28800, 14400, 7200, 3600)
"""Seconds to step down through where a role allows less: what administrators usually set."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Another bastion profile that the same sign-in can serve."""

    name: str
    role_arn: str
    duration: int
    """Seconds wanted."""


@dataclass(frozen=True, slots=True)
class AskCompanions:
    """Which other bastions shall get their keys too, now and from now on. Answer: their names.

    None is "none, and ask again the next time".
    """

    companions: tuple[Companion, ...]


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a bastion's profile says about its sign-in, and what was learnt before."""

    account: GoogleAccount
    role_arn: str | None = None
    ask_role: bool = False
    duration: int = 43200
    """Seconds wanted."""
    last_role: str | None = None
    """The role chosen last time, offered first."""
    longest: tuple[tuple[str, int], ...] = ()
    """Role and the seconds it was found to allow."""
    companions: tuple[Companion, ...] = ()
    """The other bastions of the same Google application."""
    ticked: frozenset[str] | None = frozenset()
    """Which of them to serve too; None where the person has not been asked."""


@dataclass(frozen=True, slots=True)
class Granted:
    """Keys, and how they came."""

    credentials: Credentials
    role_arn: str
    seconds: int
    wanted_seconds: int


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The end of a sign-in."""

    granted: Granted
    username: str = ""
    keep: Keep | None = None
    """What the person said may be kept."""
    companions: tuple[tuple[str, Granted | StsRefused], ...] = ()
    """The other bastions by name: their keys, or why AWS refused."""
    ticked: frozenset[str] | None = None
    session_seconds: int | None = None
    """The administrator's ``SessionDuration``; None where Google sent none."""


Asked = Prompt | AskKeep | AskCompanions | AskOtherPerson
"""Everything a person can be asked."""
Step = steps.Step | AssumeRole | AskCompanions | Browse | AskOtherPerson
Answer = steps.Answer | Credentials | frozenset[str]
R = TypeVar("R")
Conversation = Generator[Step, Answer, R]


def sign_in(request: SignIn) -> Conversation[SignedIn]:
    """Sign in and become the role. Raises an ``AuthError``; nothing has been changed then."""
    answered = yield from converse(request.account)
    assertion = read_assertion(answered.page.response)
    return (yield from become(request, assertion, answered.username, answered.keep))


def become(
    request: SignIn, assertion: Assertion, username: str = "", keep: Keep | None = None
) -> Conversation[SignedIn]:
    """Trade *assertion* for keys. Raises an ``AuthError``."""
    role = yield from choose_role(request, assertion)
    offered = _companions_offered(request, assertion)
    ticked = request.ticked
    if ticked is None and offered:
        ticked = yield from choose_companions(tuple(companion for companion, _ in offered))
    yield Progress("Becoming the role at AWS…")
    longest = dict(request.longest)
    granted = yield from assume(role, assertion, request.duration, longest)
    others: list[tuple[str, Granted | StsRefused]] = []
    for companion, choice in offered:
        if companion.name in (ticked or ()):
            yield Progress(f"And {companion.name}…")
            try:
                others.append(
                    (companion.name, (yield from assume(choice, assertion, companion.duration, longest)))
                )
            except StsRefused as refusal:
                others.append((companion.name, refusal))
    return SignedIn(granted, username, keep, tuple(others), ticked, assertion.session_seconds)


def assume(
    role: RoleChoice, assertion: Assertion, wanted: int, longest: dict[str, int]
) -> Conversation[Granted]:
    """Ask STS, stepping down where the role allows less. Raises ``StsRefused`` or ``Unreachable``."""
    shorter = iter(durations(min(wanted, longest.get(role.role_arn, wanted))))
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
    return Granted(credentials, role.role_arn, seconds, wanted)


def durations(wanted: int) -> Sequence[int]:
    """*wanted*, then the usual shorter ones.

    >>> durations(30000)
    (30000, 28800, 14400, 7200, 3600)
    """
    return (wanted, *(each for each in DURATIONS if each < wanted))


def choose_role(request: SignIn, assertion: Assertion) -> Conversation[RoleChoice]:
    """The configured role if Google offers it once, else the person's choice. Raises ``NoRole``."""
    if not assertion.roles:
        raise NoRole(
            "Signed in, but Google gives this account no AWS role.",
            "The role attribute of the user is empty or unreadable.",
            "Ask the Google administrator to fill it with role and provider ARN.",
        )

    def order(role: RoleChoice) -> tuple[bool, list[str], str]:
        return role.role_arn != request.last_role, role.role_arn.split(":")[4:5], role.role_arn

    offered = tuple(sorted(assertion.roles, key=order))
    fitting = tuple(role for role in offered if request.role_arn in {None, role.role_arn})
    if len(fitting) == 1 and not request.ask_role:
        return fitting[0]
    if fitting and not request.ask_role and request.role_arn:
        offered = fitting
    why = "" if fitting else f"Google does not offer {request.role_arn}, which the profile names."
    answer = yield ChooseRole(offered, why)
    if answer is None:
        raise Cancelled
    assert isinstance(answer, int)  # noqa: S101 - the driver's side of the contract
    return offered[answer]


def _companions_offered(request: SignIn, assertion: Assertion) -> list[tuple[Companion, RoleChoice]]:
    """The other bastions whose role this assertion offers."""
    by_arn = {role.role_arn: role for role in reversed(assertion.roles)}
    return [(each, by_arn[each.role_arn]) for each in request.companions if each.role_arn in by_arn]


def choose_companions(offered: tuple[Companion, ...]) -> Conversation[frozenset[str] | None]:
    """Asked once for a bastion. Esc is "only this one, ask again": by now password and code are spent."""
    answer = yield AskCompanions(offered)
    assert answer is None or isinstance(answer, frozenset)  # noqa: S101 - the driver's side of the contract
    return answer
