"""Where Google's answer to AWS is looked out for: every partition and region, and nothing that only looks like it."""

from __future__ import annotations

import fnmatch

import pytest

from auth.acs import Consumers
from profiles.partitions import PARTITIONS

CONSUMERS = Consumers()
TAKEN = [
    "https://signin.aws.amazon.com/saml",
    "https://signin.aws.amazon.com/saml?x=1",
    "https://signin.aws.amazon.com/saml/acs/SAMLSPABCDEF",
    "https://ap-northeast-1.signin.aws.amazon.com/saml",
    "https://us-east-1.signin.aws.amazon.com/saml/acs/SAMLSPABCDEF",
    "https://signin.amazonaws-us-gov.com/saml",
    "https://us-gov-west-1.signin.amazonaws-us-gov.com/saml",
    "https://signin.amazonaws.cn/saml",
    "https://cn-north-1.signin.amazonaws.cn/saml",
]
NOT_TAKEN = [
    "http://signin.aws.amazon.com/saml",
    "https://signin.aws.amazon.com/",
    "https://signin.aws.amazon.com/samlet",
    "https://signin.aws.amazon.com/oauth/saml",
    "https://signin.aws.amazon.com.example.com/saml",
    "https://notsignin.aws.amazon.com/saml",
    "https://example.com/signin.aws.amazon.com/saml",
    "https://signin.aws.amazon.com@example.com/saml",
    "https://example.com/?https://signin.aws.amazon.com/saml",
    "https://example.com/x.signin.aws.amazon.com/saml",
    "https://us-east-1.signin.aws.amazon.com/platform/saml/acs/abc",
    "http://127.0.0.1:8400/saml",
    "",
    "about:blank",
]


@pytest.mark.parametrize("url", TAKEN)
def test_an_address_that_takes_saml_responses_is_known_and_looked_out_for(url: str) -> None:
    assert CONSUMERS.takes(url)
    assert looked_out_for(CONSUMERS, url)


@pytest.mark.parametrize("url", NOT_TAKEN)
def test_no_other_address_is_taken_for_one(url: str) -> None:
    assert not CONSUMERS.takes(url)


@pytest.mark.parametrize("partition", PARTITIONS, ids=lambda each: each.id)
def test_every_partition_is_looked_out_for(partition: object) -> None:
    found = next(each for each in PARTITIONS if each is partition)
    for host in (found.signin_host(), found.signin_host(found.first_region)):
        assert CONSUMERS.takes(f"https://{host}/saml")
        assert looked_out_for(CONSUMERS, f"https://{host}/saml")


def test_identity_center_is_another_product() -> None:
    url = "https://us-east-1.signin.aws.amazon.com/platform/saml/acs/abc"
    assert CONSUMERS.is_identity_center(url)
    assert looked_out_for(CONSUMERS, url)
    assert not CONSUMERS.is_identity_center("https://example.com/platform/saml/acs/abc")


def test_a_sandbox_is_held_to_the_same_rule() -> None:
    consumers = Consumers("http://127.0.0.1:8400")
    assert consumers.takes("http://127.0.0.1:8400/saml")
    assert looked_out_for(consumers, "http://127.0.0.1:8400/saml")
    assert not consumers.takes("http://127.0.0.1:8401/saml")
    assert not consumers.takes("http://127.0.0.1:8400/console")
    assert consumers.takes(TAKEN[0])


def looked_out_for(consumers: Consumers, url: str) -> bool:
    """As the protocol says it: ``*`` is anything."""
    return any(fnmatch.fnmatchcase(url, each) for each in consumers.patterns)
