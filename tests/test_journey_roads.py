"""Sign-ins that do not go smoothly, in a real terminal against a whole sandbox: wrong answers, Esc, cut
connections, a refusal that ends with keys through the pasted answer of a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from auth.sandbox.people import PASSWORD
from auth.sandbox.scenarios import PEOPLE
from auth.sandbox.server import Sandbox
from tests.environments import awscli
from tests.sandbox_google import START, Browser
from tests.screen import Screen
from tests.terminal import Terminal
from tests.tools import needs
from tests.unprivileged import unprivileged

pytestmark = needs("tmux")

PROFILE = """\
[profile {user}]
region = ap-northeast-1
google_config.google_idp_id = C01fumidai
google_config.google_sp_id = 101000000001
google_config.google_username = {user}@example.com
google_config.role_arn = arn:aws:iam::111111111111:role/sso
"""
BEFORE = "# nothing of ours yet\n[other]\naws_access_key_id = AKIAKEEP\n"
MOST_REQUESTS = 20


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(warm=True) as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_is_cut(sandbox: Sandbox) -> Iterator[None]:
    yield
    sandbox.scissors.requests_left = None


@contextmanager
def seated(sandbox: Sandbox, folder: Path, user: str) -> Iterator[Terminal]:
    """The application on files of its own, with one bastion of *user*, which has just been asked what to keep."""
    (folder / "config").write_text(PROFILE.format(user=user))
    (folder / "credentials").write_text(BEFORE)
    env = {
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
        "TERM": "xterm-256color",
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "TEXTUAL_ANIMATIONS": "none",
    }
    command = [sys.executable, "-m", "tui", "--sandbox", sandbox.origins.accounts]
    with Terminal(command, env=env) as terminal:
        terminal.wait_for("sign in")
        yield terminal


def untouched(folder: Path) -> bool:
    return (folder / "credentials").read_text() == BEFORE


def to_password(terminal: Terminal) -> None:
    terminal.press("r")
    terminal.wait_for("Keep this Google session")
    terminal.press("Enter")
    terminal.wait_for("Password of")


def test_wrong_answers_are_asked_again_on_the_same_screen(sandbox: Sandbox, tmp_path: Path) -> None:
    with seated(sandbox, tmp_path, "backup") as terminal:
        to_password(terminal)
        terminal.type("not-the-password")
        terminal.press("Enter")
        terminal.wait_for("Try 2.")
        terminal.type(PASSWORD)
        terminal.press("Enter")
        terminal.wait_for("backup codes")
        terminal.type("00000000")
        terminal.press("Enter")
        terminal.wait_for("Try 2.")
        terminal.paste("1414 2135")
        terminal.press("Enter")
        terminal.wait_for("● live")
    assert not untouched(tmp_path)


@pytest.mark.parametrize("step", range(3))
def test_esc_leaves_everything_as_it_was(sandbox: Sandbox, tmp_path: Path, step: int) -> None:
    with seated(sandbox, tmp_path, "backup") as terminal:
        terminal.press("r")
        terminal.wait_for("Keep this Google session")
        if step > 0:
            terminal.press("Enter")
            terminal.wait_for("Password of")
        if step > 1:
            terminal.type(PASSWORD)
            terminal.press("Enter")
            terminal.wait_for("backup codes")
        terminal.press("Escape")
        terminal.wait_while("Google sign-in ─")
        terminal.wait_for("○ sign in")
        assert untouched(tmp_path)


def test_a_connection_cut_at_any_request_is_named_and_the_next_try_works(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """The number of requests is not known beforehand: cut later and later, until nothing is cut any more."""
    cuts = 0
    with seated(sandbox, tmp_path, "password") as terminal:
        for number in range(MOST_REQUESTS):
            requests.post(f"{sandbox.origins.accounts}/sandbox/forget", timeout=10)
            # The sandbox counts the hints that the dialog asks for as well; whatever is cut must be survived.
            requests.post(f"{sandbox.origins.accounts}/sandbox/cut/{number}", timeout=10)
            terminal.press("r")
            shown = terminal.wait_for(_either("Keep this", "cannot be reached"))
            if "Keep this" in shown:
                terminal.press("Enter")
                terminal.wait_for("Password of")
                terminal.type(PASSWORD)
                terminal.press("Enter")
                shown = terminal.wait_for(_either("● live", "cannot be reached"))
            if "● live" in shown:
                break
            assert "Traceback" not in shown
            assert untouched(tmp_path)
            cuts += 1
            terminal.press("Escape")
            terminal.wait_while("Google sign-in ─")
        else:
            pytest.fail("the connection was cut at every try")
    assert cuts >= 3
    assert not untouched(tmp_path)


def _either(*texts: str) -> Callable[[str], bool]:
    return lambda screen: any(text in screen for text in texts)


def test_a_refusal_ends_with_keys_through_the_pasted_answer(sandbox: Sandbox, tmp_path: Path) -> None:
    with seated(sandbox, tmp_path, "rejected-js") as terminal:
        to_password(terminal)
        terminal.type(PASSWORD)
        terminal.press("Enter")
        terminal.wait_for("Google wants a browser")
        assert untouched(tmp_path)
        terminal.press("p")
        terminal.wait_for("Paste here")
        terminal.press("Escape")
        terminal.wait_for("Google wants a browser")
        terminal.press("p")
        terminal.wait_for("Paste here")
        answer = pasted_by_a_browser(sandbox, "rejected-js@example.com")
        terminal.paste(f"SAMLResponse={quote(answer, safe='')}&RelayState=")
        terminal.wait_for("Good: ")
        assert answer[:40] not in terminal.text()
        terminal.press("Enter")
        terminal.wait_for("● live")
    kept = (tmp_path / "credentials").read_text()
    assert kept.startswith(BEFORE)
    assert "[rejected-js]" in kept


@dataclass(frozen=True)
class Browsing:
    """Somebody without rights at the application, in front of a screen on which a browser can open."""

    sandbox: Sandbox
    screen: Screen
    terminal: Terminal
    home: Path

    @property
    def credentials(self) -> str:
        return (self.home / "credentials").read_text()

    def sign_in(self, user: str) -> None:
        """In the browser, with hands on its keyboard."""
        self.terminal.wait_for(re.compile(r"It stays open for 4:\d\d"))
        self.screen.type("signin/identifier", user)
        self.screen.type("challenge/pwd", PASSWORD)
        self.screen.window("challenge/totp")
        self.screen.type("challenge/totp", self.sandbox.code(user))


@contextmanager
def browsing(sandbox: Sandbox, columns: int = 80, rows: int = 24) -> Iterator[Browsing]:
    requests.post(f"{sandbox.origins.accounts}/sandbox/forget", timeout=10)
    sandbox.console.received.clear()
    with unprivileged() as somebody, Screen() as screen:
        files = {"config": PROFILE.format(user="rejected-js"), "credentials": BEFORE}
        for name, text in files.items():
            (somebody.home / name).write_text(text)
            somebody.give(somebody.home / name)
        env = somebody.env(
            TERM="xterm-256color",
            DISPLAY=screen.display,
            TEXTUAL_ANIMATIONS="none",
            AWS_CONFIG_FILE=str(somebody.home / "config"),
            AWS_SHARED_CREDENTIALS_FILE=str(somebody.home / "credentials"),
        )
        command = somebody.command(somebody.python, "-m", "tui", "--sandbox", sandbox.origins.accounts)
        with Terminal(command, env=env, columns=columns, rows=rows) as terminal:
            terminal.wait_for("sign in")
            yield Browsing(sandbox, screen, terminal, somebody.home)


@needs("chromium", "Xvfb", "xdotool")
@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_a_refusal_ends_with_keys_through_a_browser_window_and_the_next_time_needs_none(
    sandbox: Sandbox, columns: int, rows: int
) -> None:
    with browsing(sandbox, columns, rows) as person:
        terminal, screen = person.terminal, person.screen
        to_password(terminal)
        terminal.type(PASSWORD)
        terminal.press("Enter")
        terminal.wait_for("Google wants a browser")
        assert person.credentials == BEFORE

        terminal.press("B")
        person.sign_in("rejected-js@example.com")
        terminal.wait_for("● live")
        first = person.credentials
        assert first.startswith(BEFORE)
        assert account_of("rejected-js", person.home, sandbox) == "111111111111"

        # From now on this is its road, and Google's session in the browser needs nobody.
        terminal.press("Enter")
        # In the dialog, not in the pane beside.
        terminal.wait_for(re.compile(r"│  road +browser window; else"))
        terminal.press("Escape")
        terminal.wait_while("Esc back")
        terminal.press("r")
        terminal.wait_for(lambda _screen: person.credentials != first)
        terminal.wait_while("Google sign-in ─")
        second = person.credentials
        terminal.press("R")
        terminal.wait_for(lambda _screen: person.credentials != second)
        assert screen.titles() == []
        assert [each["what"] for each in sandbox.console.received] == []
        for secret in (PASSWORD, "SAMLResponse"):
            assert secret not in terminal.text()


@needs("chromium", "Xvfb", "xdotool")
def test_somebody_elses_session_in_the_browser_is_asked_about_and_gives_no_keys_by_itself(
    sandbox: Sandbox,
) -> None:
    with browsing(sandbox) as person:
        terminal = person.terminal
        terminal.press("b")
        terminal.wait_for("How rejected-js signs in")
        terminal.press("b")
        terminal.wait_for("rejected-js signs in by")
        terminal.press("r")
        person.sign_in("totp@example.com")
        terminal.wait_for("signed in as totp@example.com")
        assert person.credentials == BEFORE

        # As oneself, then: the browser has forgotten the other.
        terminal.press("Down")
        terminal.press("Enter")
        person.sign_in("rejected-js@example.com")
        terminal.wait_for("● live")
        assert person.credentials != BEFORE


def account_of(profile: str, folder: Path, sandbox: Sandbox) -> str:
    """Where the real AWS CLI is with this profile."""
    done = subprocess.run(
        [
            awscli(),
            "sts",
            "get-caller-identity",
            "--profile",
            profile,
            "--query",
            "Account",
            "--output",
            "text",
        ],
        env={
            "PATH": "/usr/bin:/bin",
            "AWS_CONFIG_FILE": str(folder / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
            "AWS_ENDPOINT_URL": sandbox.origins.aws,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def pasted_by_a_browser(sandbox: Sandbox, user: str) -> str:
    """What the person copies: their browser runs JavaScript, and says so."""
    person = PEOPLE[user]
    browser = Browser(sandbox).open(START)
    browser.fill({"identifier": person.user, "bgresponse": "js_enabled"})
    browser.fill({"Passwd": PASSWORD, "bgresponse": "js_enabled"})
    for _step in range(3):
        if browser.is_signed_in:
            break
        browser.fill({"Pin": sandbox.code(user)})
    found = browser.find("SAMLResponse")
    assert found is not None
    return str(found.get("value"))
