"""The conversation of the browser road: first without a window, then with one, and whose session it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.browser.steps import AskOtherPerson, Browse
from auth.by_browser import sign_in_by_browser
from auth.conversation import Done, advance
from auth.errors import AssertionRefused, AuthError, BrowserFailed, Cancelled, NoRole, PersonWanted
from auth.google.steps import GoogleAccount
from auth.prompts import Progress
from auth.signin import Answer, SignedIn, SignIn, Step
from auth.silent import sign_in_silently
from auth.sts import AssumeRole
from auth.wire import Errand, Result
from profiles.secret import Secret
from tests.google_script import KEYS, SSO, USER
from tests.saml_texts import BOTH, attribute, encoded, response

REQUEST = SignIn(GoogleAccount("C01fumidai", "101000000001", USER), SSO)
NOBODY = PersonWanted("Google's session in this browser has ended.", "", "Press r to sign in.")


def answer_for(user: str = USER) -> Secret:
    return encoded(response(BOTH, more=[attribute("RoleSessionName", user)]))


def talk(request: SignIn, *answers: Answer | AuthError) -> tuple[list[Step], SignedIn | AuthError]:
    """What is asked, and how it ends. The answers are those to everything but words of progress."""
    asked: list[Step] = []
    left = [*answers]
    flow = sign_in_by_browser(request)
    said: Answer | AuthError = None
    try:
        while not isinstance(step := advance(flow, said), Done):
            said = None
            if not isinstance(step, Progress):
                asked.append(step)
                said = left.pop(0)
        return asked, step.value
    except AuthError as error:
        return asked, error
    finally:
        flow.close()


def test_a_live_session_brings_keys_without_a_window() -> None:
    asked, end = talk(REQUEST, answer_for(), KEYS)
    assert asked[0] == Browse(REQUEST.account.link, USER, window=False)
    assert isinstance(asked[1], AssumeRole)
    assert isinstance(end, SignedIn)
    assert len(asked) == 2


def test_a_window_opens_only_where_google_wants_the_person_and_says_why() -> None:
    asked, end = talk(REQUEST, NOBODY, answer_for(), KEYS)
    assert asked[1] == Browse(REQUEST.account.link, USER, window=True, why=NOBODY.what)
    assert isinstance(end, SignedIn)


@pytest.mark.parametrize("error", [BrowserFailed("closed"), Cancelled()])
def test_what_ends_the_browser_ends_the_sign_in(error: AuthError) -> None:
    asked, end = talk(REQUEST, NOBODY, error)
    assert end is error
    assert len(asked) == 2


def test_somebody_elses_session_is_not_taken_without_a_word() -> None:
    asked, end = talk(REQUEST, answer_for("other@example.com"), True, KEYS)
    assert asked[1] == AskOtherPerson(USER, "other@example.com")
    assert isinstance(end, SignedIn)
    asked, end = talk(REQUEST, answer_for("other@example.com"), None)
    assert isinstance(end, Cancelled)


def test_signing_in_as_oneself_begins_with_an_empty_folder() -> None:
    asked, end = talk(REQUEST, answer_for("other@example.com"), False, answer_for(), KEYS)
    again = asked[2]
    assert isinstance(again, Browse)
    assert (again.window, again.afresh) == (True, True)
    assert isinstance(end, SignedIn)


@pytest.mark.parametrize("name", ["User@Example.com", "AB12345", ""])
def test_a_name_that_tells_nothing_or_the_same_person_is_no_question(name: str) -> None:
    asked, end = talk(REQUEST, answer_for(name), KEYS)
    assert isinstance(end, SignedIn)
    assert not any(isinstance(each, AskOtherPerson) for each in asked)


def test_without_a_user_name_the_folder_is_the_companys() -> None:
    request = SignIn(GoogleAccount("C01fumidai", "101000000001"), SSO)
    asked, _ = talk(request, answer_for("whoever@example.com"), KEYS)
    assert asked[0] == Browse(request.account.link, "somebody@C01fumidai", window=False)


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (
            response(BOTH, destination="https://us-east-1.signin.aws.amazon.com/platform/saml/acs/abc"),
            "IAM Identity Center",
        ),
        (response(BOTH, destination="https://sp.example.com/saml"), "not for AWS"),
        (response(), "no AWS role"),
    ],
)
def test_an_answer_that_is_not_for_this_is_told_before_aws_is_asked(xml: str, words: str) -> None:
    asked, end = talk(REQUEST, encoded(xml))
    assert isinstance(end, AssertionRefused)
    assert words in str(end)
    assert len(asked) == 1


# without a person


def wire(*answers: Result | AuthError) -> Callable[[Errand], Result]:
    left = [*answers]

    def carry(errand: Errand) -> Result:
        said = left.pop(0)
        if isinstance(said, AuthError):
            raise said
        return said

    return carry


def test_without_a_person_a_live_session_is_enough() -> None:
    signed_in = sign_in_silently(REQUEST, wire(answer_for(), KEYS), sign_in_by_browser)
    assert signed_in.granted.credentials is KEYS


def test_without_a_person_no_window_opens_and_the_reason_is_told() -> None:
    with pytest.raises(PersonWanted, match="session in this browser has ended"):
        sign_in_silently(REQUEST, wire(NOBODY), sign_in_by_browser)


def test_without_a_person_somebody_elses_session_is_not_taken() -> None:
    with pytest.raises(PersonWanted, match=r"signed in as other@example\.com"):
        sign_in_silently(REQUEST, wire(answer_for("other@example.com"), KEYS), sign_in_by_browser)


def test_a_refusal_of_the_role_stays_what_it_is() -> None:
    with pytest.raises(NoRole):
        sign_in_silently(REQUEST, wire(NoRole("no role")), sign_in_by_browser)
