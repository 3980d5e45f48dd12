"""A real gnome-keyring on a D-Bus of its own, for tests and journeys: nothing of the machine's is asked.

with keyring_session(home) as session:
    subprocess.run([...], env={**environment, **session.env})
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.machine import bare, home_variables
from tests.tools import skip_if_missing

PROGRAMS = ("dbus-daemon", "dbus-send", "gnome-keyring-daemon")
PASSWORD = "throw-away"

# Without the folders of services that the machine's own configuration names: no dialog can be started.
CONFIGURATION = """<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""


@dataclass(frozen=True, slots=True)
class KeyringSession:
    """A running keyring, unlocked at first. Its file lies in the home folder, encrypted."""

    env: Mapping[str, str]
    """What a process needs to reach it, beside the home variables."""
    process: subprocess.Popen[bytes]

    def lock(self) -> None:
        """Lock it. Nobody is there to unlock it: a call that would ask for the password fails."""
        login = "array:objpath:/org/freedesktop/secrets/collection/login"
        call = [
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
        ]
        bus = f"--bus={self.env['DBUS_SESSION_BUS_ADDRESS']}"
        subprocess.run(["dbus-send", bus, "--print-reply", *call, login], check=True, capture_output=True)

    def pause(self) -> None:
        """From now on it answers nobody: every call hangs."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """It answers again, also what was asked meanwhile."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def keyring_session(home: Path) -> Iterator[KeyringSession]:
    """Start one whose keyring file is below *home*, and stop it. Skips the test where a program is missing."""
    skip_if_missing(*PROGRAMS)
    # A short folder of its own: the path of a socket has 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="fumidai-") as short:
        folder = Path(short)
        (folder / "bus.conf").write_text(CONFIGURATION.format(socket=folder / "bus"))
        # Its control socket; D-Bus is found by address alone.
        environment = {**bare(os.environ), **home_variables(home), "XDG_RUNTIME_DIR": short}
        with _running(
            ["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork", "--nopidfile", "--print-address"],
            environment,
        ) as bus:
            assert bus.stdout is not None
            address = bus.stdout.readline().decode().strip()
            environment["DBUS_SESSION_BUS_ADDRESS"] = address
            with _running(
                ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"], environment
            ) as keyring:
                assert keyring.stdin is not None
                assert keyring.stdout is not None
                keyring.stdin.write(PASSWORD.encode())
                keyring.stdin.close()
                keyring.stdout.readline()  # it says where it is, or closes, when it is on the bus
                yield KeyringSession(
                    {
                        "DBUS_SESSION_BUS_ADDRESS": address,
                        "PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring",
                    },
                    keyring,
                )


@pytest.fixture(name="real_keyring")
def real_keyring_of_this_process(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyringSession]:
    """A real keyring in place of the null one. Import the function to have the fixture."""
    from keyring import core

    with keyring_session(home) as session:
        before = core.get_keyring()  # asked first: keyring remembers the first it finds
        for name, value in session.env.items():
            monkeypatch.setenv(name, value)
        backend = core.load_env()
        assert backend is not None
        core.set_keyring(backend)
        yield session
        core.set_keyring(before)


@contextmanager
def _running(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()  # also when it is paused
