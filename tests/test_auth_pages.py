"""Which page of Google's sign-in this is: by structure alone, in every generation, around every known trap."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.google import pages
from auth.google.forms import Form
from auth.google.pages import Page, read
from auth.origins import GOOGLE
from auth.prompts import Factor
from tests.pages import EVERY, v1, v2, v3
from tests.pages.base import Shown, document, see

GENERATIONS = [v1.password, v2.password, v3.password]


def form_of(page: Page) -> Form:
    form = getattr(page, "form", None)
    assert isinstance(form, Form)
    return form


def ways_on(shown: Shown) -> Form:
    way = getattr(see(shown), "another_way", None)
    assert isinstance(way, Form)
    return way


# Every page, by its type


@pytest.mark.parametrize(
    ("name", "kind"),
    {
        "v1 identifier": pages.IdentifierPage,
        "v3 identifier": pages.IdentifierPage,
        "v1 captcha": pages.CaptchaPage,
        "v1 captcha beside the password": pages.CaptchaPage,
        "v3 captcha": pages.CaptchaPage,
        "v1 password": pages.PasswordPage,
        "v2 password": pages.PasswordPage,
        "v3 password": pages.PasswordPage,
        "v2 offer of a text": pages.SendCodePage,
        "v3 offer of a text": pages.SendCodePage,
        "v2 phone number": pages.PhoneNumberPage,
        "v3 phone number": pages.PhoneNumberPage,
        "v2 push": pages.PhonePromptPage,
        "v3 push": pages.PhonePromptPage,
        "v2 old prompt": pages.OldPhonePromptPage,
        "v2 key": pages.KeyPage,
        "v3 key": pages.KeyPage,
        "v3 passkey": pages.KeyPage,
        "v2 methods": pages.MethodsPage,
        "v3 methods": pages.MethodsPage,
        "chooser": pages.ChooserPage,
        "speedbump": pages.InterstitialPage,
        "v1 rejected": pages.RejectedPage,
        "v3 rejected": pages.RejectedPage,
        "v3 too many": pages.TooManyAttemptsPage,
        "HTTP 403": pages.NotAssignedPage,
        "HTTP 400": pages.BadRequestPage,
        "HTTP 500": pages.UnknownPage,
        "unknown": pages.UnknownPage,
        "elsewhere": pages.ElsewherePage,
        "saml": pages.SamlPage,
    }.items(),
)
def test_a_page_is_known_by_its_structure(name: str, kind: type[Page]) -> None:
    assert type(see(EVERY[name])) is kind


@pytest.mark.parametrize(
    ("shown", "factor"),
    [
        (v2.totp(), Factor.TOTP),
        (v3.totp(), Factor.TOTP),
        (v2.text(), Factor.TEXT_OR_CALL),
        (v3.code("ipp"), Factor.TEXT_OR_CALL),
        (v2.code("iap", 13, pin="pin"), Factor.PHONE_NUMBER),
        (v2.code("ootp", 5), Factor.OFFLINE_CODE),
        (v3.code("ootp"), Factor.OFFLINE_CODE),
        (v2.code("bc", 8), Factor.BACKUP_CODE),
        (v3.code("bc"), Factor.BACKUP_CODE),
        (v2.code("skotp", 37), Factor.KEY_CODE),
        (v3.code("skotp"), Factor.KEY_CODE),
    ],
)
def test_a_page_that_asks_for_a_code_says_which(shown: Shown, factor: Factor) -> None:
    page = see(shown)
    assert isinstance(page, pages.CodePage)
    assert page.factor is factor
    assert page.field in page.form.names


def test_the_code_of_a_key_is_not_taken_for_the_key_itself() -> None:
    assert isinstance(see(v3.code("skotp")), pages.CodePage)
    assert isinstance(see(v3.key("sk")), pages.KeyPage)


def test_the_code_after_a_phone_number_goes_into_a_field_in_small_letters() -> None:
    page = see(v2.code("iap", 13, pin="pin"))
    assert isinstance(page, pages.CodePage)
    assert page.field == "pin"


# The traps of the pages


@pytest.mark.parametrize("shown", [v1.identifier(), v3.identifier()])
def test_an_empty_error_message_is_no_refusal(shown: Shown) -> None:
    page = see(shown)
    assert isinstance(page, pages.IdentifierPage)
    assert page.refusal == ""


@pytest.mark.parametrize("make", [v1.identifier, v3.identifier], ids=["v1", "v3"])
def test_an_unknown_user_is_told_in_googles_words(make: Callable[[str], Shown]) -> None:
    page = see(make("We don't know this account"))
    assert isinstance(page, pages.IdentifierPage)
    assert page.refusal == "We don't know this account"


def test_a_captcha_box_that_waits_empty_and_hidden_is_no_captcha() -> None:
    shown = v1.identifier()
    assert "identifier-captcha-input" in shown.html
    assert isinstance(see(shown), pages.IdentifierPage)
    html = shown.html.replace("<div class=captcha-img>", '<div class=captcha-img><img src="/blank.png">')
    assert html != shown.html
    assert isinstance(see(shown._replace(html=html)), pages.IdentifierPage)


@pytest.mark.parametrize("make", GENERATIONS, ids=["v1", "v2", "v3"])
def test_a_password_page_refuses_only_where_it_says_so(make: Callable[..., Shown]) -> None:
    for refusal in ("", "That was wrong"):
        page = see(make(refusal))
        assert isinstance(page, pages.PasswordPage)
        assert page.refusal == refusal


@pytest.mark.parametrize("name", [name for name in EVERY if name.startswith("v3")])
def test_the_section_that_every_page_of_today_has_means_nothing(name: str) -> None:
    shown = EVERY[name]
    assert "<section class=aN1Vld" in shown.html
    without = shown._replace(html=shown.html.replace("class=aN1Vld", ""))
    assert see(without) == see(shown)


@pytest.mark.parametrize("name", [name for name in EVERY if name.startswith("v3")])
def test_too_many_failed_attempts_counts_only_where_a_person_can_see_it(name: str) -> None:
    if v3.TOO_MANY in EVERY[name].html:
        assert isinstance(see(EVERY[name]), pages.TooManyAttemptsPage) is (name == "v3 too many")


@pytest.mark.parametrize("hiding", ["hidden", "style='display: none'", "aria-hidden=true"])
def test_too_many_failed_attempts_may_be_hidden_in_any_way(hiding: str) -> None:
    shown = v3.password()
    section = v3.hidden_section()
    assert section in shown.html
    other = f"<section {hiding}><div><span jsname=Ud7fr>{v3.TOO_MANY}</span></div></section>"
    assert isinstance(see(shown._replace(html=shown.html.replace(section, other))), pages.PasswordPage)


def test_too_many_failed_attempts_is_told_in_googles_words() -> None:
    assert see(v3.password(too_many=True)) == pages.TooManyAttemptsPage(v3.TOO_MANY)


def test_too_many_failed_attempts_is_seen_outside_of_a_section_too() -> None:
    shown = v2.page("totp", 2, f"<input name=Pin><span jsname=Ud7fr>{v3.TOO_MANY}</span>", type_=6)
    assert see(shown) == pages.TooManyAttemptsPage(v3.TOO_MANY)


def test_what_stands_by_the_field_before_any_code_is_kept_as_words_only() -> None:
    page = see(v2.text("Enter a code"))
    assert isinstance(page, pages.CodePage)
    assert page.message == "Enter a code"


@pytest.mark.parametrize("shown", [v2.totp("Wrong code"), v3.totp("Wrong code")])
def test_what_stands_by_the_field_after_a_wrong_code_is_read_in_both_generations(shown: Shown) -> None:
    page = see(shown)
    assert isinstance(page, pages.CodePage)
    assert page.message == "Wrong code"


def test_a_second_question_mark_in_the_action_stays_where_it_is() -> None:
    action = form_of(see(v3.captcha())).action
    assert action.endswith("&ifkv=v3-ifkv:1?hl%3Den")
    assert action.startswith(f"{GOOGLE}/v3/signin/identifier?continue=")


@pytest.mark.parametrize(
    ("base", "action", "goes_to"),
    [
        (f"{GOOGLE}/v3/signin/", "challenge/totp?x=1", "/v3/signin/challenge/totp?x=1"),
        (f"{GOOGLE}/v3/signin/", "/v3/signin/challenge/totp", "/v3/signin/challenge/totp"),
        ("/v3/signin/", "challenge/totp", "/v3/signin/challenge/totp"),
        ("", "challenge/totp", "/v3/signin/deeper/challenge/totp"),
        ("", "/v3/signin/challenge/totp", "/v3/signin/challenge/totp"),
    ],
)
def test_an_action_is_resolved_against_base_href_where_there_is_one(
    base: str, action: str, goes_to: str
) -> None:
    head = f'<base href="{base}">' if base else ""
    html = document(f'<form id=challenge action="{action}"><input name=Passwd></form>', head)
    assert form_of(read(f"{GOOGLE}/v3/signin/deeper/here?a=b", html)).action == GOOGLE + goes_to


@pytest.mark.parametrize("action", ['action=""', ""])
def test_a_form_without_an_action_goes_to_the_page_itself_and_not_to_base_href(action: str) -> None:
    url = f"{GOOGLE}/v3/signin/challenge/pwd?TL=x"
    head = f'<base href="{GOOGLE}/v3/signin/">'
    assert form_of(read(url, document(f"<form {action}><input name=Passwd></form>", head))).action == url


def test_an_absolute_action_is_not_doubled() -> None:
    action = f"{GOOGLE}/signin/challenge/pwd/1"
    shown = v2.password()
    absolute = shown._replace(
        html=shown.html.replace('action="/signin/challenge/pwd/1"', f'action="{action}"')
    )
    assert absolute != shown
    assert form_of(see(absolute)).action == form_of(see(shown)).action == action


@pytest.mark.parametrize("shown", [v3.identifier(), v3.captcha()])
def test_a_field_that_no_person_sees_is_left_out(shown: Shown) -> None:
    form = form_of(see(shown))
    assert "hiddenPassword" in shown.html
    assert "hiddenPassword" not in form.names
    assert "hiddenPassword" not in dict(form.fields)


def test_another_way_posts_the_tokens_of_its_own_form() -> None:
    way = ways_on(v2.totp())
    assert way.path == "/signin/challenge/skip"
    assert dict(way.fields)["TL"] == "skip-TL"
    assert dict(way.fields)["gxf"] == "skip-gxf:1"
    assert "challengeType" not in way.names
    assert dict(form_of(see(v2.totp())).fields)["TL"] == "main-TL"


@pytest.mark.parametrize(("shown", "value"), [(v3.totp(), "2"), (v3.password(), "3")])
def test_another_way_of_today_is_the_value_of_its_button(shown: Shown, value: str) -> None:
    way = ways_on(shown)
    assert way.action == form_of(see(shown)).action
    assert way.fields == (*form_of(see(shown)).fields, ("action", value))


def test_no_other_way_is_offered_where_the_page_has_none() -> None:
    page = see(v3.page("challenge/totp", v3.widget("Pin"), buttons=v3.NEXT))
    assert isinstance(page, pages.CodePage)
    assert page.another_way is None


def test_the_form_to_ask_for_help_is_not_the_password_form() -> None:
    form = form_of(see(v2.password()))
    assert form.path == "/signin/challenge/pwd/1"
    assert "subAction" not in form.names


def test_the_challenge_id_is_the_pages_own() -> None:
    assert dict(form_of(see(v2.password(number=2))).fields)["challengeId"] == "2"
