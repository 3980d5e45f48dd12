"""The driver of the journeys does what it says, on programs of a few lines."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.terminal import Look, NotShown, Terminal
from tests.tools import needs

pytestmark = needs("tmux")

ECHO = """
while True:
    line = input("> ")
    print("got", repr(line))
"""

RAW = """
import os, sys, tty
tty.setraw(0)
sys.stdout.write(MODES + "ready\\r\\n"); sys.stdout.flush()
while True:
    sys.stdout.write(ascii(os.read(0, 1000)) + "\\r\\n"); sys.stdout.flush()
"""


ALT = """
import os, select, sys, tty
tty.setraw(0)
print("ready", end="\\r\\n", flush=True)
while True:
    key = os.read(0, 1)
    alt = key == b"\\x1b" and select.select([0], [], [], 0.1)[0]
    print("alt+" if alt else "key", os.read(0, 1) if alt else key, end="\\r\\n", flush=True)
"""


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def raw(modes: str = "") -> list[str]:
    return python(RAW.replace("MODES", repr(modes)))


def test_typed_text_arrives_and_the_answer_is_waited_for() -> None:
    with Terminal(python(ECHO)) as terminal:
        terminal.wait_for(">")
        terminal.type("-l; $HOME 日本 'x'")
        terminal.press("Enter")
        assert "got \"-l; $HOME 日本 'x'\"" in terminal.wait_for("got")


def test_keys_have_names() -> None:
    with Terminal(raw()) as terminal:
        terminal.wait_for("ready")
        terminal.press("C-p")
        terminal.wait_for(r"b'\x10'")
        terminal.press("Up")
        terminal.wait_for(r"b'\x1b[A'")
        terminal.press("Escape")
        terminal.wait_for(r"b'\x1b'")


def test_a_paste_is_bracketed_where_the_program_asked() -> None:
    with Terminal(raw("\x1b[?2004h")) as terminal:
        terminal.wait_for("ready")
        terminal.paste("123456")
        terminal.wait_for(r"b'\x1b[200~123456\x1b[201~'")


def test_a_click_lands_on_the_text() -> None:
    with Terminal(raw("\x1b[?1000h\x1b[?1006h\x1b[5;11H")) as terminal:
        terminal.click("ready")
        terminal.wait_for(r"\x1b[<0;11;5M\x1b[<0;11;5m")


def test_the_environment_is_the_given_one_and_says_nothing_of_tmux() -> None:
    given = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "MARK": "a b"}
    show = "import os; print(*sorted(os.environ.items()), sep='\\n')"
    with Terminal(python(show), env=given, columns=200) as terminal:
        assert terminal.wait_for_end() == 0
        names = set(re.findall(r"^\('(\w+)'", terminal.text(), re.MULTILINE))
    # PWD and SHELL are set by tmux, TERM and COLORTERM by the driver.
    assert names - {"LC_CTYPE"} == {*given, "TERM", "COLORTERM", "PWD", "SHELL"}


def test_the_size_is_the_given_one_and_can_change() -> None:
    show = "import os, signal; size = lambda *_: print(*os.get_terminal_size(), flush=True)"
    wait = "signal.signal(signal.SIGWINCH, size); size()\nwhile True: signal.pause()"
    with Terminal(python(f"{show}; {wait}"), columns=120, rows=40) as terminal:
        terminal.wait_for("120 40")
        terminal.resize(80, 24)
        terminal.wait_for("80 24")


def test_styles_title_and_clipboard_can_be_seen() -> None:
    show = r"print('\033]2;fumidai\007\033]52;c;Y29waWVk\007plain \033[1;31mred\033[0m')"
    with Terminal(python(show)) as terminal:
        terminal.wait_for_end()
        assert terminal.text().startswith("plain red\n")
        assert "plain \x1b[1m\x1b[31mred" in terminal.styled()
        assert terminal.title() == "fumidai"
        assert terminal.clipboard() == "copied"


def test_nothing_copied_is_none() -> None:
    with Terminal(python("pass")) as terminal:
        terminal.wait_for_end()
        assert terminal.clipboard() is None


@pytest.mark.parametrize(
    "sought",
    ["row 7", re.compile(r"^row \d$", re.MULTILINE), lambda text: text.count("row") == 1],
    ids=["text", "pattern", "question"],
)
def test_a_wait_takes_a_text_a_pattern_or_a_question(sought: str) -> None:
    with Terminal(python("print('row 7'); input()")) as terminal:
        assert terminal.wait_for(sought).startswith("row 7\n")


def test_a_wait_for_something_to_go_ends_when_it_is_gone() -> None:
    with Terminal(python(r"input('busy '); print('\033[2Jdone'); input()")) as terminal:
        terminal.wait_for("busy")
        terminal.press("Enter")
        assert "done" in terminal.wait_while("busy")


def test_a_line_that_one_look_only_lacks_is_not_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look may fall between two halves of a frame."""
    looks = [Look(text, None) for text in ("Esc back", "half", "Esc back", "gone", "gone still")]
    monkeypatch.setattr(Terminal, "look", lambda _self: looks.pop(0))
    assert Terminal(["never", "started"]).wait_while("Esc back") == "gone still"


def test_a_key_after_escape_is_not_taken_for_one_with_alt() -> None:
    with Terminal(python(ALT)) as terminal:
        terminal.wait_for("ready")
        terminal.press("Escape")
        terminal.press("r")
        terminal.wait_for("key b'r'")
        terminal.press("Escape")
        terminal.type("q")
        terminal.wait_for("key b'q'")


def test_a_wait_in_vain_shows_the_screen() -> None:
    with Terminal(python("input('what is there ')")) as terminal:
        terminal.wait_for("what")
        with pytest.raises(NotShown, match=r"did not show 'missing' within 0.1 s\.\n(.*\n)*│what is there"):
            terminal.wait_for("missing", timeout=0.1)


def test_a_program_that_ended_is_not_waited_for() -> None:
    with (
        Terminal(python("raise SystemExit('broken')")) as terminal,
        pytest.raises(NotShown, match=r"ended with 1 and did not show 'missing'\.\n(.*\n)*│broken"),
    ):
        terminal.wait_for("missing", timeout=600)


def test_the_exit_status_is_told_and_so_is_a_signal() -> None:
    with Terminal(python("raise SystemExit(3)")) as terminal:
        assert terminal.wait_for_end() == 3
    with Terminal(python("import os; os.kill(os.getpid(), 15)")) as terminal:
        assert terminal.wait_for_end() == -signal.SIGTERM


def test_nothing_is_left_even_of_a_program_that_will_not_go() -> None:
    stay = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); print('here', flush=True)"
    terminal = Terminal(python(f"{stay}\nwhile True: signal.pause()"))
    with terminal:
        terminal.wait_for("here")
        folder = terminal._folder
        assert Path(f"/proc/{terminal.pid}").exists() or sys.platform != "linux"
    with pytest.raises(ProcessLookupError):
        os.killpg(terminal.pid, 0)
    assert not folder.exists()


def test_a_command_that_does_not_exist_ends_as_in_a_shell() -> None:
    # Its words are not looked for: tmux 3.3 now and then loses what a program said that ended at once.
    with Terminal(["no-such-command"]) as terminal:
        assert terminal.wait_for_end() == 127
