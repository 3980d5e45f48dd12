"""Links into the console, character by character; and which addresses are pages of it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.console_links import federation_url, is_console_page, login_url, signin_origin
from profiles.partitions import PARTITIONS, partition
from profiles.secret import Secret

GOOGLE = "https://accounts.google.com/o/saml2/initsso?idpid=C01&spid=42&forceauthn=false"
ENCODED = (
    "https%3A%2F%2Faccounts.google.com%2Fo%2Fsaml2%2Finitsso%3Fidpid%3DC01%26spid%3D42%26forceauthn%3Dfalse"
)

LOGINS = [
    (
        "aws",
        "https://eu-central-1.console.aws.amazon.com/ec2/v2/home?region=eu-central-1#Instances:tag=a+b",
        GOOGLE,
        "tok-en_1",
        f"https://signin.aws.amazon.com/federation?Action=login&Issuer={ENCODED}"
        "&Destination=https%3A%2F%2Feu-central-1.console.aws.amazon.com%2Fec2%2Fv2%2Fhome%3Fregion%3Deu-central-1"
        "%23Instances%3Atag%3Da%2Bb&SigninToken=tok-en_1",
    ),
    (
        "aws",
        "https://console.aws.amazon.com/iamv2/home#/roles/details/本番~é",
        "",
        "a+b/c==",
        "https://signin.aws.amazon.com/federation?Action=login"
        "&Destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fiamv2%2Fhome%23%2Froles%2Fdetails%2F%E6%9C%AC%E7%95%AA~%C3%A9"
        "&SigninToken=a%2Bb%2Fc%3D%3D",
    ),
    (
        "aws-cn",
        "https://cn-northwest-1.console.amazonaws.cn/s3",
        "https://i/?a=b&c='d'",
        "t",
        "https://signin.amazonaws.cn/federation?Action=login&Issuer=https%3A%2F%2Fi%2F%3Fa%3Db%26c%3D%27d%27"
        "&Destination=https%3A%2F%2Fcn-northwest-1.console.amazonaws.cn%2Fs3&SigninToken=t",
    ),
    (
        "aws-us-gov",
        "https://us-gov-west-1.console.amazonaws-us-gov.com/systems-manager/parameters",
        "",
        "t",
        "https://signin.amazonaws-us-gov.com/federation?Action=login"
        "&Destination=https%3A%2F%2Fus-gov-west-1.console.amazonaws-us-gov.com%2Fsystems-manager%2Fparameters"
        "&SigninToken=t",
    ),
    (
        "aws-eusc",
        "https://eusc-de-east-1.console.amazonaws-eusc.eu/console",
        "",
        "t",
        "https://eusc-de-east-1.signin.amazonaws-eusc.eu/federation?Action=login"
        "&Destination=https%3A%2F%2Feusc-de-east-1.console.amazonaws-eusc.eu%2Fconsole&SigninToken=t",
    ),
]

SIGN_OUTS = [
    (
        "aws",
        "https://ap-northeast-1.console.aws.amazon.com/a b",
        "https://us-east-1.signin.aws.amazon.com/oauth?Action=logout&redirect_uri="
        "https%3A%2F%2Fus-east-1.signin.aws.amazon.com%2Ffederation%3FAction%3Dlogin"
        "%26Destination%3Dhttps%253A%252F%252Fap-northeast-1.console.aws.amazon.com%252Fa%2520b%26SigninToken%3Dt%252B",
    ),
    (
        "aws-cn",
        "https://console.amazonaws.cn/",
        "https://cn-north-1.signin.amazonaws.cn/oauth?Action=logout&redirect_uri="
        "https%3A%2F%2Fcn-north-1.signin.amazonaws.cn%2Ffederation%3FAction%3Dlogin"
        "%26Destination%3Dhttps%253A%252F%252Fconsole.amazonaws.cn%252F%26SigninToken%3Dt%252B",
    ),
    (
        "aws-us-gov",
        "https://console.amazonaws-us-gov.com/",
        "https://us-gov-west-1.signin.amazonaws-us-gov.com/oauth?Action=logout&redirect_uri="
        "https%3A%2F%2Fus-gov-west-1.signin.amazonaws-us-gov.com%2Ffederation%3FAction%3Dlogin"
        "%26Destination%3Dhttps%253A%252F%252Fconsole.amazonaws-us-gov.com%252F%26SigninToken%3Dt%252B",
    ),
    (
        "aws-eusc",
        "https://eusc-de-east-1.console.amazonaws-eusc.eu/",
        "https://eusc-de-east-1.signin.amazonaws-eusc.eu/oauth?Action=logout&redirect_uri="
        "https%3A%2F%2Feusc-de-east-1.signin.amazonaws-eusc.eu%2Ffederation%3FAction%3Dlogin"
        "%26Destination%3Dhttps%253A%252F%252Feusc-de-east-1.console.amazonaws-eusc.eu%252F%26SigninToken%3Dt%252B",
    ),
]


@pytest.mark.parametrize(("partition_id", "destination", "issuer", "token", "link"), LOGINS)
def test_a_login_link_is_this_one(
    partition_id: str, destination: str, issuer: str, token: str, link: str
) -> None:
    origin = signin_origin(partition(partition_id), sign_out_first=False)
    made = login_url(origin, Secret(token), destination, issuer, sign_out_first=False)
    assert made.reveal() == link
    assert is_console_page(destination, partition(partition_id))


@pytest.mark.parametrize(("partition_id", "destination", "link"), SIGN_OUTS)
def test_a_link_that_signs_out_first_stays_on_one_host_with_a_region(
    partition_id: str, destination: str, link: str
) -> None:
    origin = signin_origin(partition(partition_id), sign_out_first=True)
    assert login_url(origin, Secret("t+"), destination, "", sign_out_first=True).reveal() == link


def test_another_origin_serves_every_partition() -> None:
    for each in PARTITIONS:
        for first in (True, False):
            origin = signin_origin(each, sign_out_first=first, base="http://127.0.0.1:1/")
            assert federation_url(origin) == "http://127.0.0.1:1/federation"


@given(st.text(), st.text(min_size=1), st.text(min_size=1), st.booleans())
def test_what_goes_into_a_link_comes_out_of_it(
    issuer: str, destination: str, token: str, sign_out_first: bool
) -> None:
    link = login_url("https://h", Secret(token), destination, issuer, sign_out_first=sign_out_first).reveal()
    if sign_out_first:
        values = parse_qs(urlsplit(link).query)
        assert values["Action"] == ["logout"]
        [link] = values["redirect_uri"]
    found = parse_qs(urlsplit(link).query, strict_parsing=True)
    wanted = {"Action": ["login"], "Destination": [destination], "SigninToken": [token]}
    assert found == (wanted | {"Issuer": [issuer]} if issuer else wanted)


def test_a_page_belongs_to_one_partition() -> None:
    for owner in PARTITIONS:
        for page in (
            f"https://{owner.console_host(owner.first_region)}/x",
            f"https://{owner.console_host()}/",
        ):
            assert is_console_page(page, owner)
            assert [one.id for one in PARTITIONS if is_console_page(page, one)] == [owner.id]


@pytest.mark.parametrize(
    "address",
    [
        "https://console.aws.amazon.com",
        "https://CONSOLE.aws.amazon.com/",
        "https://111111111111-abcd1234.eu-west-1.console.aws.amazon.com/ec2",
    ],
)
def test_a_page_may_be_written_in_several_ways(address: str) -> None:
    assert is_console_page(address, partition("aws"))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "console.aws.amazon.com",
        "//console.aws.amazon.com/",
        "http://console.aws.amazon.com/",
        "javascript://console.aws.amazon.com/%0aalert(1)",
        "https://console.aws.amazon.com.example/",
        "https://evilconsole.aws.amazon.com/",
        "https://evil.console.aws.amazon.com/",
        "https://cn-north-1.console.aws.amazon.com/",
        "https://x.eu-west-1.console.aws.amazon.com/",
        "https://me@console.aws.amazon.com/",
        "https://console.aws.amazon.com@example.com/",
        "https://console.aws.amazon.com:8443/",
        "https://example.com\\@console.aws.amazon.com/",
        "https://example.com/\n.console.aws.amazon.com/",
        "https://console.aws.amazon.com\t/",
        " https://console.aws.amazon.com/",
        "https://[::1/",
        "https://signin.aws.amazon.com/switchrole?account=1",
        "https://console.aws.amazon.com./",
    ],
)
def test_anything_else_is_no_page_of_the_console(address: str) -> None:
    assert not is_console_page(address, partition("aws"))


def test_a_console_that_has_no_host_without_a_region_has_no_page_there() -> None:
    assert not is_console_page("https://console.amazonaws-eusc.eu/", partition("aws-eusc"))
