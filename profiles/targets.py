"""A new target: what is asked for, and why an answer cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass

from profiles.arns import RoleArn


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
