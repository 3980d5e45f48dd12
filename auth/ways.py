"""What is needed to get keys: the files, the hosts and the environment."""

from collections.abc import Mapping
from dataclasses import dataclass

from auth.places import Places
from profiles.model import Listing
from profiles.paths import Paths


@dataclass(frozen=True, slots=True)
class Ways:
    """What every call that may ask AWS needs."""

    listing: Listing
    paths: Paths
    places: Places
    env: Mapping[str, str]
