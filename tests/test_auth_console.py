"""A link into the console, from the running sandbox and from servers that are no console."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import requests

from auth import console
from auth.console import ConsoleVisit, FederatedLink, federated_link
from auth.errors import AuthError, ConsoleLengthRefused, ConsoleRefused, Unreachable
from auth.places import Places
from auth.role_keys import SessionKeys
from auth.sandbox.server import Sandbox
from profiles.partitions import UnknownPartition
from profiles.secret import Secret
from tests.console_keys import Desk
from tests.loopback import Asked, Reply, free_port, page, serving, to
from tests.sandbox_google import NOON, SteppedClock
from tests.test_sandbox_console import values

CLOCK = SteppedClock()
GOOGLE = "https://accounts.google.com/o/saml2/initsso?idpid=C01fumidai&spid=42&forceauthn=false"
PAGE = "https://eu-central-1.console.aws.amazon.com/ec2/v2/home?region=eu-central-1#Instances:本番"
VISIT = ConsoleVisit("aws", PAGE, GOOGLE, None, sign_out_first=False)
KEYS = SessionKeys("ASIAKEY", Secret("the/secret+key"), Secret("the/session+token=="), None, chained=False)
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK) as running:
        yield running


@pytest.fixture
def desk(sandbox: Sandbox, home: Path) -> Desk:
    CLOCK.now = NOON
    sandbox.console.received.clear()
    return Desk.at(sandbox, home)


def link(desk: Desk, keys: SessionKeys, visit: ConsoleVisit = VISIT) -> FederatedLink:
    return federated_link(keys, visit, desk.places, desk.now, {})


def opened(made: FederatedLink) -> requests.Response:
    """As a browser opens it."""
    with requests.Session() as browser:
        browser.trust_env = False
        return browser.get(made.url.reveal(), timeout=10)


def refusal(places: Places, visit: ConsoleVisit = VISIT, keys: SessionKeys = KEYS, **env: str) -> AuthError:
    with pytest.raises(AuthError) as caught:
        federated_link(keys, visit, places, NOW, env)
    error = caught.value
    assert error.what
    assert error.remedy
    # What `requests` raises holds the request and its body; nobody may come upon it from here.
    assert error.__cause__ is None
    assert error.__context__ is None or isinstance(error.__context__, UnknownPartition)
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    for secret in (keys.secret.reveal(), keys.token.reveal()):
        assert secret not in told
        assert quote(secret, safe="") not in told
    return error


def there(origin: str) -> Places:
    return Places(console=origin, is_sandbox=True)


def said(reply: Reply | None, visit: ConsoleVisit = VISIT, keys: SessionKeys = KEYS) -> AuthError:
    with serving(lambda _asked: reply) as server:
        error = refusal(there(server.origin), visit, keys)
        assert len(server.asked) == 1
        return error


# Links that open the console


def test_a_bastions_link_opens_the_page_that_was_chosen_as_the_bastion(desk: Desk) -> None:
    desk.sign_in()
    made = link(desk, desk.keys("sts"), replace(VISIT, session_seconds=43200))
    assert values(opened(made)) == {
        "arn": "arn:aws:sts::111111111111:assumed-role/sso/ada@example.com",
        "Destination": PAGE,
        "Issuer": GOOGLE,
    }
    assert made.expires == NOON + timedelta(minutes=15)
    assert made.session_ends == NOON + timedelta(hours=12)
    assert desk.sandbox.console.received[0] == {
        "path": "/federation",
        "method": "POST",
        "what": "getSigninToken",
        "session_duration": "43200",
        "in_url": False,
    }


def test_a_targets_link_never_asks_for_a_length_and_ends_with_its_keys(desk: Desk) -> None:
    desk.sign_in()
    keys = desk.keys("from_fumidai")
    made = link(desk, keys, replace(VISIT, session_seconds=43200))
    assert values(opened(made))["arn"].startswith("arn:aws:sts::222222222222:assumed-role/from_fumidai/")
    assert desk.sandbox.console.received[0]["session_duration"] is None
    assert made.session_ends == keys.ends == NOON + timedelta(hours=1)


def test_the_sandbox_refuses_a_length_for_chained_keys_and_we_tell_it_in_words(desk: Desk) -> None:
    """Keys that are said to be unchained and are not: what every federation tool met that sends it always."""
    desk.sign_in()
    lied = replace(desk.keys("from_fumidai"), chained=False)
    with pytest.raises(ConsoleRefused) as caught:
        link(desk, lied, replace(VISIT, session_seconds=3600))
    assert caught.value.quote == "Invalid Credentials Parameter"
    assert link(desk, lied).session_ends == lied.ends


def test_a_target_that_is_not_chained_may_stay_longer_than_its_keys(desk: Desk) -> None:
    made = link(desk, desk.keys("deploy"), replace(VISIT, session_seconds=43200))
    assert values(opened(made))["arn"].startswith("arn:aws:sts::222222222222:assumed-role/deploy/")
    assert made.session_ends == NOON + timedelta(hours=12)


def test_without_a_wish_the_console_lasts_as_long_as_the_keys(desk: Desk) -> None:
    desk.sign_in(seconds=7200)
    keys = desk.keys("sts")
    assert link(desk, keys).session_ends == NOON + timedelta(hours=2)
    assert link(desk, replace(keys, ends=None)).session_ends is None


@pytest.mark.parametrize("name", ["sts", "from_fumidai"])
def test_a_link_that_signs_out_first_ends_at_the_same_page(desk: Desk, name: str) -> None:
    desk.sign_in()
    made = link(desk, desk.keys(name), replace(VISIT, sign_out_first=True))
    answer = opened(made)
    assert [urlsplit(each.url).path for each in answer.history] == ["/oauth"]
    assert values(answer)["Destination"] == PAGE
    assert [each["what"] for each in desk.sandbox.console.received] == ["getSigninToken", "logout", "login"]


@pytest.mark.parametrize(
    ("bastion", "target", "partition_id", "destination"),
    [
        ("gov", "gov-audit", "aws-us-gov", "https://us-gov-west-1.console.amazonaws-us-gov.com/s3"),
        ("china", "china-dev", "aws-cn", "https://cn-northwest-1.console.amazonaws.cn/s3"),
    ],
)
def test_other_partitions_open_their_own_console(
    desk: Desk, bastion: str, target: str, partition_id: str, destination: str
) -> None:
    desk.sign_in(bastion)
    for name in (bastion, target):
        visit = ConsoleVisit(partition_id, destination, "", None, sign_out_first=True)
        answer = opened(link(desk, desk.keys(name), visit))
        assert values(answer)["Destination"] == destination
        assert values(answer)["arn"].startswith(f"arn:{partition_id}:sts::")


def test_a_link_opens_nothing_once_it_has_expired(desk: Desk) -> None:
    desk.sign_in()
    made = link(desk, desk.keys("sts"))
    CLOCK.now = made.expires - timedelta(seconds=1)
    assert opened(made).status_code == 200
    CLOCK.now = made.expires
    assert opened(made).status_code == 400


# Links character by character, and what is sent for them


@pytest.mark.parametrize(
    ("issuer", "sign_out_first", "expected"),
    [
        (
            "",
            False,
            "{o}/federation?Action=login&Destination={d}&SigninToken=to%2Fk%2Ben%3D%3D",
        ),
        (
            "https://i/?a=1&b=ü",
            False,
            "{o}/federation?Action=login&Issuer=https%3A%2F%2Fi%2F%3Fa%3D1%26b%3D%C3%BC&Destination={d}"
            "&SigninToken=to%2Fk%2Ben%3D%3D",
        ),
        (
            "",
            True,
            "{o}/oauth?Action=logout&redirect_uri={eo}%2Ffederation%3FAction%3Dlogin%26Destination%3D{ed}"
            "%26SigninToken%3Dto%252Fk%252Ben%253D%253D",
        ),
    ],
)
def test_the_link_is_this_one(issuer: str, sign_out_first: bool, expected: str) -> None:
    reply = Reply(200, b'{"SigninToken": "to/k+en=="}')
    with serving(lambda _asked: reply) as server:
        visit = replace(VISIT, issuer=issuer, sign_out_first=sign_out_first)
        made = federated_link(KEYS, visit, there(server.origin), NOW, {})
    destination = (
        "https%3A%2F%2Feu-central-1.console.aws.amazon.com%2Fec2%2Fv2%2Fhome%3Fregion%3Deu-central-1"
        "%23Instances%3A%E6%9C%AC%E7%95%AA"
    )
    encoded = server.origin.replace(":", "%3A").replace("/", "%2F")
    wanted = expected.format(o=server.origin, d=destination, eo=encoded, ed=destination.replace("%", "%25"))
    assert made.url.reveal() == wanted
    assert made.expires == NOW + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("chained", "seconds", "more"),
    [
        (False, None, []),
        (False, 900, [("SessionDuration", "900")]),
        (False, 43200, [("SessionDuration", "43200")]),
        (True, 43200, []),
    ],
)
def test_the_keys_travel_in_the_body_of_one_post(
    chained: bool,
    seconds: int | None,
    more: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    home: Path,
) -> None:
    (home / ".netrc").write_text("machine 127.0.0.1 login me password mine\n")
    (home / ".netrc").chmod(0o600)
    reply = Reply(200, b'{"SigninToken": "t"}')
    with serving(lambda _asked: reply) as server:
        keys = replace(KEYS, chained=chained)
        federated_link(keys, replace(VISIT, session_seconds=seconds), there(server.origin), NOW, {})
    (asked,) = server.asked
    session = (
        '{"sessionId": "ASIAKEY", "sessionKey": "the/secret+key", "sessionToken": "the/session+token=="}'
    )
    assert (asked.method, asked.path) == ("POST", "/federation")
    assert asked.fields == [("Action", "getSigninToken"), ("Session", session), *more]
    assert not {"authorization", "cookie", "referer"} & asked.headers.keys()


# What cannot be is refused before anything is sent


@pytest.mark.parametrize(
    ("visit", "what"),
    [
        (replace(VISIT, partition="aws-moon"), "no such console"),
        (replace(VISIT, partition="aws-cn"), "no page of this session's console"),
        (replace(VISIT, destination="https://example.com/"), "no page of this session's console"),
        (replace(VISIT, destination="https://e\x1b[31m/"), "no page of this session's console"),
        (replace(VISIT, session_seconds=899), "for that long"),
        (replace(VISIT, session_seconds=43201), "for that long"),
    ],
)
def test_a_visit_that_cannot_be_sends_nothing(visit: ConsoleVisit, what: str) -> None:
    with serving(lambda _asked: page("")) as server:
        error = refusal(there(server.origin), visit)
    assert isinstance(error, ConsoleRefused)
    assert what in error.what
    assert "\x1b" not in str(error)
    assert server.asked == []


def test_keys_of_another_partition_send_nothing(desk: Desk) -> None:
    desk.sign_in("gov")
    for name in ("gov", "gov-audit"):
        with pytest.raises(ConsoleRefused) as caught:
            federated_link(desk.keys(name), VISIT, desk.places, desk.now, {}, desk.profile(name))
        assert "aws-us-gov" in caught.value.why
    assert desk.sandbox.console.received == []


def test_keys_that_have_ended_send_nothing(desk: Desk) -> None:
    desk.sign_in(seconds=900)
    keys = desk.keys("sts")
    CLOCK.advance(900)
    with pytest.raises(ConsoleRefused, match="have ended"):
        link(desk, keys)
    assert desk.sandbox.console.received == []


# What the other side says


def test_the_sandbox_refuses_keys_that_have_ended_and_we_tell_it_in_words(desk: Desk) -> None:
    desk.sign_in(seconds=900)
    keys = replace(desk.keys("sts"), ends=None)  # as where no file says the end
    CLOCK.advance(900)
    with pytest.raises(ConsoleRefused) as caught:
        link(desk, keys)
    assert "has ended" in caught.value.why
    assert "Press r" in caught.value.remedy
    assert caught.value.quote == "Invalid Credentials Parameter"


def test_keys_of_one_partition_open_no_page_of_another_even_if_somebody_sends_them(desk: Desk) -> None:
    """Here the sandbox says it when the link is opened; the real host when the keys are traded."""
    desk.sign_in("gov")
    assert opened(link(desk, desk.keys("gov"))).status_code == 400


REFUSED = Reply(400, b"<html><title>Invalid Credentials Parameter the/secret+key</title></html>")


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (REFUSED, ConsoleRefused, "another partition"),
        (Reply(400, b""), ConsoleRefused, "another partition"),
        (Reply(400, b"Invalid SessionDuration"), ConsoleLengthRefused, "length"),
        (Reply(403, b"no"), ConsoleRefused, "HTTP 403"),
        (Reply(407, b"no"), Unreachable, "proxy"),
        (Reply(429, b"no"), Unreachable, "HTTP 429"),
        (Reply(500, b"<html>oops"), Unreachable, "HTTP 500"),
        (Reply(503, b"the/secret+key"), Unreachable, "HTTP 503"),
        (page("<html>Please log in to the hotel's network</html>"), Unreachable, "as AWS does"),
        (Reply(200, b""), Unreachable, "as AWS does"),
        (Reply(204, b""), Unreachable, "as AWS does"),
        (Reply(200, b"[" * 20_000), Unreachable, "as AWS does"),
        (Reply(200, b"[]"), Unreachable, "as AWS does"),
        (Reply(200, b"{}"), Unreachable, "as AWS does"),
        (Reply(200, b'{"SigninToken": ""}'), Unreachable, "as AWS does"),
        (Reply(200, b'{"SigninToken": 7}'), Unreachable, "as AWS does"),
        (Reply(200, b'{"SigninToken": "a\\nb"}'), Unreachable, "as AWS does"),
        (Reply(200, b'\xff{"SigninToken": "t"}'), Unreachable, "as AWS does"),
        (Reply(200, b'{"SigninToken": "t"', length=900), Unreachable, "as AWS does"),
        (Reply(200, b'{"SigninToken": "' + b"t" * 40_000 + b'"}'), Unreachable, "as AWS does"),
        (Reply(200, b"x" * 33_000, length=10**12, hangs=True), Unreachable, "as AWS does"),
    ],
)
def test_every_other_answer_is_told_in_words(reply: Reply, kind: type[AuthError], words: str) -> None:
    error = said(reply)
    assert type(error) is kind
    assert words in f"{error.what} {error.why}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_takes_the_keys_elsewhere(status: int) -> None:
    with serving(lambda _asked: page("")) as elsewhere:
        error = said(to(f"{elsewhere.origin}/federation", status))
    assert "as AWS does" in error.what
    assert elsewhere.asked == []


def test_nobody_there_is_told_in_words() -> None:
    error = refusal(there(f"http://127.0.0.1:{free_port()}"))
    assert isinstance(error, Unreachable)
    assert "cannot be reached" in error.what


@pytest.mark.parametrize("reply", [None, Reply(200, b'{"Sign', length=900, hangs=True)])
def test_an_answer_that_does_not_come_is_not_waited_for(
    reply: Reply | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "READ_SECONDS", 0.2)
    error = said(reply)
    assert isinstance(error, Unreachable)
    assert "in time" in error.what


def test_an_answer_in_drops_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each drop comes in time, all of them do not."""
    steps = iter(range(10_000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(steps)))
    error = said(Reply(200, b" " * 900 + b'{"SigninToken": "t"}'))
    assert "in time" in error.what


def test_a_certificate_file_that_is_missing_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.pem")
    error = refusal(Places(console=f"https://127.0.0.1:{free_port()}"), AWS_CA_BUNDLE=missing)
    assert missing in error.what


# Secrets


def _ok(desk: Desk) -> object:
    return link(desk, desk.keys("sts"), replace(VISIT, sign_out_first=True))


def _lost(desk: Desk) -> object:
    return refusal(there(f"http://127.0.0.1:{free_port()}"), keys=desk.keys("sts"))


def _odd(desk: Desk) -> object:
    def echo(asked: Asked) -> Reply:
        return Reply(400, asked.body)

    with serving(echo) as server:
        return refusal(there(server.origin), keys=desk.keys("sts"))


@pytest.mark.parametrize("way", [_ok, _lost, _odd])
def test_no_secret_is_in_a_log_a_repr_or_on_the_terminal(
    desk: Desk,
    way: Callable[[Desk], object],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    made = desk.sign_in()
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    logging.getLogger("probe").debug("%r %r", desk.keys("sts"), way(desk))
    told = caplog.text + "".join(capfd.readouterr())
    assert "probe" in told
    tokens = list(desk.sandbox.console.tickets)
    for secret in (made.secret.reveal(), made.token.reveal(), *tokens):
        assert secret not in told
        assert quote(secret, safe="") not in told
