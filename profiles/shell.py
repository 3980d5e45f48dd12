"""What an AWS tool started from this shell would use now.

Exported keys win over a profile named by a variable. The tools read the two variables in different orders:
AWS CLI 2 `AWS_PROFILE` first, AWS CLI 1 and boto3 `AWS_DEFAULT_PROFILE` first (botocore, `configprovider`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from profiles.model import Listing

_NEW_ORDER = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
_OLD_ORDER = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE")


@dataclass(frozen=True, slots=True)
class InUse:
    """What is in use, and in `words` that go on after “AWS tools here use”."""

    words: str
    profile: str | None
    """What AWS CLI 2 uses; None if exported keys win, or if there is nothing."""
    older: str | None
    """What AWS CLI 1 and boto3 use. The same, unless both variables are set and differ."""
    exported_keys: bool = False
    trouble: str | None = None
    """Why the tools stop, or what is hidden, as a sentence."""


def in_use(env: Mapping[str, str], listing: Listing) -> InUse:
    """What a tool started with the environment `env` uses."""
    newer, older = _first(_NEW_ORDER, env), _first(_OLD_ORDER, env)
    if env.get("AWS_ACCESS_KEY_ID"):
        return _exported(env, newer)
    if newer is None or older is None:
        if listing.get("default"):
            return InUse("profile default", "default", "default")
        return InUse("nothing: no profile is set", None, None)
    missing = [name for name in dict.fromkeys((newer, older)) if listing.get(name) is None]
    trouble = " ".join(_missing(name) for name in missing) or None
    if newer == older:
        return InUse(f"profile {newer}", newer, older, trouble=trouble)
    words = f"profile {newer} (AWS CLI 2) and {older} (AWS CLI 1, boto3)"
    return InUse(words, newer, older, trouble=trouble)


def _first(order: tuple[str, ...], env: Mapping[str, str]) -> str | None:
    return next((env[name] for name in order if name in env), None)


def _exported(env: Mapping[str, str], profile: str | None) -> InUse:
    if not env.get("AWS_SECRET_ACCESS_KEY"):
        trouble = "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY, so AWS tools stop."
    elif profile is not None:
        trouble = f"The exported keys win over profile {profile}; unset AWS_ACCESS_KEY_ID to use it."
    else:
        trouble = None
    return InUse("keys exported in this shell", None, None, exported_keys=True, trouble=trouble)


def _missing(name: str) -> str:
    if not name:
        return "The variable for the profile is set but empty, so AWS tools stop; unset it."
    return f"There is no profile {name}, so AWS tools stop."
