"""Sign-ins at the simulated Google by hand-written posts: pages, tokens, factors, sessions."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import urlencode, urljoin

import pytest
import requests

from auth.sandbox.google_forms import forms_of
from auth.sandbox.people import PASSWORD, TEXT_CODE, Kind, Pages, Person
from auth.sandbox.scenarios import PEOPLE
from auth.sandbox.server import Sandbox
from tests.sandbox_google import OLD_START, START, Browser, SteppedClock

CLOCK = SteppedClock()
REAL_BROWSER = "Mozilla/5.0 (X11; Linux x86_64)"
TOTP_PEOPLE = [PEOPLE[f"totp{pages}@example.com"] for pages in ("", "-v2", "-v1")]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.world.forget()
    return running


@pytest.fixture
def browser(sandbox: Sandbox) -> Browser:
    return Browser(sandbox)


def person(name: str) -> Person:
    return PEOPLE[f"{name}@example.com"]


@pytest.mark.parametrize("start", [START, OLD_START])
@pytest.mark.parametrize("someone", TOTP_PEOPLE, ids=lambda each: each.user)
def test_password_and_code_end_in_an_assertion_and_nothing_is_recorded(
    browser: Browser, someone: Person, start: str
) -> None:
    browser.to_second_factor(someone, start).send(Pin=browser.sandbox.code(someone.user))
    assert browser.is_signed_in
    response = base64.b64decode(str(browser.fields()["SAMLResponse"]))
    assert someone.user.encode() in response
    assert browser.target() == "https://signin.aws.amazon.com/saml"
    assert browser.sandbox.world.record == []


def test_each_generation_has_pages_of_its_own(sandbox: Sandbox) -> None:
    paths = {each.pages: Browser(sandbox).to_password(each, OLD_START).path for each in TOTP_PEOPLE}
    assert paths == {
        Pages.V1: "/signin/challenge/sl/password",
        Pages.V2: "/signin/challenge/pwd/2",
        Pages.V3: "/v3/signin/challenge/pwd",
    }


@pytest.mark.parametrize(
    ("someone", "marker"),
    [
        ("totp-v1", ("id", "errormsg_0_Passwd")),
        ("totp-v2", ("id", "passwordError")),
        ("totp", ("jsname", "B34EJ")),
    ],
)
def test_a_wrong_password_is_marked_as_its_generation_marks_it_and_the_new_form_works(
    browser: Browser, someone: str, marker: tuple[str, str]
) -> None:
    browser.to_password(person(someone))
    before = browser.path
    assert "".join(browser.texts(*marker)) == ""
    browser.send(Passwd="wrong")
    assert browser.path == before
    assert "Wrong password" in "".join(browser.texts(*marker))
    assert "totp" in browser.send(Passwd=PASSWORD).path


@pytest.mark.parametrize(
    ("someone", "marker"), [("totp-v2", ("id", "errorMsg")), ("totp", ("jsname", "B34EJ"))]
)
def test_a_wrong_code_is_asked_again(browser: Browser, someone: str, marker: tuple[str, str]) -> None:
    browser.to_second_factor(person(someone))
    assert browser.texts(*marker) == []
    browser.send(Pin="000000")
    assert browser.texts(*marker) == ["Wrong code. Try again."]
    assert browser.send(Pin=browser.sandbox.code(person(someone).user)).is_signed_in


def test_a_code_of_the_authenticator_app_is_right_once(sandbox: Sandbox) -> None:
    someone = person("totp")
    code = sandbox.code(someone.user)
    assert Browser(sandbox).to_second_factor(someone).send(Pin=code).is_signed_in
    assert not Browser(sandbox).to_second_factor(someone).send(Pin=code).is_signed_in
    assert sandbox.code(someone.user) != code


def test_an_unknown_user_is_asked_again(browser: Browser) -> None:
    browser.open().send(identifier="nobody@example.com")
    assert browser.texts("jsname", "B34EJ")
    browser.open(OLD_START)
    assert browser.texts("id", "errormsg_0_Email") == [""]
    browser.send(Email="nobody@example.com")
    assert browser.texts("id", "errormsg_0_Email") != [""]


# tokens


@pytest.mark.parametrize(
    ("someone", "left_out"),
    [
        ("totp", "at"),
        ("totp", "bgresponse"),
        ("totp-v2", "TL"),
        ("totp-v2", "gxf"),
        ("totp-v2", "challengeId"),
        ("totp-v1", "gxf"),
        ("totp-v1", "bgresponse"),
    ],
)
def test_a_post_without_a_token_gets_400_and_is_recorded(
    browser: Browser, someone: str, left_out: str
) -> None:
    browser.to_password(person(someone)).send(without=(left_out,), Passwd=PASSWORD)
    assert browser.shown.status_code == 400
    assert browser.sandbox.world.record[0]["refused"] == f"400: {left_out}"


@pytest.mark.parametrize(
    ("someone", "changed"),
    [("totp", "at"), ("totp-v2", "gxf"), ("totp-v2", "challengeId"), ("totp-v2", "TL")],
)
def test_a_wrong_token_gets_400(browser: Browser, someone: str, changed: str) -> None:
    browser.to_password(person(someone)).fill({"Passwd": PASSWORD, changed: "1"})
    assert browser.shown.status_code == 400


@pytest.mark.parametrize("name", ["TL", "ifkv"])
def test_a_changed_token_in_the_query_of_the_third_generation_gets_400(browser: Browser, name: str) -> None:
    browser.to_password(person("totp"))
    url = browser.target().replace(f"{name}=", f"{name}=x")
    browser.post(url, {**browser.fields(), "Passwd": PASSWORD})
    assert browser.shown.status_code == 400


@pytest.mark.parametrize("someone", TOTP_PEOPLE, ids=lambda each: each.user)
def test_a_form_can_be_sent_once(browser: Browser, someone: Person) -> None:
    browser.to_password(someone)
    url, fields = browser.target(), {**browser.fields(), "Passwd": PASSWORD}
    assert browser.post(url, fields).shown.status_code == 200
    assert browser.post(url, fields).shown.status_code == 400


def test_the_form_to_skip_has_tokens_of_its_own(browser: Browser) -> None:
    browser.to_second_factor(person("choose-v2")).choose(Kind.TOTP)
    assert browser.fields("/skip")["gxf"] != browser.fields("/totp/")["gxf"]
    browser.send("/skip", gxf=browser.fields("/totp/")["gxf"])
    assert browser.shown.status_code == 400


def test_fields_left_out_added_and_changed_are_tolerated_and_recorded_without_values(
    browser: Browser,
) -> None:
    browser.to_password(person("totp-v2"))
    browser.send(without=("faa",), Passwd=PASSWORD, extra="1", hl="xx")
    assert browser.shown.status_code == 200
    assert browser.sandbox.world.record == [
        {"path": "/signin/challenge/pwd/2", "left_out": ["faa"], "added": ["extra"], "changed": ["hl"]}
    ]


def test_a_filled_honeypot_and_a_longer_query_are_recorded(browser: Browser) -> None:
    browser.open()
    someone = {"identifier": "totp@example.com", "hiddenPassword": "x"}
    browser.post(browser.target() + "?hl=en&loc=US", {**browser.fields(), **someone})
    assert browser.shown.status_code == 200
    assert browser.sandbox.world.record == [
        {"path": "/v3/signin/identifier", "added": ["?loc"], "changed": ["hiddenPassword", "?ifkv"]}
    ]


def test_an_action_with_a_second_question_mark_works(browser: Browser) -> None:
    browser.to_password(person("second-question-mark"))
    assert browser.target().count("?hl%3Den") == 1
    browser.send(Passwd=PASSWORD).send(Pin=browser.sandbox.code("second-question-mark@example.com"))
    assert browser.is_signed_in
    assert browser.sandbox.world.record == []


@pytest.mark.parametrize(("someone", "language"), [("japanese", "ja"), ("romanian-v2", "ro")])
def test_pages_come_in_other_languages_with_the_same_structure(
    sandbox: Sandbox, someone: str, language: str
) -> None:
    english = Browser(sandbox).to_second_factor(person("totp-v2" if someone.endswith("v2") else "totp"))
    other = Browser(sandbox).to_second_factor(person(someone))
    assert (english.page.get("lang"), other.page.get("lang")) == ("en", language)
    assert {*english.fields()} == {*other.fields()}
    assert [each.text_content() for each in english.page.iter("h1")] != [
        each.text_content() for each in other.page.iter("h1")
    ]


# the first request


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?idpid=C01fumidai",
        "?idpid=nonsense&spid=101000000001",
        "?idpid=C01fumidai&spid=abc",
        "?idpid=C01fumidai&idpid=C01fumidai&spid=101000000001",
        "?idpid=C0stranger&spid=101000000001",
    ],
)
def test_garbled_ids_get_400_at_once(browser: Browser, query: str) -> None:
    assert browser.open("/o/saml2/initsso" + query).shown.status_code == 400


def test_an_unknown_application_gets_403_only_after_sign_in(browser: Browser) -> None:
    browser.to_second_factor(person("totp"), START.replace("101000000001", "109999999999"))
    browser.send(Pin=browser.sandbox.code("totp@example.com"))
    assert (browser.shown.status_code, browser.is_signed_in) == (403, False)
    assert "app_not_configured" in browser.shown.text


# sessions and devices


def test_a_live_session_needs_no_page(browser: Browser) -> None:
    browser.to_second_factor(person("short")).send(Pin=browser.sandbox.code("short@example.com"))
    assert browser.open().is_signed_in
    CLOCK.advance(61)
    assert not browser.open().is_signed_in


def test_without_cookies_the_way_back_asks_for_them(sandbox: Sandbox) -> None:
    browser = Browser(sandbox)
    browser.to_password(person("password"), OLD_START)
    browser.session.hooks["response"].append(lambda *_, **__: browser.session.cookies.clear())
    fields = {**browser.fields(), "Passwd": PASSWORD}
    answer = browser.session.post(browser.target(), data=fields, allow_redirects=False)
    back = requests.get(answer.headers["Location"], timeout=10)
    assert back.url.endswith("/signin/cookies")


@pytest.mark.parametrize(("asks_again", "without"), [(False, ()), (True, ("TrustDevice",))])
def test_a_trusted_device_needs_the_password_alone(
    browser: Browser, asks_again: bool, without: tuple[str, ...]
) -> None:
    someone = person("totp")
    code = browser.sandbox.code(someone.user)
    assert browser.to_second_factor(someone).send(without=without, Pin=code).is_signed_in
    del browser.session.cookies["SID"]
    assert browser.to_second_factor(someone).is_signed_in is not asks_again


def test_staying_signed_in_is_a_matter_of_the_box_on_the_password_page(sandbox: Sandbox) -> None:
    lives = []
    for without in ((), ("TrustDevice",)):
        browser = Browser(sandbox).to_password(person("password")).send(without=without, Passwd=PASSWORD)
        lives.append(next(each.expires for each in browser.session.cookies if each.name == "SID"))
    assert lives[0] is not None
    assert lives[1] is None


def test_two_accounts_in_one_browser_bring_the_chooser(browser: Browser) -> None:
    code = browser.sandbox.code("two-accounts@example.com")
    browser.to_second_factor(person("two-accounts")).send(Pin=code)
    assert browser.path == "/AccountChooser"
    assert [each.get("value") for each in browser.page.iter("button")] == [
        "two-accounts@example.com",
        "totp@example.com",
    ]
    browser.send(Email="totp@example.com")
    assert browser.is_signed_in
    assert b"totp@example.com" in base64.b64decode(browser.fields()["SAMLResponse"])


def test_a_real_browser_is_kept_on_this_machine(browser: Browser) -> None:
    browser.to_password(person("password")).send(Passwd=PASSWORD)
    browser.session.headers["User-Agent"] = REAL_BROWSER
    assert browser.open().target() == browser.sandbox.origins.console + "/saml"


def test_a_browser_gets_a_page_with_nothing_but_a_script(browser: Browser) -> None:
    browser.session.headers["User-Agent"] = REAL_BROWSER
    browser.open()
    assert browser.path == "/v3/signin/identifier"
    assert "flowName=GlifWebSignIn" in browser.shown.url
    assert not [*browser.page.iter("form", "input")]
    assert "rhlk=js" in browser.shown.text, "what a browser without scripts is led to"


def test_what_the_script_asks_for_is_no_use_to_a_form(browser: Browser) -> None:
    browser.session.headers["User-Agent"] = REAL_BROWSER
    shell = browser.open().shown.url
    page = browser.session.get(shell, headers={"X-Same-Domain": "1"}).json()["page"]
    form = next(forms_of(page, shell))
    fields = {**form.fixed, "identifier": person("totp").user}
    action = urljoin(shell, f"{form.path}?{urlencode(form.query)}")
    browser.post(action, fields)
    assert browser.shown.status_code == 400
    told = browser.session.post(action, data=fields, headers={"X-Same-Domain": "1"}).json()
    assert "/v3/signin/challenge/pwd?" in told["go"]


# factors


@pytest.mark.parametrize(
    ("someone", "tag"), [("phone-waits", "samp"), ("phone-waits-v2", "div"), ("az-number", "div")]
)
def test_a_prompt_shows_the_number_that_the_phone_shows(browser: Browser, someone: str, tag: str) -> None:
    browser.to_second_factor(person(someone))
    jsname = "EKvSSd" if someone.startswith("az") else "feLNVc"
    numbers = [each.text_content() for each in browser.page.iter(tag) if each.get("jsname") == jsname]
    prompt = browser.sandbox.world.last_prompt(person(someone).user)
    assert prompt
    assert numbers == [prompt.number]
    assert len(prompt.number) == 2


@pytest.mark.parametrize("someone", ["phone-waits", "phone-waits-v2"])
@pytest.mark.parametrize(("decision", "signed_in"), [("approve", True), ("deny", False)])
def test_a_prompt_waits_for_the_phone(browser: Browser, someone: str, decision: str, signed_in: bool) -> None:
    accounts, user = browser.sandbox.origins.accounts, person(someone).user
    before = browser.to_second_factor(person(someone)).path
    assert browser.send().path == before
    requests.post(f"{accounts}/sandbox/phone/{user}/{decision}", timeout=10)
    assert browser.send().is_signed_in is signed_in


def test_a_phone_can_approve_by_the_clock_or_after_posts_that_came_too_early(sandbox: Sandbox) -> None:
    by_clock = Browser(sandbox).to_second_factor(person("phone"))
    assert not by_clock.send().is_signed_in
    CLOCK.advance(5)
    assert by_clock.send().is_signed_in
    by_posts = Browser(sandbox).to_second_factor(person("phone-early"))
    assert [by_posts.send().is_signed_in for _ in range(3)] == [False, False, True]


def test_the_old_prompt_waits_at_googleapis_which_may_fail_first(browser: Browser) -> None:
    browser.to_second_factor(person("az-500"))
    box = next(each for each in browser.page.iter() if each.get("data-tx-id"))
    url = f"{browser.sandbox.origins.googleapis}/cryptauth/v1/authzen/awaittx"
    key, asked = {"alt": "json", "key": str(box.get("data-api-key"))}, {"txId": box.get("data-tx-id")}
    answers = [requests.post(url, params=key, json=asked, timeout=10) for _ in range(3)]
    assert [each.status_code for each in answers] == [500, 500, 200]
    assert browser.send("/az/", token=answers[2].json()["txToken"]).is_signed_in
    assert browser.sandbox.world.record == []


def test_the_old_prompt_can_time_out_and_be_sent_again(browser: Browser) -> None:
    browser.to_second_factor(person("az-timeout")).send("/az/")
    assert "timed out" in browser.texts("id", "azApprovalMsg")[0]
    first = browser.sandbox.world.last_prompt("az-timeout@example.com")
    browser.post("/signin/challenge", browser.fields("/signin/challenge"))
    assert browser.path == "/signin/challenge/az/5"
    assert browser.sandbox.world.last_prompt("az-timeout@example.com") is not first


def test_a_text_is_not_sent_unless_asked_for(browser: Browser) -> None:
    browser.to_second_factor(person("sms-v2"))
    assert browser.find("Pin") is None
    browser.send(Pin=TEXT_CODE)
    assert not browser.is_signed_in
    browser.send("/ipp/", SendMethod="SMS")
    assert browser.texts("id", "errorMsg") == ["Enter a code"]
    assert browser.send("/ipp/", Pin=TEXT_CODE).is_signed_in


@pytest.mark.parametrize("someone", ["choose", "choose-v2"])
def test_the_list_leads_to_every_method_and_back(browser: Browser, someone: str) -> None:
    chosen = person(someone)
    browser.to_second_factor(chosen)
    for challenge in chosen.challenges:
        if challenge.usable:
            browser.choose(challenge.kind)
            assert f"challenge/{challenge.kind.path}" in browser.path
            browser.another_way(chosen)
    browser.choose(Kind.TEXT_OR_CALL)
    assert browser.find("Pin") is not None
    assert browser.sandbox.world.record == []


def test_what_no_form_can_do_is_marked_on_the_list(sandbox: Sandbox) -> None:
    new = Browser(sandbox).to_second_factor(person("choose"))
    marked = [
        each.get("data-challengetype")
        for each in new.page.iter("div")
        if each.get("data-challengeunavailable")
    ]
    assert marked == ["2", "53"]
    old = Browser(sandbox).to_second_factor(person("choose-v2"))
    assert [
        each.get("data-challengeentry") for each in old.page.iter("form") if each.get("data-unavailable")
    ] == ["10"]


@pytest.mark.parametrize(
    ("someone", "answer", "code"),
    [
        ("captcha", "ca", "ct"),
        ("captcha-v2", "identifier-captcha-input", "identifiertoken"),
        ("captcha-v1", "logincaptcha", "logintoken"),
    ],
)
def test_a_captcha_is_asked_until_it_is_right(browser: Browser, someone: str, answer: str, code: str) -> None:
    chosen = person(someone)
    browser.to_password(chosen)
    if chosen.pages is Pages.V1:
        browser.send(Passwd=PASSWORD)
    assert browser.find(answer) is not None
    first = browser.fields()[code]
    typed = {"Passwd": PASSWORD} if chosen.pages is Pages.V1 else {}
    browser.fill({**typed, answer: "wrong"})
    assert browser.fields()[code] != first
    token = browser.fields()[code]
    picture = requests.get(f"{browser.sandbox.origins.accounts}/Captcha?v=2&ctoken={token}", timeout=10)
    assert picture.content.startswith(b"\x89PNG")
    browser.fill({**typed, answer: browser.sandbox.world.captchas[token][1].lower()})
    assert browser.find(answer) is None
    assert "challenge" in browser.path
    assert browser.sandbox.world.record == []
