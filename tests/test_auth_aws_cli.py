"""Which `aws` on PATH can log in, and what is said where none can."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from auth.aws_cli import GUIDE, login_command
from auth.errors import AuthError
from profiles.own_login import OwnLogin
from tests.environments import awscli
from tests.own_logins import stand_in


def version(number: str) -> str:
    return f"aws-cli/{number} Python/3.13.9 Linux/6.18 exe/x86_64.debian.12"


def refusal(way: OwnLogin, env: dict[str, str], name: str = "mine") -> AuthError:
    with pytest.raises(AuthError) as caught:
        login_command(way, name, env)
    return caught.value


@pytest.mark.parametrize(
    ("way", "number", "can"),
    [
        (OwnLogin.LOGIN, "2.32.0", True),
        (OwnLogin.LOGIN, "2.100.1", True),
        (OwnLogin.LOGIN, "3.0.0", True),
        (OwnLogin.LOGIN, "2.31.39", False),
        (OwnLogin.LOGIN, "1.46.3", False),
        (OwnLogin.SSO, "2.9.0", True),
        (OwnLogin.SSO, "1.46.3", False),
    ],
)
def test_an_aws_that_is_too_old_is_not_started(tmp_path: Path, way: OwnLogin, number: str, can: bool) -> None:
    env = stand_in(tmp_path / "bin", version=version(number))
    if can:
        words = ("sso", "login") if way is OwnLogin.SSO else ("login",)
        assert login_command(way, "mine", env) == (str(tmp_path / "bin/aws"), *words, "--profile", "mine")
        return
    error = refusal(way, env)
    assert error.what == "The aws on PATH is too old to log in to mine."
    assert error.why == f"It is {number}."
    assert ("2.32 or newer" in error.remedy) is (way is OwnLogin.LOGIN)


def test_without_any_aws_it_is_said_what_to_install_and_what_to_type(tmp_path: Path) -> None:
    error = refusal(OwnLogin.LOGIN, {"PATH": str(tmp_path)})
    assert error.what == "There is no aws on PATH to log in to mine."
    assert error.remedy == (
        f"Install AWS CLI 2.32 or newer ({GUIDE}), then press r, or type: aws login --profile mine"
    )
    error = refusal(OwnLogin.SSO, {"PATH": str(tmp_path)})
    assert error.remedy == f"Install AWS CLI 2 ({GUIDE}), then press r, or type: aws sso login --profile mine"


def test_a_new_aws_behind_an_old_one_is_found(tmp_path: Path) -> None:
    old, new = stand_in(tmp_path / "old", version=version("1.46.3")), stand_in(tmp_path / "new")
    old["STAND_IN_AWS"] = ""
    (tmp_path / "old/aws").write_text(f"#!/bin/sh\necho {version('1.46.3')}\n")
    env = {**new, "PATH": f"{tmp_path / 'old'}:{new['PATH']}"}
    assert login_command(OwnLogin.LOGIN, "mine", env)[0] == str(tmp_path / "new/aws")


@pytest.mark.parametrize("body", ["exit 3", "echo hello", "exec /nowhere/at/all"])
def test_what_does_not_answer_as_the_aws_cli_is_none(tmp_path: Path, body: str) -> None:
    stand_in(tmp_path)
    (tmp_path / "aws").write_text(f"#!/bin/sh\n{body}\n")
    assert "There is no aws on PATH" in refusal(OwnLogin.LOGIN, {"PATH": str(tmp_path)}).what


def test_the_real_version_1_is_known_as_too_old_and_has_neither_command() -> None:
    aws = awscli()
    env = {"PATH": str(aws.parent)}
    assert "It is 1." in refusal(OwnLogin.LOGIN, env).why
    assert "It is 1." in refusal(OwnLogin.SSO, env).why
    for words in (["login", "--profile", "x"], ["sso", "login", "--profile", "x"]):
        ran = subprocess.run([aws, *words], capture_output=True, text=True)
        assert ran.returncode != 0
        assert "Invalid choice" in ran.stderr or "invalid choice" in ran.stderr


def test_a_name_that_begins_with_a_hyphen_is_no_option(tmp_path: Path) -> None:
    assert login_command(OwnLogin.LOGIN, "-x", stand_in(tmp_path))[-1] == "--profile=-x"
