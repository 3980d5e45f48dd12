"""A new target: what is asked for, and why an answer cannot be taken. Pure.

Each `…_reason` takes what a person typed and returns None, or one sentence why it cannot be so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from profiles.arns import ACCOUNT, ArnError, RoleArn
from profiles.model import Listing, Profile
from profiles.partitions import partition, partition_of_region
from profiles.problems import COLOUR
from profiles.sections import profile_header

LONGEST_DISPLAY_NAME = 64
"""Characters; the console cuts longer ones."""


@dataclass(frozen=True, slots=True)
class NewTarget:
    """A target to be added to the config file."""

    name: str
    role: RoleArn
    source: str
    region: str
    display_name: str | None = None
    colour: str | None = None
    """Six hexadecimal digits without `#`."""

    @property
    def keys(self) -> Mapping[str, str]:
        """The keys of its section, in the order in which they are written."""
        return {
            "role_arn": str(self.role),
            "source_profile": self.source,
            "region": self.region,
            **({"color": self.colour} if self.colour else {}),
            **({"fumidai_display_name": self.display_name} if self.display_name else {}),
        }


def reasons(change: NewTarget, listing: Listing) -> Mapping[str, str]:
    """Everything that speaks against a new target, by field; empty if nothing does."""
    found = {
        "name": name_reason(change.name, listing),
        "source": source_reason(change.source, listing),
        "region": region_reason(change.region, change.role),
        "display_name": display_name_reason(change.display_name or ""),
        "colour": colour_reason(change.colour or ""),
    }
    return {field: reason for field, reason in found.items() if reason is not None}


def name_reason(name: str, listing: Listing) -> str | None:
    if not name:
        return "The name is missing."
    if name != name.strip():
        return "The name begins or ends with a space."
    if not name.isprintable():
        return "The name holds a character that cannot be seen."
    if re.search(r"[\[\]\"'\\]", name):
        return "The name cannot hold brackets, quotes or backslashes."
    if name == "DEFAULT" or profile_header(name) is None:
        return "The name cannot be written in the config file."
    if listing.get(name) is not None:
        return f"There is a profile {name} already."
    return None


def role_arn_reason(text: str) -> str | None:
    try:
        RoleArn.parse(text.strip())
    except ArnError as error:
        return str(error)
    return None


def account_reason(account: str) -> str | None:
    return None if ACCOUNT.fullmatch(account) else "An account id has 12 digits."


def role_name_reason(path_and_name: str) -> str | None:
    """For `Name` or `a/path/Name`."""
    return role_arn_reason(f"arn:aws:iam::000000000000:role/{path_and_name.removeprefix('/')}")


def source_reason(source: str, listing: Listing) -> str | None:
    found = listing.get(source)
    if found is None:
        return f"There is no profile {source}." if source else "The source profile is missing."
    return f"Profile {source} has a problem of its own." if found.is_broken else None


def region_reason(region: str, role: RoleArn | None = None) -> str | None:
    if not region:
        return "The region is missing."
    found = partition_of_region(region)
    if found is None:
        return f"No AWS region is called {region}."
    if role is not None and found.id != role.partition:
        return f"Region {region} lies in {found.id}, the role in {role.partition}."
    return None


def colour_reason(colour: str) -> str | None:
    """An empty colour is none at all."""
    return (
        None
        if not colour or COLOUR.fullmatch(colour)
        else "A colour has six hexadecimal digits, such as b7ca9d."
    )


def display_name_reason(display_name: str) -> str | None:
    """An empty display name is none at all."""
    if len(display_name) > LONGEST_DISPLAY_NAME:
        return (
            f"The display name has {len(display_name)} characters; the console shows {LONGEST_DISPLAY_NAME}."
        )
    if display_name != display_name.strip():
        return "The display name begins or ends with a space."
    return None if display_name.isprintable() else "The display name holds a character that cannot be seen."


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
