"""The command: what it answers at once, what it refuses, and what it drops from the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from auth.sandbox.server import Sandbox
from tests.tui_app import Desk
from tui import __version__
from tui.cli import main
from tui.demo import INSTALL, folded, inside, shell_lines, throw_away_home
from tui.run import _setup
from tui.widgets.fitted import Fitted

ROOT = Path(__file__).resolve().parent.parent


def command(*arguments: str, program: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    """`fumidai-tui` in a clean interpreter, after *program* was run there."""
    code = f"{program}\nimport sys\nfrom tui.cli import main\nsys.exit(main(sys.argv[1:]))"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, **env},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_version_is_told_without_loading_the_screen() -> None:
    program = (
        "import atexit, sys; atexit.register(lambda: print('textual' in sys.modules, 'rich' in sys.modules))"
    )
    ran = command("--version", program=program)
    assert ran.stdout.splitlines() == [f"fumidai-tui {__version__}", "False False"]
    assert ran.returncode == 0


def test_the_installed_command_tells_its_version() -> None:
    script = Path(sys.executable).parent / "fumidai-tui"
    ran = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout == f"fumidai-tui {__version__}\n"


def test_help_names_every_option_and_where_the_files_are() -> None:
    told = command("--help").stdout
    for words in ("--demo", "--sandbox", "--version", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        assert words in told


@pytest.mark.parametrize("arguments", [["--demo", "--sandbox", "http://127.0.0.1:1"], ["--nothing"], ["x"]])
def test_wrong_usage_is_told_with_exit_code_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: fumidai-tui" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["https://accounts.google.com", "http://192.0.2.1:8400", "ftp://127.0.0.1", "127.0.0.1:8400", "x"]
)
def test_a_sandbox_elsewhere_than_on_this_computer_is_refused(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--sandbox", url]) == 1
    said = capsys.readouterr().err
    assert said.startswith("fumidai-tui: A sandbox is on this computer only.")
    assert "python -m auth.sandbox" in said
    assert "Traceback" not in said


def test_where_no_sandbox_answers_the_line_says_how_to_start_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sandbox", "http://127.0.0.1:1"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("fumidai-tui: There is no sandbox at http://127.0.0.1:1.")
    assert len(said.splitlines()) == 1


def test_the_demo_without_its_parts_says_the_one_line_that_installs_them() -> None:
    # The interpreter is told that flask does not exist, as in an environment without the extra.
    program = """
import sys, importlib.abc
class Without(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"moto", "flask", "flask_cors", "pyotp", "trustme"}:
            raise ModuleNotFoundError(name)
import importlib.util
real = importlib.util.find_spec
def find_spec(name, package=None):
    try:
        return real(name, package)
    except ModuleNotFoundError:
        return None
importlib.util.find_spec = find_spec
sys.meta_path.insert(0, Without())
"""
    ran = command("--demo", program=program)
    assert ran.returncode == 1
    assert ran.stderr.splitlines() == [
        f"fumidai-tui: The demonstration needs parts that are not installed. Install them with: {INSTALL}"
    ]


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_the_variable_that_logs_every_typed_key_is_dropped_before_the_screen_is_loaded(option: str) -> None:
    program = "import atexit, os; atexit.register(lambda: print('TEXTUAL_LOG' in os.environ))"
    ran = command(option, program=program, TEXTUAL_LOG="/nowhere/keys.log")
    assert ran.stdout.splitlines()[-1] == "False"


def test_textual_logs_nothing_although_the_variable_is_set(tmp_path: Path) -> None:
    log = tmp_path / "keys.log"
    program = (
        "import tui.run\n"
        "def run(**_):\n"
        "    import textual.constants, textual.app\n"
        "    print(repr(textual.constants.LOG_FILE))\n"
        "    return 0\n"
        "tui.run.run = run"
    )
    ran = command(program=program, TEXTUAL_LOG=str(log))
    assert ran.stdout == "None\n"
    assert not log.exists()


# the throw-away home


def test_a_throw_away_home_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with throw_away_home("config text", "credentials text") as home:
        assert home.name.startswith("fumidai-")
        assert (home / ".aws" / "config").read_text() == "config text"
        modes = {path.name: path.stat().st_mode & 0o777 for path in (home / ".aws").iterdir()}
        assert modes == {"config": 0o600, "credentials": 0o600}
        assert home.stat().st_mode & 0o777 == 0o700
        assert (home / ".aws").stat().st_mode & 0o777 == 0o700
    assert not home.exists()


def test_inside_the_throw_away_home_nothing_of_the_persons_is_left() -> None:
    env = {
        "PATH": "/bin",
        "HOME": "/home/me",
        "AWS_PROFILE": "mine",
        "AWS_ACCESS_KEY_ID": "A",
        "AWS_CA_BUNDLE": "/mine.pem",
        "AWS_ENDPOINT_URL_STS": "https://sts.example.com",
        "XDG_CONFIG_HOME": "/home/me/.config",
        "https_proxy": "http://proxy",
        "ALL_PROXY": "http://proxy",
        "LANG": "ja_JP.UTF-8",
    }
    assert inside(Path("/tmp/x"), env, "http://127.0.0.1:3") == {  # noqa: S108 - nothing is written there
        "PATH": "/bin",
        "LANG": "ja_JP.UTF-8",
        "HOME": "/tmp/x",  # noqa: S108 - as above
        "USERPROFILE": "/tmp/x",  # noqa: S108 - as above
        "AWS_CONFIG_FILE": "/tmp/x/.aws/config",  # noqa: S108 - as above
        "AWS_SHARED_CREDENTIALS_FILE": "/tmp/x/.aws/credentials",  # noqa: S108 - as above
        "AWS_ENDPOINT_URL": "http://127.0.0.1:3",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }


@pytest.mark.parametrize("width", [1000, 76, 40])
@pytest.mark.parametrize("folder", ["plain", "with 'quotes' and spaces"])
def test_the_lines_for_a_shell_set_what_counts_and_unset_what_would_come_before(
    tmp_path: Path, width: int, folder: str
) -> None:
    env = inside(tmp_path / folder, {}, "http://127.0.0.1:3")
    shown = folded([*shell_lines(env, "/ca.pem")[:-1], "env"], width)
    if folder == "plain":
        assert max(map(len, shown.splitlines())) <= width
    before = {
        "AWS_PROFILE": "mine",
        "AWS_ACCESS_KEY_ID": "A",
        "AWS_ENDPOINT_URL_STS": "https://sts.example.com",
    }
    ran = subprocess.run(
        ["sh", "-c", shown],
        env={**before, "no_proxy": "example.com", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    seen = dict(line.split("=", 1) for line in ran.stdout.splitlines())
    names = ("AWS_", "HOME", "NO_", "no_")
    assert {name: value for name, value in seen.items() if name.startswith(names)} == {
        name: value for name, value in env.items() if name != "USERPROFILE"
    } | {"AWS_CA_BUNDLE": "/ca.pem"}
    assert shell_lines(env)[-1].startswith("aws sts get-caller-identity --profile ")


async def test_the_help_of_a_sandbox_shows_the_lines_and_copies_them(tmp_path: Path) -> None:
    lines = shell_lines(inside(tmp_path, {}, "http://127.0.0.1:3"))
    async with Desk(tmp_path, shell_lines=lines).running((80, 24)) as seat:
        await seat.press("question_mark")
        await seat.shows("y copy the lines for a shell")
        await seat.press("end")
        await seat.shows("In another terminal")
        shown = str(seat.app.screen.query_one("#shell-lines", Fitted).render())
        assert subprocess.run(["sh", "-nc", shown], check=False).returncode == 0
        assert shown.replace("\\\n", "") == "\n".join(lines)
        await seat.press("y")
        assert seat.app.clipboard == "\n".join(lines) + "\n"


# a running sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def test_a_sandbox_gets_a_home_of_its_own_which_is_gone_afterwards(sandbox: Sandbox, home: Path) -> None:
    with ExitStack() as stack:
        setup = _setup(False, sandbox.origins.accounts, stack)
        assert home not in setup.paths.config.parents
        assert setup.places.is_sandbox
        assert setup.paths.settings.is_relative_to(setup.paths.config.parent.parent)
        assert setup.paths.state.is_relative_to(setup.paths.config.parent.parent)
        kept = setup.paths.config
        assert kept.exists()
    assert not kept.exists()
    assert list(home.rglob("*")) == []
