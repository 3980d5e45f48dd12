"""What is remembered between runs: the person's settings, and what was learnt."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from auth.keeping import Keep
from profiles.files import Paths
from tests.tui_app import NOON
from tui.frecency import HALF_LIFE, KEPT, Use
from tui.memory import (
    RELEARN,
    forget_companions,
    recall,
    remember_alias,
    remember_collapsed,
    remember_keep,
    remember_opened,
    remember_order,
    remember_pins,
    remember_roles,
    remember_theme,
    remember_use,
    rename_state,
)
from tui.ordering import Group, Order, Sort

TODAY = date(2026, 3, 1)
ROLE = "arn:aws:iam::111111111111:role/sso"
HOSTILE = 'a."[b]\x1b\\ 本番'
"""A name with everything that has a meaning in TOML."""


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


def test_the_order_comes_back_and_the_usual_one_leaves_nothing(paths: Paths) -> None:
    assert recall(paths).order == Order(Sort.FILE, Group.ROOT)
    remember_order(paths, Order(Sort.USED, Group.PREFIX))
    assert recall(paths).order == Order(Sort.USED, Group.PREFIX)
    remember_order(paths, Order())
    assert recall(paths).order == Order()
    assert paths.state.read_text() == ""


def test_pins_come_back_and_two_applications_do_not_lose_each_others(paths: Paths) -> None:
    remember_pins(paths, {"sts", HOSTILE}, True)
    remember_pins(paths, {"gov"}, True)
    assert recall(paths).pins == {"sts", HOSTILE, "gov"}
    remember_pins(paths, {"sts", HOSTILE}, False)
    assert recall(paths).pins == {"gov"}


def test_uses_are_counted_from_run_to_run_in_a_file_for_this_person_only(paths: Paths) -> None:
    remember_use(paths, "sts", NOON)
    remember_use(paths, HOSTILE, NOON)
    remember_use(paths, "sts", NOON + HALF_LIFE)
    assert recall(paths).uses == {"sts": Use(1.5, NOON + HALF_LIFE), HOSTILE: Use(1, NOON)}
    assert paths.state.stat().st_mode & 0o777 == 0o600
    assert not paths.settings.exists()


def test_no_more_uses_are_kept_than_are_of_use(paths: Paths) -> None:
    entries = "".join(
        f"[uses.p{number}]\nscore = {number + 2.0}\nat = 2026-03-01T03:00:00Z\n" for number in range(KEPT)
    )
    paths.state.write_text(f"{entries}[uses.odd]\nscore = true\n[keep]\n")
    remember_use(paths, "new", NOON)
    uses = recall(paths).uses
    assert len(uses) == KEPT
    assert "new" in uses
    assert "p0" not in uses
    assert "odd" not in paths.state.read_text()


def test_opened_consoles_come_back_the_newest_first(paths: Paths) -> None:
    for minutes, name in enumerate(["sts", HOSTILE, "prod", "sts"]):
        remember_opened(paths, name, NOON + timedelta(minutes=minutes))
    opened = recall(paths).opened
    assert list(opened) == ["sts", "prod", HOSTILE]
    assert opened["sts"] == NOON + timedelta(minutes=3)
    assert opened["sts"].tzinfo is UTC
    assert not paths.settings.exists()


def test_no_more_than_ten_opened_consoles_are_kept_and_what_is_none_goes(paths: Paths) -> None:
    paths.state.write_text("[opened]\nodd = 3\n[uses.sts]\nscore = 1.0\nat = 2026-03-01T03:00:00Z\n")
    for number in range(12):
        remember_opened(paths, f"p{number}", NOON + timedelta(minutes=number))
    memory = recall(paths)
    assert list(memory.opened) == [f"p{number}" for number in range(11, 1, -1)]
    assert memory.state["opened"] == memory.opened
    assert memory.uses == {"sts": Use(1, NOON)}


def test_the_console_that_is_opened_is_kept_though_the_clock_was_set_back(paths: Paths) -> None:
    for number in range(10):
        remember_opened(paths, f"p{number}", NOON + timedelta(minutes=number))
    remember_opened(paths, "now", NOON - timedelta(days=1))
    assert set(recall(paths).opened) == {"now", *(f"p{number}" for number in range(1, 10))}


def remember_everything(paths: Paths, name: str) -> None:
    remember_pins(paths, {name, "other"}, True)
    remember_use(paths, name, NOON)
    remember_use(paths, "other", NOON)
    remember_opened(paths, name, NOON)
    remember_opened(paths, "other", NOON - timedelta(hours=1))
    remember_collapsed(paths, {name, "other"})
    remember_roles(
        paths, longest={ROLE: 3600}, today=TODAY, last_role=(name, ROLE), companions=(name, {"gov"})
    )
    remember_roles(
        paths, longest={}, today=TODAY, last_role=("gov", ROLE), companions=("gov", {name, "other"})
    )


def test_a_renamed_profile_keeps_all_that_was_remembered_of_it(paths: Paths) -> None:
    remember_everything(paths, HOSTILE)
    rename_state(paths, HOSTILE, "new")
    memory = recall(paths)
    assert memory.pins == {"new", "other"}
    assert memory.uses == {"new": Use(1, NOON), "other": Use(1, NOON)}
    assert memory.opened == {"new": NOON, "other": NOON - timedelta(hours=1)}
    assert memory.collapsed == {"new", "other"}
    assert (memory.last_role("new"), memory.companions("new")) == (ROLE, frozenset({"gov"}))
    assert memory.companions("gov") == frozenset({"new", "other"})
    assert memory.longest(TODAY) == ((ROLE, 3600),)
    assert HOSTILE not in str(memory.state)


def test_the_state_is_the_same_as_if_the_profile_had_had_its_name_from_the_beginning(paths: Paths) -> None:
    remember_everything(paths, "new")
    meant = recall(paths).state
    paths.state.unlink()
    remember_everything(paths, "old")
    rename_state(paths, "old", "new")
    assert recall(paths).state == meant


def test_nothing_is_written_for_a_profile_of_which_nothing_is_remembered(paths: Paths) -> None:
    rename_state(paths, "sts", "new")
    assert not paths.state.exists()


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
        "pins = [1]",
        "pins = {sts = 3}",
        "order = 3",
        'order = {sort = "best", group = 3}',
        "uses = 3",
        "uses = {sts = 3}",
        'uses = {sts = {score = "1", at = 2026-03-01T03:00:00Z}}',
        "uses = {sts = {score = nan, at = 2026-03-01T03:00:00Z}}",
        "uses = {sts = {score = inf, at = 2026-03-01T03:00:00Z}}",
        "uses = {sts = {score = -1.0, at = 2026-03-01T03:00:00Z}}",
        "uses = {sts = {score = 1.0, at = 2026-03-01T03:00:00}}",
        "uses = {sts = {score = 1.0, at = 2026-03-01}}",
        "uses = {sts = {score = 1.0}}",
        "opened = 3",
        "opened = [1]",
        "opened = {sts = 3}",
        "opened = {sts = 2026-03-01T03:00:00}",
        "opened = {sts = 2026-03-01}",
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
    assert memory.collapsed == memory.pins == frozenset()
    assert (memory.order, memory.uses) == (Order(), {})
    assert memory.opened == {}
