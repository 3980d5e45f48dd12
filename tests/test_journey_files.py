"""Files shared with other tools: whose are used, whose are left alone, and what aws-google-auth makes of ours."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from auth.sandbox.home import sample_files
from auth.sandbox.server import Sandbox
from profiles.expiry import State, state_of
from profiles.files import Paths, load
from tests.demo_terminal import Demo, wait_until
from tests.environments import aws_google_auth_python
from tests.tools import needs

MINE = """\
# my own file; do not touch
[profile sts]
region=ap-northeast-1
google_config.ask_role = False
google_config.keyring = False
google_config.duration = 28800
google_config.google_idp_id = C01fumidai
google_config.google_sp_id = 101000000001
google_config.google_username = user@example.com
google_config.u2f_disabled = False
google_config.role_arn = arn:aws:iam::111111111111:role/sso
google_config.bg_response = None

; the end, without a line break"""
KEPT = """\
[before]
aws_access_key_id=AKIABEFORE
aws_secret_access_key   =  before/secret

# a note of mine\t
[sts]
aws_access_key_id = ASIAOLD
output = json
[after]
aws_access_key_id = AKIAAFTER
aws_secret_access_key = after/secret"""

READ = """
import json, sys
from aws_google_auth.configuration import Configuration
configuration = Configuration()
configuration.read(sys.argv[1])
configuration.password = "not asked here"
configuration.raise_if_invalid()
names = ("profile", "region", "ask_role", "keyring", "duration", "idp_id", "sp_id", "username", "role_arn")
print(json.dumps({name: getattr(configuration, name) for name in names}))
"""
WRITE = """
import json, sys
from datetime import datetime
from aws_google_auth.configuration import Configuration
class Amazon:
    access_key_id, secret_access_key, session_token = "ASIABYAGA", "secret-by-aga", "token-by-aga"
    expiration = datetime.fromisoformat(sys.argv[2])
configuration = Configuration()
configuration.read(sys.argv[1])
configuration.write(Amazon())
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(warm=True) as running:
        yield running


@pytest.fixture(autouse=True)
def nobody_signed_in_before(sandbox: Sandbox) -> None:
    """Else a code that another test has used half a minute ago is refused, as at Google."""
    sandbox.world.forget()


class Files:
    """A config and a credentials file."""

    def __init__(self, folder: Path, config: str = MINE, credentials: str = KEPT) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.config, self.credentials = folder / "config", folder / "credentials"
        self.config.write_text(config)
        self.credentials.write_text(credentials)

    @property
    def env(self) -> dict[str, str]:
        return {"AWS_CONFIG_FILE": str(self.config), "AWS_SHARED_CREDENTIALS_FILE": str(self.credentials)}

    @property
    def bytes(self) -> tuple[bytes, bytes]:
        return self.config.read_bytes(), self.credentials.read_bytes()

    @property
    def paths(self) -> Paths:
        return Paths.from_env(self.env)

    def aws_google_auth(self, program: str, *arguments: str) -> Any:
        """What aws-google-auth, on these files, prints as JSON."""
        command = [str(aws_google_auth_python()), "-c", program, *arguments]
        ran = subprocess.run(
            command, env={**os.environ, **self.env}, capture_output=True, text=True, timeout=60
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout or "null")


def refresh(demo: Demo, length: str) -> None:
    demo.ask()
    demo.give_password()
    demo.give_code()
    demo.terminal.wait_for(f"sts is live for {length}.")


# aws-google-auth, without a terminal


def test_we_read_what_aws_google_auth_wrote(tmp_path: Path) -> None:
    files = Files(tmp_path)
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
    files.aws_google_auth(WRITE, "sts", end.isoformat())
    snapshot = load(files.paths)
    profile = snapshot.listing.get("sts")
    assert profile is not None
    assert profile.google is not None
    assert (profile.google.username, profile.google.bg_response) == ("user@example.com", None)
    assert (profile.google.duration, profile.google.ask_role) == (28800, False)
    assert snapshot.sessions["sts"].expires == end
    assert state_of(profile, snapshot.sessions, datetime.now(UTC)) is State.LIVE
    assert not profile.problems


def test_aws_google_auth_reads_the_sample_home_of_the_demo(tmp_path: Path) -> None:
    texts = sample_files()
    files = Files(tmp_path, texts["config"], texts["credentials"])
    told = files.aws_google_auth(READ, "sts")
    assert (told["idp_id"], told["username"]) == ("C01fumidai", "user@example.com")


# in a real terminal


@needs("tmux")
def test_a_sandbox_uses_files_outside_the_own_folder_and_aws_google_auth_reads_the_result(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    files = Files(tmp_path / "elsewhere")
    files.credentials.chmod(0o644)
    before = files.aws_google_auth(READ, "sts")
    with Demo(tmp_path, env=files.env, arguments=("--sandbox", sandbox.origins.accounts)) as demo:
        assert "from_fumidai" not in demo.terminal.text()
        refresh(demo, "8 h")
        demo.press("n")
        demo.terminal.wait_for("New target")
        demo.terminal.type("fresh")
        demo.press("Tab")
        demo.terminal.type("arn:aws:iam::333333333333:role/Admin")
        demo.terminal.wait_for("source_profile = sts")
        demo.press("Enter")
        demo.terminal.wait_for("fresh is in config.")
        demo.press("q")
        assert demo.terminal.wait_for_end() == 0
        wait_until(lambda: not demo.left_behind([]))

    assert files.config.read_text() == (
        f"{MINE}\n\n[profile fresh]\nrole_arn = arn:aws:iam::333333333333:role/Admin\n"
        "source_profile = sts\nregion = ap-northeast-1\n"
    )
    after = files.credentials.read_text()
    head, mine, tail = after.partition("[sts]\n")
    assert (head, mine) == KEPT.partition("[sts]\n")[:2]
    own, rest = tail[: tail.index("[after]")], tail[tail.index("[after]") :]
    assert rest == KEPT[KEPT.index("[after]") :]
    assert "output = json\n" in own
    assert [line.split(" = ")[0] for line in own.splitlines() if line and not line.startswith("output")] == [
        "aws_access_key_id",
        "aws_secret_access_key",
        "aws_security_token",
        "aws_session_expiration",
        "aws_session_token",
        "x_security_token_expires",
    ]
    assert files.credentials.stat().st_mode & 0o777 == 0o600

    assert files.aws_google_auth(READ, "sts") == before
    assert before["duration"] == 28800
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=2)
    files.aws_google_auth(WRITE, "sts", later.isoformat())
    listing = load(files.paths)
    assert listing.sessions["sts"].expires == later
    fresh = listing.listing.get("fresh")
    assert fresh is not None
    assert str(fresh.role) == "arn:aws:iam::333333333333:role/Admin"


@needs("tmux")
@pytest.mark.parametrize("how", ["both", "by a link", "one of them", "none"])
def test_a_sandbox_never_touches_the_own_files(
    sandbox: Sandbox, tmp_path: Path, home: Path, how: str
) -> None:
    own = Files(home / ".aws")
    before = own.bytes
    env = dict(own.env)
    if how == "by a link":
        (tmp_path / "link").symlink_to(home / ".aws")
        env = {name: value.replace(str(home / ".aws"), str(tmp_path / "link")) for name, value in env.items()}
    elif how == "one of them":
        env["AWS_CONFIG_FILE"] = str(Files(tmp_path / "elsewhere").config)
    elif how == "none":
        env = {}
    with Demo(tmp_path, env=env, arguments=("--sandbox", sandbox.origins.accounts)) as demo:
        demo.terminal.wait_for("from_fumidai")  # a profile of the samples
        demo.sign_in()
        assert "ASIA" in demo.credentials.read_text()
    assert sandbox.world.record == []  # nothing sent that a browser would not have sent, nothing left out
    assert own.bytes == before
    assert sorted(path.name for path in (home / ".aws").iterdir()) == ["config", "credentials"]
    assert [path.name for path in home.iterdir()] == [".aws"]


@needs("tmux")
def test_without_options_the_own_files_are_listed(tmp_path: Path, home: Path) -> None:
    Files(home / ".aws")
    demo = Demo(tmp_path, arguments=())
    with demo.terminal as terminal:
        terminal.wait_for("user@example.com")
        assert "SANDBOX" not in terminal.text()
        assert list(demo.temporary.iterdir()) == []
        terminal.press("q")
        assert terminal.wait_for_end() == 0
