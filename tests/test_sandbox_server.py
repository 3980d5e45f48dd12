"""Starting and stopping the sandbox: origins, discovery, loopback alone, TLS, as a process."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from auth.sandbox.__main__ import listing, main
from auth.sandbox.people import PASSWORD
from auth.sandbox.scenarios import PEOPLE
from auth.sandbox.server import Sandbox
from tests.sandbox_google import Browser, SteppedClock


def test_the_first_origin_tells_the_others() -> None:
    with Sandbox() as sandbox:
        said = requests.get(f"{sandbox.origins.accounts}/sandbox.json", timeout=10).json()
        assert said == json.loads(json.dumps(sandbox.document()))
        assert (said["sandbox"], said["version"], said["ca"]) == (True, 1, None)
        origins = [said[name] for name in ("accounts", "googleapis", "aws", "console")]
        assert len({*origins}) == 4
        assert all(each.startswith("http://127.0.0.1:") for each in origins)
        assert {each["user"] for each in said["people"]} == {*PEOPLE}
        assert {"idp_id", "sp_id", "acs", "about"} == {*said["bastions"][0]}
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(f"{sandbox.origins.accounts}/sandbox.json", timeout=10)


def test_a_host_that_is_not_loopback_is_refused_on_every_origin() -> None:
    with Sandbox() as sandbox:
        origins = sandbox.origins
        for origin in (origins.accounts, origins.googleapis, origins.aws, origins.console):
            stranger = requests.get(f"{origin}/sandbox.json", headers={"Host": "evil.example:80"}, timeout=10)
            assert stranger.status_code == 421
            none = requests.get(f"{origin}/sandbox.json", headers={"Host": ""}, timeout=10)
            assert none.status_code in (400, 421)


def test_it_listens_on_loopback_alone() -> None:
    with Sandbox() as sandbox:
        for server in sandbox._servers:
            assert server.socket.getsockname()[0] == "127.0.0.1"


def test_aws_is_loaded_late_and_answers() -> None:
    with Sandbox() as sandbox:
        answer = requests.post(sandbox.origins.aws, data={"Action": "GetCallerIdentity"}, timeout=60)
        assert answer.status_code in (400, 403)
        assert "<Error>" in answer.text


def test_codes_come_with_the_time_they_hold() -> None:
    clock = SteppedClock()
    with Sandbox(clock=clock) as sandbox:
        url = f"{sandbox.origins.accounts}/sandbox/code/totp@example.com"
        first = requests.get(url, timeout=10).json()
        assert first["valid_until"] - clock().timestamp() == 30
        clock.advance(31)
        assert requests.get(url, timeout=10).json()["code"] != first["code"]
        nobody = requests.get(url.replace("totp@", "nobody@"), timeout=10)
        assert nobody.status_code == 404


def test_the_record_can_be_read_and_cleared() -> None:
    with Sandbox() as sandbox:
        url = f"{sandbox.origins.accounts}/sandbox/record"
        Browser(sandbox).open().send(without=("usi",), identifier="totp@example.com")
        assert requests.get(url, timeout=10).json() == [
            {"path": "/v3/signin/identifier", "left_out": ["usi"]}
        ]
        requests.delete(url, timeout=10)
        assert requests.get(url, timeout=10).json() == []


def test_with_tls_the_cookies_are_secure_and_the_authority_is_private_and_thrown_away() -> None:
    with Sandbox(tls=True) as sandbox:
        assert sandbox.ca
        assert stat.S_IMODE(sandbox.ca.stat().st_mode) == 0o600
        assert b"PRIVATE" not in sandbox.ca.read_bytes()
        browser = Browser(sandbox).to_password(PEOPLE["password@example.com"]).send(Passwd=PASSWORD)
        assert browser.is_signed_in
        names = {each.name: each.secure for each in browser.session.cookies}
        assert {"__Host-GAPS", "__Secure-1PSID"} <= {*names}
        assert all(names.values())
        assert browser.open().is_signed_in
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(sandbox.origins.accounts, timeout=10)
        context = sandbox.ca.parent
    assert not context.exists()


def test_as_a_process_it_says_one_line_and_ends_with_its_parent() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen(
        [sys.executable, "-m", "auth.sandbox", "--with-parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )
    with process:
        assert process.stdout
        assert process.stdin
        said = json.loads(process.stdout.readline())
        assert requests.get(f"{said['accounts']}/sandbox.json", timeout=10).json() == said
        process.stdin.close()
        assert process.wait(timeout=20) == 0
        assert process.stdout.read() == b""


def test_a_taken_port_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["--port", str(taken.getsockname()[1])]) == 2
    assert "Choose another --port" in capsys.readouterr().err


def test_the_list_names_everybody_with_what_to_answer() -> None:
    printed = listing()
    assert all(each.user in printed and each.answer in printed for each in PEOPLE.values())
    assert PASSWORD in printed
