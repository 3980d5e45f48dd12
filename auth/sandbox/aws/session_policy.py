"""Session policies: read and measured, not applied (moto evaluates a role's own policies only)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

from auth.sandbox.aws.errors import AwsError

PLAIN_LIMIT = 2048
"""Characters (AWS docs, AssumeRoleWithSAML)."""
PACKED_LIMIT = 1024
"""Bytes after compression: the sandbox's own number, since AWS publishes neither its packing nor its
limit."""


def check(parameters: Mapping[str, str]) -> int:
    """How full the packed policy is, in percent. Raises `AwsError` for one that AWS would not take."""
    text = parameters.get("Policy")
    if text is None:
        return 0
    if len(text) > PLAIN_LIMIT:
        raise AwsError(
            "ValidationError",
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: "
            f"Member must have length less than or equal to {PLAIN_LIMIT}",
        )
    try:
        document = json.loads(text)
    except ValueError:
        document = None
    if not isinstance(document, dict) or "Statement" not in document:
        raise AwsError("MalformedPolicyDocument", "The policy is not in the valid JSON format.")
    percent = round(100 * len(zlib.compress(text.encode())) / PACKED_LIMIT)
    if percent > 100:
        raise AwsError(
            "PackedPolicyTooLarge",
            f"Packed policy consumes {percent}% of allotted space, please use smaller policy.",
        )
    return max(percent, 1)
