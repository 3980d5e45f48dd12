"""The whole line, as a person goes it: the demo in a real terminal, the real AWS CLI in another."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Digits

from tests.demo_terminal import Demo, fetch, wait_until
from tests.terminal import Terminal
from tests.tools import needs

pytestmark = needs("tmux")

ADMIN = "arn:aws:iam::333333333333:role/Admin"
BASTION_USERS = ["bastion-admin", "break-glass", "deploy-robot"]
WORKLOAD_USERS = ["alice", "bob", "carol"]
PRODUCTION_USERS = ["prod-breakglass", "prod-monitor"]


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
def test_password_and_code_lead_to_a_bastion_and_a_new_target_that_work_in_the_aws_cli(
    tmp_path: Path, columns: int, rows: int
) -> None:
    with Demo(tmp_path, columns=columns, rows=rows) as demo:
        before = demo.credentials.read_bytes()
        demo.sign_in()
        began = demo.countdown("sts")
        assert 12 * 3600 - 60 < began <= 12 * 3600
        wait_until(lambda: demo.countdown("sts") < began)
        after = demo.credentials.read_bytes()
        assert after.startswith(before.rstrip(b"\n"))
        assert demo.credentials.stat().st_mode & 0o777 == 0o600

        demo.press("n")
        demo.terminal.wait_for("New target")
        demo.terminal.type("fresh")
        demo.press("Tab")
        demo.terminal.type(ADMIN)
        demo.terminal.wait_for("source_profile = sts")
        demo.press("Enter")
        demo.terminal.wait_for(re.compile(r"▌.*◌ ready +fresh +3333 3333 3333 +Admin"))

        lines = demo.shell_lines()
        assert demo.account_of("sts", lines=lines) == "111111111111"
        assert demo.account_of("fresh", lines=lines) == "333333333333"
        assert demo.users_of("fresh", lines=lines) == PRODUCTION_USERS
        assert demo.users_of("sts", lines=lines, variable="AWS_PROFILE") == BASTION_USERS
        assert demo.users_of("from_fumidai", lines=lines, variable="AWS_DEFAULT_PROFILE") == WORKLOAD_USERS
        assert demo.account_of("fresh", lines=lines, variable="AWS_DEFAULT_PROFILE") == "333333333333"

        # The AWS CLI has switched by itself, and the list has noticed.
        demo.terminal.wait_for(re.compile(r"● live +fresh .*59:\d\d|● live +fresh .* 1:00:00"))
        pids = demo.sandbox_pids()
        assert pids
        demo.press("q")
        assert demo.terminal.wait_for_end() == 0
        wait_until(lambda: not demo.left_behind(pids))


class Large(App[None]):
    """A number as large as a widget of Textual draws it."""

    CSS = "Digits { text-style: bold; }"

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number

    def compose(self) -> ComposeResult:
        yield Digits(self.number)


async def large(number: str) -> list[str]:
    """The lines in which *number* is drawn large."""
    app = Large(number)
    async with app.run_test(size=(40, 10)):
        digits = app.query_one(Digits)
        lines = [strip.text.rstrip() for strip in digits.render_lines(digits.size.region)]
    indent = min(len(line) - len(line.lstrip()) for line in lines)
    return [line[indent:] for line in lines]


async def test_a_tap_on_the_phone_with_a_number_leads_to_a_bastion_that_works_in_the_aws_cli(
    tmp_path: Path,
) -> None:
    with Demo(tmp_path) as demo:
        google = demo.google()
        lines = demo.shell_lines()
        demo.find("sts-phone")
        demo.ask()
        demo.give_password()
        shown = demo.terminal.wait_for("this number:")
        asked = fetch(f"{google}/sandbox/phone/phone@example.com")
        assert asked["state"] == "waiting"
        drawn = [line.rstrip() for line in await large(asked["number"])]
        assert all(line in shown for line in drawn), shown
        fetch(f"{google}/sandbox/phone/phone@example.com/approve", "POST")
        demo.press("Enter")
        demo.terminal.wait_for("Which role?")
        demo.terminal.type("sso")
        demo.terminal.wait_while("auditor")
        demo.press("Enter")
        demo.terminal.wait_for("sts-phone is live for 8 h.")
        assert demo.countdown("sts-phone") > 8 * 3600 - 60
        assert demo.users_of("sts-phone", lines=lines) == BASTION_USERS
        assert demo.account_of("workload-by-phone", lines=lines, variable="AWS_PROFILE") == "222222222222"


def test_escape_and_a_resize_in_the_middle_harm_nothing(tmp_path: Path) -> None:
    with Demo(tmp_path) as demo:
        before = demo.credentials.read_bytes()
        assert "◔ signing in    sts " in demo.ask()
        demo.terminal.type("half a pass")
        demo.terminal.wait_for("•" * len("half a pass"))
        demo.terminal.resize(120, 40)
        demo.terminal.wait_for("in this terminal; else")
        assert "•" * len("half a pass") in demo.terminal.text()
        demo.back()
        assert "○ sign in       sts " in demo.terminal.text()
        demo.press("r")
        demo.terminal.wait_for("Keep this Google session")
        demo.back()
        assert demo.credentials.read_bytes() == before
        demo.terminal.resize(80, 24)
        demo.terminal.wait_while("in this terminal; else")
        demo.sign_in()
        assert demo.credentials.read_bytes() != before


@pytest.mark.parametrize("end", ["q", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("in_dialog", [False, True], ids=["home", "in the dialog"])
def test_however_it_ends_nothing_is_left_behind(tmp_path: Path, end: str, in_dialog: bool) -> None:
    with Demo(tmp_path) as demo:
        pids = demo.sandbox_pids()
        assert len(pids) == 1
        assert [path.name.startswith("fumidai-") for path in demo.temporary.iterdir()] == [True]
        if in_dialog:
            demo.ask()
            demo.terminal.type("half a pass")
        if end == "q":
            demo.press("C-q" if in_dialog else "q")
            assert demo.terminal.wait_for_end() == 0
        else:
            number = signal.Signals[end]
            os.kill(demo.terminal.pid, number)
            assert demo.terminal.wait_for_end() == 128 + number
        wait_until(lambda: not demo.left_behind(pids))
        # The person's own screen is back, without a trace of what was typed.
        assert "SANDBOX" not in demo.terminal.text()
        assert "half a pass" not in demo.terminal.text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_the_first_picture_leaves_nothing_behind_either(
    tmp_path: Path, number: signal.Signals
) -> None:
    demo = Demo(tmp_path)
    with demo.terminal as terminal:
        wait_until(lambda: bool(demo.sandbox_pids()))
        pids = demo.sandbox_pids()
        os.kill(terminal.pid, number)
        assert terminal.wait_for_end() == 128 + number
        wait_until(lambda: not demo.left_behind(pids))


def test_a_sandbox_never_outlives_the_demo_even_if_that_is_killed(tmp_path: Path) -> None:
    with Demo(tmp_path) as demo:
        (pid,) = demo.sandbox_pids()
        os.kill(demo.terminal.pid, signal.SIGKILL)
        demo.terminal.wait_for_end()
        wait_until(lambda: str(pid) not in demo.left_behind([pid]))


def test_the_console_opens_in_the_persons_browser_and_the_link_can_be_copied(tmp_path: Path) -> None:
    noted = tmp_path / "noted"
    script = tmp_path / "browser"
    script.write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"with open({str(noted)!r} + '.new', 'w') as file: file.write(sys.argv[1])\n"
        f"os.rename({str(noted)!r} + '.new', {str(noted)!r})\n"
    )
    script.chmod(0o755)
    with Demo(tmp_path, env={"BROWSER": str(script)}) as demo:
        demo.find("production")
        demo.press("c")
        demo.terminal.wait_for("2  Switch to production")
        assert not noted.exists()
        demo.press("2")
        demo.terminal.wait_for("Sent to your browser.")
        wait_until(noted.exists)
        link = noted.read_text()
        assert re.fullmatch(
            r"http://127\.0\.0\.1:\d+/switchrole\?account=333333333333&roleName=Admin"
            r"&displayName=%E6%9C%AC%E7%95%AA%20%E7%AE%A1%E7%90%86%E8%80%85&color=fad791",
            link,
        )
        demo.press("y")
        demo.terminal.wait_for("OSC 52")
        wait_until(lambda: demo.terminal.clipboard() == link)


def test_without_a_display_the_link_is_shown_with_the_reason(tmp_path: Path) -> None:
    with Demo(tmp_path) as demo:
        demo.press("c")
        shown = demo.terminal.wait_for("No browser was opened. There is no display here")
        assert "/o/saml2/initsso?idpid=C01fumidai" in shown


def test_the_keys_of_the_list_work_in_a_real_terminal(tmp_path: Path) -> None:
    with Demo(tmp_path) as demo:
        demo.press("G")
        demo.terminal.wait_for(re.compile(r"^▌.*! problem", re.MULTILINE))
        demo.press("g", "j")
        demo.terminal.wait_for(re.compile(r"^▌.*from_fumidai", re.MULTILINE))
        demo.press("Down", "k", "Up")
        demo.terminal.wait_for(re.compile(r"^▌▾.* sts ", re.MULTILINE))
        demo.press("Left")
        demo.terminal.wait_for("sts +6")
        demo.press("Space")
        demo.terminal.wait_for("from_fumidai")
        demo.press("Enter")
        demo.terminal.wait_for("arn:aws:iam::111111111111:role/sso")
        demo.back()
        demo.press("C-p")
        demo.terminal.type("second hop")
        demo.terminal.wait_for("Go to this profile")
        demo.press("Enter")
        demo.terminal.wait_for(re.compile(r"^▌.*second hop", re.MULTILINE))
        demo.terminal.click("staging-dev")
        demo.terminal.wait_for(re.compile(r"^▌.*staging-dev", re.MULTILINE))


def test_a_folder_called_auth_where_the_person_stands_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "auth").mkdir()
    (tmp_path / "auth" / "__init__.py").write_text("raise SystemExit('the wrong one')")
    demo = Demo(tmp_path)
    demo.terminal = Terminal(demo.terminal.command, env=demo.env, cwd=tmp_path)
    with demo:
        demo.press("q")
        assert demo.terminal.wait_for_end() == 0
