"""Keys as a `.env` file and as JSON: read by the programs they are for."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import botocore.session
import pytest
from botocore.credentials import RefreshableCredentials
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from profiles.key_texts import credentials_json, dotenv
from profiles.secret import Secret
from profiles.shell_lines import CannotQuote, key_variables
from tests.test_profiles_shell_lines import ODD, ONE_LINE

FAR = datetime(2999, 1, 1, tzinfo=UTC)
"""botocore looks at the wall clock."""
KEYS = key_variables("ASIAFUMIDAI", Secret("a/secret+of="), Secret("token==//+"), FAR, "eu-west-1")
EXPECTED = {
    "AWS_ACCESS_KEY_ID": "ASIAFUMIDAI",
    "AWS_SECRET_ACCESS_KEY": "a/secret+of=",
    "AWS_SESSION_TOKEN": "token==//+",
    "AWS_CREDENTIAL_EXPIRATION": "2999-01-01T00:00:00Z",
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
}


def as_docker_reads(text: str) -> dict[str, str]:
    """`docker run --env-file`: what follows the first = is the value, quotes and all (its docs)."""
    return {name: value for name, _, value in (line.partition("=") for line in text.splitlines())}


def test_keys_stand_without_quotes_so_that_every_reader_finds_the_same(tmp_path: Path) -> None:
    text = dotenv(KEYS).reveal()
    assert as_docker_reads(text) == EXPECTED
    assert dotenv_values(stream=io.StringIO(text)) == EXPECTED
    command = ["bash", "-c", "set -a; source /dev/stdin; env -0"]
    seen = subprocess.run(command, input=text, env={}, capture_output=True, text=True, check=True).stdout
    assert EXPECTED.items() <= as_docker_reads(seen.replace("\0", "\n")).items()
    assert "secret+of" not in f"{dotenv(KEYS)!r}"


@given(value=st.one_of(st.sampled_from(ODD), ONE_LINE))
def test_python_dotenv_reads_any_value_or_it_is_refused(value: str) -> None:
    try:
        text = dotenv({"A": value, "B": "after"}).reveal()
    except CannotQuote:
        is_refused = True
    else:
        is_refused = False
        assert dotenv_values(stream=io.StringIO(text)) == {"A": value, "B": "after"}
    assert not is_refused or any(each in value for each in ("'", "\\", "${"))


@pytest.mark.parametrize(
    ("value", "line"),
    [("two words", "A='two words'"), ("a$b", "A='a$b'"), ("it's", 'A="it\'s"'), ("plain/x=", "A=plain/x=")],
)
def test_the_plainest_quotes_are_taken(value: str, line: str) -> None:
    assert dotenv({"A": value}).reveal() == line


@pytest.mark.parametrize("value", ["${HOME}", "a\\", "it's $x", "'\"'"])
def test_what_readers_take_in_different_ways_is_refused(value: str) -> None:
    with pytest.raises(CannotQuote) as refused:
        dotenv({"A": value})
    assert value not in str(refused.value)


def test_a_line_break_does_not_make_another_variable() -> None:
    with pytest.raises(CannotQuote, match="has a line break"):
        dotenv({"A": "x\nB=y"})


def test_botocore_takes_the_json_from_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = credentials_json("ASIAFUMIDAI", Secret("a/secret+of="), Secret("token"), FAR)
    assert "secret+of" not in f"{made}"
    (tmp_path / "printed").write_text(made.reveal())
    program = "import sys; print(open(sys.argv[1]).read())"
    command = shlex.join([sys.executable, "-c", program, str(tmp_path / "printed")])
    (tmp_path / "config").write_text(f"[profile x]\ncredential_process = {command}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    found = botocore.session.Session(profile="x").get_credentials()
    assert isinstance(found, RefreshableCredentials)
    assert (found.access_key, found.secret_key, found.token) == ("ASIAFUMIDAI", "a/secret+of=", "token")
    assert vars(found)["_expiry_time"] == FAR


def test_without_a_known_end_the_json_says_none() -> None:
    made = credentials_json("A", Secret("b"), Secret("c"), None).reveal()
    assert "Expiration" not in made
