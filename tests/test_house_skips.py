"""A missing program skips its tests in one line, and fails them in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

TESTS = """
import pytest
from tests.tools import needs

@needs("no-such-program")
def test_first(): pass

@needs("no-such-program", "tmux")
def test_second(): pass

def test_third(): pass

@pytest.mark.xfail(reason="known", strict=True)
def test_fourth(): assert False
"""


def pytest_of_its_own(folder: Path, *, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text("from tests.skips import *\n")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs(*programs)\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", str(folder)],
        env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_at_a_desk_one_line_names_the_skipped_tests(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    run = pytest_of_its_own(tmp_path, ci="")
    reason = "no-such-program is missing: install no-such-program"
    assert f"2 skipped, as {reason}: test_first, test_second" in run.stdout.splitlines()
    assert run.returncode == 0


def test_in_ci_each_skip_fails(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    run = pytest_of_its_own(tmp_path, ci="true")
    assert "1 passed, 1 xfailed, 2 errors" in run.stdout
    assert "With CI=true a skip is a failure." in run.stdout
    assert run.returncode == 1


def test_in_ci_a_file_that_skips_itself_fails(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("import pytest\npytest.skip('not today', allow_module_level=True)\n")
    run = pytest_of_its_own(tmp_path, ci="true")
    assert "Skipped, as not today. With CI=true a skip is a failure." in run.stdout
    assert run.returncode != 0
