"""The simulated sign-in host of the AWS console: what it shows, what it refuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
import pytest
import requests

from auth.sandbox.company import APP, FUMIDAI, grant
from auth.sandbox.console import TOKEN_LIFE, Console
from auth.sandbox.server import Sandbox
from auth.sts import AssumeRole, StsPlace, assume_role_with_saml
from profiles.secret import Secret
from tests.sandbox_google import NOON, SteppedClock

CLOCK = SteppedClock()


@dataclass(frozen=True)
class Known:
    """A session the test's AWS gave out."""

    arn: str
    chained: bool


SESSIONS = {
    ("ASIABASTION", "secret", "token"): Known("arn:aws:sts::111111111111:assumed-role/sso/me", False),
    ("ASIATARGET", "secret", "token"): Known("arn:aws:sts::222222222222:assumed-role/dev/me", True),
    ("ASIAGOV", "secret", "token"): Known("arn:aws-us-gov:sts::666666666666:assumed-role/sso/me", False),
}
PAGE = "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1"


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as sandbox:
        sandbox.console.lookup = lambda *keys: SESSIONS.get(keys)
        yield sandbox


@pytest.fixture
def url(running: Sandbox) -> str:
    running.console.received.clear()
    return running.origins.console


def values(answer: requests.Response) -> dict[str, str]:
    """The definition list of a page, by the ids of its values."""
    page = lxml.html.document_fromstring(answer.text)
    found = {str(each.get("id")): each.text or "" for each in page.iter("dd")}
    return {name.removeprefix("value-"): text for name, text in found.items()}


def signin_token(url: str, key: str = "ASIABASTION", **more: str) -> requests.Response:
    session = json.dumps({"sessionId": key, "sessionKey": "secret", "sessionToken": "token"})
    return requests.post(
        f"{url}/federation", data={"Action": "getSigninToken", "Session": session, **more}, timeout=10
    )


def test_a_switch_role_link_shows_what_it_carries_in_its_colour(url: str) -> None:
    asked = {
        "account": "222222222222",
        "roleName": "team/dev/from_fumidai",
        "displayName": "本番 <b>|",
        "color": "f2b0a9",
    }
    answer = requests.get(f"{url}/switchrole", params=asked, timeout=10)
    assert values(answer) == asked
    assert "solid #f2b0a9" in answer.text
    recorded = requests.get(f"{url}/sandbox/record", timeout=10).json()
    assert recorded == [{"path": "/switchrole", "method": "GET", "what": "switchrole", "values": asked}]


def test_a_colour_that_is_none_is_not_drawn(url: str) -> None:
    answer = requests.get(f"{url}/switchrole", params={"color": "red;}"}, timeout=10)
    assert "solid" not in answer.text


def test_live_keys_become_a_token_that_opens_the_console_for_a_quarter_of_an_hour(url: str) -> None:
    token = signin_token(url, SessionDuration="43200").json()["SigninToken"]
    login = {"Action": "login", "Issuer": "https://i", "Destination": PAGE, "SigninToken": token}
    answer = requests.get(f"{url}/federation", params=login, timeout=10)
    assert values(answer) == {
        "arn": "arn:aws:sts::111111111111:assumed-role/sso/me",
        "Destination": PAGE,
        "Issuer": "https://i",
    }
    CLOCK.advance(TOKEN_LIFE)
    assert requests.get(f"{url}/federation", params=login, timeout=10).status_code == 400


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("ASIANOBODY", {}),
        ("ASIATARGET", {"SessionDuration": "3600"}),
        ("ASIABASTION", {"SessionDuration": "43201"}),
        ("ASIABASTION", {"SessionDuration": "soon"}),
    ],
)
def test_keys_and_durations_that_aws_refuses_are_refused(url: str, key: str, more: dict[str, str]) -> None:
    assert signin_token(url, key, **more).status_code == 400


def test_a_chained_session_gets_a_token_without_a_duration(url: str) -> None:
    assert signin_token(url, "ASIATARGET").status_code == 200


@pytest.mark.parametrize(
    ("key", "destination", "status"),
    [
        ("ASIABASTION", PAGE, 200),
        ("ASIABASTION", "https://console.aws.amazon.com/", 200),
        ("ASIABASTION", "https://console.amazonaws-us-gov.com/", 400),
        ("ASIAGOV", "https://us-gov-west-1.console.amazonaws-us-gov.com/s3", 200),
        ("ASIAGOV", PAGE, 400),
        ("ASIABASTION", "https://signin.aws.amazon.com/switchrole?account=1", 400),
        ("ASIABASTION", "http://console.aws.amazon.com/", 400),
        ("ASIABASTION", "https://evilconsole.aws.amazon.com/", 400),
        ("ASIABASTION", "https://console.aws.amazon.com.example/", 400),
        ("ASIABASTION", "https://[/", 400),
        ("ASIABASTION", "", 400),
    ],
)
def test_keys_open_pages_of_their_own_partitions_console_and_nothing_else(
    url: str, key: str, destination: str, status: int
) -> None:
    token = signin_token(url, key).json()["SigninToken"]
    login = {"Action": "login", "Issuer": "https://i", "Destination": destination, "SigninToken": token}
    assert requests.get(f"{url}/federation", params=login, timeout=10).status_code == status
    recorded = requests.get(f"{url}/sandbox/record", timeout=10).json()
    assert recorded[-1]["accepted"] is (status == 200)


def test_keys_of_sessions_that_have_ended_are_refused(running: Sandbox, url: str) -> None:
    """Those of the sandbox's own AWS, which other tests here replace."""
    CLOCK.now = NOON
    wanted = grant(FUMIDAI, "sso-short")
    value = running.signer().form_value(APP, "ada@example.com", "", CLOCK().timestamp(), CLOCK().timestamp())
    place = StsPlace("eu-central-1", running.origins.aws, direct=True)
    keys = assume_role_with_saml(AssumeRole(wanted.role, wanted.provider, Secret(value), 900), place)
    session = json.dumps(
        {
            "sessionId": keys.access_key_id,
            "sessionKey": keys.secret.reveal(),
            "sessionToken": keys.token.reveal(),
        }
    )
    asked = {"Action": "getSigninToken", "Session": session}
    running.console.lookup = running.live_session
    try:
        assert requests.post(f"{url}/federation", data=asked, timeout=10).status_code == 200
        CLOCK.advance(900)
        answer = requests.post(f"{url}/federation", data=asked, timeout=10)
    finally:
        running.console.lookup = lambda *keys: SESSIONS.get(keys)
    assert (answer.status_code, "Invalid Credentials Parameter" in answer.text) == (400, True)


def test_the_record_holds_no_secret_and_says_whether_keys_came_in_an_address(url: str) -> None:
    signin_token(url)
    session = json.dumps({"sessionId": "ASIABASTION", "sessionKey": "secret", "sessionToken": "token"})
    requests.get(f"{url}/federation", params={"Action": "getSigninToken", "Session": session}, timeout=10)
    recorded = requests.get(f"{url}/sandbox/record", timeout=10)
    assert "secret" not in recorded.text
    assert [each["in_url"] for each in recorded.json()] == [False, True]


def test_what_arrives_at_the_assertion_consumer_is_recorded(url: str) -> None:
    requests.post(f"{url}/saml", data={"SAMLResponse": "QUJD", "RelayState": ""}, timeout=10)
    recorded = requests.get(f"{url}/sandbox/record", timeout=10).json()
    assert recorded[0]["what"] == "saml"
    requests.delete(f"{url}/sandbox/record", timeout=10)
    assert requests.get(f"{url}/sandbox/record", timeout=10).json() == []


def test_signing_out_leads_nowhere_else(url: str) -> None:
    stay = requests.get(f"{url}/oauth", params={"redirect_uri": "https://example.com/"}, timeout=10)
    assert (stay.status_code, stay.history) == (200, [])
    back = requests.get(f"{url}/oauth", params={"redirect_uri": f"{url}/console/home"}, timeout=10)
    assert back.url == f"{url}/console/home"


def test_every_page_of_the_console_answers(url: str) -> None:
    answer = requests.get(f"{url}/console/ec2/home", params={"region": "eu-west-1"}, timeout=10)
    assert values(answer)["region"] == "eu-west-1"


def test_nothing_is_known_to_a_console_without_keys() -> None:
    console = Console(clock=lambda: 0.0, lookup=lambda *_: None)
    client = console.app().test_client()
    asked = {"Action": "getSigninToken", "Session": "{}"}
    assert client.post("/federation", data=asked).status_code == 400
