"""From a row of the list into the console, in a real terminal with a real Chromium, watched by another user."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.chromium import Chromium, until
from tests.demo_terminal import Demo, fetch
from tests.test_journey_browser import holding, probe
from tests.tools import needs

pytestmark = needs("chromium")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder through which others may go: what keeps them out must be ours."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def chromium(tmp_path: Path) -> Iterator[Chromium]:
    chromium = Chromium(tmp_path / "chromium")
    yield chromium
    chromium.close()


def waiting(chromium: Chromium, gate: Path) -> str:
    """``BROWSER``: a Chromium that starts once there is a file called *gate*."""
    script = chromium.folder / "waiting"
    script.write_text(
        f"#!/bin/sh\nwhile [ ! -e {shlex.quote(str(gate))} ]; do sleep 0.05; done\n"
        f'exec {shlex.quote(str(chromium.folder / "start"))} --remote-debugging-port=0 "$@"\n'
    )
    script.chmod(0o755)
    return str(script)


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_signing_in_and_switching_take_two_keys_and_leave_the_link_to_the_browser_alone(
    folder: Path, chromium: Chromium, columns: int, rows: int, home: Path
) -> None:
    gate = chromium.folder / "gate"
    env = {"BROWSER": waiting(chromium, gate)}
    with Demo(folder, columns=columns, rows=rows, env=env) as demo:
        demo.sign_in()
        demo.find("production")
        demo.press("c")
        demo.terminal.wait_for("1  Sign in to sts")
        link = re.search(r"(http://127\.0\.0\.1:\d+)/switchrole", demo.terminal.text())
        demo.press("1")
        demo.terminal.wait_for("Waiting for it to take the link")
        demo.terminal.wait_for(re.compile(r"The link opens for 1[45]:\d\d more"))

        # The browser has not asked yet.
        (file,) = demo.home.rglob("open.html")
        found = re.search(r"127\.0\.0\.1:(\d+)/([\w-]+)", file.read_text())
        assert found
        seen, answers = probe(folder, file, int(found[1])) if os.getuid() == 0 else ("", [[404, ""]])
        assert found[2] not in seen
        assert {status for status, _ in answers} == {404}

        gate.touch()
        address = chromium.shows("Signed in")
        token = parse_qs(urlsplit(address).query)["SigninToken"][0]
        demo.terminal.wait_for("Your browser has taken the link.")
        shown = demo.terminal.wait_for("press 2.")
        assert token not in shown.replace("\n", "")
        console = f"http://{urlsplit(address).netloc}"
        assert link is None or link[1] == console
        seen, _ = probe(folder, file, int(found[1])) if os.getuid() == 0 else ("", [])
        assert token not in seen
        until("the file to go", lambda: not file.exists())
        assert not holding(token, demo.temporary, home)

        # Only now, and by its key, the switch.
        record = fetch(f"{console}/sandbox/record")
        assert [each["what"] for each in record if each["what"] in {"login", "switchrole"}] == ["login"]
        chromium.close()
        demo.press("2")
        switch = chromium.shows("Switch role")
        record = fetch(f"{console}/sandbox/record")
        (values,) = (each["values"] for each in record if each["what"] == "switchrole")
        assert values == {
            "account": "333333333333",
            "roleName": "Admin",
            "displayName": "本番 管理者",
            "color": "fad791",
        }
        assert not holding(token, demo.temporary, home)
        chromium.close()

        # The next time it is one key.
        demo.back()
        demo.press("c")
        demo.terminal.wait_for("should be open until")
        assert chromium.shows("Switch role") == switch


def test_a_target_is_signed_in_to_at_a_page_and_region_found_by_typing(
    folder: Path, chromium: Chromium
) -> None:
    gate = chromium.folder / "gate"
    gate.touch()
    with Demo(folder, env={"BROWSER": waiting(chromium, gate)}) as demo:
        demo.sign_in()
        demo.find("production")
        demo.press("C")
        demo.terminal.wait_for("t  Sign in as production")
        demo.press("p")
        demo.terminal.wait_for("a service, or a path")
        demo.terminal.type("lambda")
        demo.terminal.wait_for("lambda")
        demo.press("Enter")
        demo.terminal.wait_for(re.compile(r"p  Page +Lambda"))
        demo.press("r")
        demo.terminal.wait_for("a part of its name")
        demo.terminal.type("frankfurt")
        demo.terminal.wait_for("Europe (Frankfurt)")
        demo.press("Enter")
        demo.terminal.wait_for(re.compile(r"r  Region +eu-central-1"))
        demo.press("t")
        address = chromium.shows("Signed in")
        values = {name: each[0] for name, each in parse_qs(urlsplit(address).query).items()}
        assert values["Destination"] == (
            "https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1"
        )
        assert "/o/saml2/initsso?idpid=C01fumidai" in values["Issuer"]
        demo.terminal.wait_for("Your browser has taken the link.")
        demo.terminal.wait_for(re.compile(r"The console closes at \d\d:\d\d, in (1:00:00|59:\d\d)"))
        record = fetch(f"http://{urlsplit(address).netloc}/sandbox/record")
        (login,) = (each for each in record if each["what"] == "login")
        assert login["accepted"] is True
        (asked,) = (each for each in record if each["what"] == "getSigninToken")
        assert asked["session_duration"] is None
        assert asked["in_url"] is False
