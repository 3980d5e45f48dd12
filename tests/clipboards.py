"""Programs that stand for those of a clipboard: real processes on PATH, which note what they are given."""

from __future__ import annotations

import base64
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.app import FumidaiApp

_CAT, _SLEEP = shutil.which("cat"), shutil.which("sleep")
"""By their paths: on PATH there is nothing but the programs of the clipboard."""
_NOTE = 'echo "${0##*/} $*" >> "$CLIPBOARD/calls"\n'
_COPY, _PASTE, _EMPTY = f'{_CAT} > "$CLIPBOARD/held"', f'{_CAT} "$CLIPBOARD/held"', ': > "$CLIPBOARD/held"'
_PROGRAMS = {
    # Those for a display leave a process behind which has the text, and which holds their outputs open.
    "xclip": f'case "$*" in *-out) {_PASTE};; *) {_COPY}; {_SLEEP} 30 & esac',
    "xsel": f'case "$*" in *--output) {_PASTE};; *--clear) {_EMPTY};; *) {_COPY}; esac',
    "wl-copy": f'case "$*" in --clear) {_EMPTY};; *) {_COPY}; esac',
    "wl-paste": f'[ "$*" = --no-newline ] || echo; {_PASTE}',
    "pbcopy": _COPY,
    "pbpaste": _PASTE,
    "clip.exe": _COPY,
}


@dataclass(frozen=True, slots=True)
class OfAMachine:
    """A clipboard, and the programs that reach it."""

    folder: Path

    def install(self, *names: str, instead: str = "") -> None:
        """Put these programs on PATH. *instead*: the lines of a program that works in another way."""
        self.folder.mkdir(exist_ok=True)
        for name in names:
            program = self.folder / name
            program.write_text(f"#!/bin/sh\n{_NOTE}{instead or _PROGRAMS[name]}\n")
            program.chmod(0o755)

    def env(self, **others: str) -> dict[str, str]:
        """The variables of somebody who has them, and none of the machine's own."""
        return {"PATH": str(self.folder), "CLIPBOARD": str(self.folder), **others}

    @property
    def held(self) -> bytes | None:
        """What is in the clipboard; None where nothing ever was."""
        file = self.folder / "held"
        return file.read_bytes() if file.exists() else None

    def hold(self, text: bytes) -> None:
        """Somebody else copies something."""
        (self.folder / "held").write_bytes(text)

    @property
    def calls(self) -> list[str]:
        """Name and arguments of every program that was started, in order."""
        file = self.folder / "calls"
        return file.read_text().splitlines() if file.exists() else []


def given_to_terminal(app: FumidaiApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the terminal is told to copy from now on."""
    driver, copied = app._driver, list[str]()
    assert driver is not None
    write = driver.write

    def noted(text: str) -> None:
        copied.extend(base64.b64decode(each).decode() for each in re.findall(r"\x1b\]52;c;([^\a]*)\a", text))
        write(text)

    monkeypatch.setattr(driver, "write", noted)
    return copied
