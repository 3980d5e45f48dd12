"""Values as HCL, Terraform's language. Source: HCL's "Native Syntax Specification"."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expression:
    """HCL that is written as it stands: a reference, a call."""

    text: str


def block(kind: str, *labels: str, **arguments: object) -> str:
    """`resource "a" "b" { name = … }`; arguments that are None are left out."""
    head = " ".join([kind, *map(quoted, labels)])
    lines = [f"  {name} = {value(given, 1)}" for name, given in arguments.items() if given is not None]
    return "\n".join([head + " {", *lines, "}"]) + "\n"


def value(given: object, depth: int = 0) -> str:
    """Strings, numbers, booleans, lists and mappings, nested `depth` deep. Raises `TypeError` for others."""
    inner, outer = "  " * (depth + 1), "  " * depth
    match given:
        case Expression(text):
            return text
        case str():
            return quoted(given)
        case bool():
            return "true" if given else "false"
        case int():
            return str(given)
        case Mapping():
            lines = [f"{inner}{quoted(str(key))} = {value(each, depth + 1)}" for key, each in given.items()]
            return "\n".join(["{", *lines, outer + "}"])
        case Sequence():
            lines = [f"{inner}{value(each, depth + 1)}," for each in given]
            return "\n".join(["[", *lines, outer + "]"])
    raise TypeError(type(given).__name__)


def json_of(document: Mapping[str, object], depth: int = 0) -> Expression:
    """A policy document, which Terraform itself turns into JSON."""
    return Expression(f"jsonencode({value(document, depth)})")


def quoted(text: str) -> str:
    """A quoted template without any template in it.

    JSON's escapes are HCL's too. `${` and `%{` begin a template; doubling their first character, the usual way
    out, is ambiguous where that character stands there twice already, so it is written by its number.
    """
    escaped = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[$%](?=\{)", lambda found: f"\\u{ord(found[0]):04x}", escaped)
