"""Which page of Google's sign-in this is: by structure alone, in every generation, around every known trap."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.google import pages
from auth.google.forms import Form
from auth.google.pages import Page, read
from auth.origins import GOOGLE
from auth.prompts import Factor
from tests.pages import EVERY, ends, v1, v2, v3
from tests.pages.base import USER, Shown, document, see

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


# What the page shows


@pytest.mark.parametrize("make", [v2.push, v3.push], ids=["v2", "v3"])
def test_the_number_to_match_is_found_in_whatever_tag_it_stands(make: Callable[[str], Shown]) -> None:
    page = see(make("23"))
    assert isinstance(page, pages.PhonePromptPage)
    assert page.number == "23"
    assert "23" not in page.words
    without = see(make(""))
    assert isinstance(without, pages.PhonePromptPage)
    assert without.number == ""


def test_the_old_prompt_says_what_to_wait_for_and_how_long() -> None:
    page = see(v2.old_prompt("47", lifetime="90000"))
    assert isinstance(page, pages.OldPhonePromptPage)
    assert (page.api_key, page.transaction, page.lifetime) == ("the-key", "the-tx=", 90.0)
    assert (page.number, page.words) == ("47", "Tap Yes on your phone")
    assert page.resend
    assert dict(page.resend.fields)["TL"] == "resend-TL"
    assert page.form.path == "/signin/challenge/az/5"


@pytest.mark.parametrize("lifetime", ["", "soon", "-1", "9" * 400, "9" * 5000, "٣"])
def test_a_lifetime_nobody_can_mean_does_not_end_the_sign_in(lifetime: str) -> None:
    page = see(v2.old_prompt(lifetime=lifetime))
    assert isinstance(page, pages.OldPhonePromptPage)
    assert 0 <= page.lifetime <= 86400


def test_a_prompt_page_without_the_key_of_the_endpoint_is_not_waited_for() -> None:
    shown = v2.old_prompt()
    without = shown._replace(html=shown.html.replace("data-api-key", "data-other"))
    assert isinstance(see(without), pages.UnknownPage)


@pytest.mark.parametrize("shown", [v2.send_text(), v3.send_text(), v2.text()])
def test_a_masked_number_is_shown_as_google_masked_it(shown: Shown) -> None:
    assert getattr(see(shown), "sent_to", "") == "(•••) •••-••42"


def test_a_code_can_be_sent_in_the_ways_that_have_a_button() -> None:
    page = see(v3.send_text("SMS", "VOICE"))
    assert isinstance(page, pages.SendCodePage)
    assert page.ways == ("SMS", "VOICE")


def test_the_list_of_today_takes_each_value_from_the_entry_itself() -> None:
    page = see(v3.methods())
    assert isinstance(page, pages.MethodsPage)
    assert [(each.factor, dict(each.changes)["challenge"], each.usable) for each in page.entries] == [
        (Factor.SECURITY_KEY, "10,undefined", False),
        (Factor.KEY_CODE, "5,undefined", True),
        (Factor.PHONE_PROMPT, "11,undefined", True),
        (Factor.OFFLINE_CODE, "9,undefined", True),
        (Factor.TOTP, "4,undefined", True),
        (Factor.TEXT_OR_CALL, "7,SMS", True),
        (Factor.PASSKEY, "6,undefined", True),
        (Factor.OTHER, "12,undefined", True),
    ]


def test_getting_help_from_people_is_never_a_way() -> None:
    page = see(v3.methods())
    assert isinstance(page, pages.MethodsPage)
    assert "Get help" not in [each.label for each in page.entries]


def test_the_old_list_knows_a_way_by_its_action_or_by_its_type() -> None:
    page = see(v2.methods())
    assert isinstance(page, pages.MethodsPage)
    assert [(each.factor, each.label, each.usable) for each in page.entries] == [
        (Factor.TOTP, "Authenticator app", True),
        (Factor.PHONE_PROMPT, "Tap Yes on your phone", True),
        (Factor.TEXT_OR_CALL, "Text (•••) •••-••42", True),
        (Factor.SECURITY_KEY, "Security key", False),
    ]
    assert [dict(each.form.fields)["TL"] for each in page.entries] == ["TL-2", "TL-6", "TL-7", "TL-3"]
    assert dict(page.entries[2].form.fields)["SendMethod"] == "SMS"


@pytest.mark.parametrize("where", ["AccountChooser", "v3/signin/accountchooser"])
def test_the_chooser_lists_who_is_signed_in(where: str) -> None:
    page = see(ends.chooser(USER, "grace@example.com", where=where))
    assert isinstance(page, pages.ChooserPage)
    assert [each[2] for each in page.accounts] == [USER, "grace@example.com"]


def test_the_picture_of_a_captcha_has_a_whole_address() -> None:
    for shown in (v1.identifier(captcha="t"), v1.password(captcha="t"), v3.captcha(ct="t")):
        page = see(shown)
        assert isinstance(page, pages.CaptchaPage)
        assert page.picture_url == f"{GOOGLE}/Captcha?v=2&ctoken=t"


def test_a_captcha_that_was_read_wrongly_says_so() -> None:
    page = see(v3.captcha("Look again"))
    assert isinstance(page, pages.CaptchaPage)
    assert page.refusal == "Look again"


# Ends


@pytest.mark.parametrize("kind", ["gaplustos", "passkeyenrollment", "idvreenable", "samlconfirmaccount"])
def test_a_page_between_is_named_by_its_address(kind: str) -> None:
    page = see(ends.speedbump(kind))
    assert isinstance(page, pages.InterstitialPage)
    assert page.kind == kind


def test_a_refusal_for_want_of_a_script_is_told_from_the_others() -> None:
    for shown, javascript in (
        (ends.rejected("rhlk=js&rrk=47"), True),
        (ends.rejected("rrk=88"), False),
        (ends.rejected("rrk=88", v1=True), False),
    ):
        page = see(shown)
        assert isinstance(page, pages.RejectedPage)
        assert page.javascript is javascript
        assert not page.policy


def test_a_refusal_by_the_organisations_policy_is_told_from_the_others() -> None:
    page = see(ends.rejected("", policy="Ask for more security"))
    assert isinstance(page, pages.RejectedPage)
    assert page.policy
    assert "Ask for more security" in page.words


def test_a_refusal_is_known_by_its_canonical_address_where_the_address_is_another() -> None:
    shown = ends.rejected()
    assert isinstance(see(shown._replace(url=f"{GOOGLE}/v3/signin/challenge/pwd?x")), pages.RejectedPage)


def test_the_refusal_that_a_script_would_be_sent_away_to_is_not_read() -> None:
    shown = v3.password()
    assert "/v3/signin/rejected" in shown.html
    assert isinstance(see(shown), pages.PasswordPage)


@pytest.mark.parametrize(
    "code", ["app_not_configured", "app_not_configured_for_user", "app_not_enabled_for_user"]
)
def test_an_application_that_is_not_for_this_person_is_told_by_googles_code(code: str) -> None:
    page = see(ends.http_error(403, f"Error: {code}."))
    assert isinstance(page, pages.NotAssignedPage)
    assert page.code == code


def test_http_400_is_a_page_of_its_own_even_when_it_is_empty() -> None:
    assert isinstance(see(ends.http_error(400)), pages.BadRequestPage)
    assert isinstance(read(f"{GOOGLE}/x", "", status=400), pages.BadRequestPage)


def test_an_unknown_page_tells_title_host_path_and_status() -> None:
    page = see(ends.http_error(503))
    assert isinstance(page, pages.UnknownPage)
    assert (page.title, page.host, page.status) == ("Error 503", "accounts.google.com", 503)
    assert page.path == "/v3/signin/challenge/totp"


def test_whatever_another_host_shows_is_elsewhere() -> None:
    for url in (
        "https://accounts.google.com.evil.example/v3/signin/challenge/pwd",
        "https://accounts.google.com@evil.example/v3/signin/challenge/pwd",
        "https://accounts.google.com:8443/v3/signin/challenge/pwd",
        "http://accounts.google.com/v3/signin/challenge/pwd",
        "https://google.com/",
        "https://[",
        "",
    ):
        assert isinstance(read(url, v3.password().html), pages.ElsewherePage), url


def test_the_assertion_is_read_in_one_piece_and_ends_everything() -> None:
    page = see(ends.saml("PHNh\n bWw+"))
    assert isinstance(page, pages.SamlPage)
    assert page.response.reveal() == "PHNhbWw+"
    assert page.action == "https://signin.aws.amazon.com/saml"
    assert "PHNh" not in repr(page)


# Language, order and damage


def letters_to(words: str, html: str) -> str:
    """*html* in "another language": all letters that a person reads become *words*."""
    document = lxml.html.document_fromstring(html)
    for element in document.iter():
        if isinstance(element.tag, str):
            for part in ("text", "tail"):
                text = getattr(element, part) or ""
                setattr(element, part, re.sub(r"[^\W\d_]+", words, text))
    return str(lxml.html.tostring(document, encoding="unicode"))


def structure(page: Page) -> object:
    """*page* without its words."""
    words = {"refusal", "message", "words", "label", "title", "sent_to"}
    return type(page), [
        [structure_of_entry(each) for each in value] if field.name == "entries" else value
        for field in fields(page)
        if field.name not in words
        for value in (getattr(page, field.name),)
    ]


def structure_of_entry(entry: pages.Entry) -> object:
    return entry.factor, entry.form, entry.changes, entry.usable


def without_secret(found: object) -> str:
    """Secrets are equal to themselves only, but print alike."""
    return repr(found)


LANGUAGES = [*EVERY.keys() - {"HTTP 403", "elsewhere"}]
"""All but the page that is known by a code among its words, and the one that is not read."""


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_the_language_of_a_page_does_not_matter(name: str) -> None:
    shown = EVERY[name]
    for words in ("ログイン", "вход", "الدخول"):
        other = shown._replace(html=letters_to(words, shown.html))
        assert words in other.html
        assert without_secret(structure(see(other))) == without_secret(structure(see(shown)))


@pytest.mark.parametrize("name", sorted(EVERY.keys() - {"elsewhere"}))
def test_classes_and_the_order_of_attributes_do_not_matter(name: str) -> None:
    document = lxml.html.document_fromstring(EVERY[name].html)
    for element in document.iter():
        if isinstance(element.tag, str):
            attributes = [*element.attrib.items()]
            element.attrib.clear()
            for key, value in reversed(attributes):
                element.set(key, "Zz" if key == "class" else value)
    other = lxml.html.tostring(document, encoding="unicode")
    assert without_secret(see(EVERY[name]._replace(html=other))) == without_secret(see(EVERY[name]))


TAGS = [
    "form",
    "input",
    "base",
    "section",
    "div",
    "span",
    "button",
    "noscript",
    "img",
    "link",
    "title",
    "select",
]
ATTRIBUTES = st.sampled_from(
    [
        "action",
        "href",
        "id",
        "name",
        "type",
        "value",
        "jsname",
        "data-tx-lifetime",
        "data-action",
        "rel",
        "src",
    ]
)
VALUES = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["challenge", "//evil.example/x", "http://[", "/v3/signin/challenge/totp", "/signin/challenge/az/1", "Passwd",
         "Pin", "SAMLResponse", "feLNVc", "selectchallenge", "canonical", "checkbox", "9" * 30, "javascript:x"]
    ),
)  # fmt: skip
TAG = st.builds(
    lambda tag, attributes: "<" + " ".join([tag, *(f'{key}="{value}"' for key, value in attributes)]) + ">",
    st.sampled_from(TAGS),
    st.lists(st.tuples(ATTRIBUTES, VALUES), max_size=4),
)
SOUP = st.lists(
    st.one_of(TAG, st.text(max_size=12), st.sampled_from(["</form>", "</div>", "<!--", "]]>"])), max_size=12
)
URLS = st.one_of(
    st.sampled_from([shown.url for shown in EVERY.values()]),
    st.text(max_size=30).map(f"{GOOGLE}/".__add__),
    st.text(),
)


@given(URLS, SOUP.map("".join), st.sampled_from([0, 200, 400, 403, 500]))
def test_no_page_whatsoever_makes_the_reader_fail(url: str, html: str, status: int) -> None:
    assert isinstance(read(url, html, status=status), Page)


@given(st.sampled_from(sorted(EVERY)), st.data())
def test_a_page_that_breaks_off_anywhere_is_still_read(name: str, data: st.DataObject) -> None:
    shown = EVERY[name]
    cut = data.draw(st.integers(0, len(shown.html)))
    assert isinstance(see(shown._replace(html=shown.html[:cut])), Page)


@pytest.mark.parametrize("depth", [300, 5000])
def test_a_page_nested_without_end_is_read(depth: int) -> None:
    html = "<div>" * depth + "words" + "</div>" * depth
    assert isinstance(read(f"{GOOGLE}/v3/signin/x", html), pages.UnknownPage)
