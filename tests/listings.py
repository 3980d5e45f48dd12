"""Listings for the tests of what comes from elsewhere and goes there: fixed ones, and generated ones."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from profiles.config import resolve
from profiles.ini import read
from profiles.model import Listing
from profiles.sections import profile_header

BASTION = (
    "[profile sts]\ngoogle_config.google_idp_id = C01\ngoogle_config.google_sp_id = 42\n"
    "google_config.google_username = me@example.com\nregion = eu-west-1\n"
    "google_config.role_arn = arn:aws:iam::111111111111:role/sso\n"
)
TARGET = (
    "[profile dev]\nrole_arn = arn:aws:iam::222222222222:role/Dev\nsource_profile = sts\nregion = eu-west-1\n"
    "color = b7ca9d\n"
)


def listing_of(config: str, credentials: str = "") -> Listing:
    return resolve(read(config.encode(), Path("config")), read(credentials.encode(), Path("credentials")))


NOBODY = listing_of("")
ONE = listing_of(BASTION)
TWO = listing_of(BASTION + TARGET)

GOOD_NAMES = [
    "sts",
    "default",
    "dev",
    "a b",
    "Prod | admin",
    "profile x",
    "my profile y",
    "開発",
    "a.b-c_d/e@f:g",
    "profile",
]
BAD_NAMES = ["a=b", "a#b", "a; b", "constructor", "__proto__", "a [b]", "it's"]
"""Names that AESR or a config file cannot hold, or not everywhere."""
_ACCOUNTS = ["111111111111", "222222222222", "000000000001"]
_GOOD_ROLES = ["Dev", "team/a/Admin", "x" * 64, "A+,.@-_"]
_BAD_ROLES = ["a=b", "a#b/Dev", "p" * 60 + "/Long"]
_GOOD = {
    "google_config.duration": ["43200", "3600", "None"],
    "google_config.ask_role": ["True", "false", "None"],
    "google_config.google_username": ["me@example.com", "None"],
    "google_config.bg_response": ["hunter2", "None"],
    "external_id": ["x-1"],
    "duration_seconds": ["900"],
    "role_session_name": ["me", "me@example.com"],
    "mfa_serial": ["arn:aws:iam::111111111111:mfa/me"],
    "region": ["eu-west-1", "cn-north-1", "us-gov-west-1", "us-east-1"],
    "color": ["b7ca9d", "#F2B0A9", "FBBF93"],
    "fumidai_display_name": ["Prod | admin", "dev", "本番 環境", "Own", "sts"],
    "fumidai_account_alias": ["my-alias", "other"],
    "aws_session_token": ["hunter2"],
    "cli_pager": [""],
    "image": ["a"],
    "s3": ["\n  x = y"],
}
_BAD = {
    "google_config.duration": ["1"],
    "google_config.ask_role": ["maybe"],
    "external_id": ["x y"],
    "duration_seconds": ["1e3"],
    "region": ["europe"],
    "color": ["red"],
    "fumidai_display_name": ["x" * 70, "a # b"],
    "fumidai_account_alias": ["My Alias"],
}


@st.composite
def _keys(draw: st.DrawFn, names: tuple[str, ...]) -> list[str]:
    """Some of these keys, most with a value that is one."""
    lines = []
    for name in draw(st.lists(st.sampled_from(names), unique=True, max_size=4)):
        is_bad = name in _BAD and draw(st.integers(0, 5)) == 0
        lines.append(f"{name} = {draw(st.sampled_from((_BAD if is_bad else _GOOD)[name]))}")
    return lines


_ANY = (
    "region",
    "color",
    "fumidai_display_name",
    "fumidai_account_alias",
    "aws_session_token",
    "cli_pager",
    "image",
    "s3",
)
_OF_BASTION = tuple(key for key in _GOOD if key.startswith("google_config."))
_OF_TARGET = ("external_id", "duration_seconds", "role_session_name", "mfa_serial")


@st.composite
def _roles(draw: st.DrawFn) -> str:
    partition = draw(st.sampled_from(["aws", "aws", "aws-cn", "aws-us-gov", "aws-eusc"]))
    names = _BAD_ROLES if draw(st.integers(0, 5)) == 0 else _GOOD_ROLES
    return f"arn:{partition}:iam::{draw(st.sampled_from(_ACCOUNTS))}:role/{draw(st.sampled_from(names))}"


@st.composite
def _section(draw: st.DrawFn, kind: str, sources: list[str]) -> list[str]:
    if kind == "bastion":
        lines = ["google_config.google_idp_id = C01", "google_config.google_sp_id = 42"]
        lines = lines[draw(st.sampled_from([0, 0, 0, 0, 1])) :]
        role = draw(st.one_of(st.just("None"), _roles(), _roles(), _roles()))
        return [*lines, f"google_config.role_arn = {role}", *draw(_keys(_OF_BASTION + _ANY))]
    if kind == "target":
        source = draw(st.sampled_from(sources))
        return [f"role_arn = {draw(_roles())}", f"source_profile = {source}", *draw(_keys(_OF_TARGET + _ANY))]
    others = [
        "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hunter2",
        "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = hunter2\naws_account_id = 333333333333",
        "credential_process = get-keys",
    ]
    return [draw(st.sampled_from(others)), *draw(_keys(_ANY))]


@st.composite
def configs(draw: st.DrawFn) -> str:
    """The text of a config, with bastions, targets of what stands before them or of anything, and others."""
    names = draw(st.permutations(GOOD_NAMES))[: draw(st.integers(2, 6))]
    names += draw(st.lists(st.sampled_from(BAD_NAMES), unique=True, max_size=2))
    lines = []
    for place, name in enumerate(names):
        kind = (
            draw(st.sampled_from(["bastion", "target", "target", "target", "other"])) if place else "bastion"
        )
        sources = names if draw(st.integers(0, 5)) == 0 else names[: max(place, 1)]
        lines += [f"[{profile_header(name) or name}]", *draw(_section(kind, sources))]
    return "\n".join(lines) + "\n"
