"""What an attacker tried, each as the sentence that now holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from rich.console import Console
from textual.app import App, ComposeResult

from auth.aliases import account_alias
from auth.errors import Unreachable
from auth.google import pages
from auth.google.parsed_page import ParsedPage
from auth.origins import is_loopback
from auth.places import sandbox_at
from auth.sandbox.server import Sandbox
from auth.sts import Credentials, StsPlace
from profiles.endpoints import Endpoint, EndpointRefused, sts_endpoint
from profiles.files import load
from profiles.secret import Secret
from tests.sandbox_aws import served
from tests.tui_app import NOON, Desk
from tui.app import FumidaiApp
from tui.memory import recall
from tui.questions.picture import half_blocks
from tui.questions.text import SecretField
from tui.run import files_for_a_sandbox

TWO_HOSTS = "http://evil.example\\@127.0.0.1:9"


# Whose files a sandbox may open


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's ``~/.aws`` with its two files."""
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / ".aws"
    folder.mkdir()
    for name in ("config", "credentials"):
        (folder / name).write_text(f"[of the person {name}]\n")
    return folder


def env(config: object, credentials: object, **more: str) -> dict[str, str]:
    files = {"AWS_CONFIG_FILE": str(config), "AWS_SHARED_CREDENTIALS_FILE": str(credentials)}
    return {"HOME": os.environ["HOME"], **files, **more}


def test_files_elsewhere_are_taken_resolved(own: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "lab"
    elsewhere.mkdir()
    taken = files_for_a_sandbox(env("$LAB/config", elsewhere / "credentials", LAB=str(elsewhere)))
    assert taken == {
        "AWS_CONFIG_FILE": str(elsewhere / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(elsewhere / "credentials"),
    }


def test_a_variable_in_the_path_does_not_hide_the_persons_file(own: Path, tmp_path: Path) -> None:
    assert files_for_a_sandbox(env("$MINE/.aws/config", tmp_path / "c", MINE=str(tmp_path))) == {}
    assert files_for_a_sandbox(env("~/.aws/config", tmp_path / "c")) == {}


def test_a_link_does_not_hide_the_persons_file(own: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(own / "config")
    os.link(own / "credentials", tmp_path / "hard")
    assert files_for_a_sandbox(env(tmp_path / "link", tmp_path / "c")) == {}
    assert files_for_a_sandbox(env(tmp_path / "c", tmp_path / "hard")) == {}


def test_the_target_of_a_linked_file_is_the_persons_too(own: Path, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    (own / "config").rename(dotfiles / "aws-config")
    (own / "config").symlink_to(dotfiles / "aws-config")
    assert files_for_a_sandbox(env(dotfiles / "aws-config", tmp_path / "c")) == {}


# Which host is meant


def test_an_address_that_two_parsers_read_in_two_ways_is_not_on_this_computer() -> None:
    assert not is_loopback(TWO_HOSTS)
    with pytest.raises(Unreachable):
        sandbox_at(TWO_HOSTS)
    with pytest.raises(EndpointRefused):
        sts_endpoint({"AWS_ENDPOINT_URL": TWO_HOSTS}, {}, {})
    with pytest.raises(EndpointRefused):
        sts_endpoint({"AWS_ENDPOINT_URL": "https://evil.example\\@sts.amazonaws.com"}, {}, {})


@pytest.mark.parametrize(
    "host",
    ["abc.execute-api.us-east-1.amazonaws.com", "sts.evil.us-east-1.amazonaws.com", "my-sts.amazonaws.com"],
)
def test_a_host_that_aws_rents_out_is_not_sts(host: str) -> None:
    assert not Endpoint(f"https://{host}", "").is_aws


@pytest.mark.parametrize(
    "host", ["sts.amazonaws.com", "sts.eu-west-1.amazonaws.com", "sts-fips.us-gov-west-1.amazonaws.com"]
)
def test_sts_itself_is(host: str) -> None:
    assert Endpoint(f"https://{host}", "").is_aws


def test_the_name_of_the_account_is_asked_where_the_keys_came_from_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """boto3 would follow AWS_ENDPOINT_URL_IAM, and open the person's files."""
    (tmp_path / "config").write_text("[profile broken\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_ENDPOINT_URL_IAM", "http://127.0.0.1:9")
    with served() as aws:
        keys = Credentials("ASIAUNKNOWN", Secret("s"), Secret("t"), NOON)
        assert account_alias(keys, StsPlace("us-east-1", aws.url, None, direct=True)) is None


def test_a_page_of_somebody_else_cannot_press_the_sandboxs_buttons() -> None:
    with Sandbox() as sandbox:
        forget = f"{sandbox.origins.accounts}/sandbox/forget"
        assert (
            requests.post(forget, headers={"Origin": "https://evil.example"}, timeout=10).status_code == 403
        )
        assert requests.post(forget, timeout=10).status_code == 200


# What a page or a picture may cost


def test_a_page_of_many_fields_costs_no_more_than_its_size() -> None:
    """Counted in looks, not in seconds: the field's message was searched for once for each field."""
    looks = 0
    original = ParsedPage._field_message

    def counted(self: Any, field: Any) -> str:
        nonlocal looks
        looks += 1
        return original(self, field)

    html = "<form action='/v3/signin/x'>" + "<input name='Passwd'>" * 5000 + "</form>"
    ParsedPage._field_message = counted  # type: ignore[method-assign] # counted for this test
    try:
        pages.read("https://accounts.google.com/v3/signin/challenge/pwd", html)
    finally:
        ParsedPage._field_message = original  # type: ignore[method-assign] # as it was
    assert 0 < looks <= 20


def test_a_picture_in_postscript_runs_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = tmp_path / "ran"
    program = tmp_path / "gs"
    program.write_text(f"#!/bin/sh\ntouch {ran}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n%%EOF\n"
    assert half_blocks(eps) == []
    assert not ran.exists()


@pytest.mark.parametrize("cut", [0, 8, 20, 40, 60])
def test_a_damaged_picture_is_no_picture(cut: int) -> None:
    from PIL import Image

    whole = BytesIO()
    Image.new("RGB", (40, 20), "white").save(whole, "PNG")
    assert half_blocks(whole.getvalue())
    assert half_blocks(whole.getvalue()[:cut]) == []


# Where a secret must not come out


def test_a_crash_prints_neither_locals_nor_what_the_error_says(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    app = FumidaiApp(desk.setup, load(desk.paths))
    try:
        password = "hunter2"  # noqa: F841 - a local that must not be seen
        raise ValueError("the answer held <SecretAccessKey>topsecret</SecretAccessKey>")
    except ValueError:
        app._fatal_error()
    out = Console(file=(text := __import__("io").StringIO()), width=200)
    for each in app._exit_renderables:
        out.print(each)
    shown = text.getvalue()
    assert "ValueError" in shown
    assert "test_attacks.py" in shown
    assert "message left out" in shown
    # The source lines around the error are ours, and so is the text above; no value of a variable is.
    assert not re.search(r"password = 'hunter2'", shown)


def test_variables_for_textuals_developers_are_dropped() -> None:
    """They write every key into a file of the current folder, or send it to another host."""
    hostile = {
        "TEXTUAL": "devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_LOG": "keys",
        "TEXTUAL_DEVTOOLS_HOST": "h",
    }
    code = """
import os
from tui import cli
try:
    cli.main(["--version"])
except SystemExit:
    print(sorted(name for name in os.environ if name.startswith("TEXTUAL")))
"""
    kept = {**os.environ, **hostile, "TEXTUAL_FPS": "30"}
    run = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True)
    assert "'TEXTUAL_FPS'" in run.stdout
    assert not any(f"'{name}'" in run.stdout for name in hostile)


class OneField(App[None]):
    def compose(self) -> ComposeResult:
        yield SecretField(password=True)


async def test_a_password_can_be_neither_copied_nor_cut_out_of_its_field() -> None:
    app = OneField()
    async with app.run_test() as pilot:
        await pilot.press(*"hunter2", "shift+home", "ctrl+c", "ctrl+x")
        assert app.query_one(SecretField).value == "hunter2"
        assert app.clipboard == ""


def test_a_state_with_a_time_for_a_date_costs_its_content_only(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.paths.state.write_text('[longest."arn"]\nseconds = 3600\non = 1979-05-27T07:32:00\n')
    assert recall(desk.paths).longest(NOON.date()) == ()
    desk.paths.state.write_text("a=" + "[" * 5000)
    assert recall(desk.paths).trouble


async def test_nothing_from_a_file_reaches_the_terminal_raw_through_a_word_that_goes_away(
    tmp_path: Path,
) -> None:
    name = "x\u009b31m\u202ey"
    config = f"[profile {name}]\nregion = eu-west-1\ngoogle_config.google_username = a@example.com\n"
    async with Desk(tmp_path, config, "").running() as seat:
        await seat.press("r")
        await seat.until(lambda: bool(seat.app._notifications))
        shown = " ".join(each.message for each in seat.app._notifications)
    assert "x31my" in shown
    assert not {"\u009b", "\u202e"} & set(shown)
