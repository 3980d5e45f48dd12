"""What is remembered between runs: the person's settings, and what was learnt."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from auth.keeping import Keep
from profiles.files import Paths
from tui.memory import (
    RELEARN,
    forget_companions,
    recall,
    remember_alias,
    remember_collapsed,
    remember_keep,
    remember_roles,
    remember_theme,
)

TODAY = date(2026, 3, 1)
ROLE = "arn:aws:iam::111111111111:role/sso"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    aws = tmp_path / ".aws"
    return Paths(
        aws / "config", aws / "credentials", aws / "cli", tmp_path / "settings.toml", tmp_path / "state.toml"
    )


def test_nothing_is_remembered_at_first_and_nothing_is_written(paths: Paths) -> None:
    memory = recall(paths)
    assert (memory.theme, memory.collapsed, memory.trouble) == (None, frozenset(), "")
    assert memory.keep("ada@example.com") is None
    assert memory.companions("sts") is None
    assert not paths.settings.exists()
    assert not paths.state.exists()


def test_theme_and_folds_come_back(paths: Paths) -> None:
    remember_theme(paths, "nord")
    remember_collapsed(paths, {"sts", "gov"})
    assert recall(paths).theme == "nord"
    assert recall(paths).collapsed == {"sts", "gov"}
    remember_collapsed(paths, ())
    assert recall(paths).collapsed == frozenset()


def test_the_answer_about_keeping_is_remembered_and_forgotten(paths: Paths) -> None:
    remember_keep(paths, "Ada@Example.com", Keep(session=True))
    assert recall(paths).keep("ada@example.com") == Keep(session=True)
    remember_keep(paths, "ada@example.com", None)
    assert recall(paths).keep("ada@example.com") is None


def test_a_no_is_an_answer_too(paths: Paths) -> None:
    remember_keep(paths, "ada@example.com", Keep())
    assert recall(paths).keep("ada@example.com") == Keep()


def test_what_a_role_allows_is_asked_again_after_a_month(paths: Paths) -> None:
    remember_roles(
        paths, longest={ROLE: 3600}, today=TODAY, last_role=("sts", ROLE), companions=("sts", {"gov"})
    )
    memory = recall(paths)
    assert memory.longest(TODAY + RELEARN - timedelta(days=1)) == ((ROLE, 3600),)
    assert memory.longest(TODAY + RELEARN) == ()
    assert memory.last_role("sts") == ROLE
    assert memory.companions("sts") == frozenset({"gov"})
    forget_companions(paths, "sts")
    assert recall(paths).companions("sts") is None


def test_names_of_accounts_are_kept(paths: Paths) -> None:
    remember_alias(paths, "111111111111", "corp-fumidai")
    remember_alias(paths, "222222222222", "corp-prod")
    assert recall(paths).aliases == {"111111111111": "corp-fumidai", "222222222222": "corp-prod"}


def test_commands_are_lists_and_a_text_is_told(paths: Paths) -> None:
    paths.settings.write_text('password_command = ["pass", "google"]\ncode_command = "oathtool"\n')
    memory = recall(paths)
    assert memory.commands == {"password": ("pass", "google")}
    assert "code_command" in memory.trouble


@pytest.mark.parametrize(
    "state",
    [
        "keep = 3",
        'keep = {"ada@example.com" = 3}',
        'longest = {"x" = 1}',
        'longest = {"x" = {seconds = "a", on = 1}}',
        "collapsed = 3",
        "companions = {sts = 3}",
        "aliases = [1]",
        "last_roles = {sts = 3}",
        "\x00",
    ],
)
def test_a_state_somebody_else_wrote_costs_its_content_only(paths: Paths, state: str) -> None:
    paths.state.write_text(state)
    memory = recall(paths)
    assert memory.keep("ada@example.com") in {None, Keep()}
    assert memory.longest(TODAY) == ()
    assert memory.companions("sts") is None
    assert memory.last_role("sts") is None
    assert memory.aliases == {}
    assert memory.collapsed == frozenset()
