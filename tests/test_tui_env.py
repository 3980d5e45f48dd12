"""``fumidai-tui env``: its output evaluated by real shells, its refusals in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auth.sandbox.server import Sandbox
from tests import console_keys
from tests.test_profiles_shell_lines import BEFORE
from tests.tools import needs
from tui.cli import main

CONFIG = r"""
[profile "it's \"mine\" for $5"]
region = eu-west-1

[profile plain]

[profile 100%]
"""
NAME = 'it\'s "mine" for $5'


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The variables of somebody with these profiles, and with others and keys of before."""
    (tmp_path / "config").write_text(CONFIG)
    return {**os.environ, **BEFORE, "AWS_CONFIG_FILE": str(tmp_path / "config")}


def ran(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", "env", *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def after(command: list[str], env: dict[str, str]) -> dict[str, str]:
    """AWS's variables in a shell after *command*, whose last word is a program of it that prints them."""
    seen = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
    assert seen.stderr == ""
    pairs = (each.partition("=") for each in seen.stdout.split("\0"))
    names = {*BEFORE}
    return {name: value for name, _, value in pairs if name in names}


@needs("zsh", "fish")
@pytest.mark.parametrize(
    "command",
    [
        ["bash", "-c", 'eval "$($PYTHON -m tui env "$NAME" --shell bash)"; env -0'],
        ["zsh", "-fc", 'eval "$($PYTHON -m tui env "$NAME" --shell zsh)"; env -0'],
        ["fish", "--private", "-c", "$PYTHON -m tui env $NAME --shell fish | source; env -0"],
        ["fish", "--private", "-c", "$PYTHON -m tui env $NAME | source; env -0"],
    ],
    ids=["bash", "zsh", "fish", "fish by SHELL"],
)
def test_a_shell_that_evaluates_the_lines_uses_the_profile(env: dict[str, str], command: list[str]) -> None:
    there = {**env, "PYTHON": sys.executable, "NAME": NAME, "SHELL": "/usr/bin/fish"}
    assert after(command, there) == {
        "AWS_PROFILE": NAME,
        "AWS_DEFAULT_PROFILE": NAME,
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }


def test_powershell_and_cmd_get_lines_of_their_own(env: dict[str, str]) -> None:
    assert "$env:AWS_PROFILE = 'plain'" in ran(env, "plain", "--shell", "powershell").stdout.splitlines()
    assert 'set "AWS_PROFILE=plain"' in ran(env, "plain", "--shell", "cmd").stdout.splitlines()


def test_errors_are_one_sentence_on_standard_error(env: dict[str, str], tmp_path: Path) -> None:
    for arguments, words in [
        (["nobody"], "There is no profile nobody in"),
        (["100%", "--shell", "cmd"], 'The value for AWS_PROFILE has " or % in it'),
        (["plain", "--keys"], "The profile plain cannot be used as it is."),
    ]:
        told = ran(env, *arguments)
        assert told.returncode == 1
        assert told.stdout == ""
        assert told.stderr.startswith(f"fumidai-tui: {words}")
        assert len(told.stderr.splitlines()) == 1


def test_a_file_that_aws_tools_cannot_read_is_told_with_its_line(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile plain]\nregion = x\n[broken\n")
    told = ran(env, "other")
    assert told.returncode == 1
    assert told.stderr.startswith(f"fumidai-tui: {tmp_path / 'config'}, line 3: ")


@pytest.mark.parametrize("arguments", [["env"], ["env", "x", "--shell", "tcsh"], ["--demo", "env", "x"]])
def test_wrong_usage_is_told_with_exit_code_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: fumidai-tui" in capsys.readouterr().err


def test_the_lines_of_a_profile_need_neither_screen_nor_wire(env: dict[str, str]) -> None:
    program = (
        "import sys; from tui.cli import main; main(['env', 'plain']);"
        "print({'textual', 'rich', 'boto3', 'botocore', 'requests', 'keyring'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", program]
    seen = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
    assert seen.splitlines()[-1] == "set()"


# Keys


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.mark.parametrize("name", ["sts", "from_fumidai"])
def test_with_keys_the_shell_has_a_session_that_aws_knows(
    sandbox: Sandbox, tmp_path: Path, name: str
) -> None:
    desk = console_keys.Desk.at(sandbox, tmp_path)
    desk.sign_in("sts")
    command = ["bash", "-c", f'eval "$($PYTHON -m tui env {name} --keys)"; env -0']
    env = {
        **os.environ, **BEFORE, "HOME": str(tmp_path), "PYTHON": sys.executable,
        "AWS_ENDPOINT_URL": sandbox.origins.aws,
    }  # fmt: skip
    seen = after(command, env)
    keys = (seen[each] for each in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"))
    found = sandbox.aws().sessions.lookup(*keys)
    assert found is not None
    assert f"/{'sso' if name == 'sts' else name}/" in found.arn
    assert not {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"} & seen.keys()
    assert seen["AWS_CREDENTIAL_EXPIRATION"] != BEFORE["AWS_CREDENTIAL_EXPIRATION"]


def test_permanent_keys_are_not_printed(sandbox: Sandbox, tmp_path: Path) -> None:
    console_keys.Desk.at(sandbox, tmp_path)
    told = ran({**os.environ, "HOME": str(tmp_path)}, "robot", "--keys")
    assert told.returncode == 1
    assert told.stdout == ""
    assert "They never end, so they are not handed out." in told.stderr
