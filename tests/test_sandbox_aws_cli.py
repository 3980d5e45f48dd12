"""The real AWS CLI against the sandbox: what the demo promises works in another window."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from auth.sandbox.company import FUMIDAI, WORKLOAD, iam_arn
from tests.environments import awscli
from tests.sandbox_aws import Aws, Keys, served

CONFIG = f"""\
[profile sts]
region = eu-central-1

[profile from_fumidai]
source_profile = sts
role_arn = {iam_arn(WORKLOAD, "role/from_fumidai")}
region = eu-central-1

[profile long]
source_profile = sts
role_arn = {iam_arn(WORKLOAD, "role/from_fumidai")}
duration_seconds = 7200
region = eu-central-1
"""


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with served() as server:
        yield server


class Cli:
    def __init__(self, aws: Aws, home: Path) -> None:
        self._aws = awscli()
        folder = home / ".aws"
        folder.mkdir()
        (folder / "config").write_text(CONFIG)
        self._credentials = folder / "credentials"
        self._environment = {**os.environ, "AWS_ENDPOINT_URL": aws.url, "NO_PROXY": "127.0.0.1"}

    def sign_in(self, keys: Keys) -> None:
        lines = ["[sts]"]
        lines += [f"aws_access_key_id = {keys['AccessKeyId']}"]
        lines += [f"aws_secret_access_key = {keys['SecretAccessKey']}"]
        lines += [f"aws_session_token = {keys['SessionToken']}"]
        self._credentials.write_text("\n".join(lines) + "\n")

    def __call__(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [str(self._aws), *words, "--output", "json"]
        environment = {**self._environment, **variables}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def cli(aws: Aws, home: Path) -> Cli:
    made = Cli(aws, home)
    made.sign_in(aws.bastion())
    return made


def test_the_cli_works_through_the_bastion_and_the_target(cli: Cli) -> None:
    bastion = json.loads(cli("sts", "get-caller-identity", "--profile", "sts").stdout)
    assert bastion["Account"] == FUMIDAI
    users = json.loads(cli("iam", "list-users", AWS_PROFILE="from_fumidai").stdout)
    assert [user["UserName"] for user in users["Users"]] == ["alice", "bob", "carol"]


def test_the_cli_prints_what_aws_says_to_a_chained_session_over_an_hour(cli: Cli) -> None:
    ran = cli("sts", "get-caller-identity", "--profile", "long")
    assert ran.returncode != 0
    assert "(ValidationError) when calling the AssumeRole operation" in ran.stderr
    assert "exceeds the 1 hour session limit for roles assumed by role chaining" in ran.stderr


def test_the_cli_prints_that_the_session_has_ended(aws: Aws, cli: Cli) -> None:
    aws.later(hours=1)
    ran = cli("iam", "list-users", "--profile", "from_fumidai")
    assert ran.returncode != 0
    assert "(ExpiredToken) when calling the AssumeRole operation" in ran.stderr
    assert "The security token included in the request is expired" in ran.stderr
