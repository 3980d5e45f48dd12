"""A link in a browser's hands: once, in time, to the one who was told the path, and nothing is left behind."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from auth.handover import LIFE, Handover, clear_left_over, hand_over
from profiles.secret import Secret
from profiles.writing import FileRefused

LINK = "https://signin.aws.amazon.com/federation?Action=login&SigninToken=very-secret-token"
WAIT = 20.0


class Seconds:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def handed(tmp_path: Path, seconds: Seconds) -> Handover:
    return hand_over(Secret(LINK), tmp_path, clock=seconds)


def address(handed: Handover) -> tuple[str, int, str]:
    """Host, port and path, as they stand in the file."""
    found = re.search(r'url=http://([0-9.]+):(\d+)(/[^"]+)"', handed.file.read_text())
    assert found
    return found[1], int(found[2]), found[3]


def ask(
    where: tuple[str, int, str], method: str = "GET", headers: dict[str, str] | None = None
) -> http.client.HTTPResponse | None:
    """The answer; None where nobody listens any more."""
    host, port, path = where
    connection = http.client.HTTPConnection(host, port, timeout=WAIT)
    try:
        connection.request(method, path, headers=headers or {})
        answer = connection.getresponse()
        answer.read()
        return answer
    except ConnectionError:
        return None
    finally:
        connection.close()


def gave(answer: http.client.HTTPResponse | None) -> str | None:
    return answer.getheader("Location") if answer else None


def raw(port: int, request: bytes) -> bytes:
    """What the port answers to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while data := connection.recv(4096):
            answer += data
        return answer


def test_the_path_in_the_file_leads_to_the_link_once_and_then_everything_is_gone(handed: Handover) -> None:
    where = address(handed)
    assert not handed.used.is_set()
    answer = ask(where)
    assert answer is not None
    assert (answer.status, gave(answer)) == (303, LINK)
    assert answer.getheader("Cache-Control") == "no-store"
    assert answer.getheader("Referrer-Policy") == "no-referrer"
    assert answer.getheader("Server") is None
    assert handed.used.is_set()
    assert handed.closed.wait(WAIT)
    assert not handed.file.parent.exists()
    assert ask(where) is None


def test_the_file_is_its_owners_alone_and_holds_no_link(handed: Handover) -> None:
    assert stat.S_IMODE(handed.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(handed.file.parent.stat().st_mode) == 0o700
    text = handed.file.read_text()
    assert "very-secret-token" not in text
    assert "amazon" not in text
    assert "<script" not in text
    assert len(address(handed)[2]) >= 1 + 128 / 6
    handed.close()


def test_every_handover_has_a_path_of_its_own(tmp_path: Path) -> None:
    several = [hand_over(Secret(LINK), tmp_path) for _ in range(3)]
    assert len({address(each)[2] for each in several}) == 3
    assert len({each.file for each in several}) == 3
    for each in several:
        each.close()
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get"])
def test_another_method_gets_nothing_and_does_not_use_it_up(handed: Handover, method: str) -> None:
    where = address(handed)
    answer = ask(where, method)
    assert answer is not None
    assert (answer.status, gave(answer)) == (404, None)
    assert gave(ask(where)) == LINK


def test_every_refusal_looks_the_same(handed: Handover) -> None:
    _, port, path = address(handed)
    host = f"Host: 127.0.0.1:{port}\r\n"
    refused = {
        raw(port, request.encode())
        for request in (
            f"GET / HTTP/1.1\r\n{host}\r\n",
            f"GET {path}x HTTP/1.1\r\n{host}\r\n",
            f"GET {path[:-1]} HTTP/1.1\r\n{host}\r\n",
            f"GET {path}? HTTP/1.1\r\n{host}\r\n",
            f"GET {path.swapcase()} HTTP/1.1\r\n{host}\r\n",
            f"GET /favicon.ico HTTP/1.1\r\n{host}\r\n",
            f"GET /\xe9 HTTP/1.1\r\n{host}\r\n",
            f"PUT {path} HTTP/1.1\r\n{host}\r\n",
            f"GET {path} HTTP/1.1\r\n\r\n",
            f"GET {path} HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            f"GET {path} HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n",
            f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n",
            f"GET {path} HTTP/1.1\r\n{host}Host: evil.example\r\n\r\n",
        )
    }
    assert len(refused) == 1, refused
    (answer,) = refused
    assert answer.startswith(b"HTTP/1.0 404 Not Found\r\n")
    assert b"Location" not in answer
    assert answer.endswith(b"\r\n\r\n")
    assert gave(ask(address(handed))) == LINK


@pytest.mark.parametrize(
    "request_line", ["GET {path}\r\n", "nonsense\r\n\r\n", "\r\n", "GET {path} HTTP/9.9\r\n\r\n"]
)
def test_what_is_no_request_gets_no_link(handed: Handover, request_line: str) -> None:
    _, port, path = address(handed)
    assert b"secret" not in raw(port, request_line.format(path=path).encode())
    assert gave(ask(address(handed))) == LINK


@pytest.mark.parametrize(
    "header", [("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch"), ("X-Moz", "prefetch")]
)
def test_a_browser_that_only_fetches_ahead_does_not_use_it_up(
    handed: Handover, header: tuple[str, str]
) -> None:
    where = address(handed)
    assert gave(ask(where, headers=dict([header]))) is None
    assert gave(ask(where)) == LINK


def test_of_many_at_once_one_gets_it(handed: Handover) -> None:
    where = address(handed)
    together = threading.Barrier(8)

    def race(_: int) -> str | None:
        together.wait(WAIT)
        return gave(ask(where))

    with ThreadPoolExecutor(8) as pool:
        given = [*pool.map(race, range(8))]
    assert sorted(filter(None, given)) == [LINK]


def test_somebody_who_connects_and_says_nothing_holds_nobody_up(handed: Handover) -> None:
    where = address(handed)
    with ExitStack() as several:
        # One after the other, with seconds of patience for each, these would take longer than `ask` waits.
        for _ in range(8):
            silent = several.enter_context(socket.create_connection(where[:2]))
            silent.sendall(b"GET /")
        assert gave(ask(where)) == LINK


def test_whoever_says_nothing_is_dropped_without_a_word(
    handed: Handover, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("auth.handover._Request.timeout", 0.01)
    with socket.create_connection(address(handed)[:2], timeout=WAIT) as silent:
        assert silent.recv(1) == b""
    assert capfd.readouterr() == ("", "")
    handed.close()


def test_while_the_link_is_on_its_way_nobody_else_gets_it(handed: Handover) -> None:
    path = address(handed)[2]
    assert handed._listener.take(path)
    assert handed._listener.take(path) is None
    handed.close()


def test_when_its_time_is_over_it_gives_nothing_and_goes_by_itself(
    handed: Handover, seconds: Seconds
) -> None:
    where = address(handed)
    seconds.now += LIFE
    assert gave(ask(where)) is None
    assert handed.closed.wait(WAIT)
    assert not handed.file.parent.exists()
    assert not handed.used.is_set()
    assert ask(where) is None


def test_it_lasts_until_its_end(tmp_path: Path, seconds: Seconds) -> None:
    handed = hand_over(Secret(LINK), tmp_path, life=10, clock=seconds)
    seconds.now += 9.99
    assert gave(ask(address(handed))) == LINK


def test_closing_takes_it_back_at_once_and_may_be_done_twice(handed: Handover) -> None:
    where = address(handed)
    handed.close()
    handed.close()
    assert handed.closed.is_set()
    assert not handed.file.parent.exists()
    assert ask(where) is None


def test_it_listens_on_loopback_alone(handed: Handover) -> None:
    host, port, _ = address(handed)
    assert host == "127.0.0.1"
    with pytest.raises(ConnectionError), socket.create_connection(("127.0.0.2", port), timeout=WAIT):
        pass
    handed.close()


@pytest.mark.parametrize("life", [0.0, -1.0, LIFE + 1])
def test_it_never_lasts_longer_than_a_minute(tmp_path: Path, life: float) -> None:
    with pytest.raises(ValueError, match="a minute at most"):
        hand_over(Secret(LINK), tmp_path, life=life)


@pytest.mark.parametrize(
    "url",
    ["http://signin.aws.amazon.com/", "javascript:alert(1)", "https://a\r\nSet-Cookie: b", "https://a b", ""],
)
def test_what_is_no_link_is_not_handed_over_nor_told(tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match="no link") as caught:
        hand_over(Secret(url), tmp_path)
    assert not url or url not in str(caught.value)
    assert not [*tmp_path.iterdir()]


def test_a_folder_that_everybody_may_write_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(FileRefused, match="not yours alone"):
        hand_over(Secret(LINK), tmp_path)
    assert not [*tmp_path.iterdir()]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileRefused, match="Copy the link instead"):
        hand_over(Secret(LINK), tmp_path / "file" / "below")


def test_a_missing_folder_is_made_private(tmp_path: Path) -> None:
    handed = hand_over(Secret(LINK), tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    handed.close()


PROGRAM = """
import sys, time
from pathlib import Path
from auth.handover import hand_over
from profiles.secret import Secret
handed = hand_over(Secret("https://signin.aws.amazon.com/"), Path(sys.argv[1]))
print(handed.file, flush=True)
sys.stdin.read()
"""


def start(folder: Path) -> tuple[subprocess.Popen[str], Path]:
    """A program that has handed over, and its file."""
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    return child, Path(child.stdout.readline().strip())


def end(child: subprocess.Popen[str]) -> None:
    assert child.stdin
    assert child.stdout
    child.stdin.close()
    child.wait(WAIT)
    child.stdout.close()


def test_a_program_that_ends_leaves_nothing_and_waits_for_nobody(tmp_path: Path) -> None:
    child, file = start(tmp_path)
    assert file.exists()
    end(child)
    assert child.returncode == 0
    assert not [*tmp_path.iterdir()]


def test_what_a_crash_left_is_removed_once_its_minute_is_over(tmp_path: Path) -> None:
    child, file = start(tmp_path)
    child.send_signal(signal.SIGKILL)
    end(child)
    made = file.parent.stat().st_mtime
    clear_left_over(tmp_path, made + LIFE - 1)
    assert file.exists()
    clear_left_over(tmp_path, made + LIFE)
    assert not file.parent.exists()


def test_the_next_handover_clears_too(tmp_path: Path) -> None:
    old = hand_over(Secret(LINK), tmp_path)
    os.utime(old.file.parent, (0, 0))
    new = hand_over(Secret(LINK), tmp_path)
    assert [*tmp_path.iterdir()] == [new.file.parent]
    old.close()
    new.close()


def test_clearing_leaves_all_else_alone(tmp_path: Path) -> None:
    for name in ("console-file", "other"):
        (tmp_path / name).write_text("")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "console-link").symlink_to(elsewhere)
    clear_left_over(tmp_path, 9e9)
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "console-file", "console-link", "elsewhere", "other",
    ]  # fmt: skip
    clear_left_over(tmp_path / "missing", 9e9)


def test_nothing_is_printed(handed: Handover, capfd: pytest.CaptureFixture[str]) -> None:
    where = address(handed)
    raw(where[1], b"nonsense\r\n\r\n")
    ask((*where[:2], "/other"))
    ask(where)
    assert handed.closed.wait(WAIT)
    assert capfd.readouterr() == ("", "")
    assert "secret" not in repr(handed) + repr(vars(handed)) + repr(vars(handed._listener))
