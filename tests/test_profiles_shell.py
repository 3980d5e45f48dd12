"""What an AWS tool started from this shell would use."""

from __future__ import annotations

from pathlib import Path

import botocore.session
import pytest

from profiles.config import Listing, resolve
from profiles.ini import read
from profiles.shell import InUse, in_use

CONFIG = b"[default]\nregion = x\n[profile a]\nregion = x\n[profile b]\nregion = x\n"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s"}


def _listing(config: bytes = CONFIG) -> Listing:
    return resolve(read(config, Path("config")), read(b"", Path("credentials")))


def test_without_any_variable_the_default_profile_is_used() -> None:
    assert in_use({}, _listing()) == InUse("profile default", "default", "default")


def test_without_a_default_profile_nothing_is() -> None:
    assert in_use({}, _listing(b"")) == InUse("nothing: no profile is set", None, None)


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
def test_one_variable_is_enough_for_every_tool(variable: str) -> None:
    assert in_use({variable: "a"}, _listing()) == InUse("profile a", "a", "a")


def test_two_variables_that_differ_are_read_in_different_orders() -> None:
    found = in_use({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}, _listing())
    assert (found.profile, found.older) == ("a", "b")
    assert found.words == "profile a (AWS CLI 2) and b (AWS CLI 1, boto3)"


def test_the_older_order_is_botocores(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "config").write_bytes(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home / "config"))
    env = {"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert in_use(env, _listing()).older == botocore.session.Session().profile


def test_exported_keys_win_and_the_hidden_profile_is_told() -> None:
    found = in_use({**KEYS, "AWS_PROFILE": "a"}, _listing())
    assert (found.words, found.profile, found.exported_keys) == ("keys exported in this shell", None, True)
    assert found.trouble == "The exported keys win over profile a; unset AWS_ACCESS_KEY_ID to use it."
    assert in_use(KEYS, _listing()).trouble is None


def test_half_a_key_pair_is_told() -> None:
    found = in_use({"AWS_ACCESS_KEY_ID": "AKIA"}, _listing())
    assert found.exported_keys
    assert "without AWS_SECRET_ACCESS_KEY" in (found.trouble or "")


def test_an_empty_key_variable_counts_as_none() -> None:
    assert in_use({"AWS_ACCESS_KEY_ID": "", "AWS_PROFILE": "a"}, _listing()).profile == "a"


def test_a_profile_that_does_not_exist_is_told() -> None:
    assert (
        in_use({"AWS_PROFILE": "gone"}, _listing()).trouble == "There is no profile gone, so AWS tools stop."
    )
    both = in_use({"AWS_PROFILE": "gone", "AWS_DEFAULT_PROFILE": "a"}, _listing())
    assert both.trouble == "There is no profile gone, so AWS tools stop."


def test_a_variable_that_is_set_but_empty_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "")
    assert botocore.session.Session().profile == ""
    assert "set but empty" in (in_use({"AWS_PROFILE": ""}, _listing()).trouble or "")
