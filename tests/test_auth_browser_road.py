"""The browser road with a real Chromium, started by somebody without rights under its own sandbox, on a real screen."""

from __future__ import annotations

import http.server
import json
import os
import shlex
import signal
import stat
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pytest

from auth.browser.finding import folder_name
from auth.sandbox.hosts import LOOPBACK
from auth.sandbox.people import PASSWORD
from auth.sandbox.server import Sandbox
from tests.chromium import PATIENCE, until
from tests.screen import Screen
from tests.tools import needs
from tests.unprivileged import Unprivileged, processes_of, run_as_somebody_else, unprivileged

pytestmark = needs("chromium", "Xvfb", "xdotool")
USER = "totp@example.com"
IDENTIFIER, PASSWORD_PAGE, CODE_PAGE = "signin/identifier", "challenge/pwd", "challenge/totp"
"""Parts of titles: the sandbox's script puts its path there."""
AWS_APP, GOV_APP = ("C01fumidai", "101000000001"), ("C01fumidai", "101000000002")


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with Screen() as screen:
        yield screen


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.world.forget()
    running.console.received.clear()
    return running


@pytest.fixture
def somebody() -> Iterator[Unprivileged]:
    with unprivileged() as somebody:
        yield somebody
        try:
            until("every browser to end", lambda: not processes_of(somebody))
        finally:
            for folder in processes_of(somebody):
                os.kill(int(folder.name), signal.SIGKILL)


@dataclass
class Road:
    """The road as somebody takes it, in a process of theirs."""

    somebody: Unprivileged
    sandbox: Sandbox
    screen: Screen
    link: str = ""
    catches_for: str = ""
    """Origin of the sandbox's console; empty: AWS's own hosts alone."""
    browser: str = ""
    taken: list[Taking] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.link = self.link or link_of(self.sandbox, AWS_APP)
        self.catches_for = self.catches_for or self.sandbox.origins.console

    @property
    def folder(self) -> Path:
        return self.somebody.home / "data" / "browsers" / folder_name(USER)

    def take(self, *, window: bool, display: bool = True, **more: bool) -> Taking:
        told = {
            "folders": str(self.folder.parent),
            "link": self.link,
            "account": USER,
            "window": window,
            "sandbox": self.catches_for,
            "browser": self.browser,
            **more,
        }
        process = subprocess.Popen(
            self.somebody.command(self.somebody.python, "-m", "tests.browser_child"),
            env=self.somebody.env(**({"DISPLAY": self.screen.display} if display else {})),
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        taking = Taking(process)
        self.taken.append(taking)
        taking.say(json.dumps(told))
        return taking

    def sign_in(self) -> dict[str, Any]:
        """With hands on the keyboard, from the first page to the answer."""
        taking = self.take(window=True)
        self.type_everything()
        return taking.answer()

    def type_everything(self) -> None:
        self.screen.type(IDENTIFIER, USER)
        self.screen.type(PASSWORD_PAGE, PASSWORD)
        self.screen.window(CODE_PAGE)
        self.screen.type(CODE_PAGE, self.sandbox.code(USER))

    def end(self) -> None:
        """Of all that goes on."""
        for taking in self.taken:
            taking.close()

    def received(self) -> list[dict[str, object]]:
        """What AWS's side of the sandbox got to see of SAML responses."""
        return [each for each in self.sandbox.console.received if each["what"] == "saml"]


@dataclass
class Taking:
    """One time on the road."""

    process: subprocess.Popen[str]

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    @property
    def is_over(self) -> bool:
        return self.process.poll() is not None

    def answer(self) -> dict[str, Any]:
        """How it ended; the five minutes of a window are over after one of ours."""
        assert self.process.stdout
        late = threading.Timer(PATIENCE, self.say, ("late",))
        late.start()
        line = self.process.stdout.readline()
        late.cancel()
        self.process.wait(PATIENCE)
        assert line, "the process ended without an answer"
        return dict(json.loads(line))

    def close(self) -> None:
        """Whatever became of it."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def road(somebody: Unprivileged, sandbox: Sandbox, screen: Screen) -> Iterator[Road]:
    road = Road(somebody, sandbox, screen)
    yield road
    road.end()


@pytest.fixture
def real_road(somebody: Unprivileged, screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Iterator[Road]:
    """A browser for which AWS's own hosts are on this computer, and a Google that sends it there."""
    hosts = ("signin.aws.amazon.com", "signin.amazonaws-us-gov.com")
    monkeypatch.setattr("auth.sandbox.hosts.LOOPBACK", LOOPBACK.union(hosts))
    with Sandbox(tls=True) as sandbox:
        assert sandbox.accounts is not None
        sandbox.accounts.real_acs = True
        script = somebody.home / "chromium"
        port = sandbox.origins.console.rpartition(":")[2]
        rules = ", ".join(f"MAP {host}:443 127.0.0.1:{port}" for host in hosts)
        script.write_text(
            f'#!/bin/sh\nexec chromium --ignore-certificate-errors --host-resolver-rules="{rules}" "$@"\n'
        )
        script.chmod(0o755)
        road = Road(somebody, sandbox, screen, catches_for="https://127.0.0.1:1", browser=str(script))
        yield road
        road.end()


def link_of(sandbox: Sandbox, app: tuple[str, str]) -> str:
    idpid, spid = app
    return f"{sandbox.origins.accounts}/o/saml2/initsso?idpid={idpid}&spid={spid}&forceauthn=false"


# the whole way


def test_a_person_signs_in_once_then_the_session_renews_without_a_window_and_aws_never_sees_the_answer(
    road: Road,
) -> None:
    first = road.take(window=False).answer()
    assert first["error"] == "PersonWanted"
    assert not road.folder.exists(), "a browser was started that could not know anybody"

    signed_in = road.sign_in()
    assert "arn:aws:iam::111111111111:role/sso" in signed_in["roles"]
    again = road.take(window=False, display=False).answer()
    assert again["roles"] == signed_in["roles"]
    assert road.received() == [], "the answer reached AWS"

    # The same, with our interception switched off: so it was that, and nothing else, which kept it from AWS.
    blind = road.take(window=True, catch=False)
    until("the answer at AWS", road.received)
    assert [each["length"] for each in road.received()] == [signed_in["length"]]
    road.screen.close("SAML response received")
    assert "was closed" in blind.answer()["words"]


def test_a_session_that_has_ended_wants_the_person(road: Road) -> None:
    road.sign_in()
    road.sandbox.world.forget()
    answer = road.take(window=False).answer()
    assert (answer["error"], "has ended" in answer["words"]) == ("PersonWanted", True)
    assert road.received() == []


@pytest.mark.parametrize(
    ("app", "role"),
    [
        (AWS_APP, "arn:aws:iam::111111111111:role/sso"),
        (GOV_APP, "arn:aws-us-gov:iam::666666666666:role/sso"),
    ],
    ids=["aws", "aws-us-gov"],
)
def test_the_answer_is_caught_at_the_real_addresses_of_each_partition(
    real_road: Road, app: tuple[str, str], role: str
) -> None:
    real_road.link = link_of(real_road.sandbox, app)
    assert role in real_road.sign_in()["roles"]
    assert real_road.received() == []
    blind = real_road.take(window=True, catch=False)
    until("the answer at what stands for AWS", real_road.received)
    real_road.screen.close("SAML response received")
    assert "was closed" in blind.answer()["words"]


# what can happen on the way


def test_closing_the_window_is_told_at_once(road: Road) -> None:
    taking = road.take(window=True)
    road.screen.close(IDENTIFIER)
    assert taking.answer()["words"].startswith("The browser window was closed before Google's answer came.")


def test_a_browser_that_is_killed_is_told_at_once(road: Road) -> None:
    taking = road.take(window=True)
    road.screen.window(IDENTIFIER)
    os.kill(browser_of(road), signal.SIGSEGV)
    assert taking.answer()["words"].startswith("The browser crashed (signal 11).")


def browser_of(road: Road) -> int:
    """The first process of the browser: the one without a type."""
    for folder in processes_of(road.somebody):
        words = (folder / "cmdline").read_bytes().split(b"\0")
        if b"--remote-debugging-pipe" in words and not any(word.startswith(b"--type=") for word in words):
            return int(folder.name)
    raise AssertionError("no browser runs")


def test_a_second_sign_in_of_the_same_account_is_told_that_the_first_goes_on(road: Road) -> None:
    first = road.take(window=True)
    road.screen.window(IDENTIFIER)
    assert "is open already" in road.take(window=True).answer()["words"]
    first.say("stop")
    assert first.answer()["error"] == "Cancelled"


def test_a_browser_of_somebody_elses_making_on_the_same_folder_is_told(road: Road) -> None:
    road.folder.mkdir(parents=True)
    for each in (road.folder, *list(road.folder.parents)[:2]):
        road.somebody.give(each)
    env = road.somebody.env(DISPLAY=road.screen.display)
    words = ["chromium", f"--user-data-dir={road.folder}", "--no-first-run", "about:blank"]
    other = subprocess.Popen(
        road.somebody.command(*words), env=env, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        road.screen.window("about:blank")
        assert "is open already" in road.take(window=True).answer()["words"]
        (road.folder / "Local State").touch()  # it was used
        assert "is open already" in road.take(window=False).answer()["words"]
    finally:
        other.kill()
        other.wait(60)
        for folder in processes_of(road.somebody):
            os.kill(int(folder.name), signal.SIGKILL)


def test_esc_closes_the_browser(road: Road) -> None:
    taking = road.take(window=True)
    road.screen.window(IDENTIFIER)
    taking.say("stop")
    assert taking.answer()["error"] == "Cancelled"
    until("the browser to end", lambda: not processes_of(road.somebody))


def test_the_window_is_closed_after_five_minutes(road: Road) -> None:
    taking = road.take(window=True)
    road.screen.window(IDENTIFIER)
    taking.say("late")
    assert "within five minutes" in taking.answer()["words"]
    until("the browser to end", lambda: not processes_of(road.somebody))


def test_a_browser_does_not_outlive_the_application(road: Road) -> None:
    taking = road.take(window=True)
    road.screen.window(IDENTIFIER)
    taking.process.kill()
    taking.process.wait(60)
    until("the browser to end with us", lambda: not processes_of(road.somebody))


def test_without_a_display_nothing_is_started(road: Road) -> None:
    answer = road.take(window=True, display=False).answer()
    assert answer["error"] == "NoBrowser"
    assert "press p" in answer["words"].lower()
    assert not road.folder.exists()


def test_a_display_that_does_not_answer_is_told(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road.screen, "display", ":4095")
    answer = road.take(window=True).answer()
    assert "ended before it showed anything" in answer["words"]


# what a page can do


class Page(http.server.BaseHTTPRequestHandler):
    """Posts a form, by itself, when it is opened; has scripts of workers, and AWS's address too."""

    body = b""
    script = b""
    posted: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        is_script = self.path.endswith(".js")
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
        self.end_headers()
        self.wfile.write(self.script if is_script else self.body)

    def do_POST(self) -> None:
        self.posted.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def page() -> Iterator[str]:
    Page.posted.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


FORM = '<form id=f method=post action="{acs}" {more}><input name=SAMLResponse value="{value}"></form>'
SUBMIT = "<script>document.getElementById('f').submit()</script>"
ON_A_KEY = SUBMIT.replace("<script>", "<title>waits for a key</title><script>onkeydown = () => ")


@pytest.mark.parametrize(
    ("more", "around"),
    [("", "{}"), ('target="_blank"', "{}"), ("", "<iframe srcdoc='{}'></iframe>")],
    ids=["the page", "a new tab", "a frame"],
)
def test_the_answer_is_caught_whole_wherever_it_is_posted_from(
    road: Road, page: str, monkeypatch: pytest.MonkeyPatch, more: str, around: str
) -> None:
    value = "PHNhbWw+" * 12_500  # as many characters as AWS takes
    # No browser opens a tab that nobody asked for.
    submit = ON_A_KEY if more else SUBMIT
    form = FORM.format(acs=f"{road.sandbox.origins.console}/saml", more=more, value=value) + submit
    monkeypatch.setattr(Page, "body", around.format(form.replace("'", '"')).encode())
    road.link = page
    taking = road.take(window=True, read=False)
    if more:
        until("the browser to end", lambda: road.screen.nudge("waits for a key") or taking.is_over)
    assert taking.answer()["length"] == len(value)
    assert road.received() == []


SERVICE_WORKER = """
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => event.respondWith(fetch(event.request)));
"""
BEHIND_IT = """<script>
const worker = navigator.serviceWorker;
if (!worker.controller) worker.register("/worker.js").then(() => worker.ready).then(() => location.assign("/next"));
</script>"""
POST = """fetch("/saml", {method: "POST", body: new URLSearchParams({SAMLResponse: "PHNhbWw+"})});"""


@pytest.mark.parametrize(
    ("body", "script"),
    [
        (BEHIND_IT + FORM.format(acs="/saml", more="", value="PHNhbWw+"), SERVICE_WORKER),
        ('<script>new SharedWorker("/worker.js")</script>', POST),
        ('<script>new Worker("/worker.js")</script>', POST),
    ],
    ids=["a form, by way of a service worker", "a shared worker", "a worker"],
)
def test_no_worker_carries_the_answer_past_us(
    road: Road, page: str, monkeypatch: pytest.MonkeyPatch, body: str, script: str
) -> None:
    submit = "<script>if (location.pathname == '/next') document.getElementById('f').submit()</script>"
    monkeypatch.setattr(Page, "body", (body + (submit if "<form" in body else "")).encode())
    monkeypatch.setattr(Page, "script", script.encode())
    road.link, road.catches_for = page, page.rstrip("/")
    assert road.take(window=True, read=False).answer()["length"] == len("PHNhbWw+")
    assert Page.posted == []


def test_google_is_shown_in_front_of_tabs_of_the_last_time(
    road: Road, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Page, "body", b"<script>document.title = 'page ' + location.pathname</script>")

    def open_and_stop(path: str) -> None:
        road.link = page + path
        taking = road.take(window=True)
        road.screen.window(f"page /{path}")
        taking.say("stop")
        assert taking.answer()["error"] == "Cancelled"

    open_and_stop("first")
    preferences = road.folder / "Default" / "Preferences"
    told = json.loads(preferences.read_text())
    told["session"] = {"restore_on_startup": 1}  # "Continue where you left off"
    preferences.write_text(json.dumps(told))
    open_and_stop("second")


def test_other_requests_to_the_same_host_go_on(
    road: Road, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = road.sandbox.origins.console
    form = FORM.format(acs=f"{console}/saml", more="", value="PHNhbWw+").replace("method=post", "method=get")
    monkeypatch.setattr(Page, "body", (form + SUBMIT).encode())
    road.link = page
    taking = road.take(window=True)
    road.screen.close("405 Method Not Allowed")
    assert "was closed" in taking.answer()["words"]


# what others get to see


def test_no_port_is_open_and_nobody_else_finds_anything_to_read(road: Road) -> None:
    taking = road.take(window=True)
    road.screen.window(IDENTIFIER)
    assert listening_ports(road.somebody) == []
    road.screen.type(IDENTIFIER, USER)
    road.screen.type(PASSWORD_PAGE, PASSWORD)
    road.screen.window(CODE_PAGE)
    code = road.sandbox.code(USER)
    assert listening_ports(road.somebody) == []
    words = b"\n".join((each / "cmdline").read_bytes() for each in processes_of(road.somebody))
    assert b"--remote-debugging-pipe" in words
    for secret in (PASSWORD, code, "SAMLResponse"):
        assert secret.encode() not in words
    assert b"--no-sandbox" not in words
    assert b"--remote-debugging-port" not in words
    road.screen.type(CODE_PAGE, code)
    assert "length" in taking.answer()

    for folder in (road.folder, road.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    if os.getuid() == 0:
        seen = run_as_somebody_else(
            ["sh", "-c", f"cd {shlex.quote(str(road.folder))} && cat Default/Cookies"]
        )
        assert (seen.returncode != 0, seen.stdout) == (True, "")
        looked = run_as_somebody_else(["find", road.somebody.home.parent, "-readable", "-type", "f"])
        assert looked.stdout == ""


def listening_ports(somebody: Unprivileged) -> list[str]:
    """Local addresses on which one of their processes listens, TCP of both versions."""
    inodes = {}
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A":  # TCP_LISTEN
                inodes[f"socket:[{fields[9]}]"] = fields[1]
    found = []
    for process in processes_of(somebody):
        try:
            links = [os.readlink(each) for each in (process / "fd").iterdir()]
        except OSError:
            continue
        found += [inodes[each] for each in links if each in inodes]
    return found
