"""The assertion, read as it comes: typed by administrators, signed by Google, and not to be trusted as XML."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.errors import AssertionRefused
from auth.prompts import RoleChoice
from auth.saml import MOST_CHARACTERS, Assertion, read_assertion, read_role
from profiles.partitions import PARTITIONS
from profiles.secret import Secret
from tests.saml_texts import ASSERTION, AWS, BOTH, GOOGLE, PROTOCOL, SSO, attribute, encoded, response

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OTHER = "arn:aws:iam::111111111111:saml-provider/Other"


def read(xml: str | bytes) -> Assertion:
    return read_assertion(encoded(xml))


def refusal(xml: str | bytes | Secret) -> AssertionRefused:
    with pytest.raises(AssertionRefused) as caught:
        read_assertion(xml if isinstance(xml, Secret) else encoded(xml))
    assert caught.value.what.endswith(".")
    assert caught.value.remedy.endswith(".")
    return caught.value


# Roles


@pytest.mark.parametrize(
    "value",
    [
        f"{SSO},{GOOGLE}",
        f"{GOOGLE},{SSO}",
        f"{SSO},{GOOGLE},",
        f"{GOOGLE},{SSO},",
        f"  {SSO} , {GOOGLE}  ",
        f"\n    {SSO},\n    {GOOGLE}\n",
        f",{SSO},,{GOOGLE},,",
    ],
)
def test_a_role_is_read_in_either_order_with_commas_and_spaces_as_they_come(value: str) -> None:
    assert read(response(value)).roles == (RoleChoice(SSO, GOOGLE),)


@pytest.mark.parametrize("partition", [each.id for each in PARTITIONS])
def test_roles_of_every_partition_are_read(partition: str) -> None:
    role, provider = (each.replace(":aws:", f":{partition}:") for each in (SSO, GOOGLE))
    assert read(response(f"{provider},{role}")).roles == (RoleChoice(role, provider),)


def test_the_path_of_a_role_is_part_of_it() -> None:
    role = "arn:aws:iam::111111111111:role/federated/europe/auditor"
    assert read(response(f"{role},{GOOGLE}")).roles == (RoleChoice(role, GOOGLE),)


def test_a_role_by_two_providers_is_two_choices() -> None:
    assert read(response(BOTH, f"{OTHER},{SSO}")).roles == (RoleChoice(SSO, GOOGLE), RoleChoice(SSO, OTHER))


def test_a_role_that_is_listed_twice_is_one_choice() -> None:
    assert read(response(BOTH, f" {GOOGLE},{SSO} ")).roles == (RoleChoice(SSO, GOOGLE),)


def test_roles_of_several_attributes_are_all_read() -> None:
    role = SSO.replace("sso", "other")
    assert len(read(response(BOTH, more=[attribute("Role", f"{role},{GOOGLE}")])).roles) == 2


@pytest.mark.parametrize(
    "value", ["", SSO, GOOGLE, f"{SSO},{SSO}", "admin", f"{SSO};{GOOGLE}", "role/sso,saml-provider/x"]
)
def test_what_is_no_role_with_a_provider_is_no_choice(value: str) -> None:
    assert read(response(value, BOTH)).roles == (RoleChoice(SSO, GOOGLE),)


def test_an_assertion_without_roles_is_read_all_the_same() -> None:
    assert read(response()).roles == ()


@given(st.text())
def test_no_value_whatsoever_makes_reading_a_role_fail(value: str) -> None:
    choice = read_role(value)
    assert choice is None or (":role/" in choice.role_arn and ":saml-provider/" in choice.provider_arn)


def test_the_names_that_aws_china_documents_are_understood() -> None:
    assert read(response(BOTH, prefix="http://www.amazonaws.cn/SAML/Attributes/")).roles


def test_other_attributes_are_left_alone() -> None:
    said = read(
        response(BOTH, more=[attribute("Role", "x,y", prefix="urn:example/"), attribute("email", "a@b")])
    )
    assert said.roles == (RoleChoice(SSO, GOOGLE),)


# Everything else it says


def test_what_was_received_is_what_goes_to_aws() -> None:
    value = encoded(response(BOTH))
    assert read_assertion(value).response is value


def test_an_assertion_does_not_print_itself() -> None:
    value = encoded(response(BOTH))
    assert value.reveal()[:40] not in repr(read_assertion(value))


def test_the_session_name_and_the_addressees_are_told() -> None:
    said = read(response(BOTH, more=[attribute("RoleSessionName", " ada@example.com ")]))
    assert said.session_name == "ada@example.com"
    assert (said.audience, said.destination, said.recipient) == (AWS, AWS, AWS)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("28800", 28800), (" 900 ", 900), ("", None), ("long", None), ("9" * 30, None), ("-1", None)],
)
def test_the_length_of_the_console_session_is_told_where_it_is_a_number(
    told: str, seconds: int | None
) -> None:
    assert read(response(BOTH, more=[attribute("SessionDuration", told)])).session_seconds == seconds


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T12:00:00.125Z", NOON),
        ("2026-03-01T12:00:00.123456789Z", NOON),
        ("2026-03-01T12:00:00Z", NOON),
        (" 2026-03-01T12:00:00Z ", NOON),
        ("2026-03-01T13:00:00+01:00", NOON),
        ("2026-03-01T12:00:00", NOON),
        ("", None),
        ("noon", None),
        ("2026-13-01T12:00:00Z", None),
    ],
)
def test_times_are_read_with_and_without_fractions(text: str, moment: datetime | None) -> None:
    said = read(response(BOTH, not_before=text, not_after=text))
    assert (said.not_before, said.not_after) == (moment, moment)
    if moment:
        assert said.not_after is not None
        assert said.not_after.utcoffset() in (timedelta(0), timedelta(hours=1))


def test_an_assertion_without_conditions_is_read() -> None:
    xml = f'<p:Response xmlns:p="{PROTOCOL}"><a:Assertion xmlns:a="{ASSERTION}"/></p:Response>'
    said = read(xml)
    assert (said.roles, said.not_after, said.audience, said.destination) == ((), None, "", "")


# What is not an assertion


def test_a_response_without_an_assertion_tells_its_status() -> None:
    status = '<p:Status><p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:RequestDenied"/></p:Status>'
    error = refusal(f'<p:Response xmlns:p="{PROTOCOL}">{status}</p:Response>')
    assert "RequestDenied" in error.why


@pytest.mark.parametrize("value", ["", "not base64", "%%%%", "PHNh", "日本語", "PHNhbWw", "=" * 8])
def test_what_is_not_base64_is_refused(value: str) -> None:
    assert "not a SAML response" in refusal(Secret(value)).what


def test_base64_with_anything_in_between_is_refused_as_aws_would() -> None:
    value = encoded(response(BOTH)).reveal()
    for other in (value[:99] + "%" + value[99:], value[:99] + "\n" + value[99:], value + "!"):
        refusal(Secret(other))


@pytest.mark.parametrize(
    "xml", ["<a", "words", "<html></html>", "<Response/>", "\x00", b"\xff\xfe<a/>", "<a/><b/>"]
)
def test_what_is_not_a_response_is_refused(xml: str | bytes) -> None:
    assert "not a SAML response" in refusal(xml).what


def test_what_is_larger_than_aws_takes_is_refused_with_both_numbers() -> None:
    error = refusal(Secret("A" * (MOST_CHARACTERS + 1)))
    assert "100,001" in error.why
    assert "100,000" in error.why
    long = encoded(response(BOTH, more=[attribute("x", "y" * (MOST_CHARACTERS * 3 // 4 - 2000))]))
    assert len(long.reveal()) <= MOST_CHARACTERS
    assert read_assertion(long).roles


@given(st.binary(max_size=300))
def test_no_bytes_whatsoever_are_more_than_refused(data: bytes) -> None:
    refusal(data)


@given(st.data())
def test_a_response_cut_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    whole = response(BOTH).encode()
    refusal(whole[: data.draw(st.integers(0, len(whole) - 1))])


# Hostile XML


def test_a_file_of_this_computer_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(BOTH)
    before = f'<!DOCTYPE r [<!ENTITY file SYSTEM "{secret.as_uri()}">]>'
    assert read(response("&file;", before=before)).roles == ()


def test_a_document_type_of_another_computer_is_not_fetched() -> None:
    # The test would fail if anything left the machine: see tests/machine.py.
    before = '<!DOCTYPE r SYSTEM "http://evil.example/evil.dtd">'
    assert read(response(BOTH, before=before)).roles
    xinclude = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="http://evil.example/"/>'
    assert read(response(BOTH, more=[xinclude])).roles


def test_entities_that_multiply_are_refused_or_stay_small() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE r [<!ENTITY e0 "boom">{levels}]>'
    for xml in (response("&e11;", before=bomb), response(BOTH, before=bomb, destination="&e11;")):
        try:
            said = read(xml)
        except AssertionRefused:
            continue
        assert len(repr(said)) < 10_000


def test_an_entity_cannot_put_a_role_in() -> None:
    before = f'<!DOCTYPE r [<!ENTITY role "{BOTH}">]>'
    assert read(response("&role;", before=before)).roles == ()


def test_elements_nested_without_end_are_refused() -> None:
    refusal(response(BOTH, more=["<a>" * 5000 + "</a>" * 5000]))


def test_a_comment_within_a_role_does_not_cut_it_short() -> None:
    assert read(response(f"{SSO}<!-- -->x,{GOOGLE}")).roles == (RoleChoice(f"{SSO}x", GOOGLE),)
