"""Which browser opens the console of a profile, and opening it: the console of production in a window of its own.

The person chooses in settings.toml, for everything and by profile; a target without a choice of its own goes by
its bastion's. A command is a list of words, started without a shell. ``{url}`` in it is filled with what is opened,
and ``{profile}``, ``{account}`` and ``{color}`` (six hexadecimal digits) with what is known of the profile; a word
that needs what the profile does not have is left out, and where that is the word with the link, nothing is opened.
Without ``{url}`` the link comes last.

    browser = ["google-chrome", "--profile-directory=Work", "{url}"]

    [browsers]
    sts = { chrome = "Profile 1" }
    prod = { firefox_container = "{profile}" }
"""

import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from profiles.config import Profile
from profiles.model import Listing
from profiles.settings import Plain
from tui.desktop_browser import can_read_files, desktop_command
from tui.opener import CannotOpen, command_for, draws_in_the_terminal, need_display, start

__all__ = [
    "Browser",
    "Browsers",
    "CannotOpen",
    "browser_for",
    "browsers_from",
    "can_read_files",
    "identity",
    "open_file",
    "open_public",
]

_PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")
_KNOWN = frozenset({"url", "profile", "account", "color"})
_EXTENSION = "ext+"
"""Links that an extension of Firefox takes begin so (MDN: "protocol_handlers")."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A command with placeholders; the system's own browser where it names no program."""

    programs: tuple[str, ...] = ()
    """Names of the program: the first that is installed is started."""
    words: tuple[str, ...] = ()
    """What follows the program."""
    mac_app: str = ""
    """The name of the application on a Mac."""

    @property
    def is_default(self) -> bool:
        """Whether the system decides."""
        return not self.programs


@dataclass(frozen=True, slots=True)
class Browsers:
    """The person's choices."""

    usual: Browser = Browser()
    by_profile: Mapping[str, Browser] = field(default_factory=dict)


def _chromium(mac_app: str, *programs: str) -> Browser:
    """The name of the folder of a profile, as ``chrome://version`` shows it, is asked for."""
    return Browser(programs, ("--profile-directory={name}", "{url}"), mac_app)


_FIREFOX = ("firefox", "firefox-esr")
# The container's link is that of the extension "Open external links in a container".
_PRESETS: Mapping[str, Browser] = {
    "chrome": _chromium("Google Chrome", "google-chrome", "google-chrome-stable"),
    "chromium": _chromium("Chromium", "chromium", "chromium-browser"),
    "edge": _chromium("Microsoft Edge", "microsoft-edge", "microsoft-edge-stable"),
    "brave": _chromium("Brave Browser", "brave-browser", "brave"),
    "firefox": Browser(_FIREFOX, ("-P", "{name}", "{url}"), "Firefox"),
    "firefox_container": Browser(_FIREFOX, ("ext+container:name={name}&url={url}",), "Firefox"),
}
_WINDOWED = frozenset(program for preset in _PRESETS.values() for program in preset.programs)
"""Programs that do nothing at all without a display."""


def browsers_from(settings: Mapping[str, Plain]) -> tuple[Browsers, tuple[str, ...]]:
    """The choices in the settings, and what is wrong with them, a sentence each. A wrong one counts as none."""
    trouble: list[str] = []

    def parsed(where: str, said: Plain) -> Browser | None:
        found = _parsed(where, said)
        if isinstance(found, str):
            trouble.append(found)
            return None
        return found

    usual = parsed("browser", settings["browser"]) if "browser" in settings else None
    table = settings.get("browsers", {})
    by_profile: dict[str, Browser] = {}
    if isinstance(table, dict):
        for name, said in table.items():
            if browser := parsed(f"browsers.{name}", said):
                by_profile[name] = browser
    else:
        trouble.append('browsers must be a table of profiles, such as: prod = { chrome = "Profile 1" }.')
    return Browsers(usual or Browser(), by_profile), tuple(trouble)


def browser_for(profile: Profile, listing: Listing, settings: Browsers) -> Browser:
    """The browser of *profile*: its own, else that of the next profile of *listing* on the way to its root."""
    for name in profile.chain:
        if name in settings.by_profile and listing.get(name):
            return settings.by_profile[name]
    return settings.usual


def open_public(
    url: str, browser: Browser, profile: Profile, env: Mapping[str, str], platform: str = sys.platform
) -> None:
    """Open *url*, which is no secret, since every user of the computer sees it. Raises ``CannotOpen``."""
    start(command_of(browser, url, profile, env, platform), env)


def open_file(
    path: Path, browser: Browser, profile: Profile, env: Mapping[str, str], platform: str = sys.platform
) -> None:
    """Open the file *path*, which is private. Raises ``CannotOpen``, also where the browser could not read it: the
    link itself then has to be copied or shown.

    Asks the desktop for its browser, so call it away from the screen.
    """
    url = path.as_uri()
    if any(word.startswith(_EXTENSION) for word in browser.words):
        # MDN, tabs.create(): an extension may not open a file.
        raise CannotOpen("A container of Firefox cannot open the private file that leads to the link.")
    command = command_of(browser, url, profile, env, platform)
    if why_not := can_read_files(command, env):
        raise CannotOpen(why_not)
    if browser.is_default and Path(command[0]).name in {"xdg-open", "gio"}:
        command = desktop_command(url, env) or command
        if draws_in_the_terminal(command[0]):
            raise CannotOpen(f"The desktop's browser is {command[0]}, which would draw in this terminal.")
    start(command, env)


def command_of(
    browser: Browser, url: str, profile: Profile, env: Mapping[str, str], platform: str = sys.platform
) -> list[str]:
    """The command that opens *url*. Raises ``CannotOpen``."""
    if browser.is_default:
        return command_for(url, env, platform)
    if draws_in_the_terminal(browser.programs[0]):
        raise CannotOpen(f"{browser.programs[0]} would draw in this terminal.")
    if Path(browser.programs[0]).name in _WINDOWED:
        need_display(env, platform)
    has_url = any("{url}" in word for word in browser.words)
    values = {
        "url": url,
        "profile": profile.name,
        "account": profile.account or "",
        "color": profile.colour or "",
    }
    filled: list[str] = []
    for word in (*browser.words, *(() if has_url else ("{url}",))):
        if (whole := _filled(word, values)) is not None:
            filled.append(whole)
        elif "{url}" in word:
            raise CannotOpen(
                f"The browser's command needs an account or colour, and {profile.name} has none."
            )
    if platform == "darwin" and browser.mac_app:
        return ["open", "-na", browser.mac_app, "--args", *filled]
    installed = (shutil.which(name, path=env.get("PATH")) for name in browser.programs)
    return [next(filter(None, installed), browser.programs[0]), *filled]


def identity(browser: Browser, profile: Profile) -> str:
    """What tells apart two browsers that are signed in each for itself: the command without the link.

    Empty for the system's own.
    """
    values = {"profile": profile.name, "account": profile.account or "", "color": profile.colour or ""}
    words = (word.replace("{url}", "") for word in (*browser.programs[:1], *browser.words))
    return " ".join(
        filter(None, (_PLACEHOLDER.sub(lambda found: values.get(found[1], ""), word) for word in words))
    )


def _filled(word: str, values: Mapping[str, str]) -> str | None:
    """*word* with its placeholders filled, each once; None where a value is missing."""
    is_link = word.startswith(_EXTENSION)
    if any(not values[name] for name in _PLACEHOLDER.findall(word)):
        return None
    filled = _PLACEHOLDER.sub(
        lambda found: quote(values[found[1]], safe="") if is_link else values[found[1]], word
    )
    if filled.startswith("-") and not word.startswith("-"):
        # A name out of somebody's config file must not become an option of the browser.
        raise CannotOpen(f"The browser would take {filled} for an option.")
    return filled


def _parsed(where: str, said: Plain) -> Browser | str:
    """A choice, or what is wrong with it."""
    if isinstance(said, dict):
        found = _preset(where, said)
    elif isinstance(said, list) and said and all(isinstance(word, str) and word for word in said):
        program, *words = map(str, said)
        found = Browser((program,), tuple(words))
    else:
        return f'{where} must be a list, such as ["firefox", "{{url}}"], or a preset, such as {{ chrome = "Work" }}.'
    if isinstance(found, str):
        return found
    for word in found.words:
        for name in _PLACEHOLDER.findall(word):
            if name not in _KNOWN:
                return f"{where} has {{{name}}}; known are {{url}}, {{profile}}, {{account}} and {{color}}."
    if any("{" in program for program in found.programs):
        return f"{where} must begin with the name of a program."
    if draws_in_the_terminal(found.programs[0]):
        return f"{where} names {found.programs[0]}, which would draw in this terminal."
    return found


def _preset(where: str, said: Mapping[str, Plain]) -> Browser | str:
    kinds = [*said]
    if len(kinds) != 1 or kinds[0] not in _PRESETS:
        return f"{where} must name one preset of: {', '.join(_PRESETS)}."
    (kind,) = kinds
    name = said[kind]
    if not isinstance(name, str) or not name:
        return f"{where}.{kind} must be the name of a profile or container of the browser."
    preset = _PRESETS[kind]
    is_link = kind == "firefox_container"
    own = _encoded(name) if is_link else name
    words = tuple(word.replace("{name}", own) for word in preset.words)
    return Browser(preset.programs, words, preset.mac_app)


def _encoded(name: str) -> str:
    """*name* as part of a link, its placeholders left to be filled."""
    return "".join(
        part if _PLACEHOLDER.fullmatch(part) else quote(part, safe="")
        for part in re.split(r"(\{[A-Za-z_]+\})", name)
    )
