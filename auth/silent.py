"""A sign-in that asks nobody: it goes as far as a Google session that still lives leads.

A password or code is never sent from here, though the keyring may have it: nobody is there to see what Google makes of
it, or to answer a phone that rings.
"""

from collections.abc import Callable
from typing import Final

from auth.browser.steps import AskOtherPerson, Browse
from auth.conversation import Done, advance
from auth.errors import AuthError, PersonWanted
from auth.google.steps import Exchange, FetchPicture, WaitForTap
from auth.keeping import (
    AskKeep,
    ForgetPassword,
    KeepPassword,
    KeepSession,
    RecallPassword,
    RecallSession,
    RunCommand,
)
from auth.prompts import (
    AskCode,
    AskPassword,
    AskPhoneApproval,
    AskPhoneNumber,
    AskSendCode,
    AskUserName,
    ChooseMethod,
    ChooseRole,
    Progress,
    Reason,
)
from auth.signin import Answer, AskCompanions, Conversation, SignedIn, SignIn, Step, sign_in
from auth.sts import AssumeRole
from auth.wire import Errand, Result

_SIGN_IN: Final = "Press r to sign in."


def sign_in_silently(
    request: SignIn,
    wire: Callable[[Errand], Result],
    road: Callable[[SignIn], Conversation[SignedIn]] = sign_in,
) -> SignedIn:
    """Blocks. Raises ``PersonWanted`` at the first question, else an ``AuthError``; nothing has been changed then."""
    flow = road(request)
    try:
        step: Step | Done[SignedIn] = advance(flow, None)
        while not isinstance(step, Done):
            step = advance(flow, _answer(step, request, wire))
        return step.value
    finally:
        flow.close()


def _answer(step: Step, request: SignIn, wire: Callable[[Errand], Result]) -> Answer | AuthError:
    match step:
        case Progress() | RecallPassword() | RunCommand():
            return None
        case AskCompanions():
            return None  # only this bastion, and asked again by the next sign-in with a person
        case ChooseRole():
            return _same_role(step, request)
        case Browse(window=True):
            raise PersonWanted(step.why, "Nobody is there to use a browser window.", _SIGN_IN)
        case AskOtherPerson():
            raise PersonWanted(
                f"The browser is signed in as {step.found}, not as {step.expected}.",
                "",
                _SIGN_IN,
            )
        case Exchange() | FetchPicture() | AssumeRole() | RecallSession() | KeepSession() | Browse():
            try:
                return wire(step)
            except AuthError as error:
                return error
        case KeepPassword() | ForgetPassword():
            return None
        case _:
            raise _wanted(step)


def _same_role(step: ChooseRole, request: SignIn) -> int:
    roles = [role.role_arn for role in step.roles]
    if request.last_role not in roles:
        raise PersonWanted(
            "Google offers several roles.", "None of them was chosen before.", "Press r and choose."
        )
    return roles.index(request.last_role)


def _wanted(step: Step) -> PersonWanted:
    match step:
        case WaitForTap():
            return _wanted(step.prompt)
        case AskPassword(reason=Reason() as reason):
            return PersonWanted(reason.value, "Google asks for the password.", _SIGN_IN)
        case AskKeep() | AskUserName() | AskPassword():
            # Nobody agreed to keeping a session, so none was looked for.
            return PersonWanted(
                "Google asks for the password.", "No Google session is kept on this computer.", _SIGN_IN
            )
        case AskCode() | AskSendCode() | AskPhoneNumber() | AskPhoneApproval() | ChooseMethod():
            why = step.reason.value if step.reason else "It wants to see that it is you."
            return PersonWanted("Google wants a second factor.", why, _SIGN_IN)
        case _:
            return PersonWanted(
                "Google asks for something only you can answer.", "It wants to see that it is you.", _SIGN_IN
            )
