"""One question of a sign-in, one small view: the field, what Google says, which try this is.

question   what all have in common: the answer as a message
text       a typed answer: address, password, code, number, characters
phone      a tap on the phone
choice     one of several: role, method, way to send a code
ticks      boxes to tick: what may be kept, which bastions to serve too
paste      the answer of the person's own browser
picture    a captcha in half blocks
window     what is asked in a browser window instead
"""

from collections.abc import Mapping

from auth.browser.steps import AskOtherPerson
from auth.keeping import AskKeep
from auth.plain import plain
from auth.prompts import (
    AskCaptcha,
    AskCode,
    AskPassword,
    AskPhoneApproval,
    AskPhoneNumber,
    AskSendCode,
    AskUserName,
    ChooseMethod,
    ChooseRole,
)
from auth.signin import AskCompanions, Asked
from tui.questions.choice import (
    ChoiceQuestion,
    method_choices,
    person_choices,
    role_choices,
    sending_choices,
)
from tui.questions.phone import PhoneQuestion
from tui.questions.question import Hint, Question
from tui.questions.text import CodeQuestion, PasswordQuestion, TextQuestion
from tui.questions.ticks import companions_question, keep_question


def question_for(
    prompt: Asked, hint: Hint, *, aliases: Mapping[str, str] | None = None, in_file: bool = False
) -> Question:
    """The view that asks *prompt*.

    *aliases* are names of accounts by their ids; *in_file* says that sessions are kept in a file.
    """
    view = _view(prompt, hint, aliases or {}, in_file)
    match prompt:
        case (
            AskPassword(reason=reason)
            | AskCode(reason=reason)
            | AskPhoneNumber(reason=reason)
            | AskPhoneApproval(reason=reason)
            | AskSendCode(reason=reason)
            | ChooseMethod(reason=reason)
        ):
            view.reason = reason
    return view


def _view(prompt: Asked, hint: Hint, aliases: Mapping[str, str], in_file: bool) -> Question:
    match prompt:
        case AskKeep():
            return keep_question(prompt, in_file)
        case AskCompanions():
            return companions_question(prompt)
        case AskUserName():
            return TextQuestion(
                "Google account",
                "Which Google account?",
                prompt.attempt,
                prompt.refusal,
                hint,
                placeholder="you@example.com",
            )
        case AskPassword():
            return PasswordQuestion(prompt, hint)
        case AskCode():
            return CodeQuestion(prompt, hint)
        case AskCaptcha():
            return TextQuestion(
                "Characters",
                f"Type the characters of this picture. It is also at {plain(prompt.picture_url, 2000)}",
                prompt.attempt,
                prompt.refusal,
                hint,
                picture=prompt.picture,
                link=plain(prompt.picture_url, 2000),
            )
        case AskPhoneNumber():
            return TextQuestion(
                "Phone number",
                "Google wants a phone number that can receive a code.",
                prompt.attempt,
                prompt.refusal,
                hint,
                placeholder="+81 90 1234 5678",
                another_way=prompt.another_way,
                answer=lambda text: (text.strip(), False),
                numbers=True,
            )
        case AskPhoneApproval():
            return PhoneQuestion(prompt, hint)
        case AskSendCode():
            return ChoiceQuestion(
                "Google can send a code" + (f" to {prompt.sent_to}." if prompt.sent_to else "."),
                sending_choices(prompt),
                another_way=prompt.another_way,
            )
        case ChooseMethod():
            return ChoiceQuestion("How do you want to confirm it is you?", method_choices(prompt))
        case AskOtherPerson():
            return ChoiceQuestion(
                f"The browser is signed in as {prompt.found}. The profile says {prompt.expected}.",
                person_choices(prompt),
            )
        case ChooseRole():
            return ChoiceQuestion(prompt.why or "Which role?", role_choices(prompt, aliases))
