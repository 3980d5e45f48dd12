"""A link into the console of a sandbox with certificates, and through a proxy, as at a company.

A file of its own: moto has one AWS in a process, so two sandboxes cannot run side by side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from auth.console import ConsoleVisit, federated_link
from auth.errors import Unreachable
from auth.places import Places
from auth.sandbox.server import Sandbox
from tests.console_keys import Desk
from tests.loopback import free_port, proxying
from tests.sandbox_google import NOON, SteppedClock
from tests.test_sandbox_console import values

CLOCK = SteppedClock()
VISIT = ConsoleVisit("aws", "https://console.aws.amazon.com/iamv2", "", 3600, sign_out_first=True)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(clock=CLOCK, tls=True) as running:
        yield running


@pytest.fixture
def desk(sandbox: Sandbox, home: Path) -> Desk:
    CLOCK.now = NOON
    made = Desk.at(sandbox, home)
    made.sign_in()
    return made


def as_real(desk: Desk) -> Places:
    """As with the real console, but for its origin: proxies and certificates are those of the environment."""
    return Places(console=desk.sandbox.origins.console)


def test_the_sandboxs_certificates_are_the_only_ones_trusted_there(desk: Desk) -> None:
    made = federated_link(desk.keys("sts"), VISIT, desk.places, desk.now, {"AWS_CA_BUNDLE": "/nowhere.pem"})
    with requests.Session() as browser:
        browser.trust_env = False
        answer = browser.get(made.url.reveal(), verify=str(desk.sandbox.ca), timeout=10)
    assert values(answer)["arn"].endswith("assumed-role/sso/ada@example.com")


def test_a_certificate_of_nobody_we_know_is_told_and_nothing_is_sent(desk: Desk) -> None:
    desk.sandbox.console.received.clear()
    with pytest.raises(Unreachable, match="certificate"):
        federated_link(desk.keys("sts"), VISIT, as_real(desk), desk.now, {})
    assert desk.sandbox.console.received == []


@pytest.mark.parametrize("name", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
def test_the_environments_proxy_and_certificates_are_used(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxying() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        federated_link(desk.keys("sts"), VISIT, as_real(desk), desk.now, {name: str(desk.sandbox.ca)})
        assert proxy.connected == [desk.sandbox.origins.console.removeprefix("https://")]


def test_the_profiles_own_certificates_are_used(desk: Desk) -> None:
    found = desk.profile("sts")
    profile = replace(found, values={**found.values, "ca_bundle": str(desk.sandbox.ca)})
    assert federated_link(desk.keys("sts"), VISIT, as_real(desk), desk.now, {}, profile).url


def test_a_proxy_that_is_not_there_is_told_without_its_password(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:hush@127.0.0.1:{free_port()}")
    with pytest.raises(Unreachable, match="proxy") as caught:
        federated_link(
            desk.keys("sts"), VISIT, as_real(desk), desk.now, {"AWS_CA_BUNDLE": str(desk.sandbox.ca)}
        )
    assert "hush" not in str(caught.value)


def test_no_proxy_stands_before_a_sandbox(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    assert federated_link(desk.keys("sts"), VISIT, desk.places, desk.now, {}).url
