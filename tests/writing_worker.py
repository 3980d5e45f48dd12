"""Processes that change files and are killed at it; run as `python -m tests.writing_worker TASK …`.

Every task prints one JSON value for each thing it saw. It forks, so that hundreds of processes start in no
time; a test process may hold threads, which a fork would tear.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import filelock
from botocore.configloader import raw_config_parse

from profiles import exchange, replacing, writing
from profiles.editor import set_keys
from profiles.writing import FileRefused, change_file, sweep

ROOT = Path(__file__).resolve().parent.parent
BEFORE = b"# mine\n[p0]\nk = before\n"
THEIRS = b"[theirs]\nk = 1\n"
_TRACED = {exchange.__file__, replacing.__file__, writing.__file__}


def work(task: str, *arguments: object, prefix: tuple[str, ...] = ()) -> list[Any]:
    """What a task printed. Fails if it failed."""
    run = subprocess.run(
        [*prefix, sys.executable, "-m", "tests.writing_worker", task, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def seen(path: Path) -> dict[str, object]:
    """What a person finds: before the next start, and after it."""
    content = path.read_text() if path.exists() else None
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    kept = [found.read_text() for found in path.parent.glob("*.saved-*")]
    swept = sweep(path)
    with filelock.FileLock(f"{path}.lock", timeout=0):  # raises if it is still held
        names = sorted(found.name for found in path.parent.iterdir() if found.suffix != ".lock")
    return {
        "content": content,
        "after sweep": path.read_text() if path.exists() else None,
        "mode": mode,
        "names": names,
        "removed": swept.removed,
        "saved": [[stat.S_IMODE(saved.stat().st_mode), saved.read_text()] for saved in swept.saved],
        "kept": kept,
        "botocore": raw_config_parse(str(path), parse_subsections=False) if path.exists() else None,
    }


def fork(child: Callable[[], None]) -> int:
    """Run `child` in a process of its own, which ends with 0 or is killed."""
    number = os.fork()
    if number == 0:
        try:
            child()
        except BaseException as error:
            print(f"{error!r}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return number


def die_at(step: int) -> None:
    """Kill this process, as by `kill -9`, just before the `step`-th line from here on in the modules that write."""
    left = step

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        nonlocal left
        if frame.f_code.co_filename not in _TRACED:
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    caller: FrameType | None = sys._getframe()
    while caller:  # functions that have begun already
        if caller.f_code.co_filename in _TRACED:
            caller.f_trace = trace
        caller = caller.f_back


def before_swap(number: int, act: Callable[[], object]) -> None:
    """Do something in the instant before the `number`-th swap of this process."""
    real = exchange.swap
    calls = 0

    def swap(new: Path, target: Path) -> bool:
        nonlocal calls
        calls += 1
        if calls == number:
            act()
        return real(new, target)

    exchange.swap = swap


def without_exchange() -> None:
    """As on a disk that cannot swap."""
    exchange._rename = lambda *_, **__: False


def ours(data: bytes) -> bytes:
    return set_keys(data, "p0", {"k": "after", "aws_session_token": "x" * 3000})


def once(folder: Path, scenario: str, step: int) -> Path:
    """Change a file in a process that dies at a step. Returns the file; raises `EOFError` if it did not die."""
    path = folder / str(step) / "credentials"
    path.parent.mkdir(parents=True)
    if "missing" not in scenario:
        path.write_bytes(BEFORE)
        path.chmod(0o644)

    def child() -> None:
        if "disk" in scenario:
            without_exchange()
        if "foreign" in scenario:  # what comes before the swap is the same in other scenarios

            def write() -> None:
                path.write_bytes(BEFORE + THEIRS)
                die_at(step)

            before_swap(1, write)
        else:
            die_at(step)
        if "twice" in scenario:  # and once more, into the file that we are about to take back
            before_swap(2, lambda: path.write_bytes(path.read_bytes() + THEIRS.replace(b"theirs", b"others")))
        try:
            change_file(path, ours, private=True)
        except FileRefused:
            if "twice" not in scenario:
                raise

    _, status = os.waitpid(fork(child), 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0
        raise EOFError
    return path


def steps(folder: str, scenario: str) -> Iterator[object]:
    """Die before each line in turn; what is there after each death."""
    writing._PAUSE = 0.0  # the other program has ended
    change_file(Path(folder) / "first", ours, private=True)  # what is imported for a write is imported once
    for step in range(1, 10_000):
        try:
            path = once(Path(folder), scenario, step)
        except EOFError:
            return
        yield seen(path)


def kills(folder: str, seed: str, number: str) -> Iterator[object]:
    """Kill a process that changes one file on and on, again and again, at any instant."""
    path = Path(folder) / "credentials"
    path.write_bytes(b"".join(b"[p%d]\nk = 0\n" % name for name in range(5)))
    chance = random.Random(int(seed))  # noqa: S311  instants, no secrets
    done = 0
    for _ in range(int(number)):
        reader, writer = os.pipe()

        def child(first: int = done + 1, writer: int = writer) -> None:
            for value in range(first, first + 1_000_000):
                change = {"k": str(value), "aws_session_token": "x" * (value * 977 % 20_000)}
                change_file(path, lambda data: set_keys(data, f"p{value % 5}", change), private=True)  # noqa: B023  called at once
                os.write(writer, b"%d\n" % value)

        process = fork(child)
        os.close(writer)
        with open(reader, "rb") as told:
            first = told.readline()
            time.sleep(chance.uniform(0, 0.004))
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            done = int((first + told.read()).split()[-1])
        found = seen(path)
        values = [int(section["k"]) for section in found.pop("botocore").values()]  # type: ignore[attr-defined]  # JSON
        for text in ("content", "after sweep"):
            found[text] = sorted(line for line in str(found[text]).splitlines() if line.startswith("["))
        yield {**found, "done": done, "values": values}
        done = max(values)


def many(folder: str, rounds: str) -> Iterator[object]:
    """Eight processes change a profile each; a ninth reads all the time."""
    path = Path(folder) / "config"
    path.write_bytes(BEFORE)
    path.chmod(0o640)
    stop, stopped = os.pipe()

    def read() -> None:
        os.close(stopped)
        os.set_blocking(stop, False)
        reads = 0
        last: dict[str, int] = {}
        while True:
            data = path.read_bytes()
            assert data.startswith(BEFORE), data
            assert data.endswith(b"\n"), data
            now = {name: int(keys["k"]) for name, keys in raw(data).items() if name != "p0"}
            assert all(now[name] >= value for name, value in last.items()), (last, now)
            last = now
            reads += 1
            try:
                os.read(stop, 1)
            except BlockingIOError:
                continue
            print(reads, flush=True)
            return

    def raw(data: bytes) -> dict[str, dict[str, str]]:
        copy = Path(folder) / "copy" / "config"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(data)
        return raw_config_parse(str(copy))

    def write(name: str) -> None:
        for value in range(1, int(rounds) + 1):
            change = {"k": str(value)}
            change_file(path, lambda data: set_keys(data, name, change), private=False, patience=300)  # noqa: B023  called at once

    reader = fork(read)
    writers = [fork(partial(write, f"w{number}")) for number in range(8)]
    assert [os.waitpid(writer, 0)[1] for writer in writers] == [0] * 8
    os.close(stopped)
    assert os.waitpid(reader, 0)[1] == 0
    yield {**seen(path), "changed": {name: keys["k"] for name, keys in raw(path.read_bytes()).items()}}


def appends(folder: str, number: str) -> Iterator[object]:
    """A program without a lock adds sections, as the AWS CLI adds them, while we change the file all the time."""
    path = Path(folder) / "config"
    path.write_bytes(BEFORE)
    chance = random.Random(int(number))  # noqa: S311  instants, no secrets

    def add() -> None:
        for section in range(int(number)):
            with path.open("a") as file:
                file.write(f"[t{section}]\nk = 1\n")
            time.sleep(chance.uniform(0, 0.02))

    def quickly(value: int, data: bytes) -> bytes:
        """Quicker than the editor, or we would not get between two additions."""
        return re.sub(rb"k = \w+", b"k = %d" % value, data, count=1)

    appender = fork(add)
    changes, refusals, merged = 0, [], 0
    before = BEFORE
    while os.waitpid(appender, os.WNOHANG) == (0, 0):
        try:
            written = change_file(path, partial(quickly, changes), private=False)
        except FileRefused as refused:
            refusals.append(str(refused))
        else:
            changes += 1
            merged += written.before != before
            before = written.after
    saved = [found.read_text() for found in path.parent.glob("config.saved-*")]
    yield {**seen(path), "changes": changes, "merged": merged, "refusals": refusals, "texts": saved}


def disk(folder: str, kind: str) -> Iterator[object]:
    """Change a file on a disk (in a mount namespace of our own) that is full, read-only, or the file itself."""
    path = Path(folder) / "config"
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", folder], check=True)
    except (OSError, subprocess.CalledProcessError):
        return
    path.write_bytes(BEFORE)
    if kind == "full":
        (path.parent / "filler").write_bytes(b"x" * 16_000)
    elif kind == "mounted":
        subprocess.run(["mount", "--bind", path, path], check=True)
    else:
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
    try:
        change_file(path, lambda data: data + b"# note\n" * 4000, private=False)
    except FileRefused as refused:
        names = sorted(found.name for found in path.parent.iterdir() if found.suffix != ".lock")
        yield [refused.what, refused.cause, refused.remedy, path.read_text(), names]


def nobody(folder: str) -> Iterator[object]:
    """Change a file in a folder where only root may write, as another user."""
    path = Path(folder) / "config"
    os.setgid(65534)
    os.setuid(65534)
    try:
        change_file(path, ours, private=False)
    except FileRefused as refused:
        yield [refused.what, refused.cause, refused.remedy]


TASKS: dict[str, Callable[..., Iterator[object]]] = {
    "steps": steps, "kills": kills, "many": many, "appends": appends, "disk": disk, "nobody": nobody,
}  # fmt: skip

if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    for found in TASKS[task](*arguments):
        print(json.dumps(found), flush=True)
