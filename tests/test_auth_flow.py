"""The conversation with Google, driven by hand: nothing of it needs a screen or a network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auth.errors import BadLink, Cancelled, OutOfStep, UnknownPage, WrongHost
from auth.google.steps import Exchange, FetchPicture, WaitForTap
from auth.keeping import AskKeep, Keep
from auth.origins import GOOGLE, origin_of
from auth.prompts import (
    AskCaptcha,
    AskCode,
    AskPassword,
    AskPhoneApproval,
    AskPhoneNumber,
    AskSendCode,
    AskUserName,
    ChooseMethod,
    Progress,
)
from profiles.secret import Secret
from tests.google_talk import ADA, OPENING, PASSWORD, talk
from tests.pages import ends, v1, v2, v3
from tests.pages.base import USER, Shown

NOBODY = replace(ADA, username="")
BAD = ends.http_error(400)


# The way through


@pytest.mark.parametrize(
    "script",
    [
        (v1.identifier(), v1.password(), v2.totp(), ends.saml()),
        (v1.identifier(), v2.password(), v2.totp(), ends.saml()),
        (v3.identifier(), v3.password(), v3.totp(), ends.saml()),
    ],
)
def test_password_and_code_lead_to_the_assertion_in_every_generation(script: tuple[Shown, ...]) -> None:
    said = talk(*script)
    assert said.is_signed_in
    assert said.sent("Passwd") == [PASSWORD]
    assert said.sent("Pin") == ["100001"]
    assert [each.method for each in said.exchanges] == ["GET", "POST", "POST", "POST"]
    assert said.exchanges[0].url.startswith(f"{GOOGLE}/o/saml2/initsso?idpid=C01test&spid=101000000001")


def test_with_a_live_session_nothing_is_asked() -> None:
    said = talk(ends.saml())
    assert said.is_signed_in
    assert [type(step) for step in said.steps] == [Progress, Exchange]


def test_every_request_is_told_before_it_is_sent() -> None:
    said = talk(*OPENING, v3.totp(), ends.saml())
    before = [
        earlier
        for earlier, step in zip(said.steps, said.steps[1:], strict=False)
        if isinstance(step, Exchange)
    ]
    assert [type(step) for step in before] == [Progress] * 4
    assert len({*said.told}) == 4


def test_a_post_names_the_page_before_as_its_referer() -> None:
    said = talk(*OPENING, ends.saml())
    assert [each.referer for each in said.exchanges] == ["", v3.identifier().url, v3.password().url]


def test_the_user_name_is_asked_for_where_the_profile_has_none() -> None:
    said = talk(*OPENING, ends.saml(), account=NOBODY, answers={AskUserName: ["grace@example.com"]})
    assert said.asked_for(AskUserName) == [AskUserName()]
    assert said.sent("identifier")[0] == "grace@example.com"


def test_the_first_generation_takes_the_user_name_as_email() -> None:
    assert talk(v1.identifier(), v1.password(), ends.saml()).sent("Email")[0] == USER


def test_passwords_and_codes_are_secrets_on_the_way() -> None:
    said = talk(*OPENING, v3.totp(), ends.saml())
    printed = repr(said)
    assert PASSWORD not in printed
    assert "100001" not in printed


# Wrong answers


def test_an_unknown_user_is_asked_for_again_with_googles_words() -> None:
    said = talk(v3.identifier(), v3.identifier("We don't know you"), v3.password(), ends.saml())
    assert said.asked_for(AskUserName) == [AskUserName(2, "We don't know you")]


@pytest.mark.parametrize(
    ("first", "page"),
    [(v1.identifier(), v1.password), (v1.identifier(), v2.password), (v3.identifier(), v3.password)],
    ids=["v1", "v2", "v3"],
)
def test_a_wrong_password_is_asked_for_again_on_the_fresh_form(first: Shown, page: type[Shown]) -> None:
    wrong = [Secret("wrong"), Secret(PASSWORD)]
    said = talk(first, page(""), page("That was wrong"), ends.saml(), answers={AskPassword: wrong})  # type: ignore[call-arg]
    assert [(each.attempt, each.refusal) for each in said.asked_for(AskPassword)] == [
        (1, ""),
        (2, "That was wrong"),
    ]
    assert said.sent("Passwd") == ["wrong", PASSWORD]


def test_the_same_page_again_is_a_refusal_even_without_words() -> None:
    said = talk(*OPENING, v3.password(), v3.totp(), v3.totp(), ends.saml())
    assert [each.refusal for each in said.asked_for(AskPassword)] == [
        "",
        "Google did not take this password.",
    ]
    assert [each.refusal for each in said.asked_for(AskCode)] == ["", "Google did not take this code."]


@pytest.mark.parametrize("page", [v2.totp, v3.totp], ids=["v2", "v3"])
def test_a_wrong_code_is_asked_for_again(page: type[Shown]) -> None:
    said = talk(*OPENING, page(""), page("Wrong code"), ends.saml())  # type: ignore[call-arg]
    assert [(each.attempt, each.refusal) for each in said.asked_for(AskCode)] == [(1, ""), (2, "Wrong code")]


def test_the_words_that_greet_before_any_code_are_no_refusal() -> None:
    said = talk(*OPENING, v2.send_text(), v2.text("Enter a code"), ends.saml())
    assert [(each.attempt, each.refusal) for each in said.asked_for(AskCode)] == [(1, "")]
    again = talk(*OPENING, v2.send_text(), v2.text("Enter a code"), v2.text("Wrong code"), ends.saml())
    assert [(each.attempt, each.refusal) for each in again.asked_for(AskCode)] == [(1, ""), (2, "Wrong code")]


def test_a_code_of_the_app_is_not_sent_twice() -> None:
    codes = [Secret("111111"), Secret("111111"), Secret("111111"), Secret("222222")]
    said = talk(*OPENING, v3.totp(), v3.totp("Wrong"), ends.saml(), answers={AskCode: codes})
    assert said.sent("Pin") == ["111111", "222222"]
    assert ["moment ago" in each.refusal for each in said.asked_for(AskCode)] == [False, False, True, True]


@pytest.mark.parametrize("kind", ["ipp", "bc"])
def test_a_code_that_does_not_change_may_be_sent_again(kind: str) -> None:
    codes = [Secret("111111"), Secret("111111")]
    said = talk(*OPENING, v3.code(kind), v3.code(kind, "Wrong"), ends.saml(), answers={AskCode: codes})
    assert said.sent("Pin") == ["111111", "111111"]


def test_a_captcha_is_asked_for_again_with_the_new_picture() -> None:
    said = talk(v3.identifier(), v3.captcha(), v3.captcha("Look again", "ct-2"), v3.password(), ends.saml())
    asked = said.asked_for(AskCaptcha)
    assert [(each.attempt, each.refusal) for each in asked] == [(1, ""), (2, "Look again")]
    assert [each.picture_url for each in asked] == [each.url for each in said.asked_for(FetchPicture)]
    assert asked[1].picture_url.endswith("ctoken=ct-2")
    assert asked[0].picture == b"a picture"
    assert said.sent("ca") == ["blorp", "blorp"]
    assert said.sent("ct") == ["ct-1", "ct-2"]
    assert said.sent("identifier")[1:3] == [USER, USER]


def test_the_password_comes_after_a_captcha_of_the_second_kind() -> None:
    said = talk(v1.identifier(), v1.identifier(captcha="t"), v1.password(), ends.saml())
    assert said.sent("identifier-captcha-input") == ["blorp"]
    assert said.sent("identifiertoken") == ["", "t"]
    assert said.is_signed_in


def test_the_oldest_captcha_takes_the_password_along_without_asking_again() -> None:
    said = talk(v1.identifier(), v1.password(), v1.password(captcha="t"), ends.saml())
    assert said.sent("logincaptcha") == ["blorp"]
    assert said.sent("Passwd") == [PASSWORD, PASSWORD]
    assert len(said.asked_for(AskPassword)) == 1


def test_a_password_refused_beside_a_captcha_is_not_sent_again_unasked() -> None:
    script = (v1.identifier(), v1.password(), v1.password(captcha="t"), v1.password("Wrong"), ends.saml())
    said = talk(*script, answers={AskPassword: [Secret("wrong"), Secret(PASSWORD)]})
    assert said.sent("Passwd") == ["wrong", "wrong", PASSWORD]
    assert said.asked_for(AskPassword)[1].refusal == "Wrong"
    again = talk(*script[:3], v1.password(captcha="u"), ends.saml(), answers={AskPassword: [Secret("wrong")]})
    assert again.sent("Passwd") == ["wrong", "wrong", PASSWORD]


def test_a_password_is_not_sent_again_unasked_because_its_page_came_back_by_another_road() -> None:
    said = talk(*OPENING, v3.key(), v3.password(), ends.saml())
    assert len(said.asked_for(AskPassword)) == 2


# Esc


@pytest.mark.parametrize(
    ("kind", "script"),
    {
        AskUserName: (v3.identifier(), v3.identifier("Who?")),
        AskPassword: OPENING,
        AskKeep: OPENING,
        AskCaptcha: (v3.identifier(), v3.captcha()),
        AskCode: (*OPENING, v3.totp()),
        AskSendCode: (*OPENING, v3.send_text()),
        AskPhoneNumber: (*OPENING, v3.number()),
        AskPhoneApproval: (*OPENING, v3.push()),
        WaitForTap: (*OPENING, v2.old_prompt()),
        ChooseMethod: (*OPENING, v3.methods()),
    }.items(),
)
def test_esc_at_any_question_ends_it_with_nothing_more_sent(kind: type, script: tuple[Shown, ...]) -> None:
    said = talk(*script, account=replace(ADA, keep=None), answers={kind: [None]})
    assert isinstance(said.end, Cancelled)
    assert isinstance(said.steps[-1], kind)
    assert len(said.exchanges) == len(script)


# HTTP 400


def test_http_400_at_the_very_start_means_a_wrong_link() -> None:
    said = talk(BAD)
    assert isinstance(said.error, BadLink)
    assert "C01test" in said.error.why
    assert "101000000001" in said.error.why


def test_http_400_begins_once_more_and_says_so_and_asks_for_a_new_code() -> None:
    said = talk(*OPENING, v3.totp(), BAD, *OPENING, v3.totp(), ends.saml())
    assert said.is_signed_in
    assert any("400" in words for words in said.told)
    assert said.sent("Pin") == ["100001", "100002"]
    assert [(each.attempt, each.refusal) for each in said.asked_for(AskCode)] == [(1, ""), (1, "")]


def test_the_password_that_google_took_is_not_asked_for_again_after_http_400() -> None:
    said = talk(*OPENING, v3.totp(), BAD, *OPENING, v3.totp(), ends.saml())
    assert said.sent("Passwd") == [PASSWORD, PASSWORD]
    assert len(said.asked_for(AskPassword)) == 1


def test_the_second_http_400_ends_it() -> None:
    said = talk(*OPENING, BAD, *OPENING, BAD)
    assert isinstance(said.error, OutOfStep)


def test_http_400_after_the_restart_is_no_wrong_link() -> None:
    assert isinstance(talk(*OPENING, v3.totp(), BAD, BAD).error, OutOfStep)


def test_http_400_at_the_user_name_does_not_make_the_account_unknown() -> None:
    said = talk(v3.identifier(), BAD, *OPENING, ends.saml())
    assert said.is_signed_in
    assert said.asked_for(AskUserName) == []


@pytest.mark.parametrize(
    "script",
    [
        (*OPENING, v3.password("Wrong"), BAD),
        (*OPENING, v3.totp(), v3.totp("Wrong"), BAD),
        (v3.identifier(), v3.captcha(), v3.captcha("Wrong"), BAD),
    ],
)
def test_http_400_after_a_wrong_answer_does_not_begin_again(script: tuple[Shown, ...]) -> None:
    assert isinstance(talk(*script).error, OutOfStep)


# Where answers go


ASKED: dict[str, tuple[Shown, ...]] = {
    "identifier": (v3.identifier(),),
    "password": OPENING,
    "captcha": (v3.identifier(), v3.captcha()),
    "code": (*OPENING, v3.totp()),
    "text": (*OPENING, v3.send_text()),
    "number": (*OPENING, v3.number()),
    "push": (*OPENING, v3.push()),
    "old prompt": (*OPENING, v2.old_prompt()),
    "methods": (*OPENING, v3.methods()),
    "key": (*OPENING, v3.key()),
    "chooser": (ends.chooser(USER, "b@example.com"),),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_form_that_leads_away_from_google_is_never_sent(name: str) -> None:
    *before, last = ASKED[name]
    said = talk(*before, ends.led_away(last))
    assert isinstance(said.error, WrongHost | UnknownPage)
    assert {origin_of(each.url) for each in said.exchanges} == {GOOGLE}
    assert len(said.exchanges) == len(ASKED[name])


def test_a_password_form_that_leads_away_says_that_nothing_was_sent() -> None:
    said = talk(v2.password()._replace(html=ends.led_away(v2.password()).html))
    assert isinstance(said.error, WrongHost)
    assert "nothing was sent" in said.error.what


def test_bgresponse_goes_back_as_the_page_sent_it() -> None:
    assert talk(*OPENING, v3.totp(), ends.saml()).sent("bgresponse") == ["js_disabled"] * 3


def test_a_users_own_bgresponse_replaces_that_of_the_pages_that_have_one() -> None:
    account = replace(ADA, bg_response=Secret("mine"))
    assert talk(*OPENING, v3.totp(), ends.saml(), account=account).sent("bgresponse") == ["mine"] * 3
    assert talk(v1.identifier(), v2.password(), ends.saml(), account=account).sent("bgresponse") == ["mine"]


def test_this_device_is_trusted_only_if_the_person_said_so() -> None:
    script = (v1.identifier(), v1.password(), v2.totp(), ends.saml())
    for session, box, stay in ((False, [], []), (True, ["on"], ["yes", "yes"])):
        said = talk(*script, account=replace(ADA, keep=Keep(session=session)))
        assert said.sent("TrustDevice") == box
        assert said.sent("PersistentCookie") == stay
