"""The second factors in the conversation with Google, and every other way between them."""

from __future__ import annotations

import pytest

from auth.errors import AuthError, BrowserStepWanted, NoUsableMethod
from auth.google.flow import MOST_PROMPTS, MOST_STEPS
from auth.google.steps import Tapped, WaitForTap
from auth.prompts import (
    ANOTHER_WAY,
    AskCode,
    AskPassword,
    AskPhoneApproval,
    AskPhoneNumber,
    AskSendCode,
    ChooseMethod,
    Factor,
)
from tests.google_talk import OPENING, talk
from tests.pages import ends, v2, v3
from tests.pages.base import USER, Shown

# Phones


def test_a_number_to_match_is_shown_and_the_form_sent_once_it_was_tapped() -> None:
    said = talk(*OPENING, v3.push("23"), ends.saml())
    (asked,) = said.asked_for(AskPhoneApproval)
    assert (asked.number, asked.attempt, asked.waits) == ("23", 1, False)
    assert "notification" in asked.words
    assert said.posts[-1] == "v3/signin/challenge/dp"


def test_a_tap_that_did_not_come_yet_is_asked_for_again() -> None:
    said = talk(*OPENING, v3.push(), v3.push(), ends.saml())
    assert [each.attempt for each in said.asked_for(AskPhoneApproval)] == [1, 2]
    assert said.is_signed_in


def test_the_old_prompt_sends_the_token_of_the_endpoint() -> None:
    said = talk(*OPENING, v2.old_prompt("47"), ends.saml())
    (wait,) = said.asked_for(WaitForTap)
    assert (wait.api_key, wait.transaction, wait.seconds) == ("the-key", "the-tx=", 180.0)
    assert (wait.prompt.number, wait.prompt.waits) == ("47", True)
    assert wait.referer == v2.old_prompt().url
    assert said.sent("token") == ["the-token"]
    assert "the-token" not in repr(said)


def test_an_old_prompt_that_timed_out_asks_the_phone_again_and_then_for_another_way() -> None:
    again = [v2.old_prompt()] * (MOST_PROMPTS - 1)
    said = talk(
        *OPENING,
        v2.old_prompt(),
        *again,
        v2.methods(),
        v2.totp(),
        ends.saml(),
        answers={WaitForTap: [Tapped()] * 9},
    )
    assert said.is_signed_in
    assert said.posts[2:] == [
        *["signin/challenge"] * (MOST_PROMPTS - 1),
        "signin/challenge/skip",
        "signin/challenge/totp/2",
        "signin/challenge/totp/2",
    ]
    assert said.sent("subAction")[0] == "startChallenge"


def test_a_text_is_sent_by_the_way_that_was_chosen() -> None:
    said = talk(
        *OPENING, v3.send_text("SMS", "VOICE"), v3.code("ipp"), ends.saml(), answers={AskSendCode: ["VOICE"]}
    )
    assert said.asked_for(AskSendCode)[0].ways == ("SMS", "VOICE")
    assert said.sent("SendMethod") == ["VOICE"]


def test_the_code_of_a_text_goes_without_asking_for_another_text() -> None:
    said = talk(*OPENING, v2.send_text(), v2.text(), ends.saml())
    assert said.sent("SendMethod") == ["SMS"]
    assert said.sent("Pin") == ["100001"]


@pytest.mark.parametrize(("by_voice", "way"), [(False, "SMS"), (True, "VOICE")])
def test_a_phone_number_goes_with_the_way_to_send_the_code(by_voice: bool, way: str) -> None:
    script = (*OPENING, v2.number(), v2.code("iap", 13, pin="pin"), ends.saml())
    said = talk(*script, answers={AskPhoneNumber: [("+49 30 1", by_voice)]})
    assert said.sent("phoneNumber") == ["+49 30 1"]
    assert said.sent("sendMethod") == [way]
    assert said.sent("pin") == ["100001"]


def test_a_number_google_does_not_take_is_asked_for_again() -> None:
    said = talk(*OPENING, v2.number(), v2.number("Not a number"), v2.code("iap", 13, pin="pin"), ends.saml())
    assert [(each.attempt, each.refusal) for each in said.asked_for(AskPhoneNumber)] == [
        (1, ""),
        (2, "Not a number"),
    ]


# Another way


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (v2.totp(), AskCode),
        (v3.totp(), AskCode),
        (v3.push(), AskPhoneApproval),
        (v2.old_prompt(), WaitForTap),
        (v3.send_text(), AskSendCode),
        (v3.number(), AskPhoneNumber),
    ],
)
def test_another_way_can_be_taken_at_every_question(page: Shown, kind: type) -> None:
    script = (*OPENING, page, v3.methods(), v3.code("bc"), ends.saml())
    choices = ["Code of a key", "Tap Yes on your phone", "Offline code", "Authenticator app"]
    said = talk(*script, answers={kind: [ANOTHER_WAY]})
    assert said.is_signed_in
    (asked,) = said.asked_for(ChooseMethod)
    assert [each.label for each in asked.methods][:4] == choices


def test_another_way_can_be_taken_instead_of_the_password() -> None:
    script = (*OPENING, v3.methods(), v3.password(), ends.saml())
    said = talk(*script, answers={AskPassword: [ANOTHER_WAY]})
    assert said.is_signed_in
    assert len(said.sent("Passwd")) == 1
    assert all(each.another_way for each in said.asked_for(AskPassword))


def test_what_needs_a_browser_or_does_not_work_here_is_not_offered() -> None:
    (asked,) = talk(*OPENING, v3.methods(), v3.totp(), ends.saml()).asked_for(ChooseMethod)
    offered = {each.factor for each in asked.methods}
    assert not offered & {Factor.SECURITY_KEY, Factor.PASSKEY}
    assert Factor.TOTP in offered


def test_a_way_of_todays_list_is_chosen_by_its_button() -> None:
    said = talk(*OPENING, v3.methods(), v3.code("ipp"), ends.saml(), answers={ChooseMethod: [4]})
    assert said.sent("challenge") == ["7,SMS"]
    assert said.sent("challengeListId") == ["2"]


def test_a_way_of_the_old_list_is_chosen_by_its_form() -> None:
    said = talk(*OPENING, v2.methods(), v2.text(), ends.saml(), answers={ChooseMethod: [2]})
    assert said.posts[2] == "signin/challenge/ipp/7"
    assert said.sent("TL")[-2:] == ["TL-7", "main-TL"]


def test_another_way_that_nobody_offers_is_not_taken() -> None:
    only = v3.page("challenge/totp", v3.widget("Pin"), buttons=v3.NEXT)
    said = talk(*OPENING, only, ends.saml(), answers={AskCode: [ANOTHER_WAY]})
    assert [each.another_way for each in said.asked_for(AskCode)] == [False, False]
    assert said.is_signed_in


def test_a_key_is_passed_by_where_there_is_another_way() -> None:
    for key in (v2.key(), v3.key("sk"), v3.key("pk")):
        said = talk(*OPENING, key, v3.methods(), v3.totp(), ends.saml(), answers={ChooseMethod: [3]})
        assert said.is_signed_in


def test_a_key_without_another_way_is_named() -> None:
    said = talk(*OPENING, v3.page("challenge/pk", "", buttons=""))
    assert isinstance(said.error, NoUsableMethod)


def test_a_key_whose_other_way_leads_back_to_it_is_not_asked_for_ever() -> None:
    said = talk(*OPENING, *[v3.key()] * MOST_STEPS)
    assert isinstance(said.error, NoUsableMethod)
    assert len(said.exchanges) == 4


def test_a_list_of_ways_that_all_need_a_browser_is_told() -> None:
    button = "<button name=challenge value=6>Passkey</button>"
    entry = f"<div data-action=selectchallenge data-challengetype=53>{button}</div>"
    said = talk(*OPENING, v3.page("challenge/selection", entry))
    assert isinstance(said.error, NoUsableMethod)
    assert "Passkey" in said.error.why


# Several accounts


def test_the_chooser_is_answered_with_the_account_of_the_profile() -> None:
    said = talk(ends.chooser("b@example.com", USER.upper()), ends.saml())
    assert said.sent("Email") == [USER.upper()]
    assert said.is_signed_in


def test_a_chooser_without_the_account_says_so() -> None:
    said = talk(ends.chooser("b@example.com"))
    assert isinstance(said.error, BrowserStepWanted)
    assert USER in said.error.what


def test_a_chooser_that_comes_back_is_not_answered_for_ever() -> None:
    said = talk(*[ends.chooser(USER)] * MOST_STEPS)
    assert isinstance(said.error, AuthError)
    assert len(said.exchanges) == 2
