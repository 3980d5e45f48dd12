"""`fumidai-tui exec` and `console`: the command has our place, its environment is right, and failures are one line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.demo_terminal import wait_until
from tests.tui_app import CONFIG, CREDENTIALS, session_of

SCRIPT = Path(sys.executable).parent / "fumidai-tui"
FOREIGN = {
    "AWS_PROFILE": "of-another-life",
    "AWS_DEFAULT_PROFILE": "of-another-life",
    "AWS_REGION": "xx-north-9",
    "AWS_DEFAULT_REGION": "xx-north-9",
    "AWS_ACCESS_KEY_ID": "AKIAOFANOTHERLIFE",
    "AWS_SECRET_ACCESS_KEY": "of-another-life",
    "AWS_SESSION_TOKEN": "of-another-life",
    "AWS_SECURITY_TOKEN": "of-another-life",
    "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/of/another/life",
}
TELL = "import json, os; print(json.dumps(dict(os.environ)))"
END = (datetime.now(UTC) + timedelta(hours=2)).replace(microsecond=0)
SWITCH = "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=from_fumidai&color=f2b0a9"


@pytest.fixture(autouse=True)
def files(home: Path) -> Path:
    """The files of a person who has signed in to `sts`."""
    folder = home / ".aws"
    folder.mkdir()
    (folder / "config").write_text(CONFIG)
    (folder / "credentials").write_text(CREDENTIALS + session_of("sts", END))
    return folder


def fumidai(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, *arguments],
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def told(*arguments: str, env: Mapping[str, str]) -> dict[str, str]:
    """What the environment of a command is, without what the machine sets everywhere."""
    ran = fumidai("exec", *arguments, "--", sys.executable, "-c", TELL, env=env)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == ""
    found: dict[str, str] = json.loads(ran.stdout)
    return {name: value for name, value in found.items() if name.startswith(("AWS_", "FUMIDAI_"))}


OURS = {name: value for name, value in os.environ.items() if name.startswith("FUMIDAI_")}
"""Variables of the tests themselves."""


def test_foreign_keys_and_names_give_way_to_the_profile() -> None:
    assert told("from_fumidai", env=FOREIGN) == {
        **OURS,
        "AWS_PROFILE": "from_fumidai",
        "AWS_DEFAULT_PROFILE": "from_fumidai",
        "AWS_REGION": "ap-northeast-1",
        "AWS_DEFAULT_REGION": "ap-northeast-1",
        "FUMIDAI_PROFILE": "from_fumidai",
        "FUMIDAI_DEPTH": "1",
    }


def test_a_profile_without_a_region_gets_none_from_elsewhere_and_other_variables_stay() -> None:
    env = {**FOREIGN, "AWS_PAGER": "cat", "FUMIDAI_PROFILE": "sts", "FUMIDAI_DEPTH": "1"}
    assert told("production", env=env) == {
        **OURS,
        "AWS_PAGER": "cat",
        "AWS_PROFILE": "production",
        "AWS_DEFAULT_PROFILE": "production",
        "FUMIDAI_PROFILE": "production",
        "FUMIDAI_DEPTH": "2",
    }


@pytest.mark.parametrize("arguments", [("sts", "--keys"), ("--keys", "sts")])
def test_keys_are_given_instead_of_a_profile_when_asked_for(arguments: tuple[str, str]) -> None:
    assert told(*arguments, env=FOREIGN) == {
        **OURS,
        "AWS_ACCESS_KEY_ID": "ASIAFUMIDAI",
        "AWS_SECRET_ACCESS_KEY": "a-secret-of-sts",
        "AWS_SESSION_TOKEN": "a-token-of-sts",
        "AWS_CREDENTIAL_EXPIRATION": f"{END:%Y-%m-%dT%H:%M:%SZ}",
        "AWS_REGION": "ap-northeast-1",
        "AWS_DEFAULT_REGION": "ap-northeast-1",
        "FUMIDAI_PROFILE": "sts",
        "FUMIDAI_DEPTH": "1",
    }


def test_every_word_after_the_dashes_is_the_commands() -> None:
    words = ["--keys", "--", "--help", "", "a b", "$HOME", "-x"]
    program = "import json, sys; print(json.dumps(sys.argv[1:]))"
    ran = fumidai("exec", "sts", "--", sys.executable, "-c", program, *words)
    assert json.loads(ran.stdout) == words


@pytest.mark.parametrize("code", [0, 1, 7, 255])
def test_the_exit_code_is_the_commands(code: int) -> None:
    assert fumidai("exec", "sts", "--", "sh", "-c", f"exit {code}").returncode == code


def test_a_command_that_a_signal_ends_is_seen_to_end_so() -> None:
    assert fumidai("exec", "sts", "--", "sh", "-c", "kill -TERM $$").returncode == -signal.SIGTERM


def test_the_command_has_the_place_of_our_process_so_signals_are_its_own() -> None:
    program = "import signal; print('ready', flush=True); signal.pause()"
    with subprocess.Popen(
        [SCRIPT, "exec", "sts", "--", sys.executable, "-c", f"import os; print(os.getpid()); {program}"],
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == f"{running.pid}\n"
        assert running.stdout.readline() == "ready\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=30) == -signal.SIGINT


def test_no_signal_is_ignored_for_the_command_that_a_shell_would_not_ignore() -> None:
    ran = fumidai("exec", "sts", "--", "sh", "-c", "grep SigIgn /proc/$$/status")
    plainly = subprocess.run(
        ["sh", "-c", "grep SigIgn /proc/$$/status"], capture_output=True, text=True, check=True
    )
    assert ran.stdout == plainly.stdout


def test_the_screen_is_not_loaded_for_a_command() -> None:
    program = (
        "import os, sys\n"
        "slow = {'textual', 'rich', 'boto3', 'requests'}\n"
        "def execvpe(*_): print(slow & sys.modules.keys(), flush=True); os._exit(0)\n"
        "os.execvpe = execvpe\n"
        "from tui.cli import main\n"
        "main(['exec', 'sts', '--keys', '--', 'true'])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


# failures


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("exec", "gone", "--", "true"), 1, "There is no profile gone in "),
        (("exec", "sts", "--", "no-such-command"), 127, "The command no-such-command was not found."),
        (("exec", "sts", "--", "/dev/null/x"), 127, "The command /dev/null/x was not found."),
        (("exec", "sts", "--", "/"), 126, "The command / cannot be run: Permission denied."),
        (
            ("exec", "robot", "--keys", "--", "true"),
            1,
            "The keys of robot are permanent keys of an IAM user, so they stay in their file.",
        ),
        (("console", "gone"), 1, "There is no profile gone in "),
        (("console", "robot", "--print"), 1, "robot names no role, so there is no link to it."),
        (("console", "sts"), 1, "No browser was opened. There is no display here (a session over SSH?)."),
    ],
)
def test_what_goes_wrong_is_one_line_on_standard_error(
    arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = fumidai(*arguments)
    assert (ran.returncode, ran.stdout) == (code, "")
    (line,) = ran.stderr.splitlines()
    assert line.startswith(f"fumidai-tui: {words}")


def test_keys_of_nobody_are_told_with_what_to_do(files: Path) -> None:
    (files / "credentials").write_text(CREDENTIALS)
    ran = fumidai("exec", "sts", "--keys", "--", "true")
    assert ran.returncode == 1
    assert ran.stderr == (
        "fumidai-tui: Nobody has signed in to sts yet. There are no keys of it on this computer. Start fumidai-tui."
        " Press r to sign in.\n"
    )


def test_a_session_that_has_ended_is_not_handed_out(files: Path) -> None:
    (files / "credentials").write_text(session_of("sts", datetime(2020, 1, 1, tzinfo=UTC)))
    ran = fumidai("exec", "sts", "--keys", "--", "echo", "ran")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("fumidai-tui: The session of sts has ended.")


def test_files_that_cannot_be_read_are_told_with_their_place(files: Path) -> None:
    (files / "config").write_text("no section\n")
    ran = fumidai("exec", "gone", "--", "true")
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"fumidai-tui: {files / 'config'}, line 1: ")


def test_a_name_from_the_command_line_cannot_move_the_cursor() -> None:
    assert "\x1b" not in fumidai("exec", "a\x1b[31m", "--", "true").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("exec",),
        ("exec", "sts"),
        ("exec", "sts", "--"),
        ("exec", "sts", "true"),
        ("exec", "sts", "--nothing", "--", "true"),
        ("console", "sts", "--", "true"),
        ("--", "true"),
        ("--demo", "exec", "sts", "--", "true"),
        ("console",),
    ],
)
def test_wrong_usage_runs_nothing_and_has_exit_code_two(arguments: tuple[str, ...]) -> None:
    ran = fumidai(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "usage: fumidai-tui" in ran.stderr
    assert "Traceback" not in ran.stderr


# console


@pytest.mark.parametrize(
    ("profile", "url"),
    [
        ("from_fumidai", SWITCH),
        (
            "sts",
            "https://accounts.google.com/o/saml2/initsso?idpid=C01fumidai&spid=101000000001&forceauthn=false",
        ),
    ],
)
def test_the_link_is_printed_and_nothing_else(profile: str, url: str) -> None:
    ran = fumidai("console", profile, "--print", env={"BROWSER": "/no/such/browser"})
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"{url}\n", "")


def test_the_console_opens_in_the_browser_of_the_profile(home: Path, tmp_path: Path) -> None:
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\necho "$@" > {seen}.new\nmv {seen}.new {seen}\n')
    browser.chmod(0o700)
    settings = home / ".config" / "fumidai-tui" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'[browsers]\nfrom_fumidai = ["{browser}", "{{profile}}", "{{url}}"]\n')
    ran = fumidai("console", "from_fumidai")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    wait_until(seen.exists)
    assert seen.read_text() == f"from_fumidai {SWITCH}\n"
