"""pytest hooks: `needs` is obeyed, what was skipped is told once per reason, and in CI a skip is a failure.

`conftest.py` takes the hooks from here; the tests of the hooks run a pytest of their own with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator

import pytest

from tests.tools import in_ci, skip_if_missing

__all__ = [
    "pytest_make_collect_report",
    "pytest_runtest_makereport",
    "pytest_runtest_setup",
    "pytest_terminal_summary",
]


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        skip_if_missing(*mark.args)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        _fail_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if report.skipped:
        _fail_in_ci(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    tests: dict[str, list[str]] = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        tests[_reason(report)].append(report.nodeid.partition("::")[2] or report.nodeid)
    for reason, names in tests.items():
        terminalreporter.write_line(f"{len(names)} skipped, as {reason}: {', '.join(names)}", yellow=True)


def _fail_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    if in_ci():
        report.longrepr = f"Skipped, as {_reason(report)}. With CI=true a skip is a failure."
        report.outcome = "failed"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return reason.removeprefix("Skipped: ")
