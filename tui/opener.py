"""Opening a link in the person's own browser, and knowing when that cannot work."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Programs that draw in the terminal, which is ours.
_TEXT_BROWSERS = frozenset({"www-browser", "lynx", "w3m", "links", "links2", "elinks", "browsh", "carbonyl"})


@dataclass(frozen=True, slots=True)
class CannotOpen(Exception):
    """No browser can be opened from here; *why* in words."""

    why: str


def draws_in_the_terminal(program: str) -> bool:
    """Whether *program*, a name or a path, is a text browser."""
    return Path(program).name in _TEXT_BROWSERS


def need_display(env: Mapping[str, str], platform: str = sys.platform) -> None:
    """Raise ``CannotOpen`` where no window can be shown."""
    has_one = platform in {"darwin", "win32"} or env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")
    if not has_one:
        raise CannotOpen("There is no display here (a session over SSH?).")


def command_for(url: str, env: Mapping[str, str], platform: str = sys.platform) -> list[str]:
    """The command that opens *url* here. Raises ``CannotOpen``.

    ``BROWSER`` comes first, as elsewhere: a program's name, with ``%s`` for the link where it takes it elsewhere
    than at the end.
    """
    if chosen := env.get("BROWSER", "").split(":")[0].strip():
        words = chosen.split()
        if draws_in_the_terminal(words[0]):
            raise CannotOpen(f"BROWSER names {words[0]}, which would draw in this terminal.")
        filled = [word.replace("%s", url) for word in words]
        return filled if "%s" in chosen else [*filled, url]
    if platform == "darwin":
        return ["open", url]
    if platform == "win32":
        return ["rundll32", "url.dll,FileProtocolHandler", url]
    if "WSL_DISTRO_NAME" in env and (helper := shutil.which("wslview", path=env.get("PATH"))):
        return [helper, url]
    need_display(env, platform)
    for name in ("xdg-open", "gio"):
        if helper := shutil.which(name, path=env.get("PATH")):
            return [helper, "open", url] if name == "gio" else [helper, url]
    raise CannotOpen("xdg-open is not installed.")


def open_link(url: str, env: Mapping[str, str]) -> None:
    """Open *url*, without waiting for the browser. Raises ``CannotOpen``."""
    start(command_for(url, env), env)


def start(command: Sequence[str], env: Mapping[str, str]) -> None:
    """Start a browser, without waiting for it. Raises ``CannotOpen``.

    The program gets no terminal: a text browser must never start in ours.
    """
    try:
        browser = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=dict(env),
        )
    except OSError as error:
        raise CannotOpen(f"{command[0]} cannot be started: {error.strerror or 'no reason given'}.") from None
    except ValueError:  # a NUL in it
        raise CannotOpen(f"{command[0]} cannot be started with this link.") from None
    # Somebody has to wait for it, or it stays behind as a zombie when it ends.
    threading.Thread(target=browser.wait, name="browser", daemon=True).start()
