"""How the simulated Google says no, breaks, and ends in odd assertions."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
import requests

from auth.sandbox.google_ends import DEAD_ENDS
from auth.sandbox.google_saml import ODD
from auth.sandbox.people import PASSWORD, Kind, Pages, Person, Step
from auth.sandbox.scenarios import EVERYBODY, PEOPLE
from auth.sandbox.scenarios.assertions import ASSERTIONS
from auth.sandbox.server import Sandbox
from tests.sandbox_google import Browser, SteppedClock


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(clock=SteppedClock()) as sandbox:
        yield sandbox


@pytest.fixture
def browser(running: Sandbox) -> Browser:
    running.world.forget()
    return Browser(running)


def person(name: str) -> Person:
    return PEOPLE[f"{name}@example.com"]


def after_password(browser: Browser, name: str) -> Browser:
    """Give user name and, unless something came before it, the password."""
    browser.to_password(person(name))
    return browser.send(Passwd=PASSWORD) if browser.find("Passwd") is not None else browser


def test_everybody_has_a_name_of_their_own_and_an_answer() -> None:
    assert len(PEOPLE) == len(EVERYBODY)
    assert [each.user for each in EVERYBODY if not each.answer or not each.about] == []


@pytest.mark.parametrize(
    ("name", "path", "reason"),
    [
        ("rejected-js", "/v3/signin/rejected", "rhlk=js"),
        ("rejected", "/v3/signin/rejected", "rrk=88"),
        ("rejected-v2", "/signin/rejected", "rrk=88"),
        ("policy", "/v3/signin/rejected", ""),
        ("terms", "/speedbump/gaplustos", ""),
        ("passkey-offer", "/speedbump/passkeyenrollment", ""),
        ("phone-check", "/speedbump/idvreenable", ""),
        ("confirm-account", "/speedbump/samlconfirmaccount", ""),
        ("suspicious", DEAD_ENDS["suspicious"], ""),
        ("recaptcha", DEAD_ENDS["recaptcha"], ""),
        ("suspended", DEAD_ENDS["suspended"], ""),
        ("unknown-page", DEAD_ENDS["unknown"], ""),
    ],
)
def test_a_refusal_is_a_page_of_its_own(browser: Browser, name: str, path: str, reason: str) -> None:
    after_password(browser, name)
    assert (browser.shown.status_code, browser.path) == (200, path)
    assert reason in browser.shown.url
    assert list(browser.page.iter("form")) == []
    assert "SIMULATOR" in browser.shown.text


def test_javascript_is_demanded_only_of_those_who_say_they_have_none(browser: Browser) -> None:
    browser.to_password(person("rejected-js")).send(Passwd=PASSWORD, bgresponse="js_enabled")
    assert browser.path == "/v3/signin/challenge/totp"


def test_a_broken_policy_is_told_where_google_tells_it(browser: Browser) -> None:
    after_password(browser, "policy")
    assert "2-Step Verification policy" in browser.texts("class", "vOZun")[0]
    assert [each.get("href") for each in browser.page.iter("link")] == [
        browser.sandbox.origins.accounts + "/v3/signin/rejected"
    ]


def test_the_cookie_of_a_refusal_can_poison_everybody(browser: Browser) -> None:
    browser.to_password(person("poisoned"))
    assert browser.open().path == "/v3/signin/rejected"
    browser.session.cookies.clear()
    assert browser.open().path == "/v3/signin/identifier"


def test_another_identity_provider_is_another_host(browser: Browser) -> None:
    browser.to_password(person("elsewhere"))
    assert browser.shown.url.startswith("http://localhost:")
    assert browser.shown.status_code == 200


@pytest.mark.parametrize(
    ("name", "token"), [("not-assigned", "for_user"), ("not-enabled", "app_not_enabled")]
)
def test_who_may_not_use_the_application_learns_it_after_sign_in(
    browser: Browser, name: str, token: str
) -> None:
    after_password(browser, name).send(Pin=browser.sandbox.code(person(name).user))
    assert browser.shown.status_code == 403
    assert token in browser.shown.text


@pytest.mark.parametrize("name", ["attempts", "attempts-v2"])
def test_too_many_attempts_are_told_and_nothing_helps_any_more(browser: Browser, name: str) -> None:
    browser.to_password(person(name))
    hidden = [each for each in browser.page.iter("section") if each.get("aria-hidden") == "true"]
    assert bool(hidden) is (person(name).pages is Pages.V3)
    for _ in range(3):
        browser.send(Passwd="wrong")
    assert browser.texts("jsname", "Ud7fr") == ["Too many failed attempts"]
    assert [each for each in browser.page.iter("section") if each.get("aria-hidden") == "true"] == []
    assert "challenge/pwd" in browser.send(Passwd=PASSWORD).path


def test_a_key_as_first_factor_leaves_another_way(browser: Browser) -> None:
    for name in ("key", "key-v2"):
        after_password(browser, name)
        assert "challenge/sk" in browser.path
        browser.another_way(person(name)).choose(Kind.TOTP)
        assert browser.send(Pin=browser.sandbox.code(person(name).user)).is_signed_in
        browser.session.cookies.clear()


def test_a_passkey_comes_before_the_password_and_leads_to_it(browser: Browser) -> None:
    browser.to_password(person("passkey"))
    assert browser.path == "/v3/signin/challenge/pk"
    browser.another_way(person("passkey")).choose(Kind.PASSWORD).send(Passwd=PASSWORD)
    assert browser.send(Pin=browser.sandbox.code("passkey@example.com")).is_signed_in
    browser.session.cookies.clear()
    browser.to_password(person("passkey-only")).another_way(person("passkey-only"))
    with pytest.raises(AssertionError):
        browser.choose(Kind.PASSWORD)


# faults


def test_http_400_in_the_middle_can_go_away(browser: Browser) -> None:
    name = "once-400"
    after_password(browser, name).send(Pin=browser.sandbox.code(person(name).user))
    assert browser.shown.status_code == 400
    assert browser.sandbox.world.record == []
    after_password(browser, name).send(Pin=browser.sandbox.code(person(name).user))
    assert browser.is_signed_in


@pytest.mark.parametrize(("name", "status"), [("server-error", 500), ("unavailable", 503)])
def test_the_server_can_be_in_trouble(browser: Browser, name: str, status: int) -> None:
    assert after_password(browser, name).shown.status_code == status


def test_an_answer_can_break_off(browser: Browser) -> None:
    browser.to_password(person("cut"))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        browser.send(Passwd=PASSWORD)


def test_any_connection_can_be_cut(browser: Browser) -> None:
    accounts = browser.sandbox.origins.accounts
    requests.post(f"{accounts}/sandbox/cut/2", timeout=10)
    browser.open()
    with pytest.raises(requests.exceptions.ConnectionError):
        browser.send(identifier="totp@example.com")
    assert browser.open().shown.status_code == 200


# assertions


def test_every_odd_assertion_has_a_person() -> None:
    assert {each.saml for each in ASSERTIONS} == {*ODD}


@pytest.mark.parametrize("someone", ASSERTIONS, ids=lambda each: each.saml)
def test_an_odd_assertion_differs_from_an_ordinary_one(browser: Browser, someone: Person) -> None:
    after_password(browser, someone.saml)
    odd = base64.b64decode(browser.fields()["SAMLResponse"])
    assert odd.startswith(b"<?xml")
    expectations = {
        "no-roles": b'Attributes/Role"' not in odd,
        "no-session-name": b"RoleSessionName" not in odd,
        "unsigned": b"SignatureValue" not in odd,
        "no-assertion": b"AttributeStatement" not in odd,
        "partitions": b"arn:aws-us-gov:" in odd,
        "session-duration": b"SessionDuration" in odd,
        "expired": b"11:45:00.000Z" in odd,
        "not-yet": b"12:25:00.000Z" in odd,
        "no-fractions": b"12:05:00Z" in odd,
        "other-audience": b"sp.example.com" in odd,
        "two-providers": b"saml-provider/GoogleSecond" in odd,
    }
    assert expectations.get(someone.saml, True)


def test_every_fault_of_a_person_comes_at_a_step_they_reach() -> None:
    for each in EVERYBODY:
        steps = {instead.step for instead in each.instead}
        assert not (Step.SECOND in steps and not each.challenges), each.user
