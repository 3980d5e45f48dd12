"""A conversation with Google without Google: the pages come from a script, the answers from the test.

said = talk(v3.identifier(), v3.password(), ends.saml(), account=ADA)
assert said.asked_for(AskPassword) == [...]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from auth import prompts
from auth.conversation import Done, advance
from auth.errors import AuthError
from auth.google.flow import converse
from auth.google.steps import (
    Answer,
    Answered,
    Exchange,
    FetchPicture,
    GoogleAccount,
    Response,
    Step,
    Tapped,
    WaitForTap,
)
from auth.keeping import (
    AskKeep,
    ForgetPassword,
    Keep,
    Keeping,
    KeepPassword,
    KeepSession,
    RecallPassword,
    RecallSession,
    RunCommand,
)
from profiles.secret import Secret
from tests.pages import v3
from tests.pages.base import USER, Shown

ADA = GoogleAccount("C01test", "101000000001", USER)
OPENING = (v3.identifier(), v3.password())
"""Today's pages up to the password."""
PASSWORD = "correct horse"

Answers = Mapping[type, Iterable[Answer]]
"""What to answer to steps of a type, one after the other; then the usual."""
P = TypeVar("P")


@dataclass
class Talk:
    """How a conversation went."""

    steps: list[Step] = field(default_factory=list)
    end: Answered | AuthError | None = None

    @property
    def exchanges(self) -> list[Exchange]:
        return self.asked_for(Exchange)

    @property
    def posts(self) -> list[str]:
        """The paths that were posted to."""
        return [
            each.url.partition("?")[0].split("/", 3)[3] for each in self.exchanges if each.method == "POST"
        ]

    @property
    def told(self) -> list[str]:
        """The words of progress."""
        return [each.words for each in self.asked_for(prompts.Progress)]

    @property
    def kept(self) -> list[Keeping]:
        return [step for step in self.steps if isinstance(step, Keeping)]

    @property
    def error(self) -> AuthError:
        assert isinstance(self.end, AuthError)
        return self.end

    @property
    def is_signed_in(self) -> bool:
        return isinstance(self.end, Answered)

    def asked_for(self, kind: type[P]) -> list[P]:
        """The steps of this type."""
        return [step for step in self.steps if isinstance(step, kind)]

    def sent(self, name: str) -> list[str]:
        """What was sent in the fields of this name, request by request."""
        values = (value for each in self.exchanges for key, value in each.fields if key == name)
        return [value.reveal() if isinstance(value, Secret) else value for value in values]


class Person:
    """Answers as a person who knows everything would, unless a test says otherwise."""

    def __init__(self, answers: Answers) -> None:
        self._answers = {kind: iter(given) for kind, given in answers.items()}
        self._codes = count(100001)

    def __call__(self, step: Step) -> Answer:
        for given in self._answers.get(type(step), ()):
            return given
        return self._usual(step)

    def _usual(self, step: Step) -> Answer:
        match step:
            case prompts.AskUserName():
                return USER
            case prompts.AskPassword():
                return Secret(PASSWORD)
            case prompts.AskCode():
                return Secret(str(next(self._codes)))
            case prompts.AskCaptcha():
                return "blorp"
            case prompts.AskPhoneNumber():
                return "+81 90 1234 5678", False
            case prompts.AskSendCode():
                return step.ways[0]
            case prompts.AskPhoneApproval():
                return True
            case prompts.ChooseMethod():
                return 0
            case AskKeep():
                return Keep()
            case WaitForTap():
                return Tapped("the-token")
            case FetchPicture():
                return b"a picture"
            case ForgetPassword():
                return True
            case (
                prompts.Progress()
                | KeepSession()
                | KeepPassword()
                | RecallSession()
                | RecallPassword()
                | RunCommand()
            ):
                return None
            case _:
                raise AssertionError(f"nobody answers {step}")


def talk(*script: Shown | AuthError, account: GoogleAccount = ADA, answers: Answers | None = None) -> Talk:
    """Go through *script*, page by page. An error in it is thrown where the request was."""
    lines = iter(script)
    return converse_with(account, lambda _exchange: next(lines), Person(answers or {}))


def converse_with(
    account: GoogleAccount,
    google: Callable[[Exchange], Shown | AuthError],
    person: Callable[[Step], Answer],
    most_steps: int = 1000,
) -> Talk:
    """Go on until the conversation ends."""
    said, flow = Talk(), converse(account)
    answer: Answer | AuthError = None
    try:
        while not isinstance(step := advance(flow, answer), Done):
            said.steps.append(step)
            assert len(said.steps) <= most_steps, "this conversation does not end"
            if isinstance(step, Exchange):
                shown = google(step)
                answer = Response(shown.url, shown.status, shown.html) if isinstance(shown, Shown) else shown
            else:
                answer = person(step)
        said.end = step.value
    except AuthError as error:
        said.end = error
    return said
