"""The tests are cut off from the machine they run on."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from pathlib import Path

import keyring
import pytest

from tests import machine


def test_nothing_of_the_person_is_in_the_environment() -> None:
    person = {
        "AWS_PROFILE": "prod",
        "HTTPS_PROXY": "http://proxy:3128",
        "AWS_CA_BUNDLE": "/ca",
        "REQUESTS_CA_BUNDLE": "/ca",
        "SSL_CERT_FILE": "/ca",
        "XDG_CONFIG_HOME": "/home/me/.config",
        "TEXTUAL_LOG": "/log",
        "NO_COLOR": "1",
        "DISPLAY": ":0",
        "SSH_TTY": "/dev/pts/1",
    }
    assert machine.bare({**person, "PATH": "/bin", "CI": "true"}).keys() == {"PATH", "CI", *machine.SET}
    assert not person.keys() & os.environ.keys() - {"XDG_CONFIG_HOME"}


def test_home_is_an_empty_folder_of_this_test(home: Path) -> None:
    assert Path.home() == home
    assert Path("~/.aws").expanduser() == home / ".aws"
    assert list(home.iterdir()) == []


def test_local_time_is_neither_utc_nor_the_machines() -> None:
    january, july = time.localtime(0), time.localtime(15_552_000)
    assert (january.tm_gmtoff, july.tm_gmtoff) == (3600, 7200)


@pytest.mark.parametrize(
    ("host", "stays"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("", True),
        ("10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("0.0.0.0", False),  # noqa: S104  compared, not bound
        ("accounts.google.com", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, stays: bool) -> None:
    assert machine.is_loopback(host) is stays


def test_a_connection_beyond_loopback_is_refused_before_a_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = machine.refuse_the_network(monkeypatch)
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        with pytest.raises(machine.LeftTheMachine):
            tcp.connect(("192.0.2.1", 443))
        with pytest.raises(machine.LeftTheMachine):
            udp.sendto(b"?", ("192.0.2.1", 53))
        with pytest.raises(machine.LeftTheMachine):
            socket.create_connection(("accounts.google.com", 443))
    assert tries == ["192.0.2.1", "192.0.2.1", "accounts.google.com"]


async def test_loopback_works() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection("localhost", server.sockets[0].getsockname()[1])
        writer.write(b"here\n")
        assert await reader.readline() == b"here\n"
        writer.close()
        await writer.wait_closed()


def test_the_keyring_keeps_nothing_unless_asked() -> None:
    keyring.set_password("service", "someone", "word")
    assert keyring.get_password("service", "someone") is None


def test_the_keyring_in_memory_keeps_and_forgets(keyring_in_memory: dict[tuple[str, str], str]) -> None:
    keyring.set_password("service", "someone", "word")
    assert keyring_in_memory == {("service", "someone"): "word"}
    keyring.delete_password("service", "someone")
    assert keyring.get_password("service", "someone") is None
