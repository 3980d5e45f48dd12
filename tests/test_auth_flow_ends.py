"""How the conversation with Google ends badly: every refusal has its own words."""

from __future__ import annotations

import pytest

from auth.errors import (
    AuthError,
    BrowserStepWanted,
    BrowserWanted,
    NotAssigned,
    OtherIdentityProvider,
    PolicyNotMet,
    TooManyAttempts,
    UnknownPage,
    Unreachable,
)
from auth.google.flow import MOST_STEPS
from tests.google_talk import OPENING, talk
from tests.pages import ends, v3
from tests.pages.base import Shown


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        (ends.rejected("rhlk=js&rrk=47"), BrowserWanted),
        (ends.rejected("rrk=88"), BrowserWanted),
        (ends.rejected(v1=True), BrowserWanted),
        (ends.unknown(path="/v3/signin/challenge/recaptcha"), BrowserWanted),
        (ends.rejected("", policy="Your organisation wants more"), PolicyNotMet),
        (v3.password(too_many=True), TooManyAttempts),
        (ends.http_error(403, "Error: app_not_configured"), NotAssigned),
        (ends.http_error(403, "Error: app_not_configured_for_user"), NotAssigned),
        (ends.http_error(403, "Error: app_not_enabled_for_user"), NotAssigned),
        (ends.http_error(403, "Error: app_not_seen_before"), NotAssigned),
        (ends.speedbump("gaplustos"), BrowserStepWanted),
        (ends.speedbump("idvreenable"), BrowserStepWanted),
        (
            ends.unknown("It looks like someone else might be trying to access your Google Account"),
            BrowserStepWanted,
        ),
        (ends.ELSEWHERE, OtherIdentityProvider),
        (ends.http_error(503), UnknownPage),
        (ends.unknown(), UnknownPage),
    ],
)
def test_every_refusal_has_an_error_of_its_own_with_cause_and_remedy(
    last: Shown, kind: type[AuthError]
) -> None:
    error = talk(*OPENING, last).error
    assert type(error) is kind
    assert error.what.endswith(".")
    assert error.remedy.endswith(".")


def test_the_three_codes_of_an_application_have_three_causes() -> None:
    codes = ["app_not_configured", "app_not_configured_for_user", "app_not_enabled_for_user"]
    errors = [talk(*OPENING, ends.http_error(403, f"Error: {code}.")).error for code in codes]
    assert [code in error.what for code, error in zip(codes, errors, strict=True)] == [True] * 3
    assert len({error.why for error in errors}) == 3


def test_an_unknown_page_is_named_by_title_host_and_path() -> None:
    error = talk(*OPENING, ends.unknown("What it says")).error
    assert "“A new page”" in error.what
    assert "accounts.google.com/v3/signin/something/new" in error.why
    assert error.quote == "What it says"


def test_another_identity_provider_is_named() -> None:
    assert "login.company.example" in talk(v3.identifier(), ends.ELSEWHERE).error.what


def test_googles_words_are_shown_as_one_plain_line() -> None:
    error = talk(*OPENING, ends.unknown("One\n\x1b[31m two \u202e three\u200b")).error
    assert error.quote == "One [31m two three"


@pytest.mark.parametrize("number", range(4))
def test_a_broken_connection_ends_it_at_any_request(number: int) -> None:
    script: list[Shown | AuthError] = [*OPENING, v3.totp(), ends.saml()]
    gone = script[number] = Unreachable("No network.")
    said = talk(*script)
    assert said.end is gone
    assert len(said.exchanges) == number + 1


def test_a_conversation_in_circles_ends() -> None:
    said = talk(*OPENING, *[v3.push()] * 2 * MOST_STEPS)
    assert isinstance(said.error, UnknownPage)
    assert "circles" in said.error.what
    assert len(said.exchanges) == MOST_STEPS + 1
