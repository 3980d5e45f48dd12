"""A screen that nobody sees (Xvfb), and hands that type on it (xdotool): a person in front of a browser.

with Screen() as screen:
    screen.type("Sign in", "user@example.com")   # into the window with this title, then Enter
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from typing import Self

from tests.chromium import PATIENCE, until

LOST = 15.0
"""Seconds after which keys that led nowhere were lost."""


class Screen:
    """Without a window manager: the window that is typed into gets the keyboard first."""

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        # Without -noreset it begins anew whenever its last client goes, and turns away who comes in that moment.
        size, quiet = ["-screen", "0", "1280x900x24"], ["-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), *size, *quiet],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[writing],
        )
        os.close(writing)
        with open(reading) as told:
            self.display = f":{told.readline().strip()}"
        assert self.display != ":", "Xvfb did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait(PATIENCE)

    def window(self, title: str) -> str:
        """Wait for a window with *title*, a part of it."""
        try:
            return until(f"a window called {title!r}", lambda: self._search(title))
        except AssertionError as error:
            raise AssertionError(f"{error}; there are {self.titles()}") from None

    def titles(self) -> list[str]:
        """Of all windows."""
        return [self._ask("getwindowname", each) for each in self._ask("search", "--name", ".").split()]

    def type(self, title: str, text: str) -> None:
        """Type *text* and Enter into the window called *title*, which they lead on from.

        Once more where it stays: a browser that is busy loses keys, and a person sees that.
        """
        for _ in range(4):
            self._focus(title)
            self._ask("key", "ctrl+a")
            self._ask("type", "--delay", "4", text)
            self._ask("key", "Return")
            give_up = time.monotonic() + LOST
            while time.monotonic() < give_up:
                if not self._search(title):
                    return
                time.sleep(0.02)

    def nudge(self, title: str) -> bool:
        """Press Enter in the window called *title*, if it is there; always False."""
        if window := self._search(title):
            self._ask("windowfocus", window)
            self._ask("key", "Return")
        return False

    def close(self, title: str) -> None:
        """Close the window, with all its tabs, as a person does by a key."""
        self._focus(title)
        self._ask("key", "ctrl+shift+w")

    def _focus(self, title: str) -> None:
        self._ask("windowfocus", "--sync", self.window(title))

    def _search(self, title: str) -> str:
        return next(iter(self._ask("search", "--onlyvisible", "--name", re.escape(title)).split()), "")

    def _ask(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return done.stdout.strip()
