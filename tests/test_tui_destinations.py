"""Which profile is meant by what is typed after ``:``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.plain import plain
from tests.tui_app import NOON
from tui.destinations import destinations, meant, quits
from tui.frecency import Use

NAMES = ("sts", "prod", "prod-admin", "prod-read", "dev-admin", "Team.Billing", "acct10", "acct9", "本番 ガ")


def going(typed: str, names: Sequence[str] = NAMES, used: Sequence[str] = ()) -> str | None:
    """The name that *typed* leads to; *used*: every use so far, the first one first."""
    uses = {name: Use(used.count(name), NOON - timedelta(days=1)) for name in used}
    found = meant(typed, destinations(names, uses, NOON))
    return found.name if found else None


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        # the name itself, whatever longer ones there are
        ("prod", "prod"),
        ("prod-admin", "prod-admin"),
        ("  prod ", "prod"),
        # but for capitals and the form of the letters
        ("PROD", "prod"),
        ("team.billing", "Team.Billing"),
        ("ａｃｃｔ９", "acct9"),
        ("本番 カ\u3099", "本番 ガ"),
        # how it begins
        ("s", "sts"),
        ("prod-r", "prod-read"),
        ("dev", "dev-admin"),
        ("acct", "acct9"),
        ("本", "本番 ガ"),
        # words anywhere, in any order
        ("billing", "Team.Billing"),
        ("admin dev", "dev-admin"),
        ("admin", "dev-admin"),
        # letters in this order
        ("pdr", "prod-read"),
        ("tmbl", "Team.Billing"),
        ("p read", "prod-read"),
        # none
        ("x", None),
        ("daer", None),
        ("stss", None),
        ("", None),
        ("   ", None),
    ],
)
def test_what_is_typed_leads_to(typed: str, name: str | None) -> None:
    assert going(typed) == name


@pytest.mark.parametrize(
    ("typed", "used", "name"),
    [
        ("prod-", (), "prod-admin"),
        ("prod-", ("prod-read",), "prod-read"),
        ("prod-", ("prod-read", "prod-admin", "prod-admin"), "prod-admin"),
        ("admin", ("prod-admin",), "prod-admin"),
        # How well a name fits counts for more than how much it is used.
        ("prod", ("prod-read",), "prod"),
        ("PROD", ("prod-read",), "prod"),
        ("a", ("dev-admin",), "acct9"),
        ("dn", ("dev-admin", "sts"), "dev-admin"),
    ],
)
def test_of_names_that_fit_alike_the_one_that_is_used_is_meant(
    typed: str, used: Sequence[str], name: str
) -> None:
    assert going(typed, used=used) == name


def test_capitals_decide_where_two_names_differ_in_nothing_else() -> None:
    names, used = ("Prod", "prod", "PROD"), ("PROD",)
    assert [going(name, names, used) for name in names] == list(names)
    assert going("pROD", names, used) == "PROD"


@pytest.mark.parametrize("name", ["e\x1b[2Jvil", "\u202egnp.exe", "[/]x", "a\\", "$x", "x\u200by"])
def test_a_name_that_a_terminal_would_obey_is_gone_to_by_what_is_seen_of_it(name: str) -> None:
    assert going(plain(name), [*NAMES, name]) == name
    assert destinations([name], {}, NOON)[0].shown == plain(name)


@pytest.mark.parametrize(
    ("typed", "name", "is_drawn"),
    [
        ("pro", "Prod-Admin", True),
        ("Prod-Admin", "prod-admin", True),
        ("admin", "prod-admin", False),
        ("カ\u3099", "ガ x", False),  # Two characters for one: behind them the wrong rest would be drawn.
        ("ss", "ß-x", False),
    ],
)
def test_the_rest_of_a_name_is_drawn_behind_its_beginning_only(typed: str, name: str, is_drawn: bool) -> None:
    (destination,) = destinations([name], {}, NOON)
    assert destination.begins_with(typed) is is_drawn


@pytest.mark.parametrize(
    ("typed", "names", "does"),
    [
        ("q", NAMES, True),
        (" q ", NAMES, True),
        ("q", ["qa", "faq"], True),
        ("q", ["q"], False),
        ("q", ["Q"], False),
        ("quit", NAMES, False),
        ("", NAMES, False),
    ],
)
def test_q_quits_unless_a_profile_is_called_so(typed: str, names: Sequence[str], does: bool) -> None:
    assert quits(typed, destinations(names, {}, NOON)) is does


ANY_NAMES = st.lists(
    st.text(max_size=6) | st.text("aAbß-.カガ\u3099\u200b ", max_size=6), min_size=1, unique=True
)


@given(ANY_NAMES, st.data())
def test_a_name_always_leads_to_the_profile_that_has_it(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    assert going(name, names, data.draw(st.lists(st.sampled_from(names)))) == name


@given(ANY_NAMES, st.text(max_size=4) | st.text("aAbß-.カガ ", max_size=4))
def test_it_leads_to_a_profile_of_the_list_or_nowhere(names: list[str], typed: str) -> None:
    assert going(typed, names) in {*names, None}


@given(st.lists(st.text("abC-", min_size=1), min_size=1, unique=True), st.data())
def test_the_beginning_of_a_name_leads_to_one_that_begins_so(names: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(names))
    typed = name[: data.draw(st.integers(1, len(name)))]
    assert (going(typed, names) or "").casefold().startswith(typed.casefold())


@given(st.data(), ANY_NAMES, st.text(max_size=3))
def test_the_order_of_the_file_does_not_matter(data: st.DataObject, names: list[str], typed: str) -> None:
    assert going(typed, data.draw(st.permutations(names))) == going(typed, names)
