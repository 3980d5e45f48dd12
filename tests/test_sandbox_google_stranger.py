"""aws-google-auth 0.0.38, a client nobody here wrote, signs in at the sandbox and writes the sample home.

It knows Google's first page of 2017 and the pages of the second generation, and posts to hard-coded hosts: its
`requests.Session` is replaced by one that sends these two to the sandbox and refuses every other.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from configparser import RawConfigParser
from pathlib import Path

import pytest

from auth.sandbox.home import environment, make_home
from auth.sandbox.people import PASSWORD
from auth.sandbox.server import Sandbox
from tests.environments import aws_google_auth_python

ADDED_TO_THE_PASSWORD = frozenset(
    [
        "Page",
        "ProfileInformation",
        "SessionState",
        "_utf8",
        "bgresponse",
        "checkConnection",
        "checkedDomains",
        "identifiertoken",
        "identifiertoken_audio",
        "pstMsg",
        "signIn",
    ]
)
"""Fields of the first page that it carries into the password post."""

STRANGER = """
import json, sys, urllib.request
import requests

origins, user, password, arguments = json.loads(sys.argv[1])
hosts = {"https://accounts.google.com": "accounts", "https://content.googleapis.com": "googleapis"}

def sandbox(path, **options):
    return urllib.request.urlopen(urllib.request.Request(origins["accounts"] + path, **options)).read()

class Session(requests.Session):
    def request(self, method, url, **options):
        for host, name in hosts.items():
            if url.startswith(host + "/"):
                url = origins[name] + url[len(host):]
        if not url.startswith("http://127.0.0.1:"):
            raise SystemExit("left the machine: " + url)
        return super().request(method, url, **options)

def answer(question=""):
    if "press ENTER" in question:
        sandbox("/sandbox/phone/" + user + "/approve", method="POST")
        return ""
    if "phone number" in question:
        return "+81 90 1234 5678"
    if "Type 1" in question or "choice" in question:
        return "1"
    right = json.loads(sandbox("/sandbox/code/" + user))
    return right["captcha" if "Captcha" in question else "code"]

requests.Session = Session
from aws_google_auth import cli, google, util
google.input = answer
util.Util.get_password = staticmethod(lambda question: password)
cli(arguments)
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(warm=True) as sandbox:
        yield sandbox


@pytest.mark.parametrize(
    "user",
    [
        "totp-v1",
        "totp-v2",
        "az",
        "az-500",
        "az-number",
        "phone-waits-v2",
        "iap-v2",
        "choose-v2",
        "captcha-v2",
    ],
)
def test_aws_google_auth_signs_in_and_its_keys_work(running: Sandbox, tmp_path: Path, user: str) -> None:
    running.world.forget()
    document = running.document()
    make_home(tmp_path, document)
    arguments = ["-p", "sts", "-u", f"{user}@example.com", "--no-cache"]
    asked = json.dumps([document, f"{user}@example.com", PASSWORD, arguments])
    finished = subprocess.run(
        [aws_google_auth_python(), "-c", STRANGER, asked],
        env={
            "PATH": os.environ["PATH"],
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            **environment(tmp_path, document),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert "Assuming arn:aws:iam::111111111111:role/sso" in finished.stdout
    written = RawConfigParser()
    written.read(tmp_path / ".aws" / "credentials")
    keys = written["sts"]
    found = running.aws().sessions.lookup(
        keys["aws_access_key_id"], keys["aws_secret_access_key"], keys["aws_session_token"]
    )
    assert found
    assert found.arn == f"arn:aws:sts::111111111111:assumed-role/sso/{user}@example.com"


def test_what_it_does_differently_is_known(running: Sandbox, tmp_path: Path) -> None:
    test_aws_google_auth_signs_in_and_its_keys_work(running, tmp_path, "totp-v2")
    assert {each.pop("path"): each for each in running.world.record} == {
        "/signin/v1/lookup": {"changed": ["bgresponse"]},
        "/signin/challenge/pwd/2": {"added": sorted(ADDED_TO_THE_PASSWORD)},
    }
