from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from auth.commands import CommandFailed, run_for_secret
from auth.errors import AuthError

ROOT = Path(__file__).resolve().parent.parent
HIDDEN = "correct horse battery staple"
NAME = Path(sys.executable).name


def python(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", program, *arguments]


def failure(command: list[str], seconds: float = 30) -> CommandFailed:
    with pytest.raises(CommandFailed) as caught:
        run_for_secret(command, seconds)
    assert isinstance(caught.value, AuthError)
    assert caught.value.remedy
    assert HIDDEN not in f"{caught.value} {caught.value!r}"
    return caught.value


@pytest.mark.parametrize(
    ("printed", "secret"),
    [
        (f"{HIDDEN}\n", HIDDEN),
        (HIDDEN, HIDDEN),
        (f"{HIDDEN}\r\nuser: ada\nurl: x\n", HIDDEN),
        ("  with blanks \n", "  with blanks "),
        ("pässword😀\n", "pässword😀"),
    ],
)
def test_the_first_line_is_the_secret_and_nothing_else_is_taken_off(printed: str, secret: str) -> None:
    command = python(f"import sys; sys.stdout.buffer.write({printed!r}.encode())")
    assert run_for_secret(command).reveal() == secret


def test_no_shell_reads_the_arguments(tmp_path: Path) -> None:
    arguments = ["$HOME", f"; touch {tmp_path / 'x'}", "*", "a b", '"', "'"]
    command = python("import sys; print(sys.argv[1:])", *arguments)
    assert run_for_secret(command).reveal() == repr(arguments)
    assert list(tmp_path.iterdir()) == []


def test_the_command_has_no_terminal_and_nothing_to_read() -> None:
    program = (
        "import os, sys; print(repr(sys.stdin.read()), os.getsid(0) == os.getpid(), sys.stdout.isatty())"
    )
    assert run_for_secret(python(program)).reveal() == "'' True False"


@pytest.mark.parametrize(
    ("program", "what"),
    [
        ("raise SystemExit(3)", f"The command {NAME} ended with exit code 3."),
        ("import os; os.kill(os.getpid(), 9)", f"The command {NAME} was ended by signal 9."),
        ("", f"The command {NAME} printed nothing."),
        ("print(); print('second')", f"The command {NAME} printed nothing."),
        (
            "import os; os.write(1, bytes([255, 254]))",
            f"The command {NAME} printed something that is no line of text.",
        ),
        ("print('x' * 100_000)", f"The command {NAME} printed something that is no line of text."),
    ],
)
def test_what_gives_no_secret_is_told_in_words(program: str, what: str) -> None:
    assert failure(python(program)).what == what


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ([], "The command is empty."),
        ([""], "The command is empty."),
        (["/no/such/thing"], "The command thing cannot be started."),
        (["/etc"], "The command etc cannot be started."),
        (["a\0b"], "The command ab cannot be started."),
    ],
)
def test_a_command_that_cannot_be_started_is_told_in_words(command: list[str], what: str) -> None:
    assert failure(command).what == what


def test_the_last_line_of_its_complaint_is_quoted_without_what_moves_the_cursor() -> None:
    error = failure(python("import sys; sys.exit('first\\n\\x1b[2Jno secret key\\n\\n')"))
    assert error.quote == "[2Jno secret key"


@pytest.mark.parametrize(
    "program",
    [
        f"import sys; print({HIDDEN!r}); sys.exit('wrong password {HIDDEN}')",
        f"import sys; print({HIDDEN!r}); sys.exit('+ echo {HIDDEN}')",
        f"import sys; sys.exit('+ echo {HIDDEN}')",
        f"import sys; print(sys.argv); sys.exit({HIDDEN!r})",
    ],
)
def test_neither_the_secret_nor_an_argument_is_in_the_error(program: str) -> None:
    error = failure(python(program, HIDDEN))
    told = f"{error} {error!r} {error.quote}"
    assert not [word for word in HIDDEN.split() if word in told]


def test_a_command_that_prints_much_is_not_held_up_by_us() -> None:
    program = f"import sys; print({HIDDEN!r}); print('x' * 1_000_000); sys.stderr.write('y' * 1_000_000)"
    assert run_for_secret(python(program)).reveal() == HIDDEN


def test_a_child_that_stays_does_not_hold_up_the_answer(tmp_path: Path) -> None:
    program = """
import subprocess, sys
print("secret", flush=True)
with open(sys.argv[1], "w") as file:
    file.write(str(subprocess.Popen(["sleep", "600"]).pid))
"""
    try:
        begin = time.monotonic()
        assert run_for_secret(python(program, str(tmp_path / "pid"))).reveal() == "secret"
        assert time.monotonic() - begin < 60
    finally:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Whether it runs; a zombie that nobody has collected does not."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(*pids: int) -> None:
    deadline = time.monotonic() + 10
    while any(map(is_alive, pids)):
        assert time.monotonic() < deadline, "it is still there"
        time.sleep(0.01)


FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen(["sleep", "600"])
with open(sys.argv[1] + ".new", "w") as file:
    file.write(f"{os.getpid()} {child.pid}")
os.rename(sys.argv[1] + ".new", sys.argv[1])
print("half a secr", end="", flush=True)
time.sleep(600)
"""
procfs = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes")


@procfs
def test_when_the_time_is_over_the_command_goes_with_its_children(tmp_path: Path) -> None:
    error = failure(python(FAMILY, str(tmp_path / "pids")), seconds=2)
    assert error.what == f"The command {NAME} did not end within 2 seconds."
    wait_until_gone(*map(int, (tmp_path / "pids").read_text().split()))


@procfs
def test_when_the_application_ends_meanwhile_nothing_stays(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    program = f"""
import os, threading, time
from auth.commands import CommandFailed, run_for_secret
def run():
    try:
        run_for_secret({python(FAMILY, str(pids))!r}, 600)
    except CommandFailed:
        pass
threading.Thread(target=run, daemon=True).start()
while not os.path.exists({str(pids)!r}):
    time.sleep(0.01)
"""
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=30
    )
    assert (run.returncode, run.stderr) == (0, b"")
    wait_until_gone(*map(int, pids.read_text().split()))


def test_the_command_sees_the_persons_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNUPGHOME", "/somewhere")
    assert "GNUPGHOME" in os.environ
    assert run_for_secret(python("import os; print(os.environ['GNUPGHOME'])")).reveal() == "/somewhere"
