"""What is said to a browser, without one: messages in, messages out."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

import pytest

from auth.acs import Consumers
from auth.browser.pipe import Message
from auth.browser.watching import FIRST_PAGE, Watching

LINK = "https://accounts.google.com/o/saml2/initsso?idpid=C01&spid=42"
ACS = "https://signin.aws.amazon.com/saml"
VALUE = "PHNhbWwycDpSZXNwb25zZS8+"
BODY = urlencode({"SAMLResponse": VALUE, "RelayState": ""})


@pytest.fixture
def watching() -> Watching:
    return Watching(LINK, Consumers())


def methods(messages: list[Message]) -> list[str]:
    return [each["method"] for each in messages]


def attached(session: str = "S1", kind: str = "page", url: str = FIRST_PAGE) -> Message:
    target = {"targetId": f"T-{session}", "type": kind, "url": url}
    return {
        "method": "Target.attachedToTarget",
        "params": {"sessionId": session, "targetInfo": target, "waitingForDebugger": True},
    }


def paused(url: str = ACS, method: str = "POST", session: str = "S1", **request: Any) -> Message:
    asked = {"url": url, "method": method, **request}
    return {
        "method": "Fetch.requestPaused",
        "sessionId": session,
        "params": {"requestId": "R1", "request": asked},
    }


def posted(body: str) -> dict[str, Any]:
    """In two pieces, as a browser may tell it."""
    halves = body.encode()[:11], body.encode()[11:]
    return {
        "hasPostData": True,
        "postDataEntries": [{"bytes": base64.b64encode(each).decode()} for each in halves],
    }


def opened(watching: Watching) -> None:
    watching.begin()
    said = watching.take(attached())
    looking_out = next(each for each in said if each["method"] == "Fetch.enable")
    (visit,) = watching.take({"id": looking_out["id"], "result": {}, "sessionId": "S1"})
    assert (visit["method"], visit["params"], visit["sessionId"]) == ("Page.navigate", {"url": LINK}, "S1")
    (show,) = watching.take({"id": visit["id"], "result": {"frameId": "F"}, "sessionId": "S1"})
    assert (show["method"], show["sessionId"]) == ("Page.bringToFront", "S1")


def test_the_link_is_opened_only_once_the_browser_looks_out(watching: Watching) -> None:
    assert methods(watching.begin()) == ["Target.setAutoAttach"]
    said = watching.take(attached())
    assert "Page.navigate" not in methods(said)
    assert methods(said)[0] == "Fetch.enable"
    assert methods(said)[-1] == "Runtime.runIfWaitingForDebugger"


def test_a_first_page_that_comes_late_does_not_stay_in_place_of_the_link(watching: Watching) -> None:
    opened(watching)
    told = {"frame": {"id": "F", "url": FIRST_PAGE}}
    (visit,) = watching.take({"method": "Page.frameNavigated", "sessionId": "S1", "params": told})
    assert (visit["method"], visit["params"]) == ("Page.navigate", {"url": LINK})


def test_every_new_page_frame_and_worker_is_looked_at_before_it_runs(watching: Watching) -> None:
    opened(watching)
    for session, kind in (("S2", "page"), ("S3", "iframe")):
        said = watching.take(attached(session, kind, "https://accounts.google.com/"))
        assert methods(said)[0] == "Fetch.enable"
        assert {each["sessionId"] for each in said} == {session}
    said = watching.take(attached("S4", "service_worker"))
    assert methods(said) == ["Fetch.enable", "Runtime.runIfWaitingForDebugger"]


def test_nothing_is_asked_for_that_would_show_what_the_person_types(watching: Watching) -> None:
    said = [*watching.begin(), *watching.take(attached())]
    domains = {each["method"].partition(".")[0] for each in said}
    assert domains == {"Target", "Fetch", "Page", "Inspector", "Runtime"}
    (looking_out,) = (each for each in said if each["method"] == "Fetch.enable")
    assert all("signin" in each["urlPattern"] for each in looking_out["params"]["patterns"])
    runtime = [each for each in said if each["method"].startswith("Runtime.")]
    assert methods(runtime) == ["Runtime.runIfWaitingForDebugger"]


@pytest.mark.parametrize("request_", [posted(BODY), {"hasPostData": True, "postData": BODY}])
def test_the_answer_is_read_and_stopped(watching: Watching, request_: dict[str, Any]) -> None:
    opened(watching)
    (stop,) = watching.take(paused(**request_))
    assert (stop["method"], stop["params"]) == (
        "Fetch.failRequest",
        {"requestId": "R1", "errorReason": "Aborted"},
    )
    before = watching.is_done
    watching.take({"id": stop["id"], "result": {}, "sessionId": "S1"})
    assert (before, watching.is_done) == (False, True), "done once the browser says that it is stopped"
    assert watching.response is not None
    assert watching.response.reveal() == VALUE
    assert VALUE not in repr(watching)


@pytest.mark.parametrize("body", ["", "RelayState=x", "SAMLResponse="])
def test_what_holds_no_answer_is_stopped_all_the_same(watching: Watching, body: str) -> None:
    opened(watching)
    (stop,) = watching.take(paused(**posted(body)))
    assert stop["method"] == "Fetch.failRequest"
    watching.take({"id": stop["id"], "result": {}})
    assert (watching.is_done, watching.response) == (True, None)


def test_only_the_first_answer_counts_and_all_are_stopped(watching: Watching) -> None:
    opened(watching)
    watching.take(paused(**posted(BODY)))
    (stop,) = watching.take(paused(session="S2", **posted(urlencode({"SAMLResponse": "b3RoZXI="}))))
    assert stop["method"] == "Fetch.failRequest"
    assert watching.response is not None
    assert watching.response.reveal() == VALUE


@pytest.mark.parametrize(
    ("url", "method"),
    [
        (ACS, "GET"),
        ("https://signin.aws.amazon.com/samlet", "POST"),
        ("https://x.example/?https://signin.aws.amazon.com/saml", "POST"),
    ],
)
def test_other_requests_go_on_as_they_are(watching: Watching, url: str, method: str) -> None:
    opened(watching)
    (said,) = watching.take(paused(url, method, **posted(BODY)))
    assert (said["method"], said["params"]) == ("Fetch.continueRequest", {"requestId": "R1"})
    assert watching.response is None


def test_the_window_is_closed_when_its_last_tab_is(watching: Watching) -> None:
    opened(watching)
    watching.take(attached("S2", url="https://accounts.google.com/"))
    watching.take({"method": "Target.detachedFromTarget", "params": {"sessionId": "S1"}})
    assert not watching.is_closed
    watching.take({"method": "Target.detachedFromTarget", "params": {"sessionId": "S2"}})
    assert watching.is_closed


@pytest.mark.parametrize("url", ["chrome://omnibox-popup.top-chrome/", "https://tab.of.last.time.example/"])
def test_what_is_not_our_page_is_not_sent_to_google(watching: Watching, url: str) -> None:
    watching.begin()
    said = watching.take(attached("S0", url=url))
    answers = [{"id": each["id"], "result": {}, "sessionId": "S0"} for each in said]
    assert [message for each in answers for message in watching.take(each)] == []


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("/v3/signin/identifier?flowName=GlifWebSignIn", True),
        ("/ServiceLogin?continue=x", True),
        ("/AccountChooser?continue=x", True),
        ("/signin/v2/challenge/pwd", True),
        ("/o/saml2/initsso?idpid=C01&spid=42", False),
    ],
)
def test_a_page_that_wants_the_person_is_told_from_one_on_the_way(
    watching: Watching, path: str, asks: bool
) -> None:
    opened(watching)
    frame = {"id": "F", "url": f"https://accounts.google.com{path}"}
    watching.take({"method": "Page.frameNavigated", "sessionId": "S1", "params": {"frame": frame}})
    assert not watching.asks_person, "it may be on its way still"
    watching.take({"method": "Page.loadEventFired", "sessionId": "S1", "params": {}})
    assert watching.asks_person is asks


def test_a_frame_within_the_page_is_not_where_it_is(watching: Watching) -> None:
    opened(watching)
    frame = {"id": "F", "parentId": "P", "url": "https://accounts.google.com/ServiceLogin"}
    watching.take({"method": "Page.frameNavigated", "sessionId": "S1", "params": {"frame": frame}})
    assert watching.at == ""
