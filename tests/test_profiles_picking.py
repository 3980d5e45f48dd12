"""Ticks of an import: never a profile without its source; and many profiles are written as one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from profiles.config import resolve
from profiles.editor import CannotEdit
from profiles.importing import compare, read_text
from profiles.importing.comparing import Difference
from profiles.importing.left_open import Answers, default_source, look
from profiles.importing.picking import Picks, imported
from profiles.ini import read
from profiles.model import Listing
from profiles.texts import Texts, with_keys, with_profile, with_profiles
from tests.coming_texts import AESR, ARNS, COLLEAGUE, HOSTILE, SAML2AWS, SWITCH_LINK
from tests.profile_texts import config_files, credentials_files
from tests.tui_app import CONFIG, CREDENTIALS

TEXTS = Texts(CONFIG.encode(), CREDENTIALS.encode())


def listing_of(texts: Texts) -> Listing:
    return resolve(read(texts.config, Path("config")), read(texts.credentials, Path("credentials")))


HERE = listing_of(TEXTS)


def one_by_one(texts: Texts, profiles: dict[str, dict[str, str]]) -> Texts:
    """What many profiles at once have to come to. Raises `CannotEdit`."""
    known = {each.name for each in listing_of(texts).profiles}
    for name, keys in profiles.items():
        texts = (with_keys if name in known else with_profile)(texts, name, keys)
    return texts


_names = st.sampled_from(["a", "b", "c d", "default", "new", "é", "n e w", "later"])
_keys = st.dictionaries(
    st.sampled_from(["region", "role_arn", "aws_access_key_id", "color"]), st.sampled_from(["x", "y z"]),
    min_size=1,
)  # fmt: skip


@given(config_files, credentials_files, st.dictionaries(_names, _keys, min_size=1, max_size=5))
@example(b"[profile a]\nregion = r\n", b"[a]\nrole_arn = old\n", {"a": {"role_arn": "new", "color": "c"}})
def test_many_profiles_at_once_are_written_as_one_after_the_other(
    config: bytes, credentials: bytes, profiles: dict[str, dict[str, str]]
) -> None:
    texts = Texts(config, credentials)
    assume(not listing_of(texts).refused)  # nothing is written there
    try:
        expected = one_by_one(texts, profiles)
    except CannotEdit:
        expected = None
    try:
        together = with_profiles(texts, profiles)
    except CannotEdit:
        together = None
    assert together == expected


def test_every_pick_of_a_colleagues_config_can_be_written_and_is_whole() -> None:
    proposals = compare(read_text(COLLEAGUE, HERE), HERE)
    for order in ([0], [1], [2], [0, 1], [2, 0], [1, 2], [0, 0], [2, 1, 1]):
        picks = Picks(proposals)
        picks.toggle_all()
        assert picks.ticked == frozenset()
        for place in order:
            picks.toggle(place)
        names = [each.candidate.name for each in picks.taken]
        after = listing_of(imported(TEXTS, picks.taken))
        for name in names:
            profile = after.get(name)
            assert profile is not None
            assert not profile.is_broken


def test_a_source_that_stands_behind_its_target_in_the_text_is_written_before_it() -> None:
    first, rest = COLLEAGUE.split("\n[profile theirs-dev]", 1)
    picks = Picks(compare(read_text(f"[profile theirs-dev]{rest}\n{first}", HERE), HERE))
    assert [each.candidate.name for each in picks.proposals] == ["theirs-dev", "theirs-deep", "theirs"]
    assert [each.candidate.name for each in picks.taken] == ["theirs", "theirs-dev", "theirs-deep"]


def test_what_is_the_same_or_cannot_be_written_cannot_be_ticked() -> None:
    text = "[profile from_fumidai]\nrole_arn = arn:aws:iam::222222222222:role/from_fumidai\nsource_profile = sts\n"
    text += "[profile x]\nrole_arn = arn:aws:iam::222222222222:role/x\nsource_profile = nobody\n"
    picks = Picks(compare(read_text(text, HERE), HERE))
    assert [each.difference for each in picks.proposals] == [Difference.SAME, Difference.NEW]
    for place in (0, 1, 7):
        picks.toggle(place)
    picks.toggle_all()
    assert picks.taken == ()


@pytest.mark.parametrize(
    ("text", "source", "pattern", "own", "sources"),
    [
        (AESR, False, False, False, ()),
        (AESR.replace("111111111111", "121212121212"), False, False, False, ("corp",)),
        (AESR.replace("source_profile = corp\n", ""), True, False, False, ()),
        (COLLEAGUE, False, False, True, ()),
        (COLLEAGUE.partition("\n\n")[2], False, False, False, ("theirs",)),
        (SAML2AWS, False, False, True, ()),
        (ARNS, True, True, False, ()),
        (f"name,role_arn,source\nx,{ARNS.splitlines()[0]},sts\n", False, False, False, ()),
        (SWITCH_LINK, True, False, False, ()),
        ("hello", False, False, False, ()),
        (HOSTILE, False, False, False, ()),
    ],
)
def test_what_a_text_leaves_open_is_asked_and_nothing_else(
    text: str, source: bool, pattern: bool, own: bool, sources: tuple[str, ...]
) -> None:
    is_open = look(text, HERE, Answers()).open
    assert (is_open.source, is_open.pattern, is_open.own) == (source, pattern, own)
    assert is_open.sources == sources
    assert not is_open.needs_source


def test_a_base_whose_name_is_here_with_another_account_is_asked_about() -> None:
    corp = b"\n[profile corp]\nsso_account_id = 123412341234\n"
    listing = listing_of(Texts(TEXTS.config + corp, b""))
    text = AESR.replace("111111111111", "121212121212")
    assert look(text, listing, Answers()).open.sources == ("corp",)
    meant = look(text, listing, Answers(default="sts"))
    assert {each.source for each in meant.reading.candidates} == {"sts"}
    assert look(AESR, listing, Answers()).open.sources == ()


def test_a_source_is_needed_where_there_are_several_bastions() -> None:
    two = (
        TEXTS.config + b"[profile other]\ngoogle_config.google_idp_id = C02\ngoogle_config.google_sp_id = 1\n"
    )
    listing = listing_of(Texts(two, b""))
    assert look(ARNS, listing, Answers()).open.needs_source
    assert default_source(listing, "other") == "other"
    assert default_source(listing, None) == ""
    assert default_source(HERE, "robot") == "sts"
