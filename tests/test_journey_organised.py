"""Organising the list as a person does, in a real terminal: what a sign-in teaches, and what is there the next time."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.demo_terminal import Demo, wait_until
from tests.tools import needs

pytestmark = needs("tmux")


def state_of(demo: Demo) -> dict[str, object]:
    """The private state, as far as there is one."""
    found = list(demo.home.rglob("state.toml"))
    return tomllib.loads(found[0].read_text()) if found else {}


def test_a_sign_in_counts_as_a_use_and_shows_the_name_of_the_account(tmp_path: Path) -> None:
    with Demo(tmp_path, columns=120, rows=40) as demo:
        demo.press("o", "u")
        demo.sign_in()
        demo.terminal.wait_for(re.compile(r"alias +fumidai"))
        demo.press("/")
        demo.terminal.wait_for("words of name")
        demo.terminal.type("fumidai 1111")
        demo.press("Enter")
        demo.terminal.wait_while("gov-audit")
        demo.terminal.wait_for(re.compile(r"● live +sts "))
        wait_until(lambda: "uses" in state_of(demo))
        uses = state_of(demo)["uses"]
        assert isinstance(uses, dict)
        assert uses.keys() == {"sts"}


def test_the_colour_of_an_account_is_set_for_everybody_and_the_aws_cli_sees_it(tmp_path: Path) -> None:
    with Demo(tmp_path, columns=120, rows=40) as demo:
        demo.sign_in()
        demo.find("production")
        demo.press("K")
        demo.terminal.wait_for(re.compile(r"no colour +now"))
        demo.press("j", "Enter")
        demo.terminal.wait_for("pink, for everybody who opens the console of account 3333 3333 3333")
        demo.press("y")
        demo.terminal.wait_for("Set. Consoles that are open show it after a reload.")
        demo.back()
        demo.terminal.wait_for("own: pink (read")
        told = demo.aws("uxc", "get-account-customizations", lines=demo.shell_lines(), profile="production")
        assert told["accountColor"] == "pink"


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}])
def test_keys_typed_without_a_pause_sort_pin_and_mark(tmp_path: Path, env: dict[str, str]) -> None:
    with Demo(tmp_path, env=env) as demo:
        demo.terminal.type("onmmox")
        demo.terminal.wait_for("profile ▴")
        demo.terminal.wait_for(re.compile(r"^  ✓ .* audit ", re.MULTILINE))
        demo.terminal.wait_for("2 marked")
        demo.terminal.type("p")
        demo.terminal.wait_for(re.compile(r"★ audit .*\n.*★ sts "))
        demo.terminal.wait_while("marked")
        wait_until(lambda: state_of(demo).get("pins") == {"audit": True, "sts": True})
        assert state_of(demo)["order"] == {"sort": "name", "group": "none"}
