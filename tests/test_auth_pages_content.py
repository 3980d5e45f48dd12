"""What the pages of Google's sign-in show and end in, as it is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auth.google import pages
from auth.google.pages import read
from auth.origins import GOOGLE
from auth.prompts import Factor
from tests.pages import ends, v1, v2, v3
from tests.pages.base import USER, Shown, see

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
