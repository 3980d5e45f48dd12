"""Links: of Google's sign-in, and of the console's switch-role page."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.arns import RoleArn
from profiles.importing import Difference, Format, GoogleIds, NotTaken, compare, google_ids, read_text
from profiles.links import initsso_url, switch_role_url
from profiles.partitions import PARTITIONS
from tests.listings import BASTION, NOBODY, ONE, TWO, listing_of

BOTH, COMPANY, APP = GoogleIds("C01abc", "42"), GoogleIds("C01abc", None), GoogleIds(None, "42")
LINK = "https://accounts.google.com/o/saml2/initsso?idpid=C01abc&spid=42&forceauthn=false"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (LINK, BOTH),
        (f"  Here it is: <{LINK}>, please.\n", BOTH),
        (f"[AWS]({LINK})", BOTH),
        (f"link={LINK}.", BOTH),
        (f'<a href="{LINK}">AWS</a>', BOTH),
        (LINK.removeprefix("https://"), BOTH),
        (LINK.replace("https://accounts", "HTTPS://Accounts"), BOTH),
        (quote(LINK, safe=""), BOTH),
        (quote(quote(LINK, safe=""), safe=""), BOTH),
        (f"https://accounts.google.com/ServiceLogin?passive=1&continue={quote(LINK, safe='')}&faa=1", BOTH),
        (
            "https://accounts.google.com/v3/signin/identifier?continue="
            + quote(f"https://accounts.google.com/x?continue={quote(LINK, safe='')}", safe=""),
            BOTH,
        ),
        (f"https://www.google.com/url?q={quote(LINK, safe='')}", BOTH),
        (f"{LINK}&from_login=1&as=TOKEN&authuser=0", BOTH),
        ("https://accounts.google.com/o/saml2/idp?idpid=C01abc", COMPANY),
        ("https://accounts.google.com/o/saml2?idpid=C01abc", COMPANY),
        ("https://admin.google.com/ac/apps/saml/42", APP),
        ("https://admin.google.com/u/1/ac/apps/saml/42/settings?hl=en", APP),
        ("https://admin.google.com/AdminHome?hl=en#AppDetails:service=42&flyout=sso", APP),
        ("https://admin.google.com/ac/apps?service=42", APP),
        (
            "https://accounts.google.com/o/saml2/idp?idpid=C01abc and https://admin.google.com/ac/apps/saml/42",
            BOTH,
        ),
        (f"https://admin.google.com/ac/apps/saml/7\n{LINK}", BOTH),
        ("https://accounts.google.com/o/saml2/initsso?idpid=C01%20abc&spid=42", APP),
        ("", GoogleIds()),
        ("https://mail.google.com/", GoogleIds()),
    ],
)
def test_the_ids_are_taken_from_every_form_of_the_link(text: str, ids: GoogleIds) -> None:
    assert google_ids(text) == ids


@pytest.mark.parametrize(
    "text",
    [
        LINK.replace("google.com", "google.com.example.com"),
        LINK.replace("accounts.google.com", "accounts-google.com"),
        LINK.replace("accounts.google.com", "example.com/accounts.google.com"),
        LINK.replace("accounts.google.com", "accounts.google.com@example.com"),
        LINK.replace("accounts.google.com", "example.com\\@accounts.google.com"),
        LINK.replace("accounts.google.com", "me:x@accounts.google.com"),
        LINK.replace("accounts.google.com", "аccounts.google.com"),
        LINK.replace("accounts.google.com", "accounts.notgoogle.com"),
        LINK.replace("accounts.google.com", "evil.google.com"),
        LINK.replace("https", "ftp"),
        LINK.replace("https", "javascript"),
        LINK.replace("/initsso", "/initsso/../x"),
        f"https://example.com/?continue={quote(LINK, safe='')}",
        f"example.com/?continue={LINK}",
        f"https://notgoogle.com/?continue={quote(LINK, safe='')}",
        "https://admin.google.com.example.com/ac/apps/saml/42",
        "https://[::1/o/saml2/initsso?idpid=C01&spid=42",
        "https://accounts.google.com:x/o/saml2/initsso",
    ],
)
def test_a_look_alike_of_google_is_refused(text: str) -> None:
    assert google_ids(text) == GoogleIds()


@given(
    idp_id=st.from_regex(r"C0[0-9a-z]{7}", fullmatch=True),
    sp_id=st.from_regex(r"[1-9][0-9]{5,14}", fullmatch=True),
    depth=st.integers(0, 4),
    before=st.sampled_from(["", "see ", "<", "("]),
)
def test_our_own_link_gives_its_ids_back_however_deep_it_stands(
    idp_id: str, sp_id: str, depth: int, before: str
) -> None:
    link = initsso_url(idp_id, sp_id)
    for _ in range(depth):
        link = f"https://accounts.google.com/ServiceLogin?continue={quote(link, safe='')}"
    assert google_ids(f"{before}{link}\n") == GoogleIds(idp_id, sp_id)


def test_a_google_link_is_a_bastion_the_one_that_has_its_ids_or_a_new_one() -> None:
    link = initsso_url("C01", "42")
    assert read_text(link, NOBODY).format is Format.GOOGLE_LINK
    assert read_text(f"[AWS]({link})", NOBODY).format is Format.GOOGLE_LINK
    (new,) = compare(read_text(link, NOBODY), NOBODY)
    assert (new.candidate.name, new.difference, new.reason) == ("google", Difference.NEW, None)
    assert new.values == {"google_config.google_idp_id": "C01", "google_config.google_sp_id": "42"}
    (same,) = compare(read_text(link, ONE), ONE)
    assert (same.candidate.name, same.difference) == ("sts", Difference.SAME)


@pytest.mark.parametrize(
    ("link", "what"),
    [
        (
            "https://accounts.google.com/o/saml2/idp?idpid=C01",
            "The link tells the company (idpid), and not the application (spid).",
        ),
        (
            "https://admin.google.com/ac/apps/saml/42",
            "The link tells the application (spid), and not the company (idpid).",
        ),
    ],
)
def test_half_a_google_link_says_what_is_missing(link: str, what: str) -> None:
    reading = read_text(link, NOBODY)
    assert (reading.candidates, reading.not_taken) == ((), (NotTaken(1, what),))


SWITCH = "https://signin.aws.amazon.com/switchrole?account={}&roleName={}"


def test_switch_role_links_are_targets() -> None:
    text = (
        f"Our links:\n{SWITCH.format('222222222222', 'team%2FDev')}&displayName=Prod%20%7C%20dev&color=F2B0A9\n\n"
        f"prod: <{SWITCH.format('333333333333', 'Admin')}>, {SWITCH.format('444444444444', 'Admin')}\n"
        f"{SWITCH.format('my-alias', 'Dev')}\n"
        f"{SWITCH.format('222222222222', 'a+b')}\n"
        f"{SWITCH.format('222222222222', 'X')}&redirect_uri=https%3A%2F%2Fexample.com&color=red\n"
        "https://signin.aws.amazon.com.example.com/switchrole?account=222222222222&roleName=Dev\n"
        "https://signin.aws.amazon.com/switchrole?roleName=Dev\n"
    )
    reading = read_text(text, ONE)
    assert reading.format is Format.SWITCH_LINKS
    assert [(each.name, dict(each.keys), each.line) for each in reading.candidates] == [
        (
            "Prod | dev",
            {
                "role_arn": "arn:aws:iam::222222222222:role/team/Dev",
                "source_profile": "sts",
                "color": "f2b0a9",
                "fumidai_display_name": "Prod | dev",
            },
            2,
        ),
        (
            "333333333333-Admin",
            {"role_arn": "arn:aws:iam::333333333333:role/Admin", "source_profile": "sts"},
            4,
        ),
        (
            "444444444444-Admin",
            {"role_arn": "arn:aws:iam::444444444444:role/Admin", "source_profile": "sts"},
            4,
        ),
        ("222222222222-X", {"role_arn": "arn:aws:iam::222222222222:role/X", "source_profile": "sts"}, 7),
    ]
    assert reading.not_taken == (
        NotTaken(1, "There is no link in this line. Import what it holds on its own."),
        NotTaken(5, "The account is given as “my-alias”, and a role's ARN needs its 12 digits."),
        NotTaken(6, "A role ARN has no spaces in it. Take the spaces out."),
        NotTaken(7, "The link tells more than a target keeps."),
        NotTaken(7, "A colour has six hexadecimal digits, such as b7ca9d."),
        NotTaken(8, "This link does not lead to a switch-role page of AWS."),
        NotTaken(9, "The link names no account."),
    )


@pytest.mark.parametrize("partition", PARTITIONS, ids=lambda partition: partition.id)
@pytest.mark.parametrize("region", [None, "first"])
def test_our_own_switch_link_gives_its_role_back_in_every_partition(
    partition: object, region: str | None
) -> None:
    found = next(each for each in PARTITIONS if each is partition)
    role = RoleArn(found.id, "222222222222", "/a/b/", "Dev")
    host = found.signin_host(found.first_region if region else None)
    link = switch_role_url(role, display_name="本番 | a&b", colour="b7ca9d", base=f"https://{host}")
    (candidate,) = read_text(link, NOBODY).candidates
    assert dict(candidate.keys) == {
        "role_arn": str(role),
        "color": "b7ca9d",
        "fumidai_display_name": "本番 | a&b",
    }


@pytest.mark.parametrize(
    "host",
    [
        "signin.aws.amazon.com.example.com",
        "notsignin.aws.amazon.com",
        "example.com/signin.aws.amazon.com",
        "signin.aws.amazon.com@example.com",
        "me@signin.aws.amazon.com",
        "signin.aws.amazon.com\\@example.com",
        "[signin.aws.amazon.com",
    ],
)
def test_a_look_alike_of_the_switch_role_page_is_refused(host: str) -> None:
    link = SWITCH.format("222222222222", "Dev").replace("signin.aws.amazon.com", host)
    reading = read_text(link, ONE, format=Format.SWITCH_LINKS)
    assert reading.candidates == ()
    assert reading.not_taken == (NotTaken(1, "This link does not lead to a switch-role page of AWS."),)
    assert read_text(link, ONE).candidates == ()


def test_an_alias_that_a_profile_here_knows_is_its_account() -> None:
    listing = listing_of(f"{BASTION}fumidai_account_alias = my-alias\n")
    (candidate,) = read_text(SWITCH.format("my-alias", "Dev"), listing).candidates
    assert candidate.keys["role_arn"] == "arn:aws:iam::111111111111:role/Dev"
    assert candidate.keys["fumidai_account_alias"] == "my-alias"


def test_a_link_to_a_role_that_is_here_is_that_target() -> None:
    reading = read_text(f"{SWITCH.format('222222222222', 'Dev')}&color=F2B0A9", TWO)
    (proposal,) = compare(reading, TWO)
    assert (proposal.candidate.name, proposal.difference) == ("dev", Difference.DIFFERENT)
    assert [(each.key, each.old, each.new) for each in proposal.changes] == [("color", "b7ca9d", "f2b0a9")]
    (same,) = compare(read_text(SWITCH.format("222222222222", "Dev"), TWO), TWO)
    assert same.difference is Difference.SAME
