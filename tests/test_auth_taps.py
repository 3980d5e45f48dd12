"""Waiting for a tap on the phone at the endpoint of the old prompt, against servers that answer in every way."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from auth.google import taps
from auth.google.steps import Tapped, WaitForTap
from auth.google.taps import wait_for_tap
from auth.google.transport import USER_AGENT
from auth.prompts import AskPhoneApproval
from tests.loopback import Answering, Asked, Reply, free_port, serving

STEP = WaitForTap(AskPhoneApproval("ada@example.com"), "the-key", "the-tx=", "https://before.example/", 30.0)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taps, "PAUSE_SECONDS", 0.001)


class Ticking:
    """A clock that moves by a second each time it is looked at."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def wait(
    answer: Answering, *, clock: Ticking | None = None, stop: threading.Event | None = None
) -> tuple[str, list[Asked]]:
    """The token, and what the endpoint was asked."""
    with serving(answer) as server:
        tapped = wait_for_tap(
            STEP, server.origin, direct=True, stop=stop or threading.Event(), clock=clock or Ticking()
        )
    return tapped.token, server.asked


def said(*replies: Reply) -> Answering:
    """One after the other; the last for ever."""
    left = list(replies)
    return lambda _asked: left.pop(0) if len(left) > 1 else left[0]


def token(value: object) -> Reply:
    return Reply(200, json.dumps({"txId": "the-tx=", "txToken": value}).encode())


def test_a_tap_brings_the_token() -> None:
    tapped, asked = wait(said(token("yes")))
    assert tapped == "yes"
    (request,) = asked
    assert (request.method, request.path) == ("POST", "/cryptauth/v1/authzen/awaittx?alt=json&key=the-key")
    assert json.loads(request.body) == {"txId": "the-tx="}
    assert request.headers["referer"] == "https://before.example/"
    assert request.headers["user-agent"] == USER_AGENT


def test_a_token_does_not_print_itself() -> None:
    assert "yes" not in repr(Tapped("yes"))


def test_an_error_of_the_server_is_asked_again() -> None:
    assert (
        wait(said(Reply(500), Reply(503), Reply(200, b"<html>"), Reply(200, b"[]"), token("yes")))[0] == "yes"
    )


@pytest.mark.parametrize("status", [302, 400, 403, 404])
def test_a_denied_or_forgotten_question_ends_the_wait_without_a_token(status: int) -> None:
    tapped, asked = wait(said(Reply(status, b"{}"), token("too late")))
    assert tapped == ""
    assert len(asked) == 1


@pytest.mark.parametrize("value", [None, "", 0])
def test_an_answer_without_a_token_is_none(value: object) -> None:
    assert wait(said(token(value)))[0] == ""


def test_the_wait_ends_with_the_question() -> None:
    clock = Ticking()
    tapped, asked = wait(said(Reply(500)), clock=clock)
    assert tapped == ""
    assert STEP.seconds <= clock.now <= STEP.seconds + 2
    assert 1 < len(asked) <= STEP.seconds


def test_whoever_has_chosen_otherwise_waits_no_more() -> None:
    stop = threading.Event()

    def answer(_asked: Asked) -> Reply:
        stop.set()
        return Reply(500)

    tapped, asked = wait(answer, stop=stop)
    assert (tapped, len(asked)) == ("", 1)


def test_nobody_there_is_waited_for_until_the_end(tmp_path: Path) -> None:
    for origin, bundle in (
        (f"http://127.0.0.1:{free_port()}", None),
        ("https://127.0.0.1:1", str(tmp_path / "x.pem")),
    ):
        clock = Ticking()
        assert (
            wait_for_tap(STEP, origin, ca_bundle=bundle, direct=True, stop=threading.Event(), clock=clock)
            == Tapped()
        )
        assert clock.now >= STEP.seconds
