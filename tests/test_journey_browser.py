"""Every kind of link in a real Chromium, at the sandbox; and what another user of the computer gets to see of it."""

from __future__ import annotations

import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import lxml.html
import pytest
import requests

from auth.handover import hand_over
from auth.sandbox.server import Sandbox
from profiles.arns import RoleArn
from profiles.config import Profile
from profiles.links import switch_role_url
from profiles.secret import Secret
from tests.chromium import Chromium, until
from tests.listings import TWO
from tests.tools import needs
from tui.browsers import open_file, open_public

pytestmark = needs("chromium")


@dataclass(frozen=True)
class Known:
    """A session that the sandbox's AWS gave out."""

    arn: str = "arn:aws:sts::111111111111:assumed-role/sso/me"
    chained: bool = False


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        sandbox.console.lookup = lambda *keys: Known()
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.console.received.clear()
    return running


@pytest.fixture(scope="module")
def profiles_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chromium")


@pytest.fixture
def chromium(profiles_folder: Path) -> Iterator[Chromium]:
    """Always the same profile: a new one costs a second."""
    chromium = Chromium(profiles_folder)
    yield chromium
    chromium.close()


@pytest.fixture
def private() -> Iterator[Path]:
    """Our folder, where others may go through: what keeps them out must be ours."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def target() -> Profile:
    found = TWO.get("dev")
    assert found
    return found


def login_link(sandbox: Sandbox) -> tuple[str, str]:
    """A link that signs in, and the token in it."""
    url = f"{sandbox.origins.console}/federation"
    session = json.dumps({"sessionId": "ASIA", "sessionKey": "secret", "sessionToken": "token"})
    answer = requests.post(url, data={"Action": "getSigninToken", "Session": session}, timeout=10)
    token = str(answer.json()["SigninToken"])
    values = {
        "Action": "login",
        "Issuer": "https://accounts.google.com/o/saml2/initsso?idpid=C01&spid=42&forceauthn=false",
        "Destination": "https://eu-west-1.console.aws.amazon.com/ec2/v2/home?region=eu-west-1#Instances:",
        "SigninToken": token,
    }
    return f"{url}?{urlencode(values)}", token


def received(sandbox: Sandbox, what: str) -> list[dict[str, object]]:
    record = requests.get(f"{sandbox.origins.console}/sandbox/record", timeout=10).json()
    return [each for each in record if each["what"] == what]


SWITCHES = [
    ("arn:aws:iam::222222222222:role/Dev", None, None, None),
    ("arn:aws:iam::222222222222:role/team/a/Dev+x=1,2@b_-.", None, "prod | admin", "b7ca9d"),
    ("arn:aws:iam::222222222222:role/Dev", "my-alias", "本番 · Größe 100% 🦊", "ff0000"),
    ("arn:aws-cn:iam::222222222222:role/Dev", None, "a&b=c#d+e/f?g \"h\" <i>'j'", "000000"),
    ("arn:aws-us-gov:iam::222222222222:role/Dev", "gov", "%41&amp;", None),
    ("arn:aws-eusc:iam::222222222222:role/Dev", None, "‮right to left", "abcdef"),
]


@pytest.mark.parametrize(
    ("arn", "alias", "name", "colour"), SWITCHES, ids=["plain", "path", "unicode", "cn", "gov", "eusc"]
)
def test_a_switch_role_link_fills_the_form_with_exactly_what_it_says(
    sandbox: Sandbox,
    chromium: Chromium,
    arn: str,
    alias: str | None,
    name: str | None,
    colour: str | None,
) -> None:
    role = RoleArn.parse(arn)
    url = switch_role_url(role, account=alias, display_name=name, colour=colour, base=sandbox.origins.console)
    page = lxml.html.document_fromstring(chromium.read(url))
    shown = {str(each.get("id")): each.text or "" for each in page.iter("dd")}
    expected = {"account": alias or "222222222222", "roleName": role.path_and_name}
    expected |= {key: value for key, value in (("displayName", name), ("color", colour)) if value}
    assert shown == {f"value-{key}": value for key, value in expected.items()}
    assert [each["values"] for each in received(sandbox, "switchrole")] == [expected]


def test_a_switch_role_link_is_opened_by_the_command_of_the_settings(
    sandbox: Sandbox, chromium: Chromium, target: Profile
) -> None:
    assert target.role
    url = switch_role_url(target.role, display_name="本番", base=sandbox.origins.console)
    open_public(url, chromium.browser, target, os.environ)
    assert chromium.shows("Switch role") == url
    assert len(received(sandbox, "switchrole")) == 1


def test_the_file_leads_chromium_to_the_page_behind_the_link_exactly_once(
    sandbox: Sandbox, chromium: Chromium, private: Path, target: Profile, home: Path
) -> None:
    link, token = login_link(sandbox)
    handed = hand_over(Secret(link), private)
    copy = private / "copy.html"
    copy.write_text(handed.file.read_text())

    open_file(handed.file, chromium.browser, target, os.environ)
    assert chromium.shows("Signed in") == link
    assert handed.used.is_set()
    assert handed.closed.wait(20)
    (login,) = received(sandbox, "login")
    assert login["accepted"] is True
    values = parse_qs(urlsplit(link).query)
    assert (login["destination"], login["issuer"]) == (values["Destination"][0], values["Issuer"][0])
    chromium.close()

    # Neither the file, which is gone, nor a copy of it gets anything again.
    assert not handed.file.parent.exists()
    for again in (handed.file, copy):
        open_file(again, chromium.browser, target, os.environ)
        address = until("a page of error", lambda: (chromium.page() or ("", ""))[1])
        assert token not in address
        chromium.close()
    assert len(received(sandbox, "login")) == 1
    assert [*private.iterdir()] == [copy]
    assert not holding(token, private, home)


PROBE = """
import encodings.idna, encodings.latin_1, http.client, json, os, sys
from pathlib import Path
folder, file, port, user, group = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:])
# Everything is imported by now: Python itself may lie where this user may not go.
os.setgroups([])
os.setgid(group)
os.setuid(user)
seen = []
def note(path):
    try:
        seen.append(path.read_bytes().decode("latin-1"))
    except OSError:
        pass
for process in Path("/proc").glob("[0-9]*"):
    if process.name != str(os.getpid()):
        for what in ("cmdline", "environ", "comm"):
            note(process / what)
for path in (file, *folder.rglob("*")):
    note(path)
answers = []
for method in ("GET", "HEAD", "POST", "OPTIONS"):
    for name in ("/", "/favicon.ico", "/open.html", "/index.html", "/" + file.parent.name, "/" + "A" * 43, "//", "*"):
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            asked.request(method, name)
            answer = asked.getresponse()
            answers.append([answer.status, str(answer.getheaders()) + answer.read().decode()])
        except ConnectionError:
            answers.append([0, ""])
print(json.dumps({"user": os.getuid(), "seen": seen, "answers": answers}))
"""


def probe(folder: Path, file: Path, port: int) -> tuple[str, list[list[object]]]:
    """All that the user ``nobody`` gets to read of processes and files, and the answers of the port."""
    nobody = pwd.getpwnam("nobody")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            PROBE,
            str(folder),
            str(file),
            *map(str, (port, nobody.pw_uid, nobody.pw_gid)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,  # what goes wrong in it stands in the test's own output
        text=True,
        cwd="/",
        timeout=60,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["user"] == nobody.pw_uid
    return "\n".join(told["seen"]), told["answers"]


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="needs root, to become another user")
def test_another_user_of_the_computer_gets_the_link_from_nowhere(
    sandbox: Sandbox, chromium: Chromium, private: Path, target: Profile
) -> None:
    link, token = login_link(sandbox)
    handed = hand_over(Secret(link), private)
    found = re.search(r"127\.0\.0\.1:(\d+)/([\w-]+)", handed.file.read_text())
    assert found
    port, path = int(found[1]), found[2]
    (private / "open-to-all").write_text("this is read")

    # Before the browser asks.
    seen, answers = probe(private, handed.file, port)
    assert "this is read" in seen
    assert token not in seen
    assert path not in seen
    assert {status for status, _ in answers} == {404}
    assert not any("ocation" in str(text) or token in str(text) for _, text in answers)
    assert not handed.used.is_set()

    # While the browser shows it.
    open_file(handed.file, chromium.browser, target, os.environ)
    chromium.shows("Signed in")
    seen, answers = probe(private, handed.file, port)
    assert str(handed.file) in seen, "the arguments of Chromium were not looked at"
    assert token not in seen
    assert path not in seen
    assert not any(token in str(text) for _, text in answers)
    assert handed.closed.wait(20)


def holding(text: str, *folders: Path) -> list[Path]:
    """The files that hold `text`."""
    files = (each for folder in folders for each in folder.rglob("*") if each.is_file())
    return [each for each in files if text.encode() in each.read_bytes()]
