"""The order of the list and its groups: pure functions of the profiles, their uses and the time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.config import Profile
from profiles.expiry import StoredSession
from tests.test_tui_rows import listing_of
from tests.tui_app import CONFIG, CREDENTIALS, NOON
from tui.frecency import Use
from tui.ordering import Group, Order, Rank, Sort, natural, prefix_of, ranking
from tui.rows import Row, View, heading_key, list_rows, name_words

NAMES = ("prod-admin", "prod-audit", "Prod_x", "staging", "dev.a", "dev.b", "t2", "t10", "t1")


def company(names: Collection[str] = NAMES) -> str:
    """A bastion with one target of each name, whose accounts and roles run against the order of the file."""
    parts = ["[profile sts]\ngoogle_config.google_idp_id = a\ngoogle_config.google_sp_id = b\n"]
    for number, name in enumerate(names):
        account = 999999999999 - number
        parts.append(
            f"[profile {name}]\nrole_arn = arn:aws:iam::{account}:role/{name}\nsource_profile = sts\n"
        )
    return "\n".join(parts)


def view(
    sort: Sort = Sort.FILE,
    group: Group = Group.ROOT,
    *,
    pins: Collection[str] = (),
    uses: Mapping[str, Use] | None = None,
    ends: Mapping[str, timedelta | None] | None = None,
) -> View:
    sessions = {
        name: StoredSession(None if end is None else NOON + end, permanent=False, source="test")
        for name, end in (ends or {}).items()
    }
    return View(Order(sort, group), ranking(sort, uses or {}, sessions, NOON), frozenset(pins))


def shown(
    config: str,
    how: View,
    collapsed: Collection[str] = (),
    words: str = "",
    credentials: str = "",
) -> list[str]:
    """Each row as it is indented: headings end with a colon, pinned profiles begin with a star."""
    return [drawn(row) for row in list_rows(listing_of(config, credentials), collapsed, words, how)]


def drawn(row: Row) -> str:
    return "  " * row.depth + "*" * row.pinned + name_words(row) + ":" * bool(row.heading)


def test_unless_said_otherwise_roots_stand_with_their_targets_as_in_the_file() -> None:
    listing = listing_of(CONFIG, CREDENTIALS)
    assert list_rows(listing, view=view()) == list_rows(listing)
    assert [row.key for row in list_rows(listing)] == ["sts", "from_fumidai", "production", "robot", "deploy"]


# sorting


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (Sort.FILE, ["sts", *NAMES]),
        (
            Sort.NAME,
            ["dev.a", "dev.b", "prod-admin", "prod-audit", "Prod_x", "staging", "sts", "t1", "t2", "t10"],
        ),
        (Sort.ACCOUNT, [*reversed(NAMES), "sts"]),
        (
            Sort.ROLE,
            ["dev.a", "dev.b", "prod-admin", "prod-audit", "Prod_x", "staging", "t1", "t2", "t10", "sts"],
        ),
    ],
)
def test_a_flat_list_is_sorted_as_people_do(sort: Sort, names: list[str]) -> None:
    assert shown(company(), view(sort, Group.NONE)) == names


def test_roots_are_sorted_among_themselves_and_targets_under_their_root() -> None:
    rows = shown(CONFIG, view(Sort.NAME), credentials=CREDENTIALS)
    assert rows == ["robot", "  deploy", "sts", "  from_fumidai", "  production"]
    rows = shown(CONFIG.replace("production", "a"), view(Sort.NAME), credentials=CREDENTIALS)
    assert rows == ["robot", "  deploy", "sts", "  a", "  from_fumidai"]


def test_what_ends_soonest_is_first_and_what_has_ended_or_never_does_is_last() -> None:
    ends: dict[str, timedelta | None] = {
        "t1": timedelta(minutes=1),
        "t2": timedelta(hours=2),
        "staging": timedelta(hours=-1),
        "dev.a": timedelta(hours=-5),
        "dev.b": None,
    }
    rows = shown(company(), view(Sort.ENDS, Group.NONE, ends=ends))
    assert rows[:4] == ["t1", "t2", "staging", "dev.a"]
    assert rows[4:] == [name for name in ["sts", *NAMES] if name not in rows[:4]]


def test_what_is_used_most_is_first_and_takes_its_root_along() -> None:
    uses = {"deploy": Use(5, NOON), "production": Use(3, NOON)}
    flat = shown(CONFIG, view(Sort.USED, Group.NONE, uses=uses), credentials=CREDENTIALS)
    assert flat == ["deploy", "production", "sts", "from_fumidai", "robot"]
    tree = shown(CONFIG, view(Sort.USED, uses=uses), credentials=CREDENTIALS)
    assert tree == ["robot", "  deploy", "sts", "  production", "  from_fumidai"]


def test_the_root_of_what_ends_soonest_is_first() -> None:
    ends = {"deploy": timedelta(minutes=5), "sts": timedelta(hours=1)}
    rows = shown(CONFIG, view(Sort.ENDS, ends=ends), credentials=CREDENTIALS)
    assert rows == ["robot", "  deploy", "sts", "  from_fumidai", "  production"]


@given(st.permutations(["a1", "A2", "a10", "b", "B0"]))
def test_letters_and_numbers_sort_by_what_they_mean(names: list[str]) -> None:
    assert sorted(names, key=natural) == ["a1", "A2", "a10", "b", "B0"]


@given(st.text(max_size=20))
def test_any_text_can_be_sorted_with_any_other(text: str) -> None:
    one, other = sorted([text, "a", "1", ""], key=natural), sorted(["", "1", "a", text], key=natural)
    assert [natural(each) for each in one] == [natural(each) for each in other]


def test_a_number_without_end_is_sorted_too() -> None:
    long = "9" * 10_000
    assert sorted([f"t{long}", "t10", f"t0{long[1:]}", "t9"], key=natural)[:2] == ["t9", "t10"]


# groups


def test_names_that_begin_alike_stand_under_a_heading_and_the_others_alone() -> None:
    rows = shown(company(), view(group=Group.PREFIX))
    assert rows == [
        "sts",
        "prod:",
        "  prod-admin",
        "  prod-audit",
        "  Prod_x",
        "staging",
        "dev:",
        "  dev.a",
        "  dev.b",
        "t2",
        "t10",
        "t1",
    ]


def test_a_heading_says_how_many_it_stands_for_and_folds() -> None:
    rows = list_rows(listing_of(company(), ""), {heading_key("prod")}, "", view(group=Group.PREFIX))
    (heading,) = [row for row in rows if row.heading == "prod"]
    assert (heading.children, heading.collapsed, heading.profile) == (3, True, None)
    assert "prod-admin" not in [row.key for row in rows]


def test_groups_are_sorted_by_the_first_of_their_members() -> None:
    rows = shown(company(), view(Sort.NAME, Group.PREFIX))
    assert [row for row in rows if not row.startswith(" ")] == [
        "dev:", "prod:", "staging", "sts", "t1", "t2", "t10",
    ]  # fmt: skip
    uses = {"Prod_x": Use(1, NOON)}
    rows = shown(company(), view(Sort.USED, Group.PREFIX, uses=uses))
    assert rows[:4] == ["prod:", "  Prod_x", "  prod-admin", "  prod-audit"]


def test_a_profile_called_as_a_heading_is_still_listed_and_folds_by_itself() -> None:
    config = company(["sts-a", "prod", "prod-a"])
    rows = shown(config, view(group=Group.PREFIX), {"sts", "prod"})
    assert rows == ["sts:", "  sts", "  sts-a", "prod:", "  prod", "  prod-a"]


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("prod-admin", "prod"),
        ("prod_admin-x", "prod"),
        ("prod.admin", "prod"),
        ("prod/admin", "prod"),
        ("second hop", "second"),
        ("sts", "sts"),
        ("-x-y", "-x"),
        ("---", "---"),
        ("本番-管理者", "本番"),
        ("", ""),
        ("[red]-x", "[red]"),
    ],
)
def test_the_prefix_of_a_name_ends_at_its_first_separator(name: str, prefix: str) -> None:
    assert prefix_of(name) == prefix


# pins


def test_a_pinned_target_stands_on_top_also_when_its_root_is_folded() -> None:
    how = view(pins={"production"})
    rows = ["*production", "sts", "  from_fumidai", "robot", "  deploy"]
    assert shown(CONFIG, how, credentials=CREDENTIALS) == rows
    assert shown(CONFIG, how, {"sts"}, credentials=CREDENTIALS) == [rows[0], "sts", *rows[3:]]
    folded = list_rows(listing_of(CONFIG, CREDENTIALS), {"sts"}, "", how)[1]
    assert (folded.children, folded.collapsed) == (1, True)


def test_a_pinned_root_takes_its_targets_along_and_stands_below_what_is_pinned_alone() -> None:
    how = view(pins={"sts", "deploy"})
    assert shown(CONFIG, how, credentials=CREDENTIALS) == [
        "*deploy", "*sts", "  from_fumidai", "  production", "robot",
    ]  # fmt: skip


def test_a_pinned_root_stands_below_what_is_pinned_alone_in_other_orders_too() -> None:
    how = view(Sort.USED, pins={"robot", "production"}, uses={"robot": Use(9, NOON)})
    assert shown(CONFIG, how, credentials=CREDENTIALS)[:3] == ["*production", "*robot", "  deploy"]


def test_a_root_whose_targets_are_all_pinned_has_nothing_to_fold() -> None:
    rows = list_rows(listing_of(CONFIG, CREDENTIALS), {"robot"}, "", view(pins={"deploy"}))
    (robot,) = [row for row in rows if row.key == "robot"]
    assert (robot.children, robot.collapsed) == (0, False)


@pytest.mark.parametrize("group", [Group.PREFIX, Group.NONE])
def test_pinned_profiles_leave_their_group_and_are_sorted_among_themselves(group: Group) -> None:
    rows = shown(company(), view(Sort.NAME, group, pins={"t10", "t2", "dev.b"}))
    assert rows[:3] == ["*dev.b", "*t2", "*t10"]
    assert "dev.a" in rows  # Alone now, so without a heading.


def test_a_pin_does_not_save_what_the_filter_leaves_out() -> None:
    assert shown(CONFIG, view(pins={"production"}), words="robot", credentials=CREDENTIALS) == ["robot"]
    assert shown(CONFIG, view(pins={"production"}), words="prod", credentials=CREDENTIALS) == ["*production"]


# the filter in other orders


def test_a_filter_leaves_headings_of_what_fits_only_and_unfolds_them() -> None:
    rows = shown(company(), view(group=Group.PREFIX), {heading_key("prod")}, "adm")
    assert rows == ["prod:", "  prod-admin"]


def test_in_a_flat_list_a_root_does_not_stay_for_its_targets_sake() -> None:
    assert shown(CONFIG, view(group=Group.NONE), words="deploy", credentials=CREDENTIALS) == ["deploy"]


# whatever the files hold

NAME = st.text(st.characters(codec="utf-8", exclude_characters="]\r\n"), min_size=1, max_size=6)
VIEWS = st.builds(
    view,
    st.sampled_from(Sort),
    st.sampled_from(Group),
    pins=st.frozensets(st.sampled_from(["n0", "n1-a", "n2", "sts"])),
    uses=st.dictionaries(st.sampled_from(["n0", "n1-a", "sts"]), st.builds(Use, st.floats(0.1, 9), st.just(NOON))),
    ends=st.dictionaries(
        st.sampled_from(["n0", "n1-a", "sts"]), st.none() | st.integers(-999, 999).map(lambda s: timedelta(seconds=s))
    ),
)  # fmt: skip
TARGETS = st.lists(
    st.tuples(
        st.sampled_from(["n0", "n1-a", "n1-b", "N1", "n2", "robot"]), st.sampled_from(["sts", "n0", "robot"])
    ),
    max_size=6,
    unique_by=lambda target: target[0],
)


@given(TARGETS, VIEWS)
def test_every_order_lists_every_profile_once_and_the_same_way_each_time(
    targets: list[tuple[str, str]], how: View
) -> None:
    config = "[profile sts]\ngoogle_config.google_idp_id = a\n" + "".join(
        f"[profile {name}]\nrole_arn = arn:aws:iam::222222222222:role/r\nsource_profile = {source}\n"
        for name, source in targets
    )
    listing = listing_of(config, "")
    rows = list_rows(listing, (), "", how)
    listed = [row.key for row in rows if row.profile]
    assert sorted(listed) == sorted(profile.name for profile in listing.profiles)
    assert list_rows(listing, (), "", how) == rows
    firsts = [row.pinned for row in rows if not row.depth]
    assert firsts == sorted(firsts, reverse=True)
    for row in rows:
        assert row.pinned or not row.profile or row.profile.name not in how.pins


@given(st.lists(st.integers(0, 3), max_size=8), st.sampled_from([Sort.ACCOUNT, Sort.ROLE]))
def test_equals_keep_the_order_of_the_file(accounts: list[int], sort: Sort) -> None:
    config = "[profile sts]\ngoogle_config.google_idp_id = a\n" + "".join(
        f"[profile x{number}]\nrole_arn = arn:aws:iam::{account:012}:role/r{account}\nsource_profile = sts\n"
        for number, account in enumerate(accounts)
    )
    rows = shown(config, view(sort, Group.NONE))[:-1]
    assert rows == [f"x{number}" for number in sorted(range(len(accounts)), key=lambda n: accounts[n])]


@given(st.lists(NAME, max_size=6), st.sampled_from(Sort))
def test_names_of_any_characters_are_grouped_and_listed_once(names: list[str], sort: Sort) -> None:
    listing = listing_of("\n".join(f'[profile "{name}"]\nregion = eu-west-1' for name in names), "")
    rows = list_rows(listing, (), "", view(sort, Group.PREFIX))
    assert sorted(row.key for row in rows if row.profile) == sorted(each.name for each in listing.profiles)
    assert len({row.key for row in rows}) == len(rows)
    for row in rows:
        if row.heading:
            assert row.children > 1
            assert not set(name_words(row)) & {"\x1b", "\x07", "\x9b"}


@pytest.mark.parametrize("group", Group)
@pytest.mark.parametrize("sort", Sort)
def test_the_rank_of_a_profile_is_asked_for_a_few_times_at_most(sort: Sort, group: Group) -> None:
    names = [f"{'abc'[number % 3]}{number % 50}-t{number}" for number in range(500)]
    uses = {name: Use(number + 1.0, NOON) for number, name in enumerate(names) if number % 3}
    rank, asked = ranking(sort, uses, {}, NOON), 0

    def counting(profile: Profile) -> Rank:
        nonlocal asked
        asked += 1
        return rank(profile)

    listing = listing_of(company(names), "")
    rows = list_rows(listing, (), "", View(Order(sort, group), counting))
    assert sum(row.profile is not None for row in rows) == 501
    assert asked <= 2 * 501
    asked = 0
    assert len(list_rows(listing, (), "t499", View(Order(sort, Group.NONE), counting))) == 1
    assert asked <= 2  # What is not shown is not sorted.
