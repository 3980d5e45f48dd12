"""AESR's text read as targets of the bastions that are here."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from profiles.importing import Format, NotTaken, compare, read_text, recognise
from tests.aesr_parser import AesrParser, AesrRefuses
from tests.listings import BASTION, NOBODY, ONE, listing_of

TEXT = """\
; our accounts
[profile company]
aws_account_id = 111111111111      # where one signs in
aws_account_alias = our-company
target_role_name = Standard
target_region = eu-central-1
image = https://example.com/a.png

[prod]
role_arn = arn:aws:iam::222222222222:role/team/a/Admin ; careful
source_profile = company
color = F2B0A9
image = https://example.com/b.png

[Prod | read only]
aws_account_id = 333333333333
role_name = ReadOnly
region = us-east-1
source_profile = company

[inherits]
aws_account_id = 444444444444
source_profile = company

[leaf]
aws_account_id = 555555555555
role_name = path/Leaf
source_profile = prod

[same-company]
aws_account_id = our-company
role_name = Other
source_profile = company

[alias]
aws_account_id = someone-else
role_name = Admin
group = x

[alone]
aws_account_id = 666666666666
role_name = Alone
color = red
"""


def test_targets_come_with_their_bastion_and_what_their_base_gives_them() -> None:
    reading = read_text(TEXT, ONE)
    assert reading.format is Format.AESR
    assert [(each.name, dict(each.keys), each.line) for each in reading.candidates] == [
        (
            "prod",
            {
                "role_arn": "arn:aws:iam::222222222222:role/team/a/Admin",
                "source_profile": "sts",
                "region": "eu-central-1",
                "color": "f2b0a9",
            },
            9,
        ),
        (
            "Prod | read only",
            {
                "role_arn": "arn:aws:iam::333333333333:role/ReadOnly",
                "source_profile": "sts",
                "region": "us-east-1",
            },
            15,
        ),
        (
            "inherits",
            {
                "role_arn": "arn:aws:iam::444444444444:role/Standard",
                "source_profile": "sts",
                "region": "eu-central-1",
            },
            21,
        ),
        (
            "leaf",
            {"role_arn": "arn:aws:iam::555555555555:role/path/Leaf", "source_profile": "prod"},
            25,
        ),
        (
            "same-company",
            {
                "role_arn": "arn:aws:iam::111111111111:role/Other",
                "source_profile": "sts",
                "region": "eu-central-1",
                "fumidai_account_alias": "our-company",
            },
            30,
        ),
        ("alone", {"role_arn": "arn:aws:iam::666666666666:role/Alone", "source_profile": "sts"}, 40),
    ]
    assert [proposal.reason for proposal in compare(reading, ONE)] == [None] * 6
    assert [proposal.needs for proposal in compare(reading, ONE)] == [None, None, None, "prod", None, None]


def test_what_is_not_taken_of_aesr_is_said_line_by_line() -> None:
    picture = "A list in a terminal has no pictures, so image stays behind."
    assert read_text(TEXT, ONE).not_taken == (
        NotTaken(7, picture),
        NotTaken(13, picture),
        NotTaken(36, "The account is given as “someone-else”, and a role's ARN needs its 12 digits."),
        NotTaken(38, "This key means nothing here."),
        NotTaken(43, "A colour has six hexadecimal digits, such as b7ca9d."),
    )


def test_lines_that_aesr_itself_refuses_are_said() -> None:
    text = (
        "early = x\n[a]\naws_account_id = 222222222222\naws_account_id = 333333333333\nloose\nempty =\n"
        "role_arn = arn:aws:iam::222222222222:role/Dev\nrole_name = Dev\n[nothing]\nrole_name = x\n"
        "[wrong]\nrole_arn = arn:aws:iam::2:role/Dev\n"
    )
    reading = read_text(text, ONE)
    assert [each.name for each in reading.candidates] == ["a"]
    assert reading.not_taken == (
        NotTaken(1, "This line stands before the first section."),
        NotTaken(3, "aws_account_id stands beside role_arn, which says the same."),
        NotTaken(4, "This key stands here a second time in its section."),
        NotTaken(5, "This line is no section, and no key with a value."),
        NotTaken(6, "This line is no section, and no key with a value."),
        NotTaken(8, "role_name stands beside role_arn, which says the same."),
        NotTaken(9, "“nothing” names no account with a role."),
        NotTaken(
            12, "The account in this ARN is not 12 digits. Write it as arn:aws:iam::123456789012:role/Name."
        ),
    )


BASE = "[base]\naws_account_id = {}\n{}\n[x]\nrole_arn = arn:aws:iam::222222222222:role/Dev\nsource_profile = base\n"


def _source(text: str, config: str, **sources: str) -> tuple[str | None, list[str]]:
    reading = read_text(text, listing_of(config), sources=sources)
    return reading.candidates[0].source, [each.what for each in reading.not_taken]


def test_a_base_is_the_bastion_of_its_account_or_the_one_that_is_chosen() -> None:
    second = BASTION.replace("[profile sts]", "[profile two]").replace("role/sso", "role/other")
    named_base = BASTION.replace("[profile sts]", "[profile base]")
    text = BASE.format("111111111111", "")
    assert _source(text, BASTION) == ("sts", [])
    assert _source(text, named_base + second) == ("base", [])
    assert _source(BASE.format("my-alias", ""), f"{BASTION}fumidai_account_alias = my-alias\n") == ("sts", [])
    assert _source(BASE.format("111111111111", "role_name = other"), BASTION + second) == ("two", [])
    assert _source(text, BASTION + second) == (
        "base",
        ["Several bastions fit the base “base”; choose one of sts, two."],
    )
    assert _source(text, BASTION + second, base="two") == ("two", [])
    missing = ["No bastion here is in the account of the base “base”; choose or make one."]
    assert _source(BASE.format("999999999999", ""), BASTION) == ("base", missing)
    assert _source(BASE.format("999999999999", ""), named_base) == ("base", missing)
    assert _source(BASE.format("999999999999", ""), BASTION, base="sts") == ("sts", [])


def test_a_target_whose_base_is_not_here_cannot_be_written() -> None:
    reading = read_text(BASE.format("999999999999", ""), ONE)
    assert [each.reason for each in compare(reading, ONE)] == ["There is no profile base."]


def test_a_role_by_account_and_name_lies_in_the_partition_of_its_bastion_or_region() -> None:
    text = "[x]\naws_account_id = 222222222222\nrole_name = Dev\nregion = cn-north-1\n"
    assert read_text(text, NOBODY).candidates[0].keys["role_arn"] == "arn:aws-cn:iam::222222222222:role/Dev"
    gov = listing_of(BASTION.replace("arn:aws:", "arn:aws-us-gov:").replace("eu-west-1", "us-gov-west-1"))
    assert (
        read_text(text.replace("region = cn-north-1\n", ""), gov).candidates[0].keys["role_arn"]
        == "arn:aws-us-gov:iam::222222222222:role/Dev"
    )


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "[a]\nrole_arn = arn:aws:iam::222222222222:role/Dev\n",
        "[profile a]\nrole_arn = arn:aws:iam::222222222222:role/Dev # note\nsource_profile = b\n"
        "[profile b]\nregion = eu-west-1\n",
        "[profile a]\naws_account_id = 222222222222\nrole_name = Dev\n",
        "[default]\nrole_arn = arn:aws:iam::222222222222:role/Dev\n",
    ],
)
def test_aesr_is_known_by_what_it_holds(text: str) -> None:
    assert recognise(text) is Format.AESR


@pytest.fixture(scope="module")
def parser() -> Iterator[AesrParser]:
    with AesrParser() as running:
        yield running


_ROLES = [
    ["role_name = Dev", "aws_account_id=222222222222"],
    ["role_arn = arn:aws:iam::333333333333:role/p/R"],
    ["aws_account_id = 444444444444 ; its role is the base's"],
]
_MORE = ["", "; note", "color = ffaabb", "region = eu-west-1 # here", "image = x"]


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """AESR text: a base and targets of it, of each other and of none. AESR takes most of them."""
    names = draw(
        st.lists(
            st.sampled_from(["a", "profile c", "d e", "Profile  f", "my profile g"]), unique=True, min_size=2
        )
    )
    bare = [re.sub(r"^profile\s+", "", name, flags=re.IGNORECASE) for name in names]
    given_role = draw(
        st.sampled_from(["", "target_role_name = T", "target_role_name = T\ntarget_region = us-east-1"])
    )
    lines = [f"[{names[0]}]", "aws_account_id = 111111111111", given_role]
    for place, name in enumerate(names[1:], start=1):
        source = bare[0] if place == 1 else draw(st.sampled_from([None, *bare]))
        role = draw(st.sampled_from(_ROLES if source == bare[0] and given_role else _ROLES[:2]))
        lines += [f"[{name}]", *role, *draw(st.lists(st.sampled_from(_MORE), unique=True, max_size=3))]
        lines += [f"source_profile = {source}"] if source else []
    return "\n".join(lines)


@given(text=_texts())
def test_what_aesr_shows_is_what_we_read(parser: AesrParser, text: str) -> None:
    try:
        parsed = parser.parse(text)
    except AesrRefuses:
        event("refused")
        return
    shown: list[tuple[dict[str, str], dict[str, str]]] = [({}, single) for single in parsed["singles"]]
    shown += [(base, each) for base in parsed["complexes"] for each in base["targets"]]
    event(f"{len(shown)} shown")
    reading = read_text(text, NOBODY, format=Format.AESR)
    assert sorted(
        (each.name, each.keys["role_arn"], each.keys.get("color", ""), each.keys.get("region", ""))
        for each in reading.candidates
    ) == sorted(
        (
            each["name"],
            f"arn:aws:iam::{each['aws_account_id']}:role/{each.get('role_name') or base['target_role_name']}",
            each.get("color", ""),
            each.get("region") or base.get("target_region", ""),
        )
        for base, each in shown
    )
