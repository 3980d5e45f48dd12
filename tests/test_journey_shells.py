"""From the list into a real shell and back: the real AWS CLI there, and a terminal given away and taken back."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest

from tests.demo_terminal import FOREIGN, Demo, processes, wait_until
from tests.environments import awscli
from tests.tools import needs, skip_if_missing

pytestmark = needs("tmux")

HOLDING = {name: value for name, value in FOREIGN.items() if name.startswith("AWS_")}
SELECTED = re.compile(r"^▌.* production ", re.MULTILINE)


def in_demo(folder: Path, shell: str = "bash", **env: str) -> Demo:
    """The demo, started from a shell that holds foreign keys, 120 columns wide."""
    skip_if_missing(shell)
    # Else fish reads all of the system's manuals in the background, once for each home.
    quiet = {"FISH_UNIT_TESTS_RUNNING": "1"}
    return Demo(folder, columns=120, env={"SHELL": str(shutil.which(shell)), **HOLDING, **quiet, **env})


def at_home(demo: Demo) -> str:
    """Back on the home screen."""
    demo.terminal.wait_for("SANDBOX")
    return demo.terminal.wait_for("s Shell")


def run(demo: Demo, command: str, until: str) -> str:
    """Type *command* in the shell; what the terminal shows once *until* is there."""
    demo.terminal.type(f"{command}\n")
    return demo.terminal.wait_for(until)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "dash"])
def test_s_opens_a_shell_as_the_profile_and_exit_leads_back_to_the_same_row(
    tmp_path: Path, shell: str
) -> None:
    aws = awscli()
    with in_demo(tmp_path, shell) as demo:
        demo.sign_in()
        demo.find("production")
        demo.press("s")
        shown = demo.terminal.wait_for("exit or Ctrl+D comes back to fumidai-tui.")
        assert re.search(
            r"A shell for production\. Its session ends at [\d -]*\d\d:\d\d, in 11:5\d:\d\d\.", shown
        )
        assert "You are already in a shell" not in shown
        # dash says it by the variables alone.
        demo.terminal.wait_for(re.compile(r"^[#$]" if shell == "dash" else r"^\(production\) ", re.MULTILINE))
        names = run(demo, "echo $AWS_PROFILE+$AWS_DEFAULT_PROFILE+$AWS_REGION+$AWS_DEFAULT_REGION", "+ap-")
        assert "\nproduction+production+ap-northeast-1+ap-northeast-1\n" in names
        run(
            demo,
            "env | grep -c -E '^AWS_(ACCESS|SECRET|SESSION|SECURITY|CRED)'; echo counted",
            "\n0\ncounted",
        )
        run(demo, f"{aws} sts get-caller-identity --query Account --output text", "\n333333333333\n")
        run(demo, "exit", "SANDBOX")
        assert SELECTED.search(at_home(demo))
        # What the AWS CLI did meanwhile shows, and the keys work as before.
        demo.terminal.wait_for(re.compile(r"^▌ .*● live .* production ", re.MULTILINE))
        demo.press("k")
        demo.terminal.wait_for(re.compile(r"^▌.* sts ", re.MULTILINE))
        assert [path.name for path in demo.temporary.glob("fumidai-shell*")] == []


def test_capital_s_opens_a_shell_with_keys_that_the_aws_cli_takes_before_any_profile(tmp_path: Path) -> None:
    aws = awscli()
    with in_demo(tmp_path) as demo:
        demo.sign_in()
        demo.find("production")
        demo.press("S")
        shown = demo.terminal.wait_for("exit or Ctrl+D comes back")
        assert re.search(r"A shell with the keys of production\. They end at .*, in (59:\d\d|1:00:00)", shown)
        demo.terminal.wait_for("(production) ")
        run(
            demo,
            'echo "+$AWS_PROFILE+$AWS_DEFAULT_PROFILE+${AWS_ACCESS_KEY_ID%${AWS_ACCESS_KEY_ID#????}}"',
            "+++ASIA",
        )
        run(demo, "echo at:$AWS_CREDENTIAL_EXPIRATION:", "at:2")
        assert re.search(r"\nat:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ:\n", demo.terminal.text())
        run(demo, f"{aws} sts get-caller-identity --query Account --output text", "\n333333333333\n")
        run(demo, f"{aws} configure list | grep access_key", "      env\n")
        secret = environment_of(demo)["AWS_SECRET_ACCESS_KEY"]
        assert not [command for _, _, command in processes() if secret in command]
        demo.terminal.wait_for(
            re.compile(r"     env\n\(production\) .*# ?$", re.MULTILINE)
        )  # it reads keys again
        demo.press("C-d")
        assert SELECTED.search(at_home(demo))


def environment_of(demo: Demo) -> dict[str, str]:
    """The environment of the shell that the application runs."""
    (shell,) = (
        pid for pid, parent, command in processes() if parent == demo.terminal.pid and "bash" in command
    )
    words = Path(f"/proc/{shell}/environ").read_bytes().split(b"\0")
    return dict(word.decode().split("=", 1) for word in words if word)


def test_keys_that_cannot_be_had_are_told_and_no_shell_is_opened(tmp_path: Path) -> None:
    with in_demo(tmp_path) as demo:
        demo.find("production")
        demo.press("S")
        demo.terminal.wait_for("Nobody has signed in to sts yet.")
        assert SELECTED.search(at_home(demo))


def test_a_shell_in_a_shell_says_so(tmp_path: Path) -> None:
    with in_demo(tmp_path) as demo:
        demo.find("production")
        demo.press("s")
        demo.terminal.wait_for("(production) ")
        command = f"{Path(sys.executable).parent / 'fumidai-tui'}"
        run(demo, command, "s Shell")
        demo.find("staging-dev")
        demo.press("s")
        shown = demo.terminal.wait_for("(staging-dev) ")
        assert "You are already in a shell for production, opened from fumidai-tui." in shown
        run(demo, "echo depth:$FUMIDAI_DEPTH", "depth:2")
        run(demo, "exit", "s Shell")
        demo.press("q")
        demo.terminal.wait_while("s Shell")
        run(demo, "echo depth:$FUMIDAI_DEPTH:$FUMIDAI_PROFILE", "depth:1:production")
        run(demo, "exit", "SANDBOX")
        assert SELECTED.search(at_home(demo))


def test_control_c_in_the_shell_leaves_the_application_alone(tmp_path: Path) -> None:
    with in_demo(tmp_path) as demo:
        demo.find("production")
        demo.press("s")
        demo.terminal.wait_for("(production) ")
        # The words come from the program that gets the key, not from bash on its way to starting it.
        run(demo, "sh -c 'echo sle\"\"eping; exec sleep 1000'", "sleeping")
        demo.press("C-c")
        demo.terminal.wait_for(re.compile(r"\^C\s+\(production\) "))
        demo.press("C-c")
        wait_until(lambda: demo.terminal.text().count("(production) ") == 3)
        run(demo, "echo still he''re", "still here")
        run(demo, "exit", "SANDBOX")
        assert SELECTED.search(at_home(demo))


def test_a_command_runs_as_the_profile_and_its_output_stays_until_enter(tmp_path: Path) -> None:
    aws = awscli()
    with in_demo(tmp_path) as demo:
        demo.sign_in()
        demo.find("production")
        demo.press("!")
        demo.terminal.wait_for("production · run one command")
        demo.terminal.type(f"{aws} sts get-caller-identity --query Account --output text; exit 5\n")
        shown = demo.terminal.wait_for("Press Enter to come back to fumidai-tui.")
        assert "\n333333333333\n" in shown
        assert "The command ended with exit code 5." in shown
        demo.press("Enter")
        assert SELECTED.search(at_home(demo))
        demo.terminal.wait_for("The command ended with exit code 5.")
        # The last command is proposed, and the first key takes its place.
        demo.press("!")
        demo.terminal.wait_for("get-caller-identity --query")
        demo.terminal.type("echo pro''file $AWS_PROFILE\n")
        # The output of the first command stands above, with the same last words.
        shown = demo.terminal.wait_for(re.compile(r"\nprofile production\n(.*\n)*.*Press Enter to come back"))
        assert "exit code" not in shown.rpartition("profile production")[2]
        demo.press("Enter")
        at_home(demo)


def test_control_c_ends_the_command_and_not_the_application(tmp_path: Path) -> None:
    with in_demo(tmp_path) as demo:
        demo.find("production")
        demo.press("!")
        demo.terminal.wait_for("run one command")
        demo.terminal.type("echo sle''eping; sleep 1000\n")
        demo.terminal.wait_for("sleeping")
        demo.press("C-c")
        demo.terminal.wait_for("The command was ended by signal 2.")
        demo.press("C-c", "Enter")
        assert SELECTED.search(at_home(demo))


def test_escape_runs_nothing(tmp_path: Path) -> None:
    with in_demo(tmp_path) as demo:
        demo.find("production")
        demo.press("!")
        demo.terminal.wait_for("run one command")
        demo.terminal.type(f"touch {tmp_path}/ran")
        demo.back()
        assert SELECTED.search(at_home(demo))
        assert not (tmp_path / "ran").exists()


def test_a_shell_that_is_not_there_is_told_on_the_home_screen(tmp_path: Path) -> None:
    with Demo(tmp_path, columns=120, env={"SHELL": "/no/such/shell"}) as demo:
        demo.find("production")
        demo.press("s")
        demo.terminal.wait_for("/no/such/shell cannot be started")
        assert SELECTED.search(at_home(demo))


@pytest.mark.parametrize("last_word", ["SIGTERM", "SIGHUP"])
def test_the_end_of_the_application_ends_the_shell_and_nothing_is_left(
    tmp_path: Path, last_word: str
) -> None:
    with in_demo(tmp_path) as demo:
        pids = demo.sandbox_pids()
        demo.press("s")
        demo.terminal.wait_for("(sts) ")
        pids += [pid for pid, parent, _ in processes() if parent == demo.terminal.pid]
        number = getattr(signal, last_word)
        os.kill(demo.terminal.pid, number)
        assert demo.terminal.wait_for_end() == 128 + number
        wait_until(lambda: not demo.left_behind(pids))
