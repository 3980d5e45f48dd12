"""`status`, `credential-process`, `env` and `exec` for roots with a login of AWS's own and their targets.

They run as processes of their own, so the times are the wall clock's, with hours to spare.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from auth.sandbox.server import Sandbox
from profiles.paths import Paths
from tests import console_keys
from tests.own_logins import CONFIG, TARGETS, login_token, put_login, put_sso, sso_token

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def paths(home: Path) -> Paths:
    paths = Paths.from_env({"HOME": str(home)})
    paths.config.parent.mkdir(exist_ok=True)
    paths.config.write_text(CONFIG + TARGETS)
    return paths


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "tui", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def told(*arguments: str) -> dict[str, object]:
    found = json.loads(run("status", *arguments, "--json").stdout)
    assert isinstance(found, dict)
    return found


def test_status_tells_a_live_login_with_its_end_and_one_that_aws_tools_would_renew_as_not_live(
    paths: Paths,
) -> None:
    now = datetime.now(UTC)
    assert told("mine")["state"] == "sign in"
    put_login(paths, "mine", login_token(now + timedelta(minutes=14)))
    live = told("mine")
    assert (live["state"], live["live"], live["by"]) == ("live", True, "aws login")
    assert 600 < int(str(live["seconds_left"])) <= 840
    assert told("of-mine")["state"] == "ready"
    put_login(paths, "mine", login_token(now - timedelta(minutes=1)))
    ready = told("mine")
    assert (ready["state"], ready["live"]) == ("ready", False)
    ran = run("status", "mine")
    assert (ran.returncode, ran.stdout) == (3, "mine  ready\n")
    put_login(paths, "mine", login_token(now - timedelta(hours=13)))
    assert told("mine")["state"] == "expired"
    put_sso(paths, "corp", sso_token(now + timedelta(hours=3)))
    assert run("status", "corp", "--min", "2h").returncode == 0
    assert run("status", "corp", "--min", "4h").returncode == 3


def in_sandbox(sandbox: Sandbox, folder: Path) -> tuple[Paths, dict[str, str]]:
    """Files outside `~/.aws`, with a live login whose keys the sandbox knows."""
    desk = console_keys.Desk.at(sandbox, folder)
    made = desk.sign_in()
    env = {
        "HOME": str(folder),
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "AWS_ACCESS_KEY_ID": "AKIAFOREIGN",
        "AWS_SECRET_ACCESS_KEY": "foreign",
    }
    paths = Paths.from_env(env)
    paths.config.write_text(CONFIG + TARGETS)
    paths.credentials.write_text("")
    end = datetime.now(UTC) + timedelta(minutes=14)
    put_login(paths, "mine", login_token(end, made.access_key_id, made.secret.reveal(), made.token.reveal()))
    return paths, env


def test_keys_of_a_login_and_of_its_target_are_handed_out(sandbox: Sandbox, tmp_path: Path) -> None:
    paths, env = in_sandbox(sandbox, tmp_path)
    where = ("--sandbox", sandbox.origins.accounts)
    ran = run(*where, "credential-process", "of-mine", **env)
    assert ran.stderr == ""
    assert json.loads(ran.stdout)["Version"] == 1
    # It lies where the AWS CLI takes it from.
    assert len(list(paths.cli_cache.iterdir())) == 1
    own = json.loads(run(*where, "credential-process", "mine", **env).stdout)
    shell = run(*where, "env", "mine", "--keys", "--shell", "sh", **env)
    assert f"export AWS_ACCESS_KEY_ID={own['AccessKeyId']}\n" in shell.stdout.replace("'", "")
    words = ("--keys", "of-mine", "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID $AWS_PROFILE.")
    assert run(*where, "exec", *words, **env).stdout == f"{json.loads(ran.stdout)['AccessKeyId']} .\n"


@pytest.mark.parametrize(
    "command",
    [
        ["credential-process", "of-mine"],
        ["env", "of-mine", "--keys"],
        ["exec", "--keys", "of-mine", "--", "env"],
    ],
)
def test_without_a_login_the_command_says_where_to_log_in(paths: Paths, command: list[str]) -> None:
    ran = run(*command)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == (
        "fumidai-tui: There is no login of mine on this computer. Nobody has run aws login for it here, or what it left"
        " is damaged. Start fumidai-tui. Press r on mine to log in.\n"
    )


def test_a_credential_process_that_is_this_command_for_the_same_profile_ends_with_a_word(
    paths: Paths,
) -> None:
    paths.config.write_text(
        f'[profile round]\ncredential_process = "{sys.executable}" -P -m tui credential-process round\n'
    )
    ran = run("credential-process", "round")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "leads back to round" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
