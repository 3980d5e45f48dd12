"""A real Chromium without a window, started the way the application starts a browser: by a command of the settings."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.request import ProxyHandler, build_opener

from tui.browsers import Browser

T = TypeVar("T")
FLAGS = (
    "--headless",
    "--no-sandbox",  # the tests run as root, where Chromium refuses its own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 60.0
"""Seconds for what takes one on an idle machine."""


def until(what: str, look: Callable[[], T | None]) -> T:
    """What `look` finds, once it finds something."""
    give_up = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < give_up, f"waited in vain for {what}"
        time.sleep(0.02)
    return found


@dataclass
class Chromium:
    """One profile of Chromium in `folder`. `browser` is what the settings would say; `close` ends all it started."""

    folder: Path
    pids: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.pids = self.folder / "pids"
        script = self.folder / "start"
        flags = shlex.join([*FLAGS, f"--user-data-dir={self.folder / 'data'}"])
        # What starts it is its own leader, so its number is that of the group with all its children.
        script.write_text(f'#!/bin/sh\necho $$ >>{shlex.quote(str(self.pids))}\nexec chromium {flags} "$@"\n')
        script.chmod(0o755)

    @property
    def browser(self) -> Browser:
        return Browser((str(self.folder / "start"),), ("--remote-debugging-port=0", "{url}"))

    def page(self) -> tuple[str, str] | None:
        """Title and address of what is shown."""
        try:
            port = (self.folder / "data" / "DevToolsActivePort").read_text().split()[0]
            with build_opener(ProxyHandler({})).open(
                f"http://127.0.0.1:{port}/json/list", timeout=10
            ) as answer:
                pages = json.load(answer)
        except (OSError, ValueError, IndexError):
            return None
        return next(((each["title"], each["url"]) for each in pages if each["type"] == "page"), None)

    def shows(self, title: str) -> str:
        """Wait until a page with `title` is shown; its address."""

        def look() -> str | None:
            page = self.page()
            return page[1] if page and title in page[0] else None

        return until(f"the page {title!r}", look)

    def read(self, url: str) -> str:
        """The whole document behind a link."""
        done = subprocess.run(
            [str(self.folder / "start"), "--dump-dom", url],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            start_new_session=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout.decode()

    def close(self) -> None:
        """End every process it started, and wait until they are gone."""
        pids = [int(pid) for pid in self.pids.read_text().split()] if self.pids.exists() else []
        for pid in pids:
            until("Chromium's end", lambda pid=pid: _is_gone(pid))  # type: ignore[misc]  # mypy cannot infer it
        self.pids.unlink(missing_ok=True)
        (self.folder / "data" / "DevToolsActivePort").unlink(missing_ok=True)


def _is_gone(group: int) -> bool:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return True
    return False
