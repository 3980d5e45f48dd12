"""`aws login` from the list, in a real terminal: a stand-in for the AWS CLI runs in the suspended terminal and leaves
what botocore's `LoginProvider` reads, and the role of a target is taken with these keys. AWS's own `aws login` is on no
package index, so it was not tried.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from auth.sandbox.server import Sandbox
from tests import console_keys
from tests.own_logins import CONFIG, TARGETS, login_token, stand_in
from tests.terminal import Terminal
from tests.tools import needs

pytestmark = needs("tmux")


@contextmanager
def seated(sandbox: Sandbox, folder: Path, config: str, aws: Mapping[str, str]) -> Iterator[Terminal]:
    """The application on files of its own; *aws* is the environment in which the stand-in is found."""
    (folder / "config").write_text(config)
    (folder / "credentials").write_text("")
    env = {
        "HOME": str(folder),
        "TERM": "xterm-256color",
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "TEXTUAL_ANIMATIONS": "none",
        **aws,
    }
    command = [sys.executable, "-m", "tui", "--sandbox", sandbox.origins.accounts]
    with Terminal(command, env=env, columns=120) as terminal:
        yield terminal


def test_r_on_the_root_runs_aws_login_in_the_terminal_and_then_r_on_its_target_takes_the_role(
    tmp_path: Path, home: Path
) -> None:
    with Sandbox(warm=True) as sandbox:
        made = console_keys.Desk.at(sandbox, home).sign_in()
        end = datetime.now(UTC) + timedelta(minutes=14)
        token = login_token(end, made.access_key_id, made.secret.reveal(), made.token.reveal())
        with seated(sandbox, tmp_path, CONFIG + TARGETS, stand_in(tmp_path / "bin", login=token)) as terminal:
            terminal.wait_for(re.compile(r"○ sign in +mine "))
            terminal.press("r")
            shown = terminal.wait_for("Log in as mine? Press Enter.")
            # The terminal is the AWS CLI's, with its command above it.
            assert "aws login --profile mine" in shown
            assert "SANDBOX" not in shown
            terminal.press("Enter")
            terminal.wait_for(re.compile(r"^▌.*● live +mine .* 1[34]:\d\d ", re.MULTILINE))
            terminal.wait_for("mine is logged in.")
            terminal.wait_for(re.compile(r"◌ ready +of-mine "))
            terminal.press("j")
            terminal.wait_for(re.compile(r"^▌.* of-mine ", re.MULTILINE))
            terminal.press("r")
            terminal.wait_for("of-mine has new keys.")
            terminal.wait_for(re.compile(r"^▌.*● live +of-mine ", re.MULTILINE))
            terminal.press("q")
            terminal.wait_for_end()


def twice(words: str) -> Callable[[str], bool]:
    """What was said the first time stands above."""
    return lambda screen: screen.count(words) == 2


def test_a_login_that_fails_leaves_its_words_in_sight_until_enter(tmp_path: Path) -> None:
    aws = stand_in(tmp_path / "bin", fails=True)
    with Sandbox() as sandbox, seated(sandbox, tmp_path, CONFIG, aws) as terminal:
        terminal.wait_for(re.compile(r"○ sign in +mine "))
        terminal.press("r")
        terminal.wait_for("Log in as mine? Press Enter.")
        terminal.press("Enter")
        shown = terminal.wait_for("Press Enter to come back to fumidai-tui.")
        assert "the browser was closed" in shown
        terminal.press("Enter")
        terminal.wait_for("mine is not logged in.")
        terminal.wait_for(re.compile(r"^▌.*○ sign in +mine ", re.MULTILINE))
        # Ctrl+C is the login's, not ours.
        terminal.press("r")
        terminal.wait_for(twice("Log in as mine? Press Enter."))
        terminal.press("C-c")
        terminal.wait_for(twice("Press Enter to come back to fumidai-tui."))
        terminal.press("Enter")
        terminal.wait_for("mine is not logged in.")
        terminal.press("q")
        terminal.wait_for_end()
