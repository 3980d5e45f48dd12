"""Lists: of roles, of accounts; names by a pattern, colours by rule."""

from __future__ import annotations

import json

import pytest

from profiles.importing import Candidate, Format, NotTaken, compare, read_text, recognise
from profiles.importing.accounts import Account, read_accounts
from profiles.importing.naming import ColourRule, colour_for, colour_rules, many
from profiles.importing.pattern import pattern_reason
from tests.listings import BASTION, NOBODY, ONE, TWO, listing_of


def _keys(*candidates: Candidate) -> list[tuple[str, dict[str, str], int]]:
    return [(each.name, dict(each.keys), each.line) for each in candidates]


def _target(arn: str, **more: str) -> dict[str, str]:
    return {"role_arn": f"arn:aws:iam::{arn}", "source_profile": "sts", **more}


def test_arns_one_per_line() -> None:
    text = (
        "# ours\narn:aws:iam::333333333333:role/a/Dev\n\n  arn:aws:iam::444444444444:role/Admin  prod\n"
        "arn:aws:sts::333333333333:assumed-role/Dev/me\narn:aws:iam::222222222222:role/Dev\nnothing\n"
    )
    reading = read_text(text, TWO)
    assert reading.format is Format.LIST
    assert _keys(*reading.candidates) == [
        ("333333333333-Dev", _target("333333333333:role/a/Dev"), 2),
        ("prod", _target("444444444444:role/Admin"), 4),
        ("dev", _target("222222222222:role/Dev"), 6),
    ]
    assert reading.not_taken == (
        NotTaken(
            5,
            "This is the ARN of a session, not of a role. "
            "Write the role: …:iam::<account>:role/<name>, without the session's name.",
        ),
        NotTaken(7, "This line names no role: an ARN, or an account and a role's name."),
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_with_a_header_in_any_order(delimiter: str) -> None:
    rows = [
        ["Account ID", "Role-Name", "name", "colour", "Display Name", "region", "source", "owner"],
        ["333333333333", "team/Dev", "one", "#F2B0A9", '"A, b; c | d"', "us-east-1", "theirs", "me"],
        ["444444444444", "Dev", "", "", "", "", "", ""],
        ["my-alias", "Dev", "three", "red", "", "europe", "", "", "too much"],
        ["555555555555", "", "four", "", "", "", "", ""],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    reading = read_text(
        text, listing_of(f"{BASTION}fumidai_account_alias = my-alias\n"), sources={"theirs": "sts"}
    )
    assert reading.format is Format.LIST
    assert _keys(*reading.candidates) == [
        (
            "one",
            _target(
                "333333333333:role/team/Dev",
                region="us-east-1",
                color="f2b0a9",
                fumidai_display_name="A, b; c | d",
            ),
            2,
        ),
        ("444444444444-Dev", _target("444444444444:role/Dev"), 3),
        ("three", _target("111111111111:role/Dev", fumidai_account_alias="my-alias"), 4),
    ]
    assert reading.not_taken == (
        NotTaken(1, "This column is not known here."),
        NotTaken(4, "This line holds more than is understood of it."),
        NotTaken(4, "No AWS region is called europe."),
        NotTaken(4, "A colour has six hexadecimal digits, such as b7ca9d."),
        NotTaken(5, "This line names no role: an ARN, or an account and a role's name."),
    )


@pytest.mark.parametrize(
    ("line", "name", "keys"),
    [
        ("prod,333333333333,Admin", "prod", _target("333333333333:role/Admin")),
        ("333333333333,Admin,prod", "prod", _target("333333333333:role/Admin")),
        (
            "333333333333;Admin;eu-west-2",
            "333333333333-Admin",
            _target("333333333333:role/Admin", region="eu-west-2"),
        ),
        (
            "333333333333\tAdmin\t#B7CA9D",
            "333333333333-Admin",
            _target("333333333333:role/Admin", color="b7ca9d"),
        ),
        ("my prod,arn:aws:iam::333333333333:role/Admin", "my prod", _target("333333333333:role/Admin")),
        ("arn:aws:iam::333333333333:role/Admin,my prod", "my prod", _target("333333333333:role/Admin")),
        (
            'arn:aws:iam::333333333333:role/a,"b',
            "b",
            _target("333333333333:role/a"),
        ),
    ],
)
def test_columns_without_a_header_are_known_by_their_form(line: str, name: str, keys: dict[str, str]) -> None:
    text = f"arn:aws:iam::444444444444:role/First\n{line}\narn:aws:iam::444444444444:role/Last\n"
    found = _keys(*read_text(text, ONE).candidates)
    assert found[1] == (name, keys, 2)
    assert [each[2] for each in found] == [1, 2, 3]


def test_an_account_name_goes_into_the_name_and_the_region_into_the_partition() -> None:
    text = "account,account_name,role,region\n333333333333,prod,Dev,cn-north-1\n"
    (candidate,) = read_text(text, NOBODY, pattern="{role} of {account_name}").candidates
    assert candidate.name == "Dev of prod"
    assert candidate.keys["role_arn"] == "arn:aws-cn:iam::333333333333:role/Dev"


def test_the_source_of_a_list_is_the_chosen_one_or_the_only_bastion() -> None:
    text = "arn:aws:iam::333333333333:role/Dev"
    two = listing_of(BASTION + BASTION.replace("[profile sts]", "[profile two]"))
    assert read_text(text, ONE).candidates[0].source == "sts"
    assert read_text(text, two).candidates[0].source is None
    assert [each.reason for each in compare(read_text(text, two), two)] == ["The source profile is missing."]
    assert read_text(text, two, source="two").candidates[0].source == "two"
    assert [each.reason for each in compare(read_text(text, two, source="two"), two)] == [None]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "There is nothing in this text."),
        (" \n\t", "There is nothing in this text."),
        ("\0\1\2", "This is no text, but a file of another kind."),
        ("hello", "Nothing in this text is a profile, a role's ARN, or a link of AWS or Google."),
        ("x" * 500_001, "The text is longer than 500000 characters."),
    ],
)
def test_a_text_that_is_nothing_says_so(text: str, what: str) -> None:
    reading = read_text(text, NOBODY)
    assert (reading.format, reading.candidates) == (Format.UNKNOWN, ())
    assert reading.not_taken == (NotTaken(0, what),)
    assert len(text) > 500_000 or recognise(text) is Format.UNKNOWN


def test_the_mark_that_windows_puts_before_a_text_is_no_part_of_it() -> None:
    assert [each.name for each in read_text(f"\ufeff{BASTION}", NOBODY).candidates] == ["sts"]


@pytest.mark.parametrize(
    "text",
    [
        "111111111111 prod\n222222222222 my dev\n333333333333\n",
        "prod: 111111111111\nmy dev: 222222222222\n333333333333:\n",
        '# id,name\n111111111111,prod\n222222222222,"my dev"\n333333333333,\n',
        "111111111111;prod;x\n222222222222;my dev\n333333333333\n",
        "prod\t1111-1111-1111\nmy dev (222222222222)\n3333-3333-3333\n",
        "prod = 111111111111\nmy dev - 222222222222\n333333333333\n",
    ],
)
def test_accounts_are_read_from_every_usual_form(text: str) -> None:
    accounts, not_taken = read_accounts(text)
    assert [(each.id, each.name) for each in accounts] == [
        ("111111111111", "prod"),
        ("222222222222", "my dev"),
        ("333333333333", None),
    ]
    assert not_taken == ()


def test_accounts_are_read_from_what_aws_organizations_prints() -> None:
    def entry(id_: str, name: str, status: str) -> dict[str, str]:
        arn = f"arn:aws:organizations::111111111111:account/o-exampleorgid/{id_}"
        return {
            "Id": id_,
            "Arn": arn,
            "Email": "a@example.com",
            "Name": name,
            "Status": status,
            "JoinedMethod": "INVITED",
        }

    entries = [
        entry("111111111111", "prod", "ACTIVE"),
        entry("222222222222", "old", "SUSPENDED"),
        {"Id": "x"},
        entry("333333333333", "dev", "ACTIVE"),
        entry("111111111111", "prod", "ACTIVE"),
    ]
    expected = (Account("111111111111", "prod", 1), Account("333333333333", "dev", 4))
    said = (
        NotTaken(2, "The account 222222222222 is not active."),
        NotTaken(3, "This entry has no Id of 12 digits."),
        NotTaken(5, "The account 111111111111 stands here a second time."),
    )
    assert read_accounts(json.dumps({"Accounts": entries}, indent=4)) == (expected, said)
    assert read_accounts(json.dumps(entries)) == (expected, said)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{", 0),
        ("[" * 100_000, 0),
        ('{"Roles": []}', 0),
        ("1234567890123", 1),
        ("111111111111 222222222222", 1),
        ("arn:aws:iam::1:role/x", 1),
    ],
)
def test_what_is_no_account_is_said(text: str, line: int) -> None:
    accounts, not_taken = read_accounts(text)
    assert accounts == ()
    assert [each.line for each in not_taken] == [line]


ACCOUNTS = (
    Account("333333333333", "prod-eu", 1),
    Account("444444444444", "dev", 2),
    Account("555555555555", None, 3),
)
RULES = (ColourRule("prod*", "f2b0a9"), ColourRule("*dev*", "b7ca9d"), ColourRule("prod-eu*", "000000"))


def test_many_accounts_get_one_target_each() -> None:
    reading = many("team/Admin", ACCOUNTS, "{account_name}-{role}", RULES, "sts", None, ONE)
    assert reading.format is Format.ACCOUNTS
    assert _keys(*reading.candidates) == [
        ("prod-eu-Admin", _target("333333333333:role/team/Admin", color="f2b0a9"), 1),
        ("dev-Admin", _target("444444444444:role/team/Admin", color="b7ca9d"), 2),
        ("555555555555-Admin", _target("555555555555:role/team/Admin"), 3),
    ]
    proposals = compare(reading, ONE)
    assert [each.reason for each in proposals] == [None] * 3
    assert [each.values["region"] for each in proposals] == ["eu-west-1"] * 3


def test_names_that_collide_are_seen() -> None:
    reading = many("Dev", ACCOUNTS, "{role}@{source}", (), "sts", "us-east-1", ONE)
    assert [each.name for each in reading.candidates] == ["Dev@sts"] * 3
    assert [each.reason for each in compare(reading, ONE)] == [
        None,
        "Line 1 of the text names “Dev@sts” already.",
        "Line 1 of the text names “Dev@sts” already.",
    ]
    (bastion,) = compare(many("sts", ACCOUNTS[:1], "{role}", (), "sts", None, ONE), ONE)
    assert bastion.reason == "There is a profile sts already, and it is of another kind."


def test_what_stands_against_many_is_said() -> None:
    assert many("Dev", ACCOUNTS, "{name}", (), "sts", None, ONE).not_taken == (
        NotTaken(0, "Nothing is known as {name}; there are {account}, {account_name}, {role}, {source}."),
    )
    assert many("a b", ACCOUNTS, "{account}", (), "sts", None, ONE).not_taken == (
        NotTaken(0, "A role ARN has no spaces in it. Take the spaces out."),
    )
    wrong = many("Dev", (Account("12", "x", 7), *ACCOUNTS[:1]), "{account}", (), "sts", "europe", ONE)
    assert wrong.not_taken == (
        NotTaken(1, "No AWS region is called europe."),
        NotTaken(7, "An account id has 12 digits."),
    )
    assert [
        each.reason for each in compare(many("Dev", ACCOUNTS[:1], "{account}", (), "x", None, ONE), ONE)
    ] == ["There is no profile x."]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("{account_name}-{role}", None),
        ("x{source}{account}", None),
        ("fixed", "The pattern has no placeholder, so every profile would have the same name."),
        ("{role", "A brace of the pattern stands alone."),
        ("{role}}", "A brace of the pattern stands alone."),
        ("{}", "Nothing is known as {}; there are {account}, {account_name}, {role}, {source}."),
        (
            "{role.__class__}",
            "Nothing is known as {role.__class__}; there are {account}, {account_name}, {role}, {source}.",
        ),
    ],
)
def test_a_pattern_that_makes_no_names_says_why(pattern: str, reason: str | None) -> None:
    assert pattern_reason(pattern) == reason
    said = read_text("arn:aws:iam::333333333333:role/Dev", ONE, pattern=pattern).not_taken
    assert said == (() if reason is None else (NotTaken(0, reason),))


def test_colour_rules_are_lines_and_the_first_that_fits_counts() -> None:
    rules, not_taken = colour_rules("prod* Red\n\nmy dev* #B7CA9D\nblue\n*x pink\n", {"red": "f2b0a9"})
    assert rules == (ColourRule("prod*", "f2b0a9"), ColourRule("my dev*", "b7ca9d"))
    assert not_taken == (
        NotTaken(4, "This rule has a pattern or a colour, and needs both."),
        NotTaken(5, "A colour has six hexadecimal digits, such as b7ca9d."),
    )
    assert colour_for("prod-x", rules) == "f2b0a9"
    assert colour_for("Prod-x", rules) is None
    assert colour_for("my dev 1", rules) == "b7ca9d"
