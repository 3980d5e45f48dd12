"""Which browser can be watched here, and where its folder for a Google account lies.

Programs by the names and places that their makers install them under; any other is named in the settings.
"""

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from auth.errors import NoBrowser

_NAMES: Final = (
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
    "brave-browser",
    "brave",
    "vivaldi",
    "vivaldi-stable",
)
_ON_A_MAC: Final = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser", "Vivaldi")
_ON_WINDOWS: Final = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"BraveSoftware\Brave-Browser\Application\brave.exe",
    r"Vivaldi\Application\vivaldi.exe",
)
_PROGRAM_FOLDERS: Final = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_BESIDE_WSL: Final = tuple(f"/mnt/c/{name}" for name in ("Program Files", "Program Files (x86)"))
_NOT_IN_A_NAME: Final = re.compile(r"[^a-z0-9@._+-]")
_PASTE: Final = "Or press p: sign in with any browser, and paste the answer here."


def find_browser(wanted: str, env: Mapping[str, str], platform: str = sys.platform) -> str:
    """The path of the program: *wanted* (a path or name) where it is set, else the first that is installed.

    Raises ``NoBrowser``.
    """
    path = env.get("PATH", "")
    if wanted:
        found = shutil.which(wanted, path=path)
        if found is None:
            raise NoBrowser(
                f"The browser {wanted} was not found.",
                "settings.toml names it: sign_in_browser.",
                f"Correct the name or path there. {_PASTE}",
            )
        return found
    if found := next(
        filter(None, (shutil.which(each, path=path) for each in _candidates(env, platform))), ""
    ):
        return found
    if "WSL_DISTRO_NAME" in env and any(_in_windows(Path(folder)) for folder in _BESIDE_WSL):
        raise NoBrowser(
            "There is a browser in Windows, but none in this Linux beside it.",
            "A browser of Windows cannot be watched from here: a pipe does not reach it.",
            f"Install Chromium in this Linux, or run fumidai-tui in Windows. {_PASTE}",
        )
    raise NoBrowser(
        "No Chrome, Chromium, Edge, Brave or Vivaldi was found.",
        "Other browsers do not tell us of the answer to AWS.",
        f"Install one, or name yours in settings.toml: sign_in_browser. {_PASTE}",
    )


def _candidates(env: Mapping[str, str], platform: str) -> Iterator[str]:
    if platform == "darwin":
        folders = (Path("/Applications"), Path(env.get("HOME", "/"), "Applications"))
        yield from (
            str(folder / f"{name}.app/Contents/MacOS/{name}") for name in _ON_A_MAC for folder in folders
        )
    elif platform == "win32":
        folders_there = [env[name] for name in _PROGRAM_FOLDERS if env.get(name)]
        yield from (rf"{folder}\{name}" for name in _ON_WINDOWS for folder in folders_there)
    yield from _NAMES


def _in_windows(folder: Path) -> bool:
    return any((folder / name.replace("\\", "/")).exists() for name in _ON_WINDOWS)


def has_display(env: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window can be shown."""
    return platform in {"darwin", "win32"} or bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def folder_name(account: str) -> str:
    """A name for the folder of a Google account that no other account has, and that says whose it is.

    >>> folder_name("Me@Example.com")
    'me@example.com-8c2a47d3'
    """
    name = account.lower()
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{_NOT_IN_A_NAME.sub('_', name)[:60]}-{digest}"
