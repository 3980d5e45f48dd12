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

NAMES = [
    "sts",
    "default",
    "dev",
    "a b",
    "Prod | admin",
    "profile x",
    "開発",
    "a.b-c_d/e@f:g",
    "a=b",
    "a#b",
    "a; b",
    "constructor",
    "__proto__",
    "a [b]",
    "it's",
    "profile",
]
_COLOURS = ["b7ca9d", "#F2B0A9", "FBBF93", "red"]
_REGIONS = ["eu-west-1", "cn-north-1", "us-gov-west-1", "europe", "us-east-1"]
_PARTITIONS = ["aws", "aws-cn", "aws-us-gov", "aws-eusc"]
_DISPLAY = ["Prod | admin", "dev", "本番 環境", "x" * 70, "a # b", "Own"]
_roles = st.builds(
    "arn:{}:iam::{}:role/{}".format,
    st.sampled_from(_PARTITIONS),
    st.sampled_from(["111111111111", "222222222222", "000000000001"]),
    st.sampled_from(["Dev", "team/a/Admin", "x" * 64, "a=b", "a#b/Dev", "A+,.@-_", "p" * 60 + "/Long"]),
)


def _some(key: str, values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.one_of(st.just([]), st.sampled_from(values).map(lambda value: [f"{key} = {value}"]))


@st.composite
def configs(draw: st.DrawFn) -> str:
    """The text of a config: bastions, targets of each other, and others, whole and broken, with every key."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1, max_size=6))
    lines = []
    for name in names:
        lines.append(f"[{profile_header(name) or name}]")
        kind = draw(st.sampled_from(["bastion", "target", "target", "target", "other"]))
        if kind == "bastion":
            lines += draw(_some("google_config.google_idp_id", ["C01", "C0abc9", "None"]))
            lines += draw(_some("google_config.google_sp_id", ["42", "4711", "a b"]))
            lines += draw(_some("google_config.google_username", ["me@example.com"]))
            lines += draw(_some("google_config.duration", ["43200", "3600", "1", "None"]))
            lines += draw(_some("google_config.ask_role", ["True", "False", "maybe"]))
            lines += draw(_some("google_config.bg_response", ["hunter2", "None"]))
            if draw(st.booleans()):
                lines.append(f"google_config.role_arn = {draw(_roles)}")
        elif kind == "target":
            lines += [f"role_arn = {draw(_roles)}", f"source_profile = {draw(st.sampled_from(names))}"]
            lines += draw(_some("external_id", ["x-1", "x y"]))
            lines += draw(_some("duration_seconds", ["900", "1e3"]))
            lines += draw(_some("role_session_name", ["me", "me@example.com"]))
            lines += draw(_some("mfa_serial", ["arn:aws:iam::111111111111:mfa/me"]))
        else:
            lines += draw(_some("aws_access_key_id", ["AKIAEXAMPLE"]))
            lines += draw(_some("aws_secret_access_key", ["hunter2"]))
            lines += draw(_some("aws_account_id", ["333333333333", "here"]))
            lines += draw(_some("credential_process", ["gsts --idp-id=C01 --sp-id=42", "get-keys"]))
        lines += draw(_some("region", _REGIONS))
        lines += draw(_some("color", _COLOURS))
        lines += draw(_some("fumidai_display_name", _DISPLAY))
        lines += draw(_some("fumidai_account_alias", ["my-alias", "My Alias"]))
        lines += draw(_some("aws_session_token", ["hunter2"]))
        lines += draw(st.sampled_from([[], [], ["cli_pager ="], ["s3 =", "  x = y"], ["image = a"]]))
    return "\n".join(lines) + "\n"
