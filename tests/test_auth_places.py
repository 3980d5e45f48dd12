"""Where a sandbox is, told by itself, and what is not believed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from auth.errors import Unreachable
from auth.google.steps import Exchange
from auth.google.transport import GoogleTransport
from auth.origins import GOOGLE, is_loopback
from auth.places import REAL, Places, current_code, sample_files, sandbox_at
from auth.sandbox.people import PASSWORD
from auth.sandbox.scenarios import PEOPLE
from auth.sandbox.server import Sandbox
from profiles.config import resolve
from profiles.ini import read
from tests.loopback import Reply, free_port, serving
from tests.sandbox_google import SteppedClock

USER = "totp@example.com"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=SteppedClock()) as running:
        yield running


@pytest.fixture
def places(sandbox: Sandbox) -> Places:
    return sandbox_at(sandbox.origins.accounts)


def test_without_a_sandbox_everything_is_real() -> None:
    assert (REAL.google, REAL.googleapis) == (GOOGLE, "https://content.googleapis.com")
    assert (REAL.aws, REAL.console, REAL.ca_bundle, REAL.is_sandbox, REAL.people) == (
        None,
        None,
        None,
        False,
        (),
    )


def test_the_first_origin_of_a_sandbox_tells_all_the_others(sandbox: Sandbox, places: Places) -> None:
    assert places.is_sandbox
    assert (places.google, places.googleapis) == (sandbox.origins.accounts, sandbox.origins.googleapis)
    assert (places.aws, places.console) == (sandbox.origins.aws, sandbox.origins.console)
    assert places.ca_bundle is None
    assert not {each for each in (getattr(places, field.name) for field in fields(places))} & {GOOGLE}


def test_a_path_after_the_origin_does_no_harm(sandbox: Sandbox, places: Places) -> None:
    assert (
        sandbox_at(f"{sandbox.origins.accounts}/") == sandbox_at(f"{sandbox.origins.accounts}/x?y") == places
    )


def test_the_people_of_a_sandbox_are_told_with_what_to_answer(places: Places) -> None:
    person = places.person(USER)
    assert person is not None
    assert (person.password, person.about, person.answer) == (
        PASSWORD,
        PEOPLE[USER].about,
        PEOPLE[USER].answer,
    )
    assert places.person("nobody@example.com") is None


def test_the_code_of_now_is_told_with_its_end(sandbox: Sandbox, places: Places) -> None:
    code, until = current_code(places, USER)
    assert code == sandbox.code(USER)
    assert 0 < until - sandbox.seconds() <= 30
    assert current_code(places, "nobody@example.com") == ("", 0.0)


def test_the_sample_files_are_told_as_text(places: Places) -> None:
    config, credentials = sample_files(places)
    listing = resolve(read(config.encode(), Path("config")), read(credentials.encode(), Path("credentials")))
    assert listing.get("sts")
    assert listing.get("from_fumidai")


def test_a_sandbox_with_tls_tells_the_certificate_to_trust_from_then_on() -> None:
    with Sandbox(tls=True) as sandbox:
        places = sandbox_at(sandbox.origins.accounts)
        assert places.ca_bundle == str(sandbox.ca)
        assert current_code(places, USER)[0]
        google = GoogleTransport(places.google, ca_bundle=places.ca_bundle, direct=True)
        assert google(Exchange("GET", f"{places.google}/ServiceLogin")).status == 400
        google.close()


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
def test_no_proxy_stands_before_a_sandbox(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert sandbox_at(sandbox.origins.accounts).is_sandbox


@pytest.mark.parametrize(
    "url",
    [
        "https://accounts.google.com",
        "http://192.168.1.1:8400",
        "http://127.0.0.1.evil.example:8400",
        "http://evil.example#127.0.0.1",
        "ftp://127.0.0.1",
        "127.0.0.1:8400",
        "localhost",
        "file:///etc/passwd",
        "http://[",
        "http://[::1",
        "",
    ],
)
def test_a_sandbox_anywhere_else_is_not_even_asked(url: str) -> None:
    # The test would fail if anything left the machine: see tests/machine.py.
    with pytest.raises(Unreachable, match="this computer only"):
        sandbox_at(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:port", "http://127.0.0.1:99999", "http://user@127.0.0.1:1"]
)
def test_an_address_that_nobody_can_read_is_no_sandbox(url: str) -> None:
    with pytest.raises(Unreachable):
        sandbox_at(url)


def test_nobody_there_is_told_with_the_line_that_starts_one() -> None:
    origin = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Unreachable) as caught:
        sandbox_at(origin)
    assert origin in caught.value.what
    assert "python -m auth.sandbox" in caught.value.remedy


def told(**changes: object) -> bytes:
    """What a sandbox says, with *changes*."""
    here = {name: "http://127.0.0.1:1" for name in ("accounts", "googleapis", "aws", "console")}
    people = [{"user": "a@b", "password": "x", "about": "y"}]
    return json.dumps({"sandbox": True, **here, "ca": None, "people": people, **changes}).encode()


def test_what_a_sandbox_must_say_is_enough() -> None:
    with serving(lambda _asked: Reply(200, told())) as server:
        assert sandbox_at(server.origin).person("a@b")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'"sandbox"',
        b"{}",
        told(sandbox=False),
        told(sandbox=None),
        told(aws=None),
        told(aws=7),
        told(people=None),
        told(people=[{}]),
        told(people=["x"]),
        told(ca=7),
        told(ca=["/x.pem"]),
        told(accounts=GOOGLE),
        told(aws="https://sts.amazonaws.com"),
        told(googleapis="https://content.googleapis.com"),
        told(console="http://evil.example"),
    ],
)
def test_what_does_not_speak_as_a_sandbox_is_none(body: bytes) -> None:
    with serving(lambda _asked: Reply(200, body)) as server, pytest.raises(Unreachable, match="no sandbox"):
        sandbox_at(server.origin)


def test_a_sandbox_that_sends_us_on_is_not_followed() -> None:
    with serving(lambda _asked: Reply(200, told())) as other:
        moved = Reply(302, b"{}", {"Location": f"{other.origin}/sandbox.json"})
        with serving(lambda _asked: moved) as server, pytest.raises(Unreachable):
            sandbox_at(server.origin)
        assert other.asked == []


def test_every_place_of_a_sandbox_is_loopback(places: Places) -> None:
    origins = (places.google, places.googleapis, places.aws, places.console)
    assert all(each is not None and is_loopback(each) for each in origins)
