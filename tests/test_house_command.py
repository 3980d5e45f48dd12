"""`python3 -m tests`: stamps, the order of the gate, and what it ends with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import __main__ as command


def test_an_environment_is_installed_once_and_again_when_it_should_hold_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[list[str]] = []
    monkeypatch.setattr(command, "run", installed.append)
    for version in ("1", "1", "2", "2", "1"):
        command.install(tmp_path, [f"thing=={version}"], made_from=version)
    assert [each[-1] for each in installed] == ["thing==1", "thing==2", "thing==1"]


def test_an_installation_that_failed_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: list[str]) -> None:
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(command, "run", fail)
    with pytest.raises(subprocess.CalledProcessError):
        command.install(tmp_path, ["thing"], made_from="1")
    assert not command.is_stamped(tmp_path, "1")


def gate_of(*statuses: int) -> dict[str, list[str]]:
    """Steps that end with these exit statuses; the interpreter stands in for the programs."""
    python = Path(sys.executable).name
    return {f"step {n}": [python, "-c", f"raise SystemExit({s})"] for n, s in enumerate(statuses)}


@pytest.mark.parametrize(
    ("statuses", "tests_end_with", "ends_with", "steps_run"),
    [((0, 0), 0, 0, 3), ((0, 0), 5, 5, 3), ((0, 2), 0, 2, 2), ((1, 2), 0, 1, 1)],
)
def test_the_gate_stops_at_the_first_failure_and_ends_with_its_status(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    statuses: tuple[int, ...],
    tests_end_with: int,
    ends_with: int,
    steps_run: int,
) -> None:
    (tests,) = gate_of(tests_end_with).values()
    monkeypatch.setattr(command, "GATE", gate_of(*statuses))
    monkeypatch.setattr(command, "TESTS", tests)
    monkeypatch.setattr(sys, "argv", ["tests", "--gate-only", "-k", "countdown"])
    assert command.main() == ends_with
    steps = [line for line in capfd.readouterr().out.splitlines() if line.startswith("== ")]
    assert len(steps) == steps_run
    assert ("-k countdown" in steps[-1]) is (steps_run == 3)


@pytest.mark.parametrize(("option", "full"), [([], ""), (["--full"], "1")])
def test_the_long_counts_are_asked_for_by_one_word(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], option: list[str], full: str
) -> None:
    show = "import os; print('full:', os.environ['FUMIDAI_FULL'])"
    monkeypatch.setattr(command, "GATE", {})
    monkeypatch.setattr(command, "TESTS", [Path(sys.executable).name, "-c", show])
    monkeypatch.setattr(sys, "argv", ["tests", "--gate-only", *option])
    assert command.main() == 0
    assert f"full: {full}\n" in capfd.readouterr().out
