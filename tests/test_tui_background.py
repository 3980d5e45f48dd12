"""Work away from the screen: its result comes back, and nobody waits for it who has left."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from tui.background import in_thread


async def test_the_result_comes_back_from_another_thread() -> None:
    assert await in_thread(threading.get_ident) != threading.get_ident()


async def test_what_the_work_raises_is_raised_to_the_caller() -> None:
    def fails() -> None:
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        await in_thread(fails)


async def test_the_screen_goes_on_while_the_work_blocks() -> None:
    over = threading.Event()
    work = asyncio.ensure_future(in_thread(lambda: over.wait(20)))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not work.done()
    over.set()
    assert await work


async def test_the_result_of_a_caller_who_was_cancelled_is_dropped() -> None:
    started, over, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        over.wait(20)
        done.set()
        raise LookupError("heard by nobody")

    caller = asyncio.ensure_future(in_thread(work))
    while not started.is_set():
        await asyncio.sleep(0.001)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    over.set()
    assert done.wait(20)
    await asyncio.sleep(0)


def test_a_process_ends_at_once_although_its_work_hangs() -> None:
    program = """
import asyncio, threading
from tui.background import in_thread
started = threading.Event()
def hang():
    started.set()
    threading.Event().wait(300)
async def main():
    waiting = asyncio.ensure_future(in_thread(hang))
    while not started.is_set():
        await asyncio.sleep(0.001)
    waiting.cancel()
asyncio.run(main())
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")
