"""What the words of the filter find."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.config import Listing, Profile
from tests.test_tui_rows import listing_of
from tui.filtering import alias_of, colour_name, fits, known_aliases, search_text, search_texts, wanted_words

CONFIG = """\
[profile Prod-Admin]
role_arn = arn:aws:iam::333344445555:role/team/Admin
source_profile = robot
region = eu-west-1
color = F2B0A9
fumidai_display_name = 本番 ガ
fumidai_account_alias = corp-prod

[profile robot]
region = ap-northeast-1
"""
ROBOT = "[robot]\naws_access_key_id = AKIAFUMIDAI\naws_secret_access_key = a-secret-of-the-robot\n"


def listing() -> Listing:
    return listing_of(CONFIG, ROBOT)


def admin() -> Profile:
    found = listing().get("Prod-Admin")
    assert found is not None
    return found


def found_by(typed: str, alias: str | None = "corp-prod") -> bool:
    return fits(search_text(admin(), alias), wanted_words(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "prod",
        "PROD-admin",
        "333344445555",
        "3333 4444 5555",
        "3333-4444-5555",
        "３３３３",  # as a Japanese input method types digits
        "corp",
        "team/admin",
        "eu-west",
        "f2b0a9",
        "#F2B0A9",
        "red",
        "本番",
        "カ\u3099",  # the same letter, taken apart
        "red eu admin 4444",
        "4444 admin eu red",
        "",
        "   ",
    ],
)
def test_each_word_is_found_in_any_field(typed: str) -> None:
    assert found_by(typed)


@pytest.mark.parametrize("typed", ["green", "ap-northeast", "prod nobody", "adminteam", "5555eu", "none"])
def test_one_word_that_is_nowhere_is_enough_to_be_left_out(typed: str) -> None:
    assert not found_by(typed)


def test_without_an_alias_there_is_none_to_find() -> None:
    assert not found_by("corp", alias=None)


@given(st.lists(st.text(max_size=5), max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_words_does_not_matter(words: list[str], shuffle: random.Random) -> None:
    other = list(words)
    shuffle.shuffle(other)
    assert found_by(" ".join(words)) is found_by(" ".join(other))


@given(st.sampled_from([*search_text(admin(), "corp-prod").split()]), st.data())
def test_every_part_of_what_is_written_there_is_found(word: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(word) - 1))
    end = data.draw(st.integers(start + 1, len(word)))
    assert found_by(word[start:end].upper())


def test_the_secret_of_a_profile_is_no_text_to_find_it_by() -> None:
    assert not any("secret-of" in text or "akia" in text for text in search_texts(listing(), {}).values())


# the names of accounts


def test_an_alias_written_beside_one_profile_names_the_account_of_all() -> None:
    config = CONFIG + "[profile other]\nrole_arn = arn:aws:iam::333344445555:role/x\nsource_profile = robot\n"
    aliases = known_aliases(listing_of(config, ROBOT), {})
    assert aliases == {"333344445555": "corp-prod"}
    assert "corp-prod" in search_texts(listing_of(config, ROBOT), aliases)["other"]


def test_of_two_aliases_for_an_account_the_first_in_the_file_counts() -> None:
    again = CONFIG.replace("[profile Prod-Admin]", "[profile again]").replace("corp-prod", "other")
    assert known_aliases(listing_of(CONFIG + again, ROBOT), {}) == {"333344445555": "corp-prod"}


def test_what_aws_said_stands_over_what_is_written_elsewhere_but_not_over_what_is_written_here() -> None:
    aliases = known_aliases(listing(), {"333344445555": "learnt"})
    assert aliases == {"333344445555": "learnt"}
    assert alias_of(admin(), aliases) == "corp-prod"


def test_a_profile_without_an_account_has_no_alias() -> None:
    robot = listing().get("robot")
    assert robot is not None
    assert alias_of(robot, {"333344445555": "learnt"}) is None


# the words for colours


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        # AWS's switch colours, and the names the console gives them.
        ("f2b0a9", "red"),
        ("fbbf93", "orange"),
        ("fad791", "yellow"),
        ("b7ca9d", "green"),
        ("99bce3", "blue"),
        ("fbc8aa", "orange"),
        ("efda95", "yellow"),
        ("83d4e8", "blue"),
        # Others.
        ("ff0000", "red"),
        ("ff0010", "red"),
        ("00ff00", "green"),
        ("0000ff", "blue"),
        ("800080", "purple"),
        ("8000ff", "purple"),
        ("ff69b4", "pink"),
        ("000000", "black"),
        ("ffffff", "white"),
        ("808080", "grey"),
    ],
)
def test_a_colour_has_a_word(colour: str, name: str) -> None:
    assert colour_name(colour) == name


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_has_a_word(number: int) -> None:
    assert colour_name(f"{number:06x}").isalpha()
