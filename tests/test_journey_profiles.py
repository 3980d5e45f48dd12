"""Profiles made, changed, renamed and taken back in a real terminal, and used by the real AWS CLI each time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.demo_terminal import Demo
from tests.tools import needs

pytestmark = needs("tmux")


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_a_profile_is_copied_renamed_removed_and_taken_back_while_the_aws_cli_uses_it(
    tmp_path: Path, columns: int, rows: int
) -> None:
    with Demo(tmp_path, columns=columns, rows=rows) as demo:
        config = demo.home / ".aws" / "config"
        before = config.read_bytes()
        demo.sign_in()
        lines = demo.shell_lines()

        # A copy, with a name and a colour of its own.
        demo.find("production")
        demo.press("D")
        demo.terminal.wait_for("Copy of production")
        demo.terminal.type("second-way")
        demo.press("Tab", "Tab", "Tab", "Tab", "Tab")
        demo.press("Space")
        demo.terminal.wait_for("Colour in the console")
        demo.press("Down", "Enter")
        demo.terminal.wait_while("Colour in the console")
        demo.terminal.wait_for("██ 99bce3")
        demo.press("Enter")
        demo.terminal.wait_for(re.compile(r"▌.*second-way"))
        assert config.read_bytes().startswith(before)
        assert b"color = 99bce3" in config.read_bytes().removeprefix(before)
        assert demo.account_of("second-way", lines=lines) == "333333333333"

        # A new name; whoever reached it still does.
        demo.press("e")
        demo.terminal.wait_for("Edit second-way")
        demo.press("C-u")
        demo.terminal.wait_for("a new name")  # else Textual runs the key behind the letters
        demo.terminal.type("third-way")
        demo.terminal.wait_for("+ [profile third-way]")
        demo.press("Enter")
        demo.terminal.wait_for(re.compile(r"▌.*third-way"))
        assert demo.account_of("third-way", lines=lines) == "333333333333"

        # Gone, and back; and the whole way back.
        demo.press("d")
        demo.terminal.wait_for("Remove third-way")
        demo.press("Enter")
        demo.terminal.wait_while("╭─")
        assert config.read_bytes() == before
        for what in (
            "Undo: Remove third-way",
            "Undo: Rename second-way to third-way",
            "Undo: Add second-way",
        ):
            demo.press("u")
            demo.terminal.wait_for(what)
            demo.press("Enter")
            demo.terminal.wait_while("╭─")
        assert config.read_bytes() == before
