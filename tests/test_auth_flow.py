"""The conversation with Google, driven by hand: nothing of it needs a screen or a network."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.errors import (
    AuthError,
    BadLink,
    BrowserStepWanted,
    BrowserWanted,
    Cancelled,
    NotAssigned,
    NoUsableMethod,
    OtherIdentityProvider,
    OutOfStep,
    PolicyNotMet,
    TooManyAttempts,
    UnknownPage,
    Unreachable,
    WrongHost,
)
from auth.google.flow import (
    MOST_PROMPTS,
    MOST_STEPS,
    Answer,
    Exchange,
    FetchPicture,
    Step,
    Tapped,
    WaitForTap,
)
from auth.keeping import (
    AskKeep,
    ForgetPassword,
    Keep,
    KeepPassword,
    KeepSession,
    RecallPassword,
    RecallSession,
    RunCommand,
)
from auth.origins import GOOGLE, origin_of
from auth.prompts import (
    ANOTHER_WAY,
    AskCaptcha,
    AskCode,
    AskPassword,
    AskPhoneApproval,
    AskPhoneNumber,
    AskSendCode,
    AskUserName,
    ChooseMethod,
    Factor,
    Progress,
)
from profiles.secret import Secret
from tests.google_talk import ADA, PASSWORD, Person, converse_with, talk
from tests.pages import EVERY, ends, v1, v2, v3
from tests.pages.base import USER, Shown

OPENING = (v3.identifier(), v3.password())
"""Today's pages up to the password."""
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


def led_away(shown: Shown) -> Shown:
    """The same page with all its forms leading to another host."""
    away = shown.html.replace('action="', 'action="https://evil.example/').replace(
        "example/https://", "example/"
    )
    assert away != shown.html
    return shown._replace(html=away)


@pytest.mark.parametrize("name", ASKED)
def test_a_form_that_leads_away_from_google_is_never_sent(name: str) -> None:
    *before, last = ASKED[name]
    said = talk(*before, led_away(last))
    assert isinstance(said.error, WrongHost | UnknownPage)
    assert {origin_of(each.url) for each in said.exchanges} == {GOOGLE}
    assert len(said.exchanges) == len(ASKED[name])


def test_a_password_form_that_leads_away_says_that_nothing_was_sent() -> None:
    said = talk(v2.password()._replace(html=led_away(v2.password()).html))
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


# Refusals


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


# What this computer keeps


KEEPS = replace(ADA, keep=Keep(session=True, password=True))
KEPT = Secret("kept password")


def test_what_to_keep_is_asked_once_before_the_first_password() -> None:
    said = talk(*OPENING, v3.password("Wrong"), ends.saml(), account=replace(ADA, keep=None))
    kinds = [type(step) for step in said.steps if isinstance(step, AskKeep | AskPassword)]
    assert kinds == [AskKeep, AskPassword, AskPassword]


def test_nothing_is_kept_unless_that_was_asked_for() -> None:
    assert talk(*OPENING, v3.totp(), ends.saml()).kept == []


def test_session_and_password_are_kept_once_google_took_them() -> None:
    said = talk(*OPENING, ends.saml(), account=KEEPS)
    assert [type(step) for step in said.kept] == [RecallSession, RecallPassword, KeepSession, KeepPassword]
    (kept,) = said.asked_for(KeepPassword)
    assert (kept.account, kept.password.reveal()) == (USER, PASSWORD)
    failed = talk(*OPENING, ends.rejected(), account=KEEPS)
    assert [type(step) for step in failed.kept] == [RecallSession, RecallPassword]


def test_a_kept_password_is_sent_without_a_question() -> None:
    said = talk(*OPENING, ends.saml(), account=KEEPS, answers={RecallPassword: [KEPT]})
    assert said.sent("Passwd") == ["kept password"]
    assert not said.asked_for(AskPassword)
    assert not said.asked_for(KeepPassword)


def test_a_kept_password_that_google_refuses_is_removed_and_asked_for() -> None:
    said = talk(*OPENING, v3.password("Wrong"), ends.saml(), account=KEEPS, answers={RecallPassword: [KEPT]})
    assert said.sent("Passwd") == ["kept password", PASSWORD]
    assert said.asked_for(ForgetPassword) == [ForgetPassword(USER)]
    assert [each.refusal for each in said.asked_for(AskPassword)] == ["Wrong"]


def test_a_password_that_a_person_mistyped_is_not_removed_from_the_keyring() -> None:
    said = talk(*OPENING, v3.password("Wrong"), ends.saml(), account=KEEPS)
    assert said.asked_for(ForgetPassword) == []


def test_a_refused_password_of_a_command_does_not_remove_the_kept_one() -> None:
    account = replace(KEEPS, password_command=True)
    answers = {RunCommand: [Secret("of the command")], RecallPassword: [KEPT]}
    said = talk(*OPENING, v3.password("Wrong"), ends.saml(), account=account, answers=answers)
    assert said.sent("Passwd") == ["of the command", "kept password"]
    assert said.asked_for(ForgetPassword) == []


def test_a_command_that_has_no_password_leaves_the_question_to_the_person() -> None:
    said = talk(*OPENING, ends.saml(), account=replace(ADA, password_command=True))
    assert said.asked_for(RunCommand) == [RunCommand("password", USER)]
    assert said.sent("Passwd") == [PASSWORD]


def test_the_code_of_a_command_is_tried_once() -> None:
    account = replace(ADA, code_command=True)
    script = (*OPENING, v3.totp(), v3.totp("Wrong"), ends.saml())
    said = talk(*script, account=account, answers={RunCommand: [Secret("777777")]})
    assert said.sent("Pin") == ["777777", "100001"]
    assert said.asked_for(RunCommand) == [RunCommand("code", USER)]


def test_a_command_is_not_run_for_codes_that_come_by_text() -> None:
    said = talk(*OPENING, v3.code("ipp"), ends.saml(), account=replace(ADA, code_command=True))
    assert said.asked_for(RunCommand) == []


# Everything at once


NAMES = st.sampled_from(sorted(EVERY))
SHOWN = st.tuples(NAMES, st.sampled_from([False] * 4 + [True])).map(
    lambda drawn: (
        led_away(EVERY[drawn[0]]) if drawn[1] and 'action="' in EVERY[drawn[0]].html else EVERY[drawn[0]]
    )
)
MOST_ANSWERS = 400


def any_answer(step: Step, draw: st.DataObject, usual: Person) -> Answer:
    """Esc, another way, the same code as before, or something right."""
    choices = ["usual"] * 8 + ["escape"]
    choices += ["another way"] * 2 if getattr(step, "another_way", False) else []
    choices += ["same code"] * (isinstance(step, AskCode))
    if isinstance(
        step, Progress | FetchPicture | RecallSession | KeepSession | KeepPassword | ForgetPassword
    ):
        return usual(step)
    match draw.draw(st.sampled_from(choices)):
        case "another way":
            return ANOTHER_WAY
        case "same code":
            return Secret("100001")
        case "escape" if not isinstance(step, RecallPassword | RunCommand):
            return None
    if isinstance(step, ChooseMethod):
        return draw.draw(st.integers(0, len(step.methods) - 1))
    if isinstance(step, WaitForTap):
        return Tapped(draw.draw(st.sampled_from(["", "the-token"])))
    if isinstance(step, RecallPassword | RunCommand):
        return draw.draw(st.sampled_from([None, KEPT]))
    return usual(step)


@given(
    st.lists(SHOWN, min_size=1, max_size=12),
    st.sampled_from([ADA, NOBODY, KEEPS, replace(ADA, keep=None, password_command=True, code_command=True)]),
    st.data(),
)
def test_whatever_google_shows_and_people_answer_it_ends_and_no_secret_goes_astray(
    script: list[Shown], account: object, data: st.DataObject
) -> None:
    usual = Person({})
    turn = iter(range(10_000))
    said = converse_with(
        account,  # type: ignore[arg-type]
        lambda _exchange: script[min(next(turn), len(script) - 1)],
        lambda step: any_answer(step, data, usual),
        MOST_ANSWERS,
    )
    assert said.is_signed_in or isinstance(said.end, AuthError)
    assert type(said.end) is not AuthError
    for exchange in said.exchanges:
        assert origin_of(exchange.url) == GOOGLE
    silent = "".join(
        "." if isinstance(step, Exchange) else "?" for step in said.steps if not isinstance(step, Progress)
    )
    assert "." * 8 not in silent, "many requests without a word of the person"
