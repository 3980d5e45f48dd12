"""Which browser opens a profile's console, with which words, and which browser is never given a private file."""

from __future__ import annotations

import ast
import os
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.config import Profile
from profiles.model import Listing
from profiles.paths import Paths
from profiles.settings import Plain, read_settings
from tests.listings import listing_of
from tui.browsers import (
    Browser,
    Browsers,
    CannotOpen,
    browser_for,
    browsers_from,
    command_of,
    open_file,
    open_public,
)
from tui.desktop_browser import can_read_files, desktop_command
from tui.memory import recall, rename_state

URL = "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=a%2Fb&displayName=%E6%9C%AC"
CONFIG = """\
[profile sts]
region = eu-central-1
google_config.google_idp_id = C01
google_config.google_sp_id = 1

[profile prod]
role_arn = arn:aws:iam::222222222222:role/admin
source_profile = sts
color = aabbcc

[profile below]
role_arn = arn:aws:iam::333333333333:role/admin
source_profile = prod

[profile other]
region = eu-west-1
"""
DESK = {"DISPLAY": ":0", "PATH": ""}


@pytest.fixture(scope="module")
def listing() -> Listing:
    return listing_of(CONFIG)


@pytest.fixture(scope="module")
def prod(listing: Listing) -> Profile:
    return profile(listing, "prod")


def profile(listing: Listing, name: str) -> Profile:
    found = listing.get(name)
    assert found
    return found


def chosen(said: Plain) -> Browser:
    """The browser that the settings say so."""
    browsers, trouble = browsers_from({"browser": said})
    assert not trouble
    return browsers.usual


def program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("said", "command"),
    [
        (
            ["google-chrome", "--profile-directory=Work", "{url}"],
            ["google-chrome", "--profile-directory=Work", URL],
        ),
        (["firefox"], ["firefox", URL]),
        (["a b", "--new"], ["a b", "--new", URL]),
        (["app", "--app={url}", "x"], ["app", f"--app={URL}", "x"]),
        (["b", "{profile}-{account}", "#{color}"], ["b", "prod-222222222222", "#aabbcc", URL]),
        (["b", "$HOME; {url} {}"], ["b", f"$HOME; {URL} {{}}"]),
        ({"chrome": "Profile 1"}, ["google-chrome", "--profile-directory=Profile 1", URL]),
        ({"chromium": "{profile}"}, ["chromium", "--profile-directory=prod", URL]),
        ({"edge": "Work"}, ["microsoft-edge", "--profile-directory=Work", URL]),
        ({"brave": "Work"}, ["brave-browser", "--profile-directory=Work", URL]),
        ({"firefox": "work"}, ["firefox", "-P", "work", URL]),
    ],
)
def test_a_template_or_preset_is_filled_word_by_word(said: Plain, command: list[str], prod: Profile) -> None:
    assert command_of(chosen(said), URL, prod, DESK, "linux") == command


def test_a_container_of_firefox_gets_the_link_percent_encoded(prod: Profile) -> None:
    for name, expected in (("a&b=本", "a&b=本"), ("{profile} {account}", "prod 222222222222")):
        firefox, link = command_of(chosen({"firefox_container": name}), URL, prod, DESK, "linux")
        assert firefox == "firefox"
        scheme, _, query = link.partition(":")
        assert scheme == "ext+container"
        assert parse_qs(query, strict_parsing=True) == {"name": [expected], "url": [URL]}


@given(st.lists(st.text(st.characters(exclude_characters="{}"), min_size=1), min_size=1), st.text(min_size=1))
def test_whatever_the_link_it_stays_one_word(words: list[str], url: str) -> None:
    listing = listing_of(CONFIG)
    browser = Browser(("browser",), tuple(words))
    try:
        command = command_of(browser, url, profile(listing, "prod"), DESK, "linux")
    except CannotOpen:
        assert url.startswith("-")
    else:
        assert command == ["browser", *words, url]


def test_a_value_is_never_filled_again(listing: Listing) -> None:
    odd = listing_of("[profile {url}]\nregion = a\n").profiles[0]
    assert command_of(Browser(("b",), ("{profile}", "{url}")), URL, odd, DESK, "linux") == ["b", "{url}", URL]


def test_a_word_whose_value_the_profile_lacks_is_left_out(listing: Listing) -> None:
    browser = chosen(["b", "--color={color}", "--account={account}", "{url}"])
    assert command_of(browser, URL, profile(listing, "other"), DESK, "linux") == ["b", URL]


@pytest.mark.parametrize("said", [{"firefox_container": "{account}"}, ["b", "{url}#{color}"]])
def test_where_the_word_with_the_link_lacks_a_value_no_browser_is_started_without_the_link(
    said: Plain, listing: Listing
) -> None:
    with pytest.raises(CannotOpen) as caught:
        command_of(chosen(said), URL, profile(listing, "other"), DESK, "linux")
    assert caught.value.why == "The browser's command needs an account or colour, and other has none."


def test_a_profiles_name_never_becomes_an_option() -> None:
    evil = listing_of("[profile --gpu-launcher=sh]\nregion = a\n").profiles[0]
    with pytest.raises(CannotOpen, match="for an option"):
        command_of(Browser(("b",), ("{profile}", "{url}")), URL, evil, DESK, "linux")
    assert (
        command_of(Browser(("b",), ("--x={profile}",)), URL, evil, DESK, "linux")[1]
        == "--x=--gpu-launcher=sh"
    )


def test_a_mac_starts_the_application(prod: Profile) -> None:
    assert command_of(chosen({"chrome": "Work"}), URL, prod, {}, "darwin") == [
        "open", "-na", "Google Chrome", "--args", "--profile-directory=Work", URL,
    ]  # fmt: skip


def test_a_preset_takes_the_program_that_is_installed(tmp_path: Path, prod: Profile) -> None:
    installed = program(tmp_path / "firefox-esr")
    env = {"DISPLAY": ":0", "PATH": str(tmp_path)}
    assert command_of(chosen({"firefox": "work"}), URL, prod, env, "linux")[0] == str(installed)


def test_a_windowed_browser_needs_a_display_and_a_program_of_ones_own_does_not(prod: Profile) -> None:
    windowed: list[Plain] = [{"chrome": "Work"}, ["/opt/bin/google-chrome", "{url}"]]
    for said in windowed:
        with pytest.raises(CannotOpen, match="no display here"):
            command_of(chosen(said), URL, prod, {"PATH": ""}, "linux")
    assert command_of(chosen(["send-home"]), URL, prod, {"PATH": ""}, "linux") == ["send-home", URL]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"browser": "firefox"}, "browser must be a list"),
        ({"browser": []}, "browser must be a list"),
        ({"browser": ["firefox", 1]}, "browser must be a list"),
        ({"browser": ["firefox", ""]}, "browser must be a list"),
        (
            {"browser": ["firefox", "{link}"]},
            "has {link}; known are {url}, {profile}, {account} and {color}.",
        ),
        ({"browser": ["{url}"]}, "must begin with the name of a program"),
        ({"browser": ["/usr/bin/lynx", "{url}"]}, "would draw in this terminal"),
        ({"browser": {"netscape": "a"}}, "must name one preset of: chrome, "),
        ({"browser": {"chrome": "a", "edge": "b"}}, "must name one preset of"),
        ({"browser": {"chrome": ""}}, "browser.chrome must be the name of a profile"),
        ({"browser": {"chrome": "{nobody}"}}, "has {nobody}; known are"),
        ({"browsers": {"prod": True}}, "browsers.prod must be a list"),
        ({"browsers": ["prod"]}, "browsers must be a table of profiles"),
    ],
)
def test_a_wrong_choice_is_told_and_counts_as_none(settings: dict[str, Plain], words: str) -> None:
    browsers, trouble = browsers_from(settings)
    assert len(trouble) == 1
    assert words in trouble[0]
    assert trouble[0].endswith(".")
    assert browsers == Browsers()


def test_a_target_goes_by_its_own_choice_then_by_its_sources(listing: Listing) -> None:
    names = ("sts", "prod", "usual")
    by_name = {name: Browser((name,)) for name in names}
    settings = Browsers(by_name["usual"], {"sts": by_name["sts"], "prod": by_name["prod"]})
    found = {
        name: browser_for(profile(listing, name), listing, settings).programs[0]
        for name in ("sts", "prod", "below", "other")
    }
    assert found == {"sts": "sts", "prod": "prod", "below": "prod", "other": "usual"}
    assert (
        browser_for(profile(listing, "below"), listing, Browsers(Browser(), {"sts": by_name["sts"]}))
        == by_name["sts"]
    )
    assert browser_for(profile(listing, "prod"), listing, Browsers()).is_default


def test_the_settings_are_read_and_what_is_wrong_in_them_is_told(home: Path) -> None:
    paths = Paths.from_env(os.environ)
    paths.settings.parent.mkdir(parents=True)
    paths.settings.write_text('browser = ["firefox"]\n[browsers]\nprod = {chrome = "Work"}\nsts = "no"\n')
    memory = recall(paths)
    assert memory.browsers.usual == Browser(("firefox",))
    assert memory.browsers.by_profile.keys() == {"prod"}
    assert memory.trouble.startswith(f"{paths.settings}: browsers.sts must be a list")


def test_a_renamed_profile_keeps_its_browser(home: Path) -> None:
    paths = Paths.from_env(os.environ)
    paths.settings.parent.mkdir(parents=True)
    paths.settings.write_text('theme = "a"\n[browsers]\nprod = {chrome = "Work"}\nsts = ["b"]\n')
    rename_state(paths, "prod", "new")
    assert read_settings(paths.settings) == {
        "theme": "a",
        "browsers": {"new": {"chrome": "Work"}, "sts": ["b"]},
    }


def noted(path: Path) -> list[str]:
    """The arguments that the recorder at *path* was started with."""
    give_up = time.monotonic() + 20
    while not (out := path.with_suffix(".noted")).exists():
        assert time.monotonic() < give_up, "the browser was never started"
        time.sleep(0.01)
    words = ast.literal_eval(out.read_text())
    assert isinstance(words, list)
    return words


def recorder(path: Path) -> Path:
    """A browser that notes its arguments, and whether it has a terminal."""
    return program(
        path,
        f"#!{sys.executable}\nimport os, sys\n"
        f"assert not any(map(os.isatty, (0, 1, 2)))\n"
        f"open({str(path) + '.part'!r}, 'w').write(repr(sys.argv[1:]))\n"
        f"os.rename({str(path) + '.part'!r}, {str(path.with_suffix('.noted'))!r})\n",
    )


def test_a_chosen_browser_is_started_with_the_link(tmp_path: Path, prod: Profile) -> None:
    browser = recorder(tmp_path / "mine")
    open_public(URL, chosen([str(browser), "-n", "{url}"]), prod, os.environ)
    assert noted(browser) == ["-n", URL]


def test_a_chosen_browser_is_started_with_the_file(tmp_path: Path, prod: Profile) -> None:
    browser = recorder(tmp_path / "mine")
    open_file(tmp_path / "a b.html", chosen([str(browser), "-n"]), prod, os.environ)
    assert noted(browser) == ["-n", f"file://{tmp_path}/a%20b.html"]


def test_a_browser_that_is_missing_is_named(tmp_path: Path, prod: Profile) -> None:
    with pytest.raises(CannotOpen, match=r"no-such cannot be started: No such file or directory\."):
        open_public(URL, chosen([str(tmp_path / "no-such")]), prod, os.environ)


def test_a_container_is_not_given_a_file(tmp_path: Path, prod: Profile) -> None:
    env = {"PATH": str(tmp_path), "DISPLAY": ":0"}
    browser = recorder(tmp_path / "firefox")
    with pytest.raises(CannotOpen, match="container of Firefox cannot open"):
        open_file(tmp_path / "a.html", chosen({"firefox_container": "x"}), prod, env)
    assert not browser.with_suffix(".noted").exists()


def desktop(tmp_path: Path, entry: str, folder: str = "share") -> dict[str, str]:
    """An environment whose default browser has this desktop file."""
    tools = tmp_path / "tools"
    program(tools / "xdg-settings", "#!/bin/sh\n[ \"$*\" = 'get default-web-browser' ] && echo my.desktop\n")
    program(tools / "xdg-open")
    file = tmp_path / folder / "applications" / "my.desktop"
    file.parent.mkdir(parents=True)
    file.write_text(entry)
    return {
        "PATH": f"{tools}:{tmp_path}",
        "DISPLAY": ":0",
        "XDG_DATA_HOME": str(tmp_path / folder),
        "HOME": str(tmp_path),
    }


def test_the_desktops_browser_is_given_the_file_not_whatever_opens_html(
    tmp_path: Path, prod: Profile
) -> None:
    browser = recorder(tmp_path / "mine")
    env = desktop(
        tmp_path,
        f"[Desktop Entry]\nName=Mine\nExec={browser} --class %c --x=100%% %U\n\n[Desktop Action new]\nExec=other\n",
    )
    open_file(tmp_path / "a.html", Browser(), prod, env, "linux")
    assert noted(browser) == ["--class", "--x=100%", f"file://{tmp_path}/a.html"]


def test_a_desktop_whose_browser_is_a_text_browser_starts_nothing(tmp_path: Path, prod: Profile) -> None:
    browser = recorder(tmp_path / "lynx")
    env = desktop(tmp_path, f"[Desktop Entry]\nExec={browser} %u\nTerminal=true\n")
    with pytest.raises(CannotOpen, match="would draw in this terminal"):
        open_file(tmp_path / "a.html", Browser(), prod, env, "linux")
    assert not browser.with_suffix(".noted").exists()


def test_without_a_display_the_file_is_not_opened(tmp_path: Path, prod: Profile) -> None:
    env = desktop(tmp_path, "[Desktop Entry]\nExec=mine %u\n")
    del env["DISPLAY"]
    with pytest.raises(CannotOpen, match="no display here"):
        open_file(tmp_path / "a.html", Browser(), prod, env, "linux")


@pytest.mark.parametrize(
    "entry", ["", "[Desktop Entry]\n", "[Desktop Entry]\nExec='open\n", "[Desktop Entry]\nExec=\n"]
)
def test_a_desktop_file_that_says_nothing_leaves_it_to_xdg_open(tmp_path: Path, entry: str) -> None:
    env = desktop(tmp_path, entry)
    assert desktop_command(URL, env) is None
    assert can_read_files(["xdg-open", "x"], env) is None


def test_without_xdg_settings_nothing_is_known(tmp_path: Path) -> None:
    assert can_read_files(["xdg-open", "x"], {"PATH": str(tmp_path), "HOME": str(tmp_path)}) is None


def test_a_browser_that_is_a_plain_program_can_read(tmp_path: Path) -> None:
    env = {"PATH": str(tmp_path)}
    program(tmp_path / "plain", "\x7fELF /snap/bin/ flatpak run")
    program(tmp_path / "script")
    (tmp_path / "link").symlink_to(tmp_path / "plain")
    for name in ("plain", "script", "link", "missing"):
        assert can_read_files([name, "x"], env) is None


@pytest.mark.parametrize("how", ["link", "script"])
def test_a_snap_cannot_read(tmp_path: Path, how: str) -> None:
    env = {"PATH": str(tmp_path / "bin")}
    if how == "link":  # as /snap/bin/firefox is one to /usr/bin/snap
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "firefox").symlink_to(program(tmp_path / "usr" / "snap"))
    else:  # as Ubuntu's /usr/bin/firefox
        program(tmp_path / "bin" / "firefox", '#!/bin/sh\nexec /snap/bin/firefox "$@"\n')
    assert can_read_files(["firefox", "x"], env) == (
        "firefox is a snap, which cannot read the private file that leads to the link."
    )
    assert can_read_files([str(tmp_path / "bin" / "firefox"), "x"], {"PATH": ""})


def test_a_flatpak_cannot_read(tmp_path: Path) -> None:
    assert "is a flatpak" in str(can_read_files(["flatpak", "run", "org.mozilla.firefox"], {"PATH": ""}))
    exported = program(tmp_path / "flatpak" / "exports" / "bin" / "org.mozilla.firefox")
    assert "is a flatpak" in str(can_read_files([str(exported)], {"PATH": ""}))
    script = program(tmp_path / "firefox", "#!/bin/sh\nexec flatpak run org.mozilla.firefox\n")
    assert "is a flatpak" in str(can_read_files([str(script)], {"PATH": ""}))


@pytest.mark.parametrize(
    ("folder", "entry", "kind"),
    [
        ("snapd/desktop", "Exec=env BAMF_DESKTOP_FILE_HINT=/a /snap/bin/firefox %u", "my.desktop is a snap"),
        ("share", "Exec=env BAMF_DESKTOP_FILE_HINT=/a {snap} %u", "firefox is a snap"),
        (
            "flatpak/exports/share",
            "Exec=/usr/bin/flatpak run --branch=stable org.x @@u %u @@",
            "is a flatpak",
        ),
        ("share", "Exec=/usr/bin/flatpak run --branch=stable org.x @@u %u @@", "is a flatpak"),
    ],
)
def test_the_desktops_browser_is_looked_through(
    tmp_path: Path, folder: str, entry: str, kind: str, prod: Profile
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "firefox").symlink_to(program(tmp_path / "usr" / "snap"))
    env = desktop(tmp_path, f"[Desktop Entry]\n{entry.format(snap=tmp_path / 'bin' / 'firefox')}\n", folder)
    with pytest.raises(CannotOpen, match=kind):
        open_file(tmp_path / "a.html", Browser(), prod, env, "linux")


def test_a_desktop_whose_browser_is_its_own_opener_is_not_looked_through_without_end(tmp_path: Path) -> None:
    env = desktop(tmp_path, f"[Desktop Entry]\nExec={tmp_path}/tools/xdg-open %u\n")
    assert can_read_files(["xdg-open", "a"], env) is None


def test_a_folder_of_desktop_files_that_is_closed_to_us_counts_as_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another user's is, whose variables su left behind. (Root may look everywhere, so it is played.)"""
    env = desktop(tmp_path, "[Desktop Entry]\nExec=b %u\n")
    closed, look = str(tmp_path / "share"), os.stat

    def stat(path: str | Path, *args: Any, **more: Any) -> os.stat_result:
        if str(path).startswith(closed):
            raise PermissionError(13, "Permission denied", str(path))
        return look(path, *args, **more)

    assert desktop_command("a", env) == ["b", "a"]
    monkeypatch.setattr(os, "stat", stat)
    assert desktop_command("a", env) is None


@pytest.mark.parametrize(
    "command", [["wslview"], ["chrome.exe"], ["/mnt/c/Program Files/Firefox/firefox.exe"], ["/mnt/c/a"]]
)
def test_a_browser_of_windows_cannot_read_a_file_of_the_linux_beside_it(command: list[str]) -> None:
    assert can_read_files([*command, "x"], {"PATH": ""}) is None
    assert "runs in Windows" in str(
        can_read_files([*command, "x"], {"PATH": "", "WSL_DISTRO_NAME": "Debian"})
    )


def test_a_browser_of_the_linux_itself_can_read_there_too(tmp_path: Path, prod: Profile) -> None:
    env = {"PATH": str(tmp_path), "WSL_DISTRO_NAME": "Debian", "DISPLAY": ":0"}
    browser = recorder(tmp_path / "google-chrome")
    open_file(tmp_path / "a.html", chosen({"chrome": "Work"}), prod, env, "linux")
    assert noted(browser) == ["--profile-directory=Work", f"file://{tmp_path}/a.html"]
