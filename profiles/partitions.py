"""AWS's partitions as data: regions, hosts and the region to start from.

Sources: region patterns and DNS suffixes are botocore's `data/partitions.json`, sign-in hosts botocore's
endpoint rules of the `signin` service; a test holds this table against both. Console hosts: AWS docs, "AWS
Management Console" per partition; for aws-eusc and the isolated partitions nobody outside has seen them, so
they follow the sign-in host's domain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


class UnknownPartition(LookupError):
    """No partition of that name. `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition. Its domains carry no scheme and no region; `signin_host` and `console_host` add one."""

    id: str
    region_pattern: str
    """Regular expression for the whole name of a region."""
    first_region: str
    """The region for calls when nothing else says one."""
    signin_domain: str
    console_domain: str
    dns_suffix: str
    dual_stack_suffix: str
    """Services answer under these two suffixes."""
    signin_needs_region: bool = False
    """The sign-in host has no form without a region."""

    def has_region(self, region: str) -> bool:
        return re.fullmatch(self.region_pattern, region) is not None

    def signin_host(self, region: str | None = None) -> str:
        """Host of `/switchrole`, `/federation` and `/saml`; without `region` the partition's general one."""
        region = region or (self.first_region if self.signin_needs_region else None)
        return f"{region}.{self.signin_domain}" if region else self.signin_domain

    def console_host(self, region: str | None = None) -> str:
        region = region or (self.first_region if self.signin_needs_region else None)
        return f"{region}.{self.console_domain}" if region else self.console_domain


PARTITIONS: tuple[Partition, ...] = (
    Partition(
        "aws",
        r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+",
        "us-east-1",
        "signin.aws.amazon.com",
        "console.aws.amazon.com",
        "amazonaws.com",
        "api.aws",
    ),
    Partition(
        "aws-cn",
        r"cn-\w+-\d+",
        "cn-north-1",
        "signin.amazonaws.cn",
        "console.amazonaws.cn",
        "amazonaws.com.cn",
        "api.amazonwebservices.com.cn",
    ),
    Partition(
        "aws-us-gov",
        r"us-gov-\w+-\d+",
        "us-gov-west-1",
        "signin.amazonaws-us-gov.com",
        "console.amazonaws-us-gov.com",
        "amazonaws.com",
        "api.aws",
    ),
    Partition(
        "aws-eusc",
        r"eusc-(de)-\w+-\d+",
        "eusc-de-east-1",
        "signin.amazonaws-eusc.eu",
        "console.amazonaws-eusc.eu",
        "amazonaws.eu",
        "api.amazonwebservices.eu",
        signin_needs_region=True,
    ),
    Partition(
        "aws-iso",
        r"us-iso-\w+-\d+",
        "us-iso-east-1",
        "signin.c2shome.ic.gov",
        "console.c2shome.ic.gov",
        "c2s.ic.gov",
        "api.aws.ic.gov",
        signin_needs_region=True,
    ),
    Partition(
        "aws-iso-b",
        r"us-isob-\w+-\d+",
        "us-isob-east-1",
        "signin.sc2shome.sgov.gov",
        "console.sc2shome.sgov.gov",
        "sc2s.sgov.gov",
        "api.aws.scloud",
        signin_needs_region=True,
    ),
    Partition(
        "aws-iso-e",
        r"eu-isoe-\w+-\d+",
        "eu-isoe-west-1",
        "signin.csphome.adc-e.uk",
        "console.csphome.adc-e.uk",
        "cloud.adc-e.uk",
        "api.cloud-aws.adc-e.uk",
        signin_needs_region=True,
    ),
    Partition(
        "aws-iso-f",
        r"us-isof-\w+-\d+",
        "us-isof-south-1",
        "signin.csphome.hci.ic.gov",
        "console.csphome.hci.ic.gov",
        "csp.hci.ic.gov",
        "api.aws.hci.ic.gov",
        signin_needs_region=True,
    ),
)

_BY_ID = {each.id: each for each in PARTITIONS}


def partition(id: str) -> Partition:  # noqa: A002 - the word AWS uses for it
    """The partition called `id` (the second field of an ARN). Raises `UnknownPartition`."""
    try:
        return _BY_ID[id]
    except KeyError:
        known = ", ".join(_BY_ID)
        raise UnknownPartition(f"There is no AWS partition “{id}”; the known ones are {known}.") from None


def partition_of_region(region: str) -> Partition | None:
    """The partition a region lies in; None for a name no partition has."""
    return next((each for each in PARTITIONS if each.has_region(region)), None)
