"""The commands for programs: what is live with an exit code, and keys as AWS tools want them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from auth.sandbox.server import Sandbox
from profiles.files import load, save_session
from profiles.kept import process_line
from profiles.paths import Paths
from profiles.role_cache import RoleSession, save_role_session
from profiles.secret import Secret
from tests.console_keys import Desk
from tui.cli import main

ROOT = Path(__file__).resolve().parent.parent
CONFIG = """\
[profile sts]
region = eu-central-1
google_config.google_idp_id = C01
google_config.google_sp_id = 1
google_config.role_arn = arn:aws:iam::111111111111:role/sso

[profile dev]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = sts

[profile [31m]
region = x
"""
NOWHERE = {"HTTPS_PROXY": "http://127.0.0.1:1", "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
FAR = datetime(2098, 1, 1, tzinfo=UTC)


@pytest.fixture
def paths(home: Path) -> Paths:
    paths = Paths.from_env({"HOME": str(home)})
    paths.config.parent.mkdir()
    paths.config.write_text(CONFIG)
    return paths


def run(paths: Paths, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """`fumidai-tui` as another program starts it: nobody is at its standard input."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "tui", *arguments],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "AWS_CONFIG_FILE": str(paths.config),
            "AWS_SHARED_CREDENTIALS_FILE": str(paths.credentials),
            **env,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def store(paths: Paths, left: timedelta) -> None:
    save_session(paths, "sts", "ASIAKEY", Secret("sec/ret"), Secret("tok/en"), datetime.now(UTC) + left)


# status


def test_without_a_session_nothing_is_live_and_the_exit_code_says_so(paths: Paths) -> None:
    ran = run(paths, "status")
    assert ran.returncode == 3
    assert ran.stderr == ""
    lines = ran.stdout.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["sts", "dev"]
    assert "sign in" in lines[0]
    assert "\x1b" not in ran.stdout


def test_a_live_profile_is_told_with_its_end(paths: Paths) -> None:
    store(paths, timedelta(hours=2))
    ran = run(paths, "status", "sts")
    assert ran.returncode == 0
    assert ran.stdout.startswith("sts  live         1:59:5")
    told = json.loads(run(paths, "status", "sts", "--json").stdout)
    assert told["profile"] == "sts"
    assert told["state"] == "live"
    assert told["live"] is True
    assert told["account"] == "111111111111"
    assert 7000 < told["seconds_left"] <= 7200
    assert datetime.fromisoformat(told["expires"]) > datetime.now(UTC)
    everything = json.loads(run(paths, "status", "--json").stdout)
    assert [each["profile"] for each in everything][:2] == ["sts", "dev"]
    assert everything[1]["root"] == "sts"


@pytest.mark.parametrize(("least", "code"), [("15m", 0), ("1h", 0), ("3h", 3), ("7300s", 3), ("119", 0)])
def test_how_much_must_be_left_can_be_asked_for(paths: Paths, least: str, code: int) -> None:
    store(paths, timedelta(hours=2))
    assert run(paths, "status", "sts", "--min", least).returncode == code


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["status", "nobody"], 1, "There is no profile nobody in"),
        (["status", "--min", "soon"], 2, "soon is no length"),
        (["credential-process", "nobody"], 1, "There is no profile nobody in"),
        (["credential-process", "sts"], 1, "Press r to sign in."),
        (["credential-process"], 2, "usage"),
        (["--demo", "status"], 2, "--demo starts the screen"),
    ],
)
def test_a_failure_is_one_sentence_on_standard_error_and_nothing_on_standard_output(
    paths: Paths, arguments: list[str], code: int, words: str
) -> None:
    paths.config.write_text(
        CONFIG.replace("google_sp_id = 1", "google_sp_id = 1\ngoogle_config.google_username = a@b")
    )
    ran = run(
        paths,
        *arguments,
        HTTPS_PROXY="http://127.0.0.1:1",
        PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring",
    )
    assert ran.returncode == code
    assert ran.stdout == ""
    if words != "Press r to sign in.":
        assert words in ran.stderr
    if code == 1:
        assert len(ran.stderr.splitlines()) == 1
        assert "Traceback" not in ran.stderr


# credential-process


def test_a_length_no_clock_knows_is_wrong_usage(paths: Paths) -> None:
    ran = run(paths, "status", "--min", "99999999999999h")
    assert ran.returncode == 2
    assert "is longer than any session" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_answer_that_the_output_cannot_show_is_a_sentence(paths: Paths) -> None:
    paths.config.write_text("[profile tést]\nregion = eu-central-1\n", encoding="utf-8")
    ran = run(paths, "status", PYTHONIOENCODING="ascii")
    assert ran.returncode == 1
    assert ran.stderr.startswith("fumidai-tui: The answer has characters that ascii does not know.")
    assert ran.stderr.count("\n") == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device of Linux that is always full")
def test_an_answer_that_cannot_be_written_is_a_sentence(paths: Paths) -> None:
    with open("/dev/full", "w") as full:
        ran = subprocess.run(
            [sys.executable, "-P", "-m", "tui", "env", "sts"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "AWS_CONFIG_FILE": str(paths.config)},
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=120,
        )  # fmt: skip
    assert ran.returncode == 1
    assert ran.stderr == "fumidai-tui: The answer could not be written: No space left on device.\n"


def test_ctrl_c_ends_a_command_without_a_word(monkeypatch: pytest.MonkeyPatch, paths: Paths) -> None:
    def pressed(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("tui.commands.status.run", pressed)
    assert main(["status"]) == 130


def test_live_keys_are_printed_as_the_contract_wants_them(paths: Paths) -> None:
    store(paths, timedelta(hours=2))
    ran = run(paths, "credential-process", "sts")
    assert ran.returncode == 0
    assert ran.stderr == ""
    told = json.loads(ran.stdout)
    assert told.keys() == {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
    assert (told["AccessKeyId"], told["SecretAccessKey"], told["SessionToken"]) == (
        "ASIAKEY",
        "sec/ret",
        "tok/en",
    )


def test_a_cached_target_is_printed_too(paths: Paths, home: Path) -> None:
    profile = load(paths).listing.get("dev")
    assert profile is not None
    session = RoleSession("ASIADEV", Secret("s"), Secret("t"), FAR)
    save_role_session(profile, home / ".aws" / "cli" / "cache", session)
    assert json.loads(run(paths, "credential-process", "dev").stdout)["AccessKeyId"] == "ASIADEV"


def test_what_cannot_be_renewed_is_handed_out_while_a_minute_is_left(paths: Paths) -> None:
    store(paths, timedelta(minutes=5))
    ran = run(paths, "credential-process", "sts", **NOWHERE)
    assert json.loads(ran.stdout)["AccessKeyId"] == "ASIAKEY"
    store(paths, timedelta(seconds=40))
    ran = run(paths, "credential-process", "sts", **NOWHERE)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert len(ran.stderr.splitlines()) == 1


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def test_fifty_programs_at_once_get_the_keys_of_one_switch_which_boto3_uses(
    sandbox: Sandbox, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The switch to a target takes nobody, so its first asker makes it for all."""
    desk = Desk.at(sandbox, home)
    desk.sign_in()
    options = ["--sandbox", sandbox.origins.accounts]

    def ask(_: int) -> subprocess.CompletedProcess[str]:
        return run(desk.paths, *options, "credential-process", "from_fumidai", HOME=str(home / "elsewhere"))

    with ThreadPoolExecutor(50) as many:
        answers = list(many.map(ask, range(50)))
    assert {(each.returncode, each.stderr) for each in answers} == {(0, "")}
    told = [json.loads(each.stdout) for each in answers]
    assert len({each["AccessKeyId"] for each in told}) == 1
    # botocore runs the line as it stands in a config, and the keys work.
    program = home / "fumidai-tui"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -P -m tui "$@"\n')
    program.chmod(0o755)
    config = home / "other-config"
    config.write_text(
        f"[profile from_fumidai]\nregion = eu-central-1\n"
        f"credential_process = {process_line([str(program), *options], 'from_fumidai')}\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(home / "elsewhere"))
    session = boto3.Session(profile_name="from_fumidai")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(desk.paths.config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(desk.paths.credentials))
    sts = session.client("sts", endpoint_url=sandbox.origins.aws)
    assert sts.get_caller_identity()["Account"] == "222222222222"
    credentials = session.get_credentials()
    assert credentials is not None
    assert credentials.access_key == told[0]["AccessKeyId"]


def test_a_sandbox_never_works_on_the_persons_own_files(sandbox: Sandbox, home: Path) -> None:
    own = home / ".aws" / "config"
    own.parent.mkdir()
    own.write_text(CONFIG)
    own_paths = Paths.from_env({"HOME": str(home)})
    ran = run(own_paths, "--sandbox", sandbox.origins.accounts, "status", HOME=str(home))
    assert ran.returncode == 1
    assert "A sandbox takes nobody's own files." in ran.stderr
