"""A secret does not show, whatever is done to it; and the package costs next to nothing to import."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from dataclasses import asdict, dataclass

import pytest

from profiles.secret import Secret


@dataclass
class Holder:
    secret: Secret


def test_a_secret_shows_in_no_text() -> None:
    secret = Secret("hunter2")
    texts = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>20}",
        f"{secret!r:s}",
        "%s" % secret,  # noqa: UP031 - one more way to print
        repr([secret]),
        repr(Holder(secret)),
        repr(asdict(Holder(secret))),
        repr(copy.deepcopy(Holder(secret))),
        str(ValueError(secret)),
    ]
    assert not [text for text in texts if "hunter2" in text]
    assert all("Secret(…)" in text for text in texts)


def test_a_secret_gives_its_text_only_when_asked() -> None:
    assert Secret("hunter2").reveal() == "hunter2"
    assert (bool(Secret("x")), bool(Secret(""))) == (True, False)


def test_secrets_are_not_compared_by_their_text() -> None:
    secret = Secret("hunter2")
    assert secret == secret
    assert secret != Secret("hunter2")
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_a_secret_cannot_leave_the_process_by_accident() -> None:
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(Secret("hunter2"), protocol)
    with pytest.raises(TypeError):
        json.dumps(Secret("hunter2"))
    assert not hasattr(Secret("hunter2"), "__dict__")
    with pytest.raises(TypeError):
        vars(Secret("hunter2"))


def test_importing_everything_loads_nothing_heavy() -> None:
    program = """
import pkgutil, sys
import profiles
for module in pkgutil.iter_modules(profiles.__path__):
    __import__(f"profiles.{module.name}")
heavy = {"asyncio", "botocore", "boto3", "requests", "textual", "rich", "filelock", "platformdirs", "tomllib",
         "tomli_w", "socket", "ssl", "http", "logging", "importlib.metadata", "difflib"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
