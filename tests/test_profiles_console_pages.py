"""Addresses of console pages, character by character."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.regions import regions
from profiles.console_pages import HOME, ConsolePage, PageRefused, destination, known_pages, page_of
from profiles.partitions import PARTITIONS, Partition, UnknownPartition, partition

GLOBAL = {"Direct Connect", "IAM", "Route 53", "Trusted Advisor"}


@pytest.mark.parametrize(
    ("where", "region", "page", "url"),
    [
        ("aws", "eu-central-1", "EC2", "https://eu-central-1.console.aws.amazon.com/ec2/v2/home?region=eu-central-1"),
        ("aws", "us-east-1", "s3", "https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1"),
        ("aws", None, "S3", "https://console.aws.amazon.com/s3/home"),
        ("aws", "eu-central-1", "IAM", "https://console.aws.amazon.com/iamv2/home"),
        ("aws", "eu-central-1", "route 53", "https://console.aws.amazon.com/route53/v2/home"),
        ("aws", "ap-northeast-1", "Console home",
         "https://ap-northeast-1.console.aws.amazon.com/console/home?region=ap-northeast-1"),
        ("aws", "eu-west-1", "Parameter Store",
         "https://eu-west-1.console.aws.amazon.com/systems-manager/parameters/home?region=eu-west-1"),
        ("aws-cn", "cn-north-1", "Lambda", "https://cn-north-1.console.amazonaws.cn/lambda/home?region=cn-north-1"),
        ("aws-cn", None, "IAM", "https://console.amazonaws.cn/iamv2/home"),
        ("aws-us-gov", "us-gov-west-1", "EKS",
         "https://us-gov-west-1.console.amazonaws-us-gov.com/eks/home?region=us-gov-west-1"),
        ("aws-eusc", "eusc-de-east-1", "ECS",
         "https://eusc-de-east-1.console.amazonaws-eusc.eu/ecs/home?region=eusc-de-east-1"),
        ("aws-eusc", None, "IAM", "https://eusc-de-east-1.console.amazonaws-eusc.eu/iamv2/home"),
        # Typed paths: what is there stays, what an address cannot hold is encoded.
        ("aws", "eu-west-1", "/ec2/home#Instances:",
         "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:"),
        ("aws", "eu-west-1", "s3/buckets/本番?tab=objects",
         "https://eu-west-1.console.aws.amazon.com/s3/buckets/%E6%9C%AC%E7%95%AA?tab=objects&region=eu-west-1"),
        ("aws", "eu-west-1", "ec2/home?region=us-west-2",
         "https://eu-west-1.console.aws.amazon.com/ec2/home?region=us-west-2"),
        ("aws", None, "cloudwatch/home#logsV2:log-groups/log-group/$252Faws$252Flambda",
         "https://console.aws.amazon.com/cloudwatch/home#logsV2:log-groups/log-group/$252Faws$252Flambda"),
        ("aws", None, "a b/100%/%41?q=x y", "https://console.aws.amazon.com/a%20b/100%25/%41?q=x%20y"),
    ],
)  # fmt: skip
def test_a_page_has_this_address(where: str, region: str | None, page: str, url: str) -> None:
    assert destination(where, region, page_of(page)) == url


@pytest.mark.parametrize(
    "path",
    [
        "", "  ", "/", "https://evil.example/x", "//evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:x",
        "a/../b", "..", "a/./b", "a/%2e%2e/b", "a/%252e%252e/b", "a\nb", "a\x00b", "a%0d%0ab", "a\u202eb", "a//b",
        "a%5cb",
        "@evil.example://x",
    ],
)  # fmt: skip
def test_what_is_no_path_is_refused_with_a_sentence(path: str) -> None:
    with pytest.raises(PageRefused) as refused:
        page_of(path)
    assert str(refused.value).endswith(".")
    with pytest.raises(PageRefused):
        destination("aws", None, ConsolePage("x", path.strip().removeprefix("/")))


@given(st.text(), st.sampled_from(PARTITIONS))
def test_whatever_is_typed_stays_on_the_partitions_console_host(typed: str, place: Partition) -> None:
    try:
        page = page_of(typed)
    except PageRefused:
        return
    url = destination(place.id, place.first_region, page)
    parts = urlsplit(url)
    expected = None if page.is_global else place.first_region
    assert (parts.scheme, parts.netloc) == ("https", place.console_host(expected))
    assert url.isascii()
    assert not set(url) & set(' \t\r\n\\"<>')


def test_a_region_of_another_partition_is_refused() -> None:
    for region in ("cn-north-1", "evil.example/", "eu-central-1.evil.example"):
        with pytest.raises(PageRefused, match="is not a region of aws"):
            destination("aws", region, page_of("S3"))
    with pytest.raises(UnknownPartition):
        destination("aws-moon", None, page_of("S3"))


def test_the_services_are_those_of_the_table_and_home_comes_first() -> None:
    pages = known_pages()
    assert len(pages) == 51
    assert len({page.path for page in pages}) == 51
    assert pages[0].path == HOME
    assert {page.name for page in pages if page.is_global} == GLOBAL
    for page in pages:
        assert page_of(page.name) == page_of(page.path) == page


@pytest.mark.parametrize(
    ("where", "id_", "name"),
    [
        ("aws", "eu-central-1", "Europe (Frankfurt)"),
        ("aws-cn", "cn-north-1", "China (Beijing)"),
        ("aws-us-gov", "us-gov-west-1", "AWS GovCloud (US-West)"),
        ("aws-eusc", "eusc-de-east-1", "AWS European Sovereign Cloud (Germany)"),
    ],
)
def test_regions_come_with_their_long_names(where: str, id_: str, name: str) -> None:
    known = {each.id: each.name for each in regions(where)}
    assert known[id_] == name
    assert all(partition(where).has_region(each) for each in known)


def test_every_partition_has_its_first_region() -> None:
    for each in PARTITIONS:
        assert each.first_region in {region.id for region in regions(each.id)}
