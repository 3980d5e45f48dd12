"""What is proposed for a target where nothing was typed. Pure."""

from __future__ import annotations

from profiles.arns import RoleArn
from profiles.model import Listing, Profile
from profiles.partitions import partition, partition_of_region
from profiles.reasons import (
    region_reason,
)


def role_of(account: str, path_and_name: str, source: str, listing: Listing) -> RoleArn:
    """The role of an account, in the partition of the source profile. Raises `ArnError`."""
    root = _root(source, listing)
    found = partition_of_region(root.region) if root and root.region else None
    id_ = root.role.partition if root and root.role else found.id if found else "aws"
    return RoleArn.parse(f"arn:{id_}:iam::{account}:role/{path_and_name.removeprefix('/')}")


def default_region(role: RoleArn, source: str, listing: Listing) -> str:
    """The region to propose: the root's if it lies in the role's partition, else the partition's first."""
    root = _root(source, listing)
    region = root.region if root else None
    return (
        region if region and region_reason(region, role) is None else partition(role.partition).first_region
    )


def _root(source: str, listing: Listing) -> Profile | None:
    found = listing.get(source)
    return listing.get(found.root) if found else None
