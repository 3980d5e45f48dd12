"""Lines for shells: run in the real ones, which then have exactly these variables."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import botocore.session
import pytest
from botocore.credentials import RefreshableCredentials
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.secret import Secret
from profiles.shell_env import KEY_NAMES, PROFILE_NAMES, REGION_NAMES
from profiles.shell_lines import (
    CannotQuote,
    Shell,
    key_variables,
    lines,
    profile_variables,
    secret_lines,
    shell_of,
)
from tests.counts import count
from tests.tools import needs

END = datetime(2026, 3, 1, 21, 0, tzinfo=timezone(timedelta(hours=9)))
BEFORE = {name: f"old {name}" for name in (*PROFILE_NAMES, *REGION_NAMES, *KEY_NAMES)}
"""What was set in the shell."""
KEYS = key_variables("ASIAFUMIDAI", Secret("a/secret+of="), Secret("token==//+"), END, "ap-northeast-1")

ODD = [
    "it's", "two words", " blanks around ", "$HOME", "${HOME}", "$(id)", "`id`", "%PATH%", "!!", "a!b", "a\\", "\\'",
    'say "x"', "'", "''", '"', "=ls", "a:=ls", "~", "a:~root", "*", "#", "a;b", "&", "|", "^", "(x)", "[a]", "{a,b}",
    "本番", "“‘’‚‛”", "🦊", "-n", "\u2028", "<>", "$'a'", "@(x)", "a'='b",
]  # fmt: skip
"""Values with everything that one shell or another reads something into."""
ONE_LINE = st.text(
    st.one_of(
        st.sampled_from("".join(dict.fromkeys("".join(ODD)))),
        st.characters(exclude_categories=("Cc", "Cs")),
    ),
    min_size=1,
    max_size=30,
)
MANY = st.lists(ONE_LINE, min_size=1, max_size=40)


def ran(program: list[str], script: str, before: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The variables that a program has which the shell *program* starts, after *script* was typed into it."""
    run = subprocess.run(
        program,
        input=f"{script}\nenv -0\n".encode(),
        env={**before, "PATH": os.environ["PATH"], "HOME": str(folder), "HISTFILE": "/dev/null"},
        cwd=folder,
        capture_output=True,
        timeout=60,
    )
    assert run.stderr == b""
    pairs = (each.partition("=") for each in run.stdout.decode().split("\0"))
    return {name: value for name, _, value in pairs if name.startswith(("AWS_", "T_"))}


def bash(script: str, before: Mapping[str, str], folder: Path) -> dict[str, str]:
    """With what an interactive one does with an exclamation mark."""
    return ran(["bash", "--norc", "--noprofile"], f"set -o history -o histexpand\n{script}", before, folder)


def sh(script: str, before: Mapping[str, str], folder: Path) -> dict[str, str]:
    return ran(["sh"], script, before, folder)


def zsh(script: str, before: Mapping[str, str], folder: Path) -> dict[str, str]:
    """With options that change the meaning of characters, as people set them."""
    options = "setopt banghist extendedglob magicequalsubst rcquotes"
    return ran(["zsh", "-f"], f"{options}\n{script}", before, folder)


def fish(script: str, before: Mapping[str, str], folder: Path) -> dict[str, str]:
    return ran(["fish", "--private"], script, before, folder)


def pwsh(script: str, before: Mapping[str, str], folder: Path) -> dict[str, str]:
    return ran(["pwsh", "-NoProfile", "-NonInteractive", "-Command", "-"], script, before, folder)


REAL = [
    pytest.param(Shell.POSIX, bash, id="bash"),
    pytest.param(Shell.POSIX, sh, id="sh"),
    pytest.param(Shell.POSIX, zsh, id="zsh", marks=needs("zsh")),
    pytest.param(Shell.FISH, fish, id="fish", marks=needs("fish")),
    # No package of Debian's has it, so it is not asked for where it is missing.
    *([pytest.param(Shell.POWERSHELL, pwsh, id="pwsh")] if shutil.which("pwsh") else []),
]
in_each_real_shell = pytest.mark.parametrize(("shell", "run"), REAL)
Run = Callable[[str, Mapping[str, str], Path], dict[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for the shells, which keep settings there."""
    return tmp_path_factory.mktemp("shells")


def named(values: list[str]) -> dict[str, str | None]:
    return {f"T_{place}": value for place, value in enumerate(values)}


def text_of(variables: Mapping[str, str | Secret | None]) -> dict[str, str]:
    """What a program should have of them."""
    return {
        name: value.reveal() if isinstance(value, Secret) else value
        for name, value in variables.items()
        if value
    }


# Run


@in_each_real_shell
def test_each_odd_value_arrives_as_it_is(shell: Shell, run: Run, folder: Path) -> None:
    assert run(lines(shell, named(ODD)), {}, folder) == named(ODD)


@in_each_real_shell
@given(values=MANY)
@settings(max_examples=count(40, 500))
def test_any_value_arrives_as_it_is(shell: Shell, run: Run, folder: Path, values: list[str]) -> None:
    assert run(lines(shell, named(values)), {}, folder) == named(values)


@in_each_real_shell
@pytest.mark.parametrize("region", ["eu-west-1", None])
@pytest.mark.parametrize("before", [BEFORE, {}], ids=["over others", "fresh"])
def test_the_lines_of_a_profile_set_its_names_and_leave_no_keys(
    shell: Shell, run: Run, before: Mapping[str, str], region: str | None, folder: Path
) -> None:
    script = lines(shell, profile_variables('it\'s "my" $profile', region))
    wanted = dict.fromkeys(PROFILE_NAMES, 'it\'s "my" $profile')
    if region:
        wanted |= dict.fromkeys(REGION_NAMES, region)
    assert run(script, before, folder) == wanted


@in_each_real_shell
@pytest.mark.parametrize("before", [BEFORE, {}], ids=["over others", "fresh"])
def test_the_lines_of_keys_set_them_and_leave_no_profile(
    shell: Shell, run: Run, before: Mapping[str, str], folder: Path
) -> None:
    assert run(secret_lines(shell, KEYS).reveal(), before, folder) == {
        "AWS_ACCESS_KEY_ID": "ASIAFUMIDAI",
        "AWS_SECRET_ACCESS_KEY": "a/secret+of=",
        "AWS_SESSION_TOKEN": "token==//+",
        "AWS_CREDENTIAL_EXPIRATION": "2026-03-01T12:00:00Z",
        "AWS_REGION": "ap-northeast-1",
        "AWS_DEFAULT_REGION": "ap-northeast-1",
    }


@in_each_real_shell
def test_without_an_end_and_a_region_none_is_left_from_before(shell: Shell, run: Run, folder: Path) -> None:
    variables = key_variables("ASIAFUMIDAI", Secret("secret"), Secret("token"), None, None)
    after = run(secret_lines(shell, variables).reveal(), BEFORE, folder)
    assert sorted(after) == ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]


@needs("zsh", "fish")
@pytest.mark.parametrize(
    ("shell", "command"),
    [
        (Shell.POSIX, ["bash", "-c", 'eval "$LINES_TO_RUN"; env -0']),
        (Shell.POSIX, ["zsh", "-fc", 'eval "$LINES_TO_RUN"; env -0']),
        (Shell.FISH, ["fish", "--private", "-c", "echo $LINES_TO_RUN | source; env -0"]),
    ],
    ids=["bash", "zsh", "fish"],
)
def test_the_lines_can_be_evaluated_too(shell: Shell, command: list[str], folder: Path) -> None:
    script = secret_lines(shell, KEYS).reveal()
    assert ran(command, "", {**BEFORE, "LINES_TO_RUN": script}, folder) == text_of(KEYS)


@needs("fish")
def test_a_universal_variable_of_fish_is_hidden_and_stays(folder: Path) -> None:
    before = fish("set -Ux AWS_ACCESS_KEY_ID kept; set -Ux AWS_PROFILE other", {}, folder)
    assert before == {"AWS_ACCESS_KEY_ID": "kept", "AWS_PROFILE": "other"}
    script = lines(Shell.FISH, profile_variables("mine", None))
    assert fish(script, {}, folder) == {**dict.fromkeys(PROFILE_NAMES, "mine"), "AWS_ACCESS_KEY_ID": ""}
    assert fish("", {}, folder) == before
    assert fish("set -eU AWS_ACCESS_KEY_ID AWS_PROFILE", {}, folder) == {}


def test_botocore_uses_the_keys_whatever_was_set_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = datetime(2999, 1, 1, tzinfo=UTC)  # botocore looks at the wall clock
    keys = key_variables("ASIAFUMIDAI", Secret("secret"), Secret("token"), far, "ap-northeast-1")
    after = bash(secret_lines(Shell.POSIX, keys).reveal(), BEFORE, folder)
    for name in BEFORE:
        monkeypatch.delenv(name, raising=False)
    for name, value in after.items():
        monkeypatch.setenv(name, value)
    session = botocore.session.Session()
    found = session.get_credentials()
    assert isinstance(found, RefreshableCredentials)
    assert (found.access_key, found.secret_key, found.token) == ("ASIAFUMIDAI", "secret", "token")
    assert vars(found)["_expiry_time"] == far
    assert session.get_config_variable("region") == "ap-northeast-1"


# Written


def test_powershell_doubles_every_quote_it_knows() -> None:
    assert lines(Shell.POWERSHELL, {"A": "it's ‘odd’ $x `n", "B": None, "C": None}).splitlines() == [
        "Remove-Item Env:B, Env:C -ErrorAction SilentlyContinue",
        "$env:A = 'it''s ‘‘odd’’ $x `n'",
    ]


def test_cmd_takes_what_is_special_between_its_quotes() -> None:
    assert lines(Shell.CMD, {"A": "a & b|c^d <e> 'f' (g)", "B": None}).splitlines() == [
        'set "B="',
        "set \"A=a & b|c^d <e> 'f' (g)\"",
    ]


@pytest.mark.parametrize("value", ['say "x"', "100%"])
def test_cmd_is_not_given_what_it_would_change(value: str) -> None:
    with pytest.raises(CannotQuote, match='The value for A has " or % in it') as refused:
        lines(Shell.CMD, {"A": value})
    assert value not in str(refused.value)


@pytest.mark.parametrize("shell", Shell)
@pytest.mark.parametrize("character", ["\n", "\r", "\0", "\t", "\x1b", "\x7f", "\x85", "\udcff"])
def test_what_a_terminal_would_obey_is_refused_without_being_told(shell: Shell, character: str) -> None:
    with pytest.raises(CannotQuote, match="The value for AWS_PROFILE has a line break") as refused:
        lines(shell, profile_variables(f"a{character}b", None))
    assert character not in str(refused.value)


@pytest.mark.parametrize("shell", Shell)
def test_an_empty_value_counts_as_none(shell: Shell) -> None:
    assert lines(shell, {"A": "", "B": "b"}) == lines(shell, {"A": None, "B": "b"})


def test_lines_with_keys_are_a_secret() -> None:
    made = secret_lines(Shell.POSIX, KEYS)
    assert "secret+of" not in f"{made} {made!r}"
    assert "secret+of" not in repr(KEYS)


@pytest.mark.parametrize(
    ("name", "is_windows", "shell"),
    [
        ("/bin/bash", False, Shell.POSIX),
        ("/usr/local/bin/fish", False, Shell.FISH),
        ("/usr/bin/pwsh", False, Shell.POWERSHELL),
        ("", False, Shell.POSIX),
        ("", True, Shell.POWERSHELL),
        ("/usr/bin/bash", True, Shell.POSIX),
    ],
)
def test_the_shell_is_guessed(name: str, is_windows: bool, shell: Shell) -> None:
    assert shell_of({"SHELL": name} if name else {}, is_windows=is_windows) is shell
