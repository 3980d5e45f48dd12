"""Browsers that do not behave: programs that stand in for one and say what no browser should."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auth.browser.finding import folder_name
from auth.browser.road import BrowserRoad, forget_browser
from auth.browser.steps import Browse
from auth.errors import BrowserFailed, Cancelled, NoBrowser
from profiles.secret import Secret
from tests.chromium import until

WINDOW = Browse("https://accounts.google.com/o/saml2/initsso", "user@example.com", window=True)
ALONE = replace(WINDOW, window=False)
VALUE = "PHNhbWwycDpSZXNwb25zZS8x"

TALK = '''#!{python} -I
"""Speaks as a browser does: \x60say\x60 is a message to the road, \x60hear\x60 waits for one of a method."""
import json, os, sys, threading, time
told = os.fdopen(3, "rb")
rest = b""

def say(**message):
    os.write(4, json.dumps(message).encode() + b"\\0")

def hear(method):
    global rest
    while True:
        while b"\\0" not in rest:
            chunk = os.read(3, 65536)
            if not chunk:
                sys.exit(0)
            rest += chunk
        text, _, rest = rest.partition(b"\\0")
        message = json.loads(text)
        if message["method"] == method:
            return message

def page(session):
    info = {{"targetId": session, "type": "page", "url": "data:text/html,x"}}
    say(method="Target.attachedToTarget", params={{"sessionId": session, "targetInfo": info}})

def gone(session):
    say(method="Target.detachedFromTarget", params={{"sessionId": session}})

def answer(session, value="{value}"):
    asked = {{"url": "https://signin.aws.amazon.com/saml", "method": "POST", "postData": "SAMLResponse=" + value}}
    say(method="Fetch.requestPaused", sessionId=session, params={{"requestId": "R", "request": asked}})
    say(id=hear("Fetch.failRequest")["id"], result={{}})

{text}
'''


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


Make = Callable[[str], BrowserRoad]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def road_with(tmp_path: Path, clock: Clock) -> Make:
    """The road with a browser that does what a text says."""

    def make(text: str) -> BrowserRoad:
        program = tmp_path / "browser"
        program.write_text(TALK.format(python=sys.executable, value=VALUE, text=text))
        program.chmod(0o755)
        env = {"DISPLAY": ":0", "PATH": "/usr/bin:/bin", "AWS_SECRET_ACCESS_KEY": "hunter2", "LANG": "C"}
        return BrowserRoad(tmp_path / "data" / "browsers", env, clock, wanted=str(program), platform="linux")

    return make


def used(road: BrowserRoad) -> Path:
    """Somebody has signed in there before."""
    folder = road.folders / folder_name(WINDOW.account)
    folder.mkdir(parents=True)
    (folder / "Local State").write_text("{}")
    return folder


def test_a_page_that_takes_the_place_of_the_last_one_is_no_closed_window(road_with: Make) -> None:
    road = road_with('page("A"); gone("A"); page("B"); answer("B"); hear("Browser.close")')
    assert road(WINDOW, threading.Event()).reveal() == VALUE


def test_a_browser_that_stays_when_its_last_window_is_closed_is_told(road_with: Make) -> None:
    road = road_with('page("A"); gone("A"); hear("Browser.close")')
    with pytest.raises(BrowserFailed, match="was closed"):
        road(WINDOW, threading.Event())


def test_a_browser_that_tells_nothing_is_given_up_before_a_person_signs_in_in_vain(
    road_with: Make, clock: Clock, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    road = road_with(f'open({str(begun)!r}, "w"); hear("Browser.close")')
    with ThreadPoolExecutor(1) as pool:
        taking = pool.submit(road, WINDOW, threading.Event())
        until("the browser", begun.exists)
        clock.now += timedelta(seconds=31)
        with pytest.raises(NoBrowser, match="does not tell what goes on"):
            taking.result(30)


@pytest.mark.parametrize(
    "said",
    [
        'method="Fetch.requestPaused", sessionId="A", params={"requestId": "R", "request": "SAMLResponse=hunter2"}',
        'method="Fetch.requestPaused", sessionId="A", params=["SAMLResponse=hunter2"]',
        'method="Target.attachedToTarget", params={}',
        'id="hunter2"',
        'method="Page.frameNavigated", sessionId="A", params={}',
    ],
)
def test_what_is_not_understood_ends_in_words_without_the_answer(road_with: Make, said: str) -> None:
    with pytest.raises(BrowserFailed, match="not understood here") as refused:
        road_with(f'page("A"); hear("Page.enable"); say({said}); hear("Browser.close")')(
            WINDOW, threading.Event()
        )
    assert "hunter2" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_noise_in_the_pipe_is_passed_over(road_with: Make) -> None:
    noise = r'os.write(4, b"\xff\xfe\0{}\0[]\0null\0" + b"[" * 200_000 + b"\0\0{")'
    road = road_with(f'{noise}; os.write(4, b"\\0"); page("A"); answer("A"); hear("Browser.close")')
    assert road(WINDOW, threading.Event()).reveal() == VALUE


def test_the_browser_gets_the_environment_without_keys_of_aws(road_with: Make, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    text = f'open({str(seen)!r}, "w").write(json.dumps(dict(os.environ))); page("A"); answer("A")'
    road_with(text)(WINDOW, threading.Event())
    env = json.loads(seen.read_text())
    assert (env["DISPLAY"], env["LANG"]) == (":0", "C")
    assert not [name for name in env if name.startswith("AWS_")]


def test_profiles_of_one_account_are_renewed_one_after_the_other(road_with: Make) -> None:
    road = road_with('page("A"); time.sleep(0.5); answer("A"); hear("Browser.close")')
    used(road)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: road(ALONE, threading.Event()), range(3)))
    assert [each.reveal() for each in found] == [VALUE] * 3


def test_a_browser_that_is_closing_is_waited_for(road_with: Make, tmp_path: Path) -> None:
    begun, again = tmp_path / "begun", tmp_path / "again"
    slow = f'open({str(begun)!r}, "w"); page("A"); hear("Browser.close"); time.sleep(1)'
    quick = f'open({str(again)!r}, "w"); page("A"); answer("A"); hear("Browser.close")'
    stop = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(road_with(slow), WINDOW, stop)
        until("the browser", begun.exists)
        sign = next(iter(road_with(slow).folders.glob("*.window")), None)
        assert sign is not None
        stop.set()
        until("its end to begin", lambda: not sign.exists())
        second = pool.submit(road_with(quick), WINDOW, threading.Event())
        with pytest.raises(Cancelled):
            first.result(30)
        assert second.result(30).reveal() == VALUE


def test_esc_ends_the_waiting_for_another_browser(road_with: Make, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    road = road_with(f'open({str(begun)!r}, "w"); page("A"); hear("Browser.close")')
    used(road)
    first, second = threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(road, ALONE, first)
        until("the browser", begun.exists)
        other = pool.submit(road, ALONE, second)
        second.set()
        with pytest.raises(Cancelled):
            other.result(30)
        assert not one.done()
        first.set()
        with pytest.raises(Cancelled):
            one.result(30)


def test_nothing_is_left_of_a_forgotten_account(road_with: Make) -> None:
    road = road_with('page("A"); answer("A"); hear("Browser.close")')
    road(WINDOW, threading.Event())
    assert list(road.folders.iterdir()) != []
    forget_browser(road.folders, WINDOW.account)
    assert list(road.folders.iterdir()) == []
    forget_browser(road.folders, WINDOW.account)


def test_a_folder_that_others_could_read_is_closed_to_them(road_with: Make) -> None:
    road = road_with('page("A"); answer("A"); hear("Browser.close")')
    folder = used(road)
    for each in (folder, folder.parent):
        each.chmod(0o755)
    assert isinstance(road(WINDOW, threading.Event()), Secret)
    assert [each.stat().st_mode & 0o777 for each in (folder, folder.parent)] == [0o700] * 2
