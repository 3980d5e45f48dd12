"""Evaluates the `Condition` block of a policy statement.

AWS docs, "IAM JSON policy elements: Condition operators" and "Conditions with multiple context keys or
values": all operators and all keys must match, of a key's values one is enough (for a negated operator:
none may match); keys are compared without case; a key that the request does not carry matches only negated
operators, `…IfExists` and `Null: true`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping

Context = Mapping[str, str]
"""Condition keys (`SAML:aud`, `sts:ExternalId`, `aws:SourceIp` …), each with its one value in a request."""

Compare = Callable[[str, str], bool]
"""(value in the policy, value in the request)."""


class UnknownOperator(ValueError):
    """An operator nobody evaluates here; the statement must then be taken the strict way."""


def hold(block: Mapping[str, Mapping[str, object]], context: Context) -> bool:
    """Whether every condition holds. Raises `UnknownOperator`."""
    known = {key.lower(): value for key, value in context.items()}
    return all(
        _holds(operator, _values(wanted), known.get(key.lower()))
        for operator, keys in block.items()
        for key, wanted in keys.items()
    )


def like(pattern: str, text: str) -> bool:
    """IAM's wildcards: `*` any text, `?` any one character."""
    parts = (".*" if each == "*" else "." if each == "?" else re.escape(each) for each in pattern)
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def _holds(operator: str, wanted: tuple[str, ...], actual: str | None) -> bool:
    if operator == "Null":
        return ("true" if actual is None else "false") in (each.lower() for each in wanted)
    name = operator.removesuffix("IfExists")
    negated = "Not" in name
    compare = _OPERATORS.get(name.replace("Not", ""))
    if compare is None:
        raise UnknownOperator(operator)
    if actual is None:
        return negated or name != operator
    return any(compare(each, actual) for each in wanted) is not negated


def _values(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in values)


def _arn_like(pattern: str, arn: str) -> bool:
    """Each of the six parts by itself, so that `*` does not cross a colon."""
    wanted, actual = pattern.split(":", 5), arn.split(":", 5)
    return len(wanted) == len(actual) and all(map(like, wanted, actual))


def _in_network(network: str, address: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


_OPERATORS: Mapping[str, Compare] = {
    "StringEquals": lambda wanted, actual: wanted == actual,
    "StringEqualsIgnoreCase": lambda wanted, actual: wanted.lower() == actual.lower(),
    "StringLike": like,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": lambda wanted, actual: wanted.lower() == actual.lower(),
    "IpAddress": _in_network,
}
"""Without their negations, whose names have a `Not` inside."""
