"""From the assertion to the keys: which role, and for how long. No network."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.conversation import Done, advance
from auth.errors import AssertionRefused, AuthError, Cancelled, NoRole, StsRefused, Unreachable
from auth.google.steps import Exchange, Response
from auth.keeping import Keep
from auth.prompts import ChooseRole, Progress, RoleChoice
from auth.saml import read_assertion
from auth.signin import (
    DURATIONS,
    Answer,
    AskCompanions,
    Companion,
    Conversation,
    Granted,
    SignedIn,
    SignIn,
    Step,
    become,
    durations,
    sign_in,
)
from auth.sts import AssumeRole, Credentials
from auth.sts_refusals import refused
from profiles.secret import Secret
from tests.google_talk import ADA
from tests.pages import ends
from tests.saml_texts import BOTH, GOOGLE, SSO, encoded, response

READER = "arn:aws:iam::111111111111:role/reader"
ADMIN = "arn:aws:iam::222222222222:role/admin"
OTHER = "arn:aws:iam::111111111111:saml-provider/Other"
KEYS = Credentials("ASIATEST", Secret("secret"), Secret("token"), datetime(2026, 3, 1, tzinfo=UTC))
ANY = SignIn(ADA)

TOO_LONG = refused(
    "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
)
BEYOND_THE_API = refused(
    "ValidationError",
    "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: "
    "Member must have value less than or equal to 43200",
)
TOO_SHORT = refused(
    "ValidationError",
    "1 validation error detected: Value '600' at 'durationSeconds' failed to satisfy constraint: "
    "Member must have value greater than or equal to 900",
)
DENIED = refused("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML")


@dataclass
class Went:
    """How a sign-in went."""

    steps: list[Step] = field(default_factory=list)
    end: SignedIn | AuthError | None = None

    @property
    def signed_in(self) -> SignedIn:
        assert isinstance(self.end, SignedIn)
        return self.end

    @property
    def granted(self) -> Granted:
        return self.signed_in.granted

    @property
    def calls(self) -> list[tuple[str, int]]:
        """Roles and seconds that AWS was asked for."""
        return [(each.role_arn, each.seconds) for each in self.steps if isinstance(each, AssumeRole)]

    @property
    def choice(self) -> ChooseRole:
        (asked,) = (each for each in self.steps if isinstance(each, ChooseRole))
        return asked

    @property
    def was_asked(self) -> bool:
        return any(isinstance(each, ChooseRole) for each in self.steps)


def go(
    flow: Conversation[SignedIn],
    *,
    role: int | None = 0,
    aws: Iterable[Credentials | AuthError] = (),
    companions: frozenset[str] | None = frozenset(),
    html: str = "",
) -> Went:
    """Drive *flow*: choose the role with this index, and let AWS answer *aws*, then ``KEYS``."""
    went, answers = Went(), iter(aws)
    answer: Answer | AuthError = None
    try:
        while not isinstance(step := advance(flow, answer), Done):
            went.steps.append(step)
            match step:
                case ChooseRole():
                    answer = role
                case AssumeRole():
                    answer = next(answers, KEYS)
                case AskCompanions():
                    answer = companions
                case Exchange():
                    answer = Response(ends.saml().url, 200, html)
                case Progress():
                    answer = None
                case _:
                    raise AssertionError(f"nobody answers {step}")
        went.end = step.value
    except AuthError as error:
        went.end = error
    return went


def offer(
    *roles: str, request: SignIn = ANY, role: int | None = 0, aws: Iterable[Credentials | AuthError] = ()
) -> Went:
    """Sign in with an assertion that offers *roles*."""
    return go(become(request, read_assertion(encoded(response(*roles)))), role=role, aws=aws)


def pair(role: str, provider: str = GOOGLE) -> str:
    return f"{role},{provider}"


# The whole way


def test_a_sign_in_goes_from_google_to_the_keys() -> None:
    value = encoded(response(BOTH)).reveal()
    went = go(sign_in(replace(ANY, role_arn=SSO)), html=ends.saml(value).html)
    assert went.granted == Granted(KEYS, SSO, 43200, 43200)
    assert (went.signed_in.username, went.signed_in.keep) == (ADA.username, Keep())
    (call,) = (each for each in went.steps if isinstance(each, AssumeRole))
    assert (call.provider_arn, call.assertion.reveal()) == (GOOGLE, value)
    assert value not in repr(went)


def test_an_assertion_that_is_none_ends_before_aws_is_asked() -> None:
    value = base64.b64encode(b"<html/>").decode()
    went = go(sign_in(ANY), html=ends.saml(value).html)
    assert isinstance(went.end, AssertionRefused)
    assert went.calls == []


# Which role


def test_the_role_of_the_profile_is_taken_without_a_question() -> None:
    went = offer(pair(READER), BOTH, request=replace(ANY, role_arn=SSO))
    assert went.granted.role_arn == SSO
    assert not went.was_asked


def test_a_single_role_is_taken_without_a_question() -> None:
    assert not offer(BOTH).was_asked


def test_one_of_several_roles_is_the_persons_choice_sorted_by_account_and_name() -> None:
    went = offer(pair(ADMIN), BOTH, pair(READER), role=2)
    assert [each.role_arn for each in went.choice.roles] == [READER, SSO, ADMIN]
    assert went.choice.why == ""
    assert went.granted.role_arn == ADMIN


def test_the_role_of_last_time_comes_first() -> None:
    went = offer(pair(READER), BOTH, pair(ADMIN), request=replace(ANY, last_role=ADMIN))
    assert [each.role_arn for each in went.choice.roles] == [ADMIN, READER, SSO]


@pytest.mark.parametrize("roles", [(BOTH,), (BOTH, pair(READER))])
def test_who_wants_to_be_asked_is_asked_and_offered_everything(roles: tuple[str, ...]) -> None:
    went = offer(*roles, request=replace(ANY, role_arn=SSO, ask_role=True))
    assert len(went.choice.roles) == len(roles)
    assert went.choice.why == ""


@pytest.mark.parametrize("roles", [(pair(READER),), (pair(READER), pair(ADMIN))])
def test_a_role_that_google_does_not_offer_is_told_and_another_can_be_chosen(roles: tuple[str, ...]) -> None:
    went = offer(*roles, request=replace(ANY, role_arn=SSO))
    assert SSO in went.choice.why
    assert went.granted.role_arn == READER


def test_a_role_is_compared_letter_by_letter() -> None:
    assert offer(pair(SSO.replace("sso", "SSO")), request=replace(ANY, role_arn=SSO)).was_asked


def test_a_role_by_two_providers_is_the_persons_choice_of_these_two() -> None:
    went = offer(BOTH, pair(SSO, OTHER), pair(READER), request=replace(ANY, role_arn=SSO), role=1)
    assert went.choice.roles == (RoleChoice(SSO, GOOGLE), RoleChoice(SSO, OTHER))
    (call,) = (each for each in went.steps if isinstance(each, AssumeRole))
    assert call.provider_arn == OTHER


def test_a_role_that_google_lists_twice_is_no_question() -> None:
    assert not offer(BOTH, f"{GOOGLE}, {SSO}", request=replace(ANY, role_arn=SSO)).was_asked


def test_no_role_at_all_is_told() -> None:
    went = offer()
    assert isinstance(went.end, NoRole)
    assert "no AWS role" in went.end.what


def test_esc_at_the_choice_ends_it_before_aws_is_asked() -> None:
    went = offer(BOTH, pair(READER), role=None)
    assert isinstance(went.end, Cancelled)
    assert went.calls == []


# For how long


def test_the_duration_of_the_profile_is_asked_for() -> None:
    assert offer(BOTH, request=replace(ANY, duration=5400)).calls == [(SSO, 5400)]


@pytest.mark.parametrize("refusal", [TOO_LONG, BEYOND_THE_API])
def test_a_shorter_session_is_asked_for_until_the_role_allows_it(refusal: StsRefused) -> None:
    went = offer(BOTH, aws=[refusal, refusal])
    assert [seconds for _, seconds in went.calls] == [43200, 28800, 14400]
    assert went.granted == Granted(KEYS, SSO, 14400, 43200)
    assert sum("shorter" in each.words for each in went.steps if isinstance(each, Progress)) == 2


def test_a_duration_of_ones_own_steps_down_to_the_usual_ones_below_it() -> None:
    went = offer(BOTH, request=replace(ANY, duration=10000), aws=[TOO_LONG])
    assert [seconds for _, seconds in went.calls] == [10000, 7200]


def test_when_no_shorter_session_is_left_awss_words_are_told() -> None:
    went = offer(BOTH, aws=[TOO_LONG] * 9)
    assert [seconds for _, seconds in went.calls] == [*DURATIONS]
    assert went.end is TOO_LONG


@pytest.mark.parametrize(
    "error",
    [DENIED, TOO_SHORT, refused("ExpiredTokenException", "Response has expired"), Unreachable("No network.")],
)
def test_whatever_else_aws_says_ends_it_at_once(error: AuthError) -> None:
    went = offer(BOTH, aws=[error])
    assert went.end is error
    assert len(went.calls) == 1


def test_what_a_role_was_found_to_allow_is_asked_for_first() -> None:
    went = offer(BOTH, request=replace(ANY, longest=((SSO, 14400), (READER, 3600))))
    assert [seconds for _, seconds in went.calls] == [14400]
    assert went.granted.wanted_seconds == 43200


def test_what_a_role_allows_is_not_asked_for_where_less_is_wanted() -> None:
    went = offer(BOTH, request=replace(ANY, duration=3600, longest=((SSO, 14400),)))
    assert [seconds for _, seconds in went.calls] == [3600]


@given(st.integers(1, 100_000))
def test_durations_begin_with_what_is_wanted_and_fall(wanted: int) -> None:
    steps = durations(wanted)
    assert steps[0] == wanted
    assert list(steps) == sorted({*steps}, reverse=True)
    assert {*steps[1:]} <= {*DURATIONS}


# Several bastions at once

FRIENDS = (
    Companion("reader", READER, 7200),
    Companion("admin", ADMIN, 43200),
    Companion("gone", SSO + "x", 3600),
)
OFFERED = (BOTH, pair(READER), pair(ADMIN))


def together(
    ticked: frozenset[str] | None, *, aws: Iterable[Credentials | AuthError] = (), said: object = None
) -> Went:
    request = replace(ANY, role_arn=SSO, companions=FRIENDS, ticked=ticked)
    answer = said if isinstance(said, frozenset) else None
    return go(become(request, read_assertion(encoded(response(*OFFERED)))), aws=aws, companions=answer)


def test_other_bastions_get_their_keys_from_the_same_assertion() -> None:
    went = together(frozenset({"reader", "admin", "gone"}))
    assert went.calls == [(SSO, 43200), (READER, 7200), (ADMIN, 43200)]
    assert [name for name, _ in went.signed_in.companions] == ["reader", "admin"]


def test_a_bastion_that_aws_refuses_does_not_stop_the_others() -> None:
    went = together(frozenset({"reader", "admin"}), aws=[KEYS, DENIED])
    assert dict(went.signed_in.companions) == {"reader": DENIED, "admin": Granted(KEYS, ADMIN, 43200, 43200)}


def test_who_was_never_asked_is_asked_once_about_those_that_google_offers() -> None:
    went = together(None, said=frozenset({"admin"}))
    (asked,) = (each for each in went.steps if isinstance(each, AskCompanions))
    assert [each.name for each in asked.companions] == ["reader", "admin"]
    assert went.signed_in.ticked == frozenset({"admin"})
    assert [role for role, _ in went.calls] == [SSO, ADMIN]


def test_nobody_is_asked_about_bastions_that_google_does_not_offer() -> None:
    request = replace(ANY, companions=FRIENDS[2:], ticked=None)
    went = go(become(request, read_assertion(encoded(response(BOTH)))))
    assert not [each for each in went.steps if isinstance(each, AskCompanions)]
    assert went.signed_in.ticked is None


def test_esc_at_that_question_means_only_this_one_and_ask_again() -> None:
    """Password and code are spent by then: the keys they bought are not thrown away."""
    went = together(None)
    assert went.calls == [(SSO, 43200)]
    assert went.signed_in.companions == ()
    assert went.signed_in.ticked is None
