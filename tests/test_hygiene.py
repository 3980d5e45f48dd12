"""What is imported, shipped and named: proven in clean interpreters and on the built wheel.

The contracts in pyproject.toml see the imports that are written down; these see the ones that happen.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

SCREEN = {"textual", "rich"}
SLOW = {"boto3", "botocore", "requests", "urllib3", "lxml", "keyring"}
DEMO = {"flask", "werkzeug", "moto", "pyotp", "trustme", "cryptography", "signxml", "auth.sandbox"}


def python(program: str) -> str:
    """What `program` prints in a clean interpreter, with this repository to import from."""
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def loaded_by(program: str) -> set[str]:
    """The modules that are loaded after `program`."""
    return set(python(f"{program}\nimport sys; print('\\n', *sys.modules)").rpartition("\n ")[2].split())


def all_of(package: str) -> str:
    """A program that imports every module of `package` but commands and the sandbox."""
    files = sorted(
        name for name in project_files() if name.startswith(f"{package}/") and name.endswith(".py")
    )
    modules = [file.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for file in files]
    return "\n".join(
        f"import {module}"
        for module in modules
        if not module.endswith("__main__") and not module.startswith("auth.sandbox")
    )


def test_the_nouns_load_neither_screen_nor_wire() -> None:
    loaded = loaded_by(all_of("profiles"))
    assert "profiles.config" in loaded
    assert not loaded & {*SCREEN, *SLOW, *DEMO, "http.client", "tui", "auth"}


def test_the_verbs_load_no_screen_and_no_sandbox() -> None:
    loaded = loaded_by(all_of("auth"))
    assert "auth.google.flow" in loaded
    assert not loaded & {*SCREEN, *DEMO, "tui"}


def test_the_screens_load_no_sandbox() -> None:
    loaded = loaded_by(all_of("tui"))
    assert "tui.app" in loaded
    assert not loaded & DEMO


def test_the_application_is_there_before_any_slow_library() -> None:
    loaded = loaded_by("import tui.app, tui.screens.home")
    assert not loaded & (SLOW | DEMO)


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_word_about_itself_loads_nothing_heavy(option: str) -> None:
    quietly = (
        f"import tui.cli\ntry: tui.cli.main(['{option}'])\nexcept SystemExit as end: assert not end.code"
    )
    assert not loaded_by(quietly) & {*SCREEN, *SLOW, *DEMO, "http.client", "tui.app", "auth", "asyncio"}


def test_importing_writes_nothing_at_home(home: Path) -> None:
    python("\n".join(map(all_of, ("profiles", "auth", "tui"))))
    assert list(home.rglob("*")) == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    run = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as built:
        yield built


def test_the_wheel_holds_the_three_packages_with_all_their_files(wheel: zipfile.ZipFile) -> None:
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert shipped == {name for name in project_files() if name.startswith(("tui/", "auth/", "profiles/"))}
    assert any(name.endswith(".tcss") for name in shipped)


def test_the_wheel_brings_the_command(wheel: zipfile.ZipFile) -> None:
    entry_points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert b"fumidai-tui = tui.cli:main" in wheel.read(entry_points)


def test_no_file_names_the_place_where_it_was_written() -> None:
    places = [
        b"/".join(parts) for parts in ([b"", b"work", b""], [b"shared", b"facts"], [b"tmp", b"fumidai"])
    ]
    assert [
        name for name in project_files() if any(place in (ROOT / name).read_bytes() for place in places)
    ] == []


def project_files() -> set[str]:
    """Every file of the project, relative to it: without environments, caches and git's own."""
    files = set()
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if not (f.startswith(".") and f != ".ci") and not is_left_behind(f)]
        files |= {(Path(folder) / name).relative_to(ROOT).as_posix() for name in names}
    return files


def is_left_behind(folder: str) -> bool:
    return folder in {"__pycache__", "build", "dist", "node_modules"} or folder.endswith(".egg-info")
