"""Profiles from elsewhere in a real terminal: pasted, ticked, written, and then the real AWS CLI uses them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.coming_texts import AESR
from tests.demo_terminal import Demo
from tests.tools import needs

pytestmark = needs("tmux")


def test_pasted_aesr_text_becomes_targets_that_the_aws_cli_switches_to(tmp_path: Path) -> None:
    with Demo(tmp_path) as demo:
        config = demo.home / ".aws" / "config"
        before = config.read_bytes()
        demo.sign_in()
        lines = demo.shell_lines()
        demo.press("i")
        demo.terminal.wait_for("Paste here.")
        demo.terminal.paste(AESR.replace("audit", "checked"))
        demo.terminal.wait_for("AWS Extend Switch Roles: 2 new")
        # Two bastions fit, and a profile of another account has the name.
        demo.terminal.wait_for(re.compile("“corp” is +sts"))
        demo.press("Enter")
        demo.terminal.wait_for(re.compile(r"\[x\] \+ new +prod-admin +3333 3333 3333"))
        assert "1 thing is not taken over:" in demo.terminal.text()
        demo.press("Enter")
        demo.terminal.wait_for("⏎ write these lines")
        assert config.read_bytes() == before
        demo.press("Enter")
        demo.terminal.wait_for(re.compile(r"^▌.*prod-admin", re.MULTILINE))
        assert config.read_bytes().startswith(before)
        assert demo.account_of("prod-admin", lines=lines) == "333333333333"
