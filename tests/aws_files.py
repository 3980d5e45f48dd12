"""AWS files as people and programs really leave them, and pairs of generated ones. All ids are made up."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import assume
from hypothesis import strategies as st

from profiles.ini import read
from profiles.texts import Texts
from tests.profile_texts import config_files, credentials_files

HERE = Path("file")

AGA = b"""\
[profile sts]
region = eu-west-1
google_config.ask_role = False
google_config.keyring = False
google_config.duration = 43200
google_config.google_idp_id = C01abc234
google_config.role_arn = arn:aws:iam::111111111111:role/sso/Admins
google_config.google_sp_id = 123456789012
google_config.u2f_disabled = False
google_config.google_username = me@example.com
google_config.bg_response = None

[profile dev]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = sts
region = eu-west-1

"""
AGA_CREDENTIALS = b"""\
[sts]
aws_access_key_id = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
aws_security_token = FwoGZXIvYXdzEXAMPLE==
aws_session_expiration = 2024-05-01T12:00:00+0000
aws_session_token = FwoGZXIvYXdzEXAMPLE==

"""
CLI = b"""\
[default]
region = us-east-1
output = json
[profile ci]
region = us-east-1
s3 =
    max_concurrent_requests = 20
    addressing_style = path
cli_pager =
[profile admin]
role_arn = arn:aws:iam::333333333333:role/Admin
source_profile = default
mfa_serial = arn:aws:iam::444444444444:mfa/me
duration_seconds = 7200
"""
CLI_CREDENTIALS = b"""\
[default]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
[ci]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
"""
HAND = """\
# ~/.aws/config, mine. Do not touch!
;; accounts: see the wiki

[DEFAULT]
output = table

[ profile  old ]
# AWS tools do not read the section above

[profile "two words"]   # quoted
Role_ARN      = arn:aws:iam::222222222222:role/team/a/Dev
SOURCE_PROFILE= sts
    # a note, indented
color:B7CA9D

# ---- bastion ----
[profile sts]
google_config.google_idp_id = C01abc234
  ; a note between
google_config.google_sp_id=123456789012

region    =    eu-central-1
# aws_secret_access_key = wJalrXUtnFEMIoldEXAMPLEKEY
[profile 開発]
role_arn = arn:aws:iam::555555555555:role/Dev
source_profile = sts
s3 =
\tmax_queue_size = 100
\t# a note in the block
\taddressing_style = virtual

fumidai_display_name = 開発 | dev
unknown_key = x # not a note

[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start
[services local]
dynamodb =
  endpoint_url = http://localhost:8000
[preview]
# the end, without a line's end""".encode()
HAND_CREDENTIALS = b"""\
[DEFAULT]
region = eu-west-3

# two words is in the config too
[two words]
    color = 83d4e8
    role_session_name = me

[keys only]
aws_access_key_id=AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI
    /K7MDENG
    # a note inside a secret
    /bPxRfiCYEXAMPLEKEY
aws_session_token: FwoGZXIvYXdzEXAMPLE==
[last]"""
INDENTED = b"""\
  [profile sts]
  google_config.google_idp_id = C01abc234
  google_config.google_sp_id = 123456789012
  region = eu-west-1

  [profile dev]
    role_arn = arn:aws:iam::222222222222:role/Dev
    source_profile = sts
    color = f2b0a9

  [profile 'q']
  role_arn = arn:aws:iam::333333333333:role/Dev
  source_profile = dev
"""
LOOK_ALIKES = b"""\
[profile "a"]
region = eu-west-1
[a]
region = us-east-1
[profile "a b"]
role_arn = arn:aws:iam::222222222222:role/[profile a]
source_profile = a
note = [profile b]
[profile 'a b c']
source_profile = a b
role_arn = arn:aws:iam::222222222222:role/Dev
[profile A]
source_profile = A
[profile a.b/c@d]
role_arn = arn:aws:iam::222222222222:role/Dev
source_profile = "a"
"""
LOOK_ALIKES_CREDENTIALS = b"""\
[profile a]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
[a]
source_profile = a
[A]
region = eu-west-1
"""

REAL: dict[str, Texts] = {
    "aws-google-auth's": Texts(AGA, AGA_CREDENTIALS),
    "the AWS CLI's": Texts(CLI, CLI_CREDENTIALS),
    "written by hand": Texts(HAND, HAND_CREDENTIALS),
    "CRLF": Texts(HAND.replace(b"\n", b"\r\n"), AGA_CREDENTIALS.replace(b"\n", b"\r\n")),
    "old Mac": Texts(AGA.replace(b"\n", b"\r"), CLI_CREDENTIALS.replace(b"\n", b"\r")),
    "no final newline": Texts(AGA.rstrip(), AGA_CREDENTIALS.rstrip()),
    "indented": Texts(INDENTED, b""),
    "indented by tabs, and mixed ends": Texts(
        INDENTED.replace(b"  ", b"\t").replace(b"\n\n", b"\r\n\n"), CLI_CREDENTIALS
    ),
    "look-alikes": Texts(LOOK_ALIKES, LOOK_ALIKES_CREDENTIALS),
    "the credentials file only": Texts(b"", AGA_CREDENTIALS),
    "the config only": Texts(AGA + CLI, b""),
    "empty lines only": Texts(b"\n\n", b" \n"),
}


def is_sound(data: bytes) -> bool:
    """Whether botocore loads the file, also with one more section: a loose line in [DEFAULT] matters only then."""
    return not read(data, HERE).flaws and not read(data + b"\n[one more]\n", HERE).flaws


def is_whole(data: bytes) -> bool:
    """Whether the file is sound, and stays so where a line is taken out: a `\\r` before a `\\n` would be one end."""
    return is_sound(data) and not (b"\n" in data and re.search(rb"\r(?!\n)", data))


_generated = st.builds(Texts, config_files.filter(is_whole), credentials_files.filter(is_whole))
pairs = st.one_of(st.sampled_from(list(REAL.values())), _generated, _generated)
"""Both files, real or generated, as AWS tools can read them."""

MARK = "hunter"
"""Stands in every secret value of `secret_files`, and nowhere else."""
_SECRET_NAMES = (
    "aws_secret_access_key",
    "AWS_SESSION_TOKEN",
    "Aws_Security_Token",
    "google_config.bg_response",
)
_secret_names = st.sampled_from(_SECRET_NAMES)
_pieces = st.sampled_from(
    [f"{MARK}2", f"{MARK}/+k", f"{MARK}==", f"a {MARK} b", f"# {MARK}", f"x = {MARK}", f"é{MARK}"]
)
_delimiters = st.sampled_from([" = ", "=", ":", "\t:\t", " =\u00a0"])
_indents = st.sampled_from(["", "", "  ", "\t"])


@st.composite
def _secret_key(draw: st.DrawFn) -> list[str]:
    """A secret key, perhaps with further lines, and with comments and empty lines between them."""
    indent = draw(_indents)
    lines = [f"{indent}{draw(_secret_names)}{draw(_delimiters)}{draw(_pieces)}"]
    for _ in range(draw(st.integers(0, 2))):
        lines += draw(st.lists(st.sampled_from(["", "  ", f"{indent} # {MARK} = note"]), max_size=1))
        lines.append(f"{indent}{draw(st.sampled_from([' ', '    ']))}x{draw(_pieces)}")
    return lines


@st.composite
def _commented(draw: st.DrawFn) -> list[str]:
    mark, spaces = draw(st.sampled_from(["#", "; ", "  # ", "##"])), draw(st.sampled_from(["", " "]))
    export = draw(st.sampled_from(["", "export ", "old: ", '"']))
    quote = '"' if export == '"' else ""
    lines = [f"{mark}{spaces}{export}{draw(_secret_names)}{quote}{draw(_delimiters)}{draw(_pieces)}"]
    if draw(st.booleans()):
        lines.append(f"{mark}{spaces}   {draw(_pieces)}")
    return lines


@st.composite
def _nested_secret(draw: st.DrawFn) -> list[str]:
    return ["s3 =", "  x = 1", f"  {draw(_secret_names)} = {draw(_pieces)}", "  y = 2"]


@st.composite
def _behind_a_value(draw: st.DrawFn) -> list[str]:
    return [f"note = v # {draw(_secret_names)}={draw(_pieces)}"]


_plain = st.sampled_from(
    [["region = x"], [""], ["# note"], ["AWS_Access_Key_Id = AKIA1"], ["k = v"], ["; x = y"]]
)
_parts = st.one_of(_plain, _secret_key(), _secret_key(), _commented(), _nested_secret(), _behind_a_value())
_contents = st.lists(
    _parts, max_size=6, unique_by=lambda lines: re.split("[=:]", lines[0])[0].strip().lower()
)
_odd_contents = st.lists(_parts, max_size=5)


@st.composite
def secret_files(draw: st.DrawFn, *, odd: bool) -> bytes:
    """A file with secrets in every place. An odd one may be one that AWS tools refuse: with keys before the first
    section or twice, loose lines, a byte order mark, bytes that are no text, a value broken off its key."""
    headers = draw(
        st.lists(
            st.sampled_from(["profile a", "a", "default", "DEFAULT", "profile b"]), unique=not odd, max_size=3
        )
    )
    lines: list[str] = []
    if odd:
        lines += [line for part in draw(_odd_contents) for line in part]
    for header in headers:
        lines.append(f"[{header}]")
        lines += [line for part in draw(_odd_contents if odd else _contents) for line in part]
        if odd and draw(st.booleans()):
            lines += draw(st.sampled_from([["loose"], [f"{_SECRET_NAMES[0]} =", f"{MARK}3"], ["= x"]]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join(lines) + draw(st.sampled_from(["", end]))
    data = text.encode()
    if not odd:
        assume(not read(data, HERE).flaws)
        return data
    return draw(st.sampled_from([data, b"\xef\xbb\xbf" + data, b"\xff\n" + data]))
