"""Where STS is called: as botocore decides it, and nowhere a secret should not go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import botocore.exceptions
import botocore.session
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.config import Value, resolve
from profiles.endpoints import Endpoint, EndpointRefused, sts_endpoint
from profiles.ini import read
from tests.counts import count
from tests.profile_texts import revealed

BAD = [
    "http://sts.amazonaws.com",
    "http://10.0.0.1",
    "ftp://x",
    "nonsense",
    "//x",
    "https://",
    "https://[x",
    "http://a@127.0.0.1.example.com",
]


@pytest.mark.parametrize("url", BAD)
def test_an_endpoint_that_is_neither_https_nor_loopback_is_refused(url: str) -> None:
    with pytest.raises(EndpointRefused, match="AWS_ENDPOINT_URL_STS is neither") as refused:
        sts_endpoint({"AWS_ENDPOINT_URL_STS": url}, {}, {})
    assert "https://" in refused.value.remedy


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:5000", "http://localhost:5000", "http://[::1]:5000", "http://127.9.9.9", "https://x"],
)
def test_https_and_loopback_endpoints_are_taken(url: str) -> None:
    endpoint = sts_endpoint({"AWS_ENDPOINT_URL": url}, {}, {})
    assert endpoint == Endpoint(url, "AWS_ENDPOINT_URL")
    assert endpoint.is_loopback == url.startswith("http:")


@pytest.mark.parametrize(
    ("url", "is_aws"),
    [
        ("https://sts.eu-west-1.amazonaws.com", True),
        ("https://sts.eu-west-1.api.aws", True),
        ("https://sts.cn-north-1.amazonaws.com.cn", True),
        ("https://vpce-1.sts.eu-west-1.vpce.amazonaws.com/x", True),
        ("https://STS.Amazonaws.COM", True),
        ("https://sts.amazonaws.com.example.com", False),
        ("https://sts.amazonaws.com@example.com", False),
        ("https://notamazonaws.com", False),
        ("http://127.0.0.1", False),
    ],
)
def test_only_hosts_of_aws_count_as_aws(url: str, is_aws: bool) -> None:
    assert Endpoint(url, "").is_aws is is_aws


_urls = st.sampled_from(["https://one.example", "https://two.example", "https://three.example"])
_booleans = st.sampled_from(["true", "TRUE", "false", "1", ""])


# Each example makes a real client of botocore.
@settings(max_examples=count(30, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    env=st.fixed_dictionaries(
        {},
        optional={
            "AWS_ENDPOINT_URL_STS": st.one_of(_urls, st.just("")),
            "AWS_ENDPOINT_URL": st.one_of(_urls, st.just("")),
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": _booleans,
        },
    ),
    lines=st.fixed_dictionaries(
        {},
        optional={
            "endpoint_url": _urls,
            "services": st.sampled_from(["full", "other", "missing"]),
            "ignore_configured_endpoint_urls": _booleans,
        },
    ),
    url=_urls,
)
def test_the_endpoint_is_botocores(
    env: dict[str, str], lines: dict[str, str], url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "".join(f"{key} = {value}\n" for key, value in lines.items())
    config = (
        f"[default]\nregion = eu-west-1\naws_access_key_id = A\naws_secret_access_key = s\n{text}"
        f"[services full]\nsts =\n  endpoint_url = {url}\n[services other]\niam =\n  endpoint_url = {url}\n"
    )
    (home / "config").write_text(config)
    listing = resolve(read(config.encode(), Path("config")), read(b"", Path("credentials")))
    profile = listing.get("default")
    assert profile is not None
    with monkeypatch.context() as patch:
        patch.setenv("AWS_CONFIG_FILE", str(home / "config"))
        for name, value in env.items():
            patch.setenv(name, value)
        try:
            theirs = botocore.session.Session().create_client("sts").meta.endpoint_url
        except botocore.exceptions.InvalidConfigError:
            with pytest.raises(EndpointRefused, match="does not exist"):
                sts_endpoint(env, profile.values, listing.services)
            return
    ours = sts_endpoint(env, profile.values, listing.services)
    assert (ours.url if ours else "https://sts.eu-west-1.amazonaws.com") == theirs


def test_a_refusal_never_shows_a_password_in_the_address() -> None:
    values: Mapping[str, Value] = {"endpoint_url": "http://me:hunter2@example.com"}
    with pytest.raises(EndpointRefused) as refused:
        sts_endpoint({}, values, {})
    assert "hunter2" not in str(refused.value)
    assert revealed(values) == cast(Mapping[str, object], values)
