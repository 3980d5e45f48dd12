"""The clipboard: by the terminal (OSC 52), and by the platform's own program where this session has one.

Only a program that can read the clipboard can take a secret out again without taking somebody else's text with it.
So a secret goes by such a program alone where there is one: a terminal, and tmux in it, keep what OSC 52 gave them.
"""

from __future__ import annotations

import codecs
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from textual.app import App

from profiles.secret import Secret
from tui.background import in_thread

KEPT = timedelta(seconds=60)
"""How long a secret stays in a clipboard that can be emptied."""
_TIMEOUT = 3
"""Seconds for a program of the clipboard's, which may wait for a display that does not answer."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program of the clipboard's. Texts go in by standard input and come out by standard output."""

    copy: tuple[str, ...]
    paste: tuple[str, ...] = ()
    """Empty where it cannot read."""
    empty: tuple[str, ...] = ()
    """Empty where an empty text is copied instead."""

    @property
    def name(self) -> str:
        """As people know it."""
        return self.copy[0]


_PBCOPY = Tool(("pbcopy",), ("pbpaste",))
_WAYLAND = Tool(("wl-copy", "--type", "text/plain"), ("wl-paste", "--no-newline"), ("wl-copy", "--clear"))
_X11 = (
    Tool(("xclip", "-selection", "clipboard", "-in"), ("xclip", "-selection", "clipboard", "-out")),
    Tool(("xsel", "--clipboard", "--input"), ("xsel", "--clipboard", "--output"), ("xsel", "--clipboard", "--clear")),
)  # fmt: skip
_WINDOWS = Tool(("clip.exe",))


def tool_for(env: Mapping[str, str], platform: str = sys.platform) -> Tool | None:
    """The program of this session; None over SSH, where it would reach the clipboard of another machine."""
    if env.get("SSH_CONNECTION") or env.get("SSH_TTY"):
        return None
    tools: list[Tool] = []
    if platform == "darwin":
        tools.append(_PBCOPY)
    if env.get("WAYLAND_DISPLAY"):
        tools.append(_WAYLAND)
    if env.get("DISPLAY"):
        tools.extend(_X11)
    if platform == "win32" or "WSL_DISTRO_NAME" in env:
        tools.append(_WINDOWS)
    return next((tool for tool in tools if _is_there(tool, env)), None)


class Clipboard:
    """What was copied from here, as far as it has to be taken out again."""

    def __init__(
        self,
        app: App[None],
        env: Mapping[str, str],
        now: Callable[[], datetime],
        platform: str = sys.platform,
    ) -> None:
        self._app, self._env, self._now, self._platform = app, env, now, platform
        self._ours: bytes | None = None
        """The SHA-256 of the secret that lies in the clipboard, which does not have to be kept itself."""
        self._until: datetime | None = None

    async def copy(self, text: str) -> str:
        """Copy what is no secret; a sentence that says by what."""
        tool = tool_for(self._env, self._platform)
        taken = tool is not None and await in_thread(lambda: _given(tool, text, self._env))
        self._app.copy_to_clipboard(text)
        if tool is not None and taken:
            return f"Copied by {tool.name}, and given to your terminal (OSC 52)."
        return "Given to your terminal to copy (OSC 52)."

    async def copy_secret(self, secret: Secret) -> str:
        """Copy a secret; a sentence that says by what, and how long it stays."""
        tool = tool_for(self._env, self._platform)
        before = self._ours, self._until
        if tool is not None and tool.paste:
            # Before it is given: whoever leaves meanwhile stops the waiting, and not the program.
            self._ours, self._until = _digest(secret.reveal().encode()), self._now() + KEPT
        if tool is not None and await in_thread(lambda: _given(tool, secret.reveal(), self._env)):
            if not tool.paste:
                return (
                    f"Copied by {tool.name}, which cannot empty the clipboard: it stays there until you copy something"
                    " else."
                )
            return f"Copied by {tool.name}. In 60 seconds the clipboard is emptied, if it still holds this."
        self._ours, self._until = before
        self._app.copy_to_clipboard(secret.reveal())
        # Textual keeps what was copied, for pasting into its own fields. A secret shall not stay there.
        self._app._clipboard = ""
        return "Given to your terminal to copy (OSC 52). It stays in the clipboard until you copy something else."

    @property
    def is_due(self) -> bool:
        """The time of a secret in the clipboard is over."""
        return self._until is not None and self._now() >= self._until

    async def empty(self) -> None:
        """Take the secret out of the clipboard, if it is still there."""
        ours, self._ours, self._until = self._ours, None, None
        tool = tool_for(self._env, self._platform)
        if ours is not None and tool is not None:
            await in_thread(lambda: _emptied(tool, ours, self._env))


def _is_there(tool: Tool, env: Mapping[str, str]) -> bool:
    programs = {command[0] for command in (tool.copy, tool.paste) if command}
    return all(shutil.which(program, path=env.get("PATH", "")) for program in programs)


def _given(tool: Tool, text: str, env: Mapping[str, str]) -> bool:
    """Whether the program took *text*. Blocks."""
    return _run(tool.copy, _encoded(tool, text), env) is not None


def _emptied(tool: Tool, ours: bytes, env: Mapping[str, str]) -> None:
    """Empty the clipboard if what it holds has the digest *ours*. Blocks."""
    held = _run(tool.paste, b"", env, reads=True)
    if held is not None and _digest(held) == ours:
        _run(tool.empty or tool.copy, b"", env)


def _encoded(tool: Tool, text: str) -> bytes:
    # clip.exe takes bytes for the console's code page, unless they begin as UTF-16 does.
    if tool is _WINDOWS and not text.isascii():
        return codecs.BOM_UTF16_LE + text.encode("utf-16-le")
    return text.encode()


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).digest()


def _run(
    command: tuple[str, ...], given: bytes, env: Mapping[str, str], *, reads: bool = False
) -> bytes | None:
    """What the program printed, if that is read; None where it failed, or did not end in time."""
    program = shutil.which(command[0], path=env.get("PATH", ""))
    if program is None:
        return None
    try:
        ran = subprocess.run(
            [program, *command[1:]],
            input=given,
            # Not a pipe where nothing is read: those for X11 and Wayland leave a process behind that holds it open.
            stdout=subprocess.PIPE if reads else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(env),
            timeout=_TIMEOUT,
            # That process has to outlive a signal from our terminal.
            start_new_session=True,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ran.stdout or b""
