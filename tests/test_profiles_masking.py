"""No secret value stands in what is shown of a file, wherever in the file it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.ini import read, split
from profiles.masking import masked_lines
from profiles.secret import Secret
from tests.aws_files import HERE, MARK, REAL, secret_files
from tests.profile_texts import credentials_files, odd_files


@given(data=st.one_of(secret_files(odd=False), secret_files(odd=True)))
def test_no_secret_is_shown(data: bytes) -> None:
    lines = masked_lines(data)
    assert not any(MARK in line.shown for line in lines)
    assert MARK not in repr(lines)
    assert not any(MARK.encode() in line.lead for line in lines if line.lead is not None)


@given(data=st.one_of(odd_files, secret_files(odd=True)))
def test_every_line_is_there_and_those_without_a_secret_are_as_they_were(data: bytes) -> None:
    lines = masked_lines(data)
    assert [line.raw for line in lines] == [line.rstrip(b"\r\n") for line in split(data)]
    for line in lines:
        if line.lead is None and not line.further:
            assert line.shown == line.raw.decode(errors="backslashreplace")
        if line.lead is not None:
            assert line.raw.startswith(line.lead)


@given(data=st.one_of(secret_files(odd=False), credentials_files))
def test_what_the_parser_calls_a_secret_is_masked_with_all_its_lines(data: bytes) -> None:
    document = read(data, HERE)
    lines = masked_lines(data)
    for keys in (document.defaults, *(section.keys for section in document.sections)):
        for key in keys.values():
            if isinstance(key.value, Secret) and key.value:
                assert lines[key.line - 1].lead is not None
                assert all(lines[number - 1].further for number in key.lines[1:])


@pytest.mark.parametrize("name", REAL)
def test_what_is_no_secret_of_a_real_file_is_shown(name: str) -> None:
    secrets = (b"wJalr", b"/K7MDENG", b"/bPx", b"FwoGZ", b"je7Mt", b"a note inside a secret", b"bg_response")
    for data in (REAL[name].config, REAL[name].credentials):
        for line in masked_lines(data):
            is_secret = any(secret in line.raw for secret in secrets)
            assert (line.shown != line.raw.decode()) == is_secret


CASES = {
    "a key": ("[a]\naws_secret_access_key = hunter2", "[a]\naws_secret_access_key = Secret(…)"),
    "any case and delimiter": ("[a]\n AWS_SESSION_TOKEN:hunter2", "[a]\n AWS_SESSION_TOKEN:Secret(…)"),
    "an empty value": ("[a]\naws_session_token =\nk = v", "[a]\naws_session_token =\nk = v"),
    "further lines": (
        "[a]\naws_session_token = hunter\n  2\n\n  # 3\n    4\nk = v",
        "[a]\naws_session_token = Secret(…)\n  Secret(…)\n\n  # Secret(…)\n    Secret(…)\nk = v",
    ),
    "a note behind the last line": (
        "[a]\naws_session_token = hunter\n  2\n  # 3\nk = v",
        "[a]\naws_session_token = Secret(…)\n  Secret(…)\n  # 3\nk = v",
    ),
    "a value below its key": (
        "[a]\naws_session_token =\n  hunter=2\nk = v",
        "[a]\naws_session_token =\n  Secret(…)\nk = v",
    ),
    "a value that an editor broke off": (
        "[a]\naws_session_token =\nhunter==\nk = v",
        "[a]\naws_session_token =\nSecret(…)\nk = v",
    ),
    "a comment": ("# Aws_Session_Token=hunter2", "# Aws_Session_Token=Secret(…)"),
    "a comment of several lines": (
        "# aws_session_token = hunter\n#   2\n# k = v",
        "# aws_session_token = Secret(…)\n#   Secret(…)\n# k = v",
    ),
    "a comment before a section": (
        "# aws_session_token = hunter\n    [a]\nk = v",
        "# aws_session_token = Secret(…)\n    [a]\nk = v",
    ),
    "a comment as JSON": ('# "aws_session_token": "hunter2"', '# "aws_session_token": Secret(…)'),
    "DEFAULT": ("[DEFAULT]\naws_session_token = hunter2", "[DEFAULT]\naws_session_token = Secret(…)"),
    "before the first section": (
        "aws_session_token = hunter\n  2\n[a]\nk = v",
        "aws_session_token = Secret(…)\n  Secret(…)\n[a]\nk = v",
    ),
    "behind a byte order mark": (
        "\ufeffaws_session_token = hunter\n 2\n[a]\nk = v",
        "\ufeffaws_session_token = Secret(…)\n Secret(…)\n[a]\nk = v",
    ),
    "twice": (
        "[a]\naws_session_token = hunter\n # x\n  2\naws_session_token = hunter",
        "[a]\naws_session_token = Secret(…)\n # Secret(…)\n  Secret(…)\naws_session_token = Secret(…)",
    ),
    "in a block": (
        "[a]\ns3 =\n  aws_session_token = hunter2\n  k = v",
        "[a]\ns3 =\n  aws_session_token = Secret(…)\n  k = v",
    ),
    "a sign that is small only in lower case": (
        "[a]\naws_secret_access_\u212aey = hunter2",
        "[a]\naws_secret_access_\u212aey = Secret(…)",
    ),
    "a note behind a header": (
        "[a] # aws_session_token = hunter2\n  k = v",
        "[a] # aws_session_token = Secret(…)\n  k = v",
    ),
    "a key set aside by another name": (
        "[a]\naws_secret_access_key_old = hunter2\nold_aws_session_token = hunter\n  2",
        "[a]\naws_secret_access_key_old = Secret(…)\nold_aws_session_token = Secret(…)\n  Secret(…)",
    ),
    "what a credential process prints": (
        '# {"SecretAccessKey": "hunter2", "SessionToken": "hunter2"}',
        '# {"SecretAccessKey": Secret(…)',
    ),
    "a command that sets a variable": (
        "# setx AWS_SECRET_ACCESS_KEY hunter2/hunter2+hunter2",
        "# setx AWS_SECRET_ACCESS_KEY Secret(…)",
    ),
    "another key": ("[a]\nmy_aws_session = x", "[a]\nmy_aws_session = x"),
    "the name alone": ("# aws_session_token is kept elsewhere", "# aws_session_token is kept elsewhere"),
}


@pytest.mark.parametrize(("text", "shown"), CASES.values(), ids=CASES)
def test_secrets_are_masked_and_nothing_else(text: str, shown: str) -> None:
    assert "\n".join(line.shown for line in masked_lines(text.encode())) == shown
