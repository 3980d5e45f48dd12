"""Real shells in a real terminal: the prompt names the profile, and the person's own files count as ever."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.demo_terminal import processes, wait_until
from tests.terminal import Terminal
from tests.tools import needs, skip_if_missing
from tui.shells import interactive, kind_of, one_command, shell_of

PROGRAM = """
import os, sys, termios
from tui.foreground import run_in_foreground
from tui.shells import interactive
env = dict(os.environ)
with interactive(sys.argv[1], env) as start:
    code = run_in_foreground(start.command, {**env, **start.variables})
echo = bool(termios.tcgetattr(0)[3] & termios.ECHO)
print(f"came back with {code}: in front {os.tcgetpgrp(0) == os.getpgrp()}, echo {echo}")
"""
NAME = r"""it's "$(touch pwned)" `touch pwned` \u %n ${HOME} [b]"""
"""A name that would do much, if a shell read it as anything but a name."""
OWN_FILES = {
    "bash": (".bashrc", "PS1='[$?]own> '\nexport OWN=read\nHISTFILE=~/own_history\n"),
    "zsh": (".zshrc", "PROMPT='[%?]own> '\nexport OWN=read\nHISTFILE=~/own_history\nSAVEHIST=9\n"),
    "fish": (
        ".config/fish/config.fish",
        'set -g fish_greeting\nset -gx OWN read\nfunction fish_prompt\n  echo "[$status]own> "\nend\n',
    ),
}
SHELLS = sorted(OWN_FILES)


@pytest.fixture
def person(tmp_path: Path) -> Path:
    """The home of somebody with a prompt of their own in every shell."""
    for name, text in OWN_FILES.values():
        file = tmp_path / "home" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    # Else fish reads all of the system's manuals in the background, once for each home.
    (tmp_path / "home/.local/share/fish/generated_completions").mkdir(parents=True)
    (tmp_path / "tmp").mkdir()
    return tmp_path / "home"


@contextmanager
def running(shell: str, person: Path, profile: str = "dev", **more: str) -> Iterator[Terminal]:
    """*shell* in a terminal of its own, started as the application does."""
    skip_if_missing(shell)
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("XDG_")},
        "HOME": str(person),
        "TMPDIR": str(person.parent / "tmp"),
        "TERM": "xterm-256color",
        "PYTHONPATH": os.getcwd(),
        "FUMIDAI_PROFILE": profile,
        **more,
    }
    program = person.parent / "program.py"
    program.write_text(PROGRAM)
    with Terminal([sys.executable, program, shell], env=env, columns=120, cwd=person) as terminal:
        yield terminal


def left_in(person: Path) -> list[str]:
    """Our temporary files that are there."""
    return [path.name for path in (person.parent / "tmp").iterdir() if path.name.startswith("fumidai")]


@needs("tmux")
@pytest.mark.parametrize("shell", SHELLS)
def test_the_prompt_names_the_profile_before_the_persons_own(shell: str, person: Path) -> None:
    before = {path: path.read_bytes() for path in person.rglob("*") if path.is_file()}
    with running(shell, person) as terminal:
        terminal.wait_for("(dev) [0]own>")
        terminal.type('echo $OWN; echo "at:$HOME:$ZDOTDIR:$FUMIDAI_ZDOTDIR:"\n')
        shown = terminal.wait_for(f"at:{person}:::")
        assert "\nread\n" in shown
        # The status of the last command is still the person's to see, and the name comes once.
        terminal.type("sh -c 'exit 7'\n")
        terminal.wait_for("\n(dev) [7]own>")
        assert "(dev) (dev)" not in terminal.text()
        terminal.type("exit\n")
        terminal.wait_for_end()
        assert "came back with 7: in front True, echo True" in terminal.text()
    assert left_in(person) == []
    assert {path: path.read_bytes() for path in before} == before


@needs("tmux")
@pytest.mark.parametrize("shell", SHELLS)
def test_a_name_from_a_file_is_shown_and_never_run(shell: str, person: Path) -> None:
    if shell == "zsh":
        (person / ".zshrc").write_text("setopt PROMPT_SUBST PROMPT_BANG\nPROMPT='own> '\n")
    with running(shell, person, NAME) as terminal:
        terminal.wait_for(f"({NAME})")
        terminal.type("echo typed\n")
        terminal.wait_for("\ntyped\n")
        wait_until(lambda: terminal.text().count(f"({NAME})") == 2)
    assert not list(person.rglob("pwned"))


@needs("tmux")
@pytest.mark.parametrize("as_array", [False, True])
def test_a_prompt_of_bash_that_is_made_anew_each_time_has_the_name_too(person: Path, as_array: bool) -> None:
    value = "(true 'PS1=\"<$((++made))>own> \"')" if as_array else "'PS1=\"<$((++made))>own> \";'"
    (person / ".bashrc").write_text(f"PROMPT_COMMAND={value}\n")
    with running("bash", person) as terminal:
        terminal.wait_for("(dev) <1>own>")
        terminal.type("true\n")
        terminal.wait_for("(dev) <2>own>")


@needs("tmux")
@pytest.mark.parametrize("with_precmd", [False, True], ids=["hook", "hook and function"])
def test_a_theme_of_zsh_that_makes_the_prompt_anew_has_the_name_too(person: Path, with_precmd: bool) -> None:
    (person / ".zshrc").write_text(
        'theme() { PROMPT="<$((++made))>own> " }\nautoload -Uz add-zsh-hook\nadd-zsh-hook precmd theme\n'
        + ("precmd() { : }\n" if with_precmd else "")
    )
    with running("zsh", person) as terminal:
        terminal.wait_for("<1>own>" if with_precmd else "(dev) <1>own>")
        terminal.type("true\n")
        terminal.wait_for("(dev) <2>own>")


@needs("tmux")
def test_zsh_finds_all_files_of_a_person_whose_zdotdir_is_elsewhere(person: Path) -> None:
    for folder in (person / "dots", person / "more"):
        folder.mkdir()
    (person / "dots" / ".zshenv").write_text(f"ENVIRONMENT=read\nZDOTDIR={person}/more\n")
    (person / "more" / ".zshrc").write_text("PROMPT='moved> '\n")
    with running("zsh", person, ZDOTDIR=str(person / "dots")) as terminal:
        terminal.wait_for("(dev) moved>")
        terminal.type("echo $ENVIRONMENT:$ZDOTDIR:$FUMIDAI_ZDOTDIR:\n")
        terminal.wait_for(f"read:{person}/more::")


@needs("tmux")
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_history_goes_where_the_person_keeps_it(shell: str, person: Path) -> None:
    with running(shell, person) as terminal:
        terminal.wait_for("own>")
        terminal.type("echo remembered\nexit\n")
        terminal.wait_for_end()
    assert "echo remembered" in (person / "own_history").read_text()


@needs("tmux")
def test_a_shell_that_is_not_known_starts_with_the_variables(person: Path) -> None:
    with running("dash", person, PS1="dash>") as terminal:
        terminal.wait_for("dash>")
        terminal.type("echo profile:$FUMIDAI_PROFILE\n")
        terminal.wait_for("profile:dev")
        terminal.type("exit 3\n")
        terminal.wait_for("came back with 3")


@needs("tmux")
def test_the_terminal_comes_back_also_from_a_shell_that_is_killed(person: Path) -> None:
    with running("bash", person) as terminal:
        terminal.wait_for("own>")
        terminal.type("stty raw -echo; kill -9 $$\n")
        terminal.wait_for_end()
        assert "came back with -9: in front True, echo True" in terminal.text()
    assert left_in(person) == []


@needs("tmux")
@pytest.mark.parametrize("last_word", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_is_to_end_us_ends_the_shell_first(person: Path, last_word: signal.Signals) -> None:
    with running("bash", person) as terminal:
        terminal.wait_for("own>")
        (child,) = (pid for pid, parent, _ in processes() if parent == terminal.pid)
        os.kill(terminal.pid, last_word)
        terminal.wait_for_end()
        assert f"came back with -{signal.SIGHUP.value}" in terminal.text()
        assert child not in {pid for pid, _, _ in processes()}
    assert left_in(person) == []


def test_a_key_that_stops_programs_does_not_stop_us_where_nobody_could_let_us_go_on() -> None:
    # As Textual does, which stops itself; a session of its own has nobody to let its programs go on.
    program = (
        "import os, signal\n"
        "signal.signal(signal.SIGTSTP, lambda *_: os.kill(os.getpid(), signal.SIGSTOP))\n"
        "from tui.foreground import run_in_foreground\n"
        "print(run_in_foreground(['sh', '-c', 'kill -TSTP $PPID; exit 4'], os.environ))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], start_new_session=True, capture_output=True, text=True, timeout=20
    )
    assert (ran.stdout, ran.stderr) == ("4\n", "")


# how it is started


@pytest.mark.parametrize("shell", ["/bin/bash", "/usr/bin/zsh"])
def test_what_a_shell_reads_of_ours_is_private_and_holds_no_name(shell: str, tmp_path: Path) -> None:
    with interactive(shell, {"FUMIDAI_PROFILE": "dev"}) as start:
        place = start.variables.get("ZDOTDIR") or str(Path(start.command[2]).parent)
        (file,) = Path(place).iterdir()
        assert stat.S_IMODE(Path(place).stat().st_mode) == 0o700
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "dev)" not in file.read_text()
    assert not Path(place).exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh", "dash"])
def test_no_value_of_the_environment_is_in_an_argument(shell: str) -> None:
    env = {"AWS_SECRET_ACCESS_KEY": "the-secret", "FUMIDAI_PROFILE": "the-name", "ZDOTDIR": "/their/own"}
    with interactive(shell, env) as start:
        assert start.command[0] == shell
        assert not any(value in word for value in env.values() for word in start.command)


def test_powershell_stays_after_the_line_that_changes_its_prompt() -> None:
    with interactive(r"C:\Program Files\PowerShell\7\PWSH.EXE".replace("\\", "/"), {}) as start:
        assert start.command[1:3] == ("-NoExit", "-Command")
        assert "$env:FUMIDAI_PROFILE" in start.command[3]


@pytest.mark.parametrize(
    ("env", "platform", "shell"),
    [
        ({"SHELL": "/bin/zsh"}, "linux", "/bin/zsh"),
        ({"SHELL": "/bin/zsh"}, "win32", "/bin/zsh"),
        ({}, "linux", "/bin/sh"),
        ({"SHELL": ""}, "darwin", "/bin/sh"),
        ({"PATH": "", "COMSPEC": "C:/Windows/cmd.exe"}, "win32", "C:/Windows/cmd.exe"),
    ],
)
def test_the_shell_is_the_persons(env: dict[str, str], platform: str, shell: str) -> None:
    assert shell_of(env, platform) == shell


@pytest.mark.parametrize(
    ("shell", "word"), [("/bin/bash", "-c"), ("fish", "-c"), ("pwsh.exe", "-Command"), ("cmd.exe", "/c")]
)
def test_one_command_is_one_word_for_the_shell(shell: str, word: str) -> None:
    assert one_command(shell, "a | b; c") == (shell, word, "a | b; c")
    assert kind_of(shell) == kind_of(shell.upper())
