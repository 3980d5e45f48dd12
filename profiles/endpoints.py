"""Where STS, or another service, is called, if not at AWS's own address for the region.

Source: botocore, `ConfiguredEndpointProvider`: the service's variable, the general variable, the profile's
`services` section, the profile's `endpoint_url`; and a switch that ignores all four.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from profiles.ini import Value
from profiles.partitions import PARTITIONS

_REMEDY = "Write https://… , or http:// with a loopback address, or take it out."


# Host and port, nothing else: parsers disagree about the host of ``https://a.example\\@b.example/``.
_AUTHORITY = re.compile(r"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]*)?", re.IGNORECASE)


# STS of a region, or through an interface endpoint of a VPC; the domain of the partition comes after it.
_STS = re.compile(r"(?:sts|sts-fips)(?:\.[a-z0-9-]+)?|vpce-[a-z0-9-]+\.sts\.[a-z0-9-]+\.vpce")


class EndpointRefused(Exception):
    """An endpoint nobody should send secrets to: `what` is wrong and the `remedy`, each a sentence."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that someone configured, and where."""

    url: str
    source: str
    """`AWS_ENDPOINT_URL_STS`, `endpoint_url of the profile`, …"""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def is_loopback(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def is_aws(self) -> bool:
        """Whether this is AWS's own STS. A person should be told of any other: AWS also rents out host names."""
        suffixes = {suffix for each in PARTITIONS for suffix in (each.dns_suffix, each.dual_stack_suffix)}
        own = next((suffix for suffix in suffixes if self.host.endswith(f".{suffix}")), None)
        return own is not None and _STS.fullmatch(self.host.removesuffix(f".{own}")) is not None


def sts_endpoint(
    env: Mapping[str, str], values: Mapping[str, Value], services: Mapping[str, Mapping[str, Value]]
) -> Endpoint | None:
    """As `service_endpoint`, for STS."""
    return service_endpoint("sts", env, values, services)


def service_endpoint(
    service: str,
    env: Mapping[str, str],
    values: Mapping[str, Value],
    services: Mapping[str, Mapping[str, Value]],
) -> Endpoint | None:
    """The endpoint configured for a service by the environment `env` or a profile's `values`; None for AWS's own.

    `service` is its id in small letters, with `_` for spaces: `sts`, `sso_oidc`.

    Raises `EndpointRefused` for one that is neither https nor loopback, and for a `services` section that is
    missing.
    """
    if _ignores_endpoints(env, values):
        return None
    endpoint = _configured(service, env, values, services)
    if endpoint is None:
        return None
    try:
        parts = urlsplit(endpoint.url)
        safe = _AUTHORITY.fullmatch(parts.netloc) is not None and (
            parts.scheme == "https" or (parts.scheme == "http" and endpoint.is_loopback)
        )
    except ValueError:
        safe = False
    if not safe:
        what = f"{endpoint.source} is neither an https address nor on this computer."
        raise EndpointRefused(what, _REMEDY)
    return endpoint


def _configured(
    service: str,
    env: Mapping[str, str],
    values: Mapping[str, Value],
    services: Mapping[str, Mapping[str, Value]],
) -> Endpoint | None:
    for name in (f"AWS_ENDPOINT_URL_{service.upper()}", "AWS_ENDPOINT_URL"):
        if env.get(name):
            return Endpoint(env[name], name)
    section = values.get("services")
    if section is not None:
        if not isinstance(section, str) or not services.get(section):
            what = "The profile names a services section that does not exist."
            raise EndpointRefused(what, "Add that section, or take the line out.")
        own = services[section].get(service)
        url = own.get("endpoint_url") if isinstance(own, Mapping) else None
        if url:
            return Endpoint(url, f"endpoint_url of the services section {section}")
    general = values.get("endpoint_url")
    return Endpoint(general, "endpoint_url of the profile") if isinstance(general, str) and general else None


def _ignores_endpoints(env: Mapping[str, str], values: Mapping[str, Value]) -> bool:
    choice = env.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", values.get("ignore_configured_endpoint_urls"))
    return isinstance(choice, str) and choice.lower() == "true"
