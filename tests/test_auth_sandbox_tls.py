"""Sign-ins at a sandbox with certificates, where cookies are `Secure`; and through a proxy, as at a company.

A file of its own: moto has one AWS in a process, so two sandboxes cannot run side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from auth.google import taps
from auth.places import Places
from auth.sandbox.scenarios.everyday import CAPTCHAS, MAIN
from auth.sandbox.server import Sandbox
from auth.signin import SignedIn
from tests.loopback import proxying
from tests.sandbox_google import NOON, SteppedClock
from tests.sandbox_journey import SSO, Went, sign_in_at

CLOCK = SteppedClock()
NAMES = [*(each.user.partition("@")[0] for each in (*MAIN, *CAPTCHAS)), "az"]


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK, tls=True, warm=True) as sandbox:
        yield sandbox


@pytest.fixture
def secure(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """Nobody has signed in yet."""
    running.world.forget()
    CLOCK.now = NOON
    monkeypatch.setattr(taps, "PAUSE_SECONDS", 0.01)
    return running


def check_keys(went: Went) -> None:
    assert isinstance(went.end, SignedIn), went.end
    assert went.end.granted.role_arn == SSO
    assert went.end.granted.credentials.expires == CLOCK.now + timedelta(hours=12)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_the_same_with_certificates_and_cookies_that_are_for_them_only(
    secure: Sandbox, name: str
) -> None:
    went = sign_in_at(secure, f"{name}@example.com", CLOCK)
    check_keys(went)
    assert went.record == []


def test_proxy_certificates_and_endpoint_of_the_environment_serve_a_real_sign_in(
    secure: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with the real Google and the real AWS, but for their origins."""
    env = {"AWS_CA_BUNDLE": str(secure.ca), "AWS_ENDPOINT_URL_STS": secure.origins.aws}
    with proxying() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        places = Places(google=secure.origins.accounts, googleapis=secure.origins.googleapis)
        went = sign_in_at(secure, "az@example.com", CLOCK, places=places, env=env)
        check_keys(went)
        origins = (secure.origins.accounts, secure.origins.googleapis, secure.origins.aws)
        assert {*proxy.connected} == {each.removeprefix("https://") for each in origins}


def test_no_proxy_and_no_endpoint_of_the_environment_serve_a_sandbox(
    secure: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = {"AWS_CA_BUNDLE": "/nowhere.pem", "AWS_ENDPOINT_URL_STS": "https://sts.example"}
    with proxying() as proxy:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        went = sign_in_at(secure, "az@example.com", CLOCK, env=env)
        check_keys(went)
        assert proxy.connected == []
