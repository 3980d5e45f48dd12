"""Texts nobody would write: reading them never fails, never takes long, and never gives a secret away."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from profiles.editor import add_section
from profiles.importing import Candidate, Difference, Format, Reading, compare, google_ids, read_text
from profiles.importing.accounts import read_accounts
from profiles.importing.naming import colour_rules, many
from profiles.model import Listing
from profiles.sections import profile_header
from tests.counts import FULL
from tests.listings import TWO
from tests.profile_texts import botocore_profiles, odd_files

_PIECES = [
    "[a]", "[profile a]", "[", "]", "[[b]", "[/red]", "=", ",", ";", "\t", "\r", "\n", "\r\n", "#", " ", '"', "'",
    "role_arn = arn:aws:iam::222222222222:role/Dev", "arn:aws:iam::222222222222:role/Dev", "arn:aws:iam::", "sts",
    "source_profile = ", "source_profile = a", "aws_account_id = 222222222222", "role_name = x", "color = b7ca9d",
    "google_config.google_idp_id = C01", "google_config.google_sp_id = 42", "region = eu-west-1", "None",
    "gsts.idp_id = C01", "credential_process = gsts --idp-id=", "provider = GoogleApps", "url = https://",
    "https://accounts.google.com/o/saml2/initsso?idpid=C01&spid=42", "https://signin.aws.amazon.com/switchrole?account=",
    "222222222222&roleName=Dev&displayName=", "%41", "%", "%zz", "name,account,role", "\0", "\x1b[31m", "\u2028",
    "\x85", "\u202e", "\ud800", "é", "💥", "{", "}", "\\", "fumidai_display_name = ", "  indented = x", "[DEFAULT]",
    "222222222222",
]  # fmt: skip
_texts = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=30).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=30).map("\n".join),
    st.text(max_size=60),
    odd_files.map(lambda data: data.decode(errors="replace")),
    odd_files.map(lambda data: data.decode("latin-1")),
)
_formats = st.one_of(st.none(), st.sampled_from(Format))


def _all_is_well(reading: Reading, listing: Listing) -> None:
    """Everything that may be written can be, and botocore then has exactly those keys."""
    for proposal in compare(reading, listing):
        if proposal.reason is not None or proposal.difference is not Difference.NEW:
            continue
        header = profile_header(proposal.candidate.name)
        assert header is not None
        data = add_section(b"", header, proposal.values)
        assert botocore_profiles(data, b"") == {proposal.candidate.name: proposal.values}
    for said in reading.not_taken:
        assert said.what.endswith(".")
        assert said.line >= 0


@given(text=_texts, format=_formats, own=st.booleans())
@example(text="[\ud800]\nrole_arn = \ud800", format=Format.AESR, own=False)
@example(text='[profile "a\u2028b"]\ngoogle_config.google_idp_id = C\x85', format=None, own=True)
def test_no_text_is_too_odd_to_be_read(text: str, format: Format | None, own: bool) -> None:  # noqa: A002 - the parameter's name
    _all_is_well(read_text(text, TWO, format=format, own=own), TWO)
    google_ids(text)
    accounts, _ = read_accounts(text)
    rules, _ = colour_rules(text, {"red": "f2b0a9"})
    _all_is_well(many("Dev", accounts, "{account_name}-{role}", rules, "sts", None, TWO), TWO)
    many(text, accounts, "{account}", (), text, text, TWO)
    many("Dev", accounts, text, (), "sts", None, TWO)


@given(secret=st.text("hunter2XYZ", min_size=8, max_size=8), text=_texts)
def test_no_sentence_gives_a_secret_away(secret: str, text: str) -> None:
    secrets = (
        f"[profile s]\naws_secret_access_key = {secret}\naws_session_token={secret}\naws_security_token: {secret}\n"
        f"google_config.bg_response = {secret}\ncredential_process = gsts --idp-id={secret} --password={secret}\n"
        f"role_session_name = {secret}@example.com\nmfa_serial = {secret}\n"
    )
    for whole in (
        secrets,
        f"{text}\n{secrets}",
        f"[profile sts]\n{secrets}",
        secrets.replace("profile ", ""),
    ):
        for format_ in (None, *Format):
            reading = read_text(whole, TWO, format=format_)
            assert secret not in " ".join(each.what for each in reading.not_taken)
            shown = [each for each in compare(reading, TWO) if secret in str(each)]
            assert all("google_idp_id" in str(each) for each in shown)


def _lines(line: str) -> Callable[[int], str]:
    """A text of about so many characters, of lines in which `{n}` counts."""
    return lambda size: "".join(line.replace("{n}", str(number)) for number in range(size // len(line)))


_ROLE = "arn:aws:iam::222222222222:role/Dev"
_HUGE: dict[str, tuple[Format | None, Callable[[int], str]]] = {
    "one line": (None, lambda size: "x" * size),
    "AESR sections": (Format.AESR, _lines("[section {n}]\naws_account_id = 222222222222\nrole_name = x\n")),
    "AESR bases": (
        Format.AESR,
        _lines("[base {n}]\naws_account_id = 1\n[{n}]\nsource_profile = base {n}\nrole_name = x\n"),
    ),
    "AESR keys": (Format.AESR, lambda size: "[a]\n" + _lines("key_{n} = value\n")(size)),
    "equals": (Format.AESR, lambda size: "[a]\n" + "=" * size),
    "sections": (Format.CONFIG, _lines("[profile section {n}]\nregion = eu-west-1\n")),
    "a chain": (Format.CONFIG, lambda size: _chain(size // 90)),
    "keys": (Format.CONFIG, lambda size: "[profile a]\n" + _lines("key_{n} = value\n")(size)),
    "default keys": (
        Format.CONFIG,
        lambda size: "[DEFAULT]\n" + _lines("k{n} = v\n")(size // 2) + _lines("[profile {n}]\n")(size // 2),
    ),
    "further lines": (Format.CONFIG, lambda size: "[profile a]\nk =\n" + _lines("  x = y\n")(size)),
    "loose lines": (Format.CONFIG, lambda size: "[profile a]\n" + _lines("loose\n")(size)),
    "loose lines of saml2aws": (Format.SAML2AWS, lambda size: "[a]\n" + _lines("loose\n")(size)),
    "a long header": (Format.CONFIG, lambda size: "[profile " + "x" * size + "]\n"),
    "a long quoted header": (Format.CONFIG, lambda size: '[profile "' + "x" * size + '"]\n'),
    "a long bare header": (Format.CONFIG, lambda size: "[" + "x" * size + "]\n"),
    "a long command": (Format.CONFIG, lambda size: "[profile a]\ncredential_process = gsts" + "x" * size),
    "spaces": (Format.CONFIG, lambda size: "[profile a]\nregion =" + " " * size + "x"),
    "digits": (Format.CONFIG, lambda size: "[profile a]\ngoogle_config.duration = " + "9" * size),
    "accounts of saml2aws": (Format.SAML2AWS, _lines("[account {n}]\nprovider = GoogleApps\nurl = x\n")),
    "quotes": (Format.LIST, lambda size: '"' * size + f"\n{_ROLE},"),
    "commas": (Format.LIST, lambda size: _ROLE + "," * size),
    "roles": (Format.LIST, _lines(f"{_ROLE}{{n}}\n")),
    "roles in one line": (Format.LIST, _lines(f"{_ROLE} ")),
    "a long path": (Format.LIST, lambda size: "arn:aws:iam::222222222222:role/" + "a/" * (size // 2)),
    "arns": (None, _lines("arn:")),
    "switch links": (None, _lines("https://signin.aws.amazon.com/switchrole?account={n}&roleName=x\n")),
    "a long switch link": (
        None,
        lambda size: "https://signin.aws.amazon.com/switchrole?" + _lines("a={n}&")(size),
    ),
    "Google links in each other": (None, _lines("https://accounts.google.com/x?continue=")),
    "percents": (None, _lines("%25")),
    "brackets": (None, lambda size: "[" * size),
}


def _chain(length: int) -> str:
    return "".join(f"[profile {n}]\nrole_arn = {_ROLE}\nsource_profile = {n + 1}\n" for n in range(length))


_BY_NATURE = {"default keys"}
"""Each section has every key of `[DEFAULT]`, so what is read grows with their product."""


def in_proportion(seconds: Callable[[int], float]) -> bool:
    """Eight times the text may take twenty times as long; a quadratic reading takes sixty-four times."""
    quick = min(seconds(50_000) for _ in range(3))
    return seconds(400_000) < 20 * quick + 0.3


@pytest.mark.parametrize("name", _HUGE)
def test_of_a_huge_text_something_is_read_or_it_is_said_why_not(name: str) -> None:
    format_, text = _HUGE[name]
    reading = read_text(text(400_000), TWO, format=format_)
    assert reading.candidates or reading.not_taken
    assert len(compare(reading, TWO)) == len(reading.candidates)


if FULL:  # measures of time: beside other tests they would say little

    @pytest.mark.parametrize("name", _HUGE)
    def test_a_huge_text_is_read_in_proportion(name: str) -> None:
        format_, text = _HUGE[name]

        def seconds(size: int) -> float:
            start = process_time()
            compare(read_text(text(size), TWO, format=format_), TWO)
            return process_time() - start

        assert in_proportion(seconds) or name in _BY_NATURE

    @pytest.mark.parametrize(
        "text", ["111111111111 ", "{n}11111111111 x\n", "{},", "1-", "%25", "https://google.com/?q="]
    )
    def test_huge_lists_of_accounts_and_links_are_read_in_proportion(text: str) -> None:
        def seconds(size: int) -> float:
            whole = _lines(text)(size)
            start = process_time()
            read_accounts(whole)
            read_accounts(f"[{whole}{{}}]")
            google_ids(whole)
            return process_time() - start

        assert in_proportion(seconds)


def test_a_thousand_candidates_that_lead_to_each_other_are_compared_at_once() -> None:
    candidates = tuple(
        Candidate(f"p{n}", {"role_arn": "arn:aws:iam::222222222222:role/x", "source_profile": f"p{n + 1}"}, n)
        for n in range(20_000)
    )
    proposals = compare(Reading(Format.LIST, candidates, ()), TWO)
    assert proposals[-1].reason == "There is no profile p20000."
    assert proposals[0].reason == "“p1”, which it gets its credentials from, cannot be imported."
