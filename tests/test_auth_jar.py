from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.cookiejar import Cookie, CookieJar
from typing import Any
from urllib.request import Request

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from requests.cookies import RequestsCookieJar, create_cookie

from auth.conversation import Done, advance
from auth.google.flow import Answer, Exchange, GoogleAccount, converse
from auth.google.jar import dump, load, trust_was_asked
from auth.google.transport import GoogleTransport
from auth.keeping import Keep, KeepSession, RecallSession
from auth.origins import GOOGLE
from auth.prompts import AskCode, AskPassword, Progress
from auth.sandbox.google_world import TRUST_LIFE
from auth.sandbox.people import PASSWORD
from auth.sandbox.server import Sandbox
from profiles.secret import Secret
from tests.sandbox_google import SteppedClock

NOW = datetime(2020, 1, 1, tzinfo=UTC)
LATER = int((NOW + timedelta(days=1)).timestamp())
LOOPBACK = "https://127.0.0.1:8400"
ORIGINS = [GOOGLE, LOOPBACK, "http://localhost:8400", "http://[::1]:8400"]

JARS = st.sampled_from([CookieJar, RequestsCookieJar])
WORDS = st.text(st.sampled_from('abcXYZ019-_.|"\\=%é '), max_size=20)
NAMES = st.sampled_from(["SID", "HSID", "__Secure-1PSID", "__Host-GAPS", "NID", "OTZ"])
ATTRIBUTES = st.lists(
    st.sampled_from(
        [
            "Path=/",
            "Path=/signin",
            "Secure",
            "HttpOnly",
            "SameSite=none",
            "Priority=HIGH",
            "Expires=Wed, 01-Jan-2070 00:00:00 GMT",
            "Max-Age=99999999",
            "Version=1",
        ]
    ),
    unique=True,
)
DOMAINS = st.sampled_from(["", "; Domain=google.com", "; Domain=.google.com", "; Domain=accounts.google.com"])
HEADERS = st.builds(
    lambda name, value, attributes, domain: f"{name}={value}; {'; '.join(attributes)}{domain}",
    NAMES,
    WORDS,
    ATTRIBUTES,
    DOMAINS,
)


class Answered:
    """As much of a response as a jar looks at."""

    def __init__(self, headers: Iterable[str]) -> None:
        self._message = Message()
        for header in headers:
            self._message["Set-Cookie"] = header

    def info(self) -> Message:
        return self._message


def asking(url: str) -> Request:
    return Request(url)  # noqa: S310 - nothing is opened


def receive(jar: CookieJar, origin: str, *headers: str) -> CookieJar:
    jar.extract_cookies(Answered(headers), asking(f"{origin}/o/saml2/initsso"))  # type: ignore[arg-type]
    return jar


def cookie(name: str, domain: str, **more: Any) -> Cookie:
    made = create_cookie(name, "value", domain=domain, **more)  # type: ignore[no-untyped-call]  # requests' own
    assert isinstance(made, Cookie)
    return made


def everything(jar: CookieJar) -> list[dict[str, Any]]:
    return sorted((vars(each) for each in jar), key=lambda each: (each["domain"], each["path"], each["name"]))


def sent(jar: CookieJar, url: str) -> str | None:
    request = asking(url)
    jar.add_cookie_header(request)
    return request.get_header("Cookie")


@given(make=JARS, origin=st.sampled_from(ORIGINS), headers=st.lists(HEADERS, max_size=6))
@example(RequestsCookieJar, GOOGLE, ['SID="\\\\"""; Path=/'])  # requests takes quotes away at each setting
def test_cookies_that_were_kept_come_back_as_they_were(
    make: type[CookieJar], origin: str, headers: list[str]
) -> None:
    jar = receive(make(), origin, *headers)
    again = make()
    assert load(dump(jar, origin, NOW), again, origin, NOW) == bool(len(jar))
    assert everything(again) == everything(jar)


def test_a_cookie_of_this_host_alone_stays_so_and_one_of_the_parent_goes_to_both() -> None:
    jar = receive(CookieJar(), GOOGLE, "__Host-GAPS=a; Path=/; Secure", "SID=b; Path=/; Domain=google.com")
    again = CookieJar()
    assert load(dump(jar, GOOGLE, NOW), again, GOOGLE, NOW)
    assert sent(again, f"{GOOGLE}/signin") == "__Host-GAPS=a; SID=b"
    assert sent(again, "https://mail.google.com/") == "SID=b"


@pytest.mark.parametrize(
    "domain",
    [
        "youtube.com",
        ".youtube.com",
        "mail.google.com",
        ".com",
        "com",
        "evil-google.com",
        "accounts.google.com.evil.org",
    ],
)
def test_cookies_of_other_hosts_are_not_kept(domain: str) -> None:
    jar = RequestsCookieJar()
    jar.set_cookie(cookie("SID", domain))
    assert not load(dump(jar, GOOGLE, NOW), again := CookieJar(), GOOGLE, NOW)
    assert len(again) == 0


def test_a_loopback_address_has_no_parent() -> None:
    jar = RequestsCookieJar()
    jar.set_cookie(cookie("SID", ".0.0.1"))
    assert not load(dump(jar, LOOPBACK, NOW), RequestsCookieJar(), LOOPBACK, NOW)


def test_what_has_expired_is_neither_kept_nor_taken_up() -> None:
    jar = RequestsCookieJar()
    jar.set_cookie(cookie("old", "accounts.google.com", expires=int(NOW.timestamp())))
    jar.set_cookie(cookie("soon", "accounts.google.com", expires=LATER))
    jar.set_cookie(cookie("session", "accounts.google.com"))
    kept = dump(jar, GOOGLE, NOW)
    assert "old" not in kept.reveal()
    for days, names in ((0, ["session", "soon"]), (2, ["session"])):
        again = RequestsCookieJar()
        assert load(kept, again, GOOGLE, NOW + timedelta(days=days))
        assert sorted(again.keys()) == names


def test_a_session_of_which_nothing_is_left_is_still_known_to_have_been_kept() -> None:
    jar = RequestsCookieJar()
    jar.set_cookie(cookie("soon", "accounts.google.com", expires=LATER))
    for asked in (False, True):
        kept = dump(jar, GOOGLE, NOW, trust_asked=asked)
        assert load(kept, again := RequestsCookieJar(), GOOGLE, NOW + timedelta(days=2))
        assert list(again) == []
        assert trust_was_asked(kept) == asked


def test_what_was_kept_before_trust_was_noted_says_nothing_of_it() -> None:
    table = {name: value for name, value in KEPT.items() if name != "trust_asked"}
    assert load(old := Secret(json.dumps(table)), CookieJar(), GOOGLE, NOW)
    assert not trust_was_asked(old)


@pytest.mark.parametrize(
    ("kept_for", "loaded_for"),
    [
        (LOOPBACK, GOOGLE),
        (GOOGLE, LOOPBACK),
        (LOOPBACK, "https://127.0.0.1:8401"),
        (GOOGLE, "http://accounts.google.com"),
    ],
)
def test_cookies_are_taken_up_for_the_origin_they_were_kept_for_only(kept_for: str, loaded_for: str) -> None:
    jar = receive(CookieJar(), kept_for, "SID=a; Path=/")
    kept = dump(jar, kept_for, NOW)
    assert load(kept, CookieJar(), kept_for, NOW)
    again = CookieJar()
    assert not load(kept, again, loaded_for, NOW)
    assert len(again) == 0


def test_an_origin_changed_by_hand_does_not_bring_cookies_of_another_host() -> None:
    kept = dump(receive(CookieJar(), LOOPBACK, "SID=a; Path=/"), LOOPBACK, NOW).reveal()
    assert not load(Secret(kept.replace(LOOPBACK, GOOGLE)), again := CookieJar(), GOOGLE, NOW)
    assert len(again) == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEPT = json.loads(
    dump(
        receive(
            CookieJar(),
            GOOGLE,
            "SID=a; Path=/; Secure; HttpOnly; Max-Age=99999999",
            "NID=b; Domain=google.com",
        ),
        GOOGLE,
        NOW,
    ).reveal()
)
FIELDS = sorted(KEPT["cookies"][0])


@given(
    place=st.sampled_from([*KEPT, *FIELDS]),
    value=JSON | st.sampled_from([10**400, -1, "a\r\nX: y", "\u0441", "\x00", {"HttpOnly": 3}]),
)
def test_no_damage_brings_more_than_nothing_or_cookies_that_can_be_sent(place: str, value: Any) -> None:
    damaged = json.loads(json.dumps(KEPT))
    (damaged if place in damaged else damaged["cookies"][0])[place] = value
    again = CookieJar()
    assert load(Secret(json.dumps(damaged)), again, GOOGLE, NOW) == bool(len(again))
    assert {each.domain.lstrip(".") for each in again} <= {"accounts.google.com", "google.com"}
    load(dump(again, GOOGLE, NOW), copy := CookieJar(), GOOGLE, NOW)
    assert everything(copy) == everything(again), "what was taken up can be kept"
    header = sent(again, f"{GOOGLE}/signin/x") or ""
    assert not set(header) & set("\r\n\0")
    header.encode("latin-1")


@given(st.text() | JSON.map(json.dumps) | st.just("[" * 100_000))
def test_any_text_that_is_no_kept_session_loads_as_nothing(text: str) -> None:
    jar = CookieJar()
    assert not load(Secret(text), jar, GOOGLE, NOW)
    assert len(jar) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("expires", 10**400),
        ("expires", "2070"),
        ("secure", "yes"),
        ("domain_specified", 1),
        ("rest", []),
        ("rest", None),
        ("value", []),
        ("value", "a\r\nX-Other: b"),
        ("name", None),
        ("path", "/\x00"),
        ("domain", "example.com"),
        ("port", "80"),
    ],
)
def test_a_field_that_no_cookie_has_keeps_all_out(field: str, value: Any) -> None:
    damaged = json.loads(json.dumps(KEPT))
    damaged["cookies"][0][field] = value
    assert not load(Secret(json.dumps(damaged)), jar := CookieJar(), GOOGLE, NOW)
    assert len(jar) == 0


def test_one_damaged_cookie_keeps_the_others_out_too() -> None:
    damaged = json.loads(json.dumps(KEPT))
    del damaged["cookies"][1]["path"]
    assert not load(Secret(json.dumps(damaged)), jar := CookieJar(), GOOGLE, NOW)
    assert len(jar) == 0


class Run:
    """One run of the application: a transport of its own, a person at the screen, and a place where it keeps."""

    def __init__(self, sandbox: Sandbox, kept: dict[str, Secret], user: str = "totp@example.com") -> None:
        self.sandbox, self.kept, self.user, self.asked = sandbox, kept, user, list[str]()
        self.google = GoogleTransport(sandbox.origins.accounts, ca_bundle=str(sandbox.ca), direct=True)

    def sign_in(self) -> list[str]:
        """Sign in, and close. Returns what the person was asked."""
        account = GoogleAccount(
            "C01fumidai", "101000000001", self.user, origin=self.google.origin, keep=Keep(session=True)
        )
        flow = converse(account)
        answer: Answer = None
        try:
            while not isinstance(step := advance(flow, answer), Done):
                answer = self.answer(step)
        finally:
            self.google.close()
        return self.asked

    def answer(self, step: object) -> Answer:
        match step:
            case Exchange():
                return self.google(step)
            case Progress():
                return None
            case RecallSession():
                kept = self.kept.get(self.user)
                return self.google.restore(kept, NOW) if kept else None
            case KeepSession():
                self.kept[self.user] = self.google.cookies(NOW)
                return None
            case AskPassword():
                self.asked.append("password")
                return Secret(PASSWORD)
            case AskCode():
                self.asked.append("code")
                return Secret(self.sandbox.code(self.user))
        raise AssertionError(step)


def test_with_a_kept_session_the_next_run_is_asked_nothing() -> None:
    kept: dict[str, Secret] = {}
    with Sandbox(tls=True, clock=SteppedClock()) as sandbox:
        assert Run(sandbox, kept).sign_in() == ["password", "code"]
        names = {each["name"] for each in json.loads(kept["totp@example.com"].reveal())["cookies"]}
        assert {"__Secure-1PSID", "__Host-GAPS", "SMSV"} <= names
        assert Run(sandbox, kept).sign_in() == []
        assert Run(sandbox, {}).sign_in() == ["password", "code"], "nothing else may have kept it"


def test_a_trusted_device_is_asked_for_the_password_alone_once_the_session_is_over() -> None:
    kept: dict[str, Secret] = {}
    clock = SteppedClock()
    with Sandbox(tls=True, clock=clock) as sandbox:
        assert Run(sandbox, kept).sign_in() == ["password", "code"]
        clock.advance(TRUST_LIFE / 2 + 1)  # sessions live for two weeks, trust for thirty days
        assert Run(sandbox, kept).sign_in() == ["password"]
        clock.advance(TRUST_LIFE / 2 + 1)
        assert Run(sandbox, kept).sign_in() == ["password", "code"]
