"""Sessions with no bastion key on disk: signed in, kept in a real keyring, used by the real AWS CLI and boto3."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from auth.kept import session_name
from auth.kept_sessions import entry
from auth.sandbox.people import PASSWORD
from auth.sandbox.server import Sandbox
from tests.demo_terminal import Demo
from tests.environments import awscli
from tests.keyring_session import keyring_session
from tests.terminal import Terminal
from tests.test_journey_roads import PROFILE
from tests.tools import needs

pytestmark = needs("tmux", "gnome-keyring-daemon", "dbus-daemon")
ROOT = Path(__file__).resolve().parent.parent
TARGET = """
[profile dev]
region = ap-northeast-1
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = backup
"""
IN_KEYRING = """
import sys
from auth.vault import SANDBOX_SERVICE, Vault
print(Vault(SANDBOX_SERVICE).read(sys.argv[1]).reveal())
"""
AGED = """
import json, sys
from auth.vault import SANDBOX_SERVICE, Vault
from profiles.secret import Secret
vault = Vault(SANDBOX_SERVICE)
kept = json.loads(vault.read(sys.argv[1]).reveal())
vault.write(sys.argv[1], Secret(json.dumps({**kept, "expires": sys.argv[2]})))
"""
IDENTITY = """
import boto3, sys
print(boto3.Session(profile_name=sys.argv[1]).client("sts", endpoint_url=sys.argv[2]).get_caller_identity()["Account"])
"""


def python(program: str, env: Mapping[str, str], *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, *arguments],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def aws(env: Mapping[str, str], *words: str) -> dict[str, str]:
    ran = subprocess.run(
        [awscli(), *words, "--output", "json"],
        env=dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, str] = json.loads(ran.stdout)
    return told


def holding(text: str, folder: Path) -> list[str]:
    """The files that hold *text*, or half of it: a file may break a line."""
    found = []
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            data = file.read_bytes()
            if text.encode() in data or text[: len(text) // 2].encode() in data:
                found.append(file.relative_to(folder).as_posix())
    return found


def test_with_the_keyring_no_key_of_the_bastion_lies_on_disk_and_everything_works(tmp_path: Path) -> None:
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    config.write_text(PROFILE.format(user="backup") + TARGET)
    credentials.write_text("# mine\n[other]\nregion = eu-west-1\n")
    credentials.chmod(0o600)
    home = tmp_path / "home"
    # AWS tools find the program by its whole path.
    program = tmp_path / "bin" / "fumidai-tui"
    program.parent.mkdir()
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from tui.cli import main\nsys.exit(main())\n"
    )
    program.chmod(0o755)
    with Sandbox(warm=True) as sandbox, keyring_session(home) as keyring:
        env = {
            "HOME": str(home),
            "PATH": "/usr/bin:/bin",
            "TERM": "xterm-256color",
            "TMPDIR": str(tmp_path),
            "AWS_CONFIG_FILE": str(config),
            "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
            "AWS_ENDPOINT_URL": sandbox.origins.aws,
            "TEXTUAL_ANIMATIONS": "none",
            "NO_PROXY": "127.0.0.1",
            **keyring.env,
        }
        with Terminal(
            [str(program), "--sandbox", sandbox.origins.accounts], env=env, columns=120, rows=40
        ) as terminal:
            terminal.wait_for("○ sign in")
            # First where it will lie: so the keys never see a file.
            terminal.press("W")
            terminal.wait_for("+ credential_process = ")
            terminal.wait_for("good for an hour at most, in clear in")
            terminal.press("Enter")
            terminal.wait_for("lies in the keyring")
            terminal.press("r")
            terminal.wait_for("Keep this Google session")
            terminal.press("Space")
            terminal.wait_for("[x] Keep the session")
            terminal.press("Enter")
            terminal.wait_for("Password of")
            terminal.type(PASSWORD)
            terminal.press("Enter")
            terminal.wait_for("backup codes")
            terminal.type("14142135")
            terminal.press("Enter")
            terminal.wait_for(re.compile(r"● live +backup"))

            line = next(
                each for each in config.read_text().splitlines() if each.startswith("credential_process")
            )
            assert line == (
                f"credential_process = {program} --sandbox {sandbox.origins.accounts} credential-process backup"
            )
            assert credentials.read_text() == "# mine\n[other]\nregion = eu-west-1\n"

            # The real AWS CLI and boto3 use the bastion and, through it, a target.
            assert aws(env, "sts", "get-caller-identity", "--profile", "backup")["Account"] == "111111111111"
            assert aws(env, "sts", "get-caller-identity", "--profile", "dev")["Account"] == "222222222222"
            assert python(IDENTITY, env, "backup", sandbox.origins.aws) == "111111111111"
            assert python(IDENTITY, env, "dev", sandbox.origins.aws) == "222222222222"

            kept = json.loads(python(IN_KEYRING, env, entry("backup")))
            google = json.loads(python(IN_KEYRING, env, session_name("backup@example.com")))
            secrets = [kept["access_key_id"], kept["secret"], kept["token"]]
            cookies = [text for text in re.findall(r'"value": "([^"]{12,})"', json.dumps(google))]
            assert cookies
            for secret in [*secrets, *cookies, PASSWORD]:
                assert holding(secret, tmp_path) == []
            # The target's keys lie in the AWS CLI's cache, and nowhere else.
            (cached,) = (home / ".aws" / "cli" / "cache").glob("*.json")
            target = json.loads(cached.read_text())["Credentials"]
            for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"):
                assert holding(target[name], tmp_path) == [cached.relative_to(tmp_path).as_posix()]

            # Fifty programs ask for a session that is about to end: one renewal, by the live Google session.
            (home / ".local" / "share" / "fumidai-tui").mkdir(parents=True)
            (home / ".local" / "share" / "fumidai-tui" / "state.toml").write_text(
                '[keep."backup@example.com"]\nsession = true\npassword = false\n'
            )
            python(AGED, env, entry("backup"), (datetime.now(UTC) + timedelta(minutes=10)).isoformat())
            signed_in = len(sandbox.scissors.seen)
            command = [str(program), "--sandbox", sandbox.origins.accounts, "credential-process", "backup"]

            def ask(_: int) -> tuple[int, str, str]:
                ran = subprocess.run(
                    command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
                )
                return ran.returncode, ran.stdout, ran.stderr

            with ThreadPoolExecutor(50) as many:
                answers = list(many.map(ask, range(50)))
            assert {(code, error) for code, _, error in answers} == {(0, "")}
            (renewed,) = {json.loads(answer)["AccessKeyId"] for _, answer, _ in answers}
            assert renewed != kept["access_key_id"]
            assert len(sandbox.scissors.seen) > signed_in, "Google was asked"

            # Ended: the keyring's entry, and the target's file, are gone.
            terminal.press("X")
            terminal.wait_for("Taken out of the keyring: the keys of backup.")
            terminal.press("y")
            terminal.wait_for(re.compile(r"○ sign in +backup"))
            ran = ask(0)
            assert ran[0] in (0, 1)  # the Google session lives on, so a program may renew
    assert not [name for name in holding(PASSWORD, tmp_path) if "keyring" not in name]
    assert os.environ["HOME"] != str(home)


def test_the_aws_cli_uses_the_session_we_made_and_we_show_the_one_it_made(tmp_path: Path) -> None:
    with Demo(tmp_path, columns=120, rows=40) as demo:
        demo.sign_in()
        lines = demo.shell_lines()
        demo.press(":")
        demo.terminal.type("audit")
        demo.press("Enter")
        demo.terminal.wait_for(re.compile(r"^▌ .* audit ", re.MULTILINE))
        demo.press("r")
        demo.terminal.wait_for(re.compile(r"● live +audit .* (59:\d\d|1:00:00) "))
        (cached,) = (demo.home / ".aws" / "cli" / "cache").glob("*.json")
        ours = cached.read_bytes()
        told = demo.aws("sts", "get-caller-identity", lines=lines, profile="audit")
        assert told["Arn"] == "arn:aws:sts::555555555555:assumed-role/ReadOnly/user@example.com"
        assert cached.read_bytes() == ours, "the AWS CLI took the role anew"
        # And the other way round.
        demo.terminal.wait_for(re.compile(r"◌ ready +██ +production"))
        assert demo.account_of("production", lines=lines) == "333333333333"
        demo.terminal.wait_for(re.compile(r"● live +██ +production .* (59:\d\d|1:00:00) "))
