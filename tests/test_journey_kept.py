"""A Google session kept in a real keyring: the second refresh asks nothing, until it is forgotten."""

from __future__ import annotations

import sys
from pathlib import Path

from auth.sandbox.people import PASSWORD
from auth.sandbox.server import Sandbox
from tests.keyring_session import keyring_session
from tests.terminal import Terminal
from tests.test_journey_roads import PROFILE
from tests.tools import needs

pytestmark = needs("tmux", "gnome-keyring-daemon", "dbus-daemon")


def test_a_kept_session_asks_nothing_until_it_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(PROFILE.format(user="backup"))
    (tmp_path / "credentials").write_text("")
    with Sandbox(warm=True) as sandbox, keyring_session(tmp_path / "home") as keyring:
        env = {
            "HOME": str(tmp_path),
            "PATH": "/usr/bin:/bin",
            "TERM": "xterm-256color",
            "AWS_CONFIG_FILE": str(tmp_path / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
            "TEXTUAL_ANIMATIONS": "none",
            **keyring.env,
        }
        command = [sys.executable, "-m", "tui", "--sandbox", sandbox.origins.accounts]
        with Terminal(command, env=env) as terminal:
            terminal.wait_for("○ sign in")
            terminal.press("r")
            terminal.wait_for("Keep this Google session")
            terminal.press("Space")
            terminal.wait_for("[x] Keep the session")
            terminal.press("Enter")
            terminal.wait_for("Password of")
            terminal.type(PASSWORD)
            terminal.press("Enter")
            terminal.wait_for("backup codes")
            terminal.type("14142135")
            terminal.press("Enter")
            terminal.wait_for("● live")

            first = (tmp_path / "credentials").read_text()
            asked = len(sandbox.scissors.seen)
            terminal.press("r")
            terminal.wait_for(lambda _: (tmp_path / "credentials").read_text() != first)
            terminal.wait_while("Google sign-in ─")
            assert len(sandbox.scissors.seen) > asked  # Google was asked; the person was not.

            terminal.press("F")
            terminal.wait_for("Forget Google session")
            terminal.press("y")
            terminal.wait_for("Nothing of")
            terminal.press("r")
            terminal.wait_for("Keep this Google session")
            terminal.press("Escape")
    for file in tmp_path.rglob("*"):
        if file.is_file() and "keyring" not in str(file):
            assert PASSWORD.encode() not in file.read_bytes(), f"the password lies in {file}"
