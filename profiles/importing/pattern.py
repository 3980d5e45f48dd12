"""Names made by a pattern such as `{account_name}-{role}`."""

from __future__ import annotations

import re

from profiles.arns import RoleArn

PATTERN = "{account_name}-{role}"
PLACEHOLDERS = ("account", "account_name", "role", "source")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def pattern_reason(pattern: str) -> str | None:
    """Why names cannot be made by this pattern; None if they can."""
    found = _PLACEHOLDER.findall(pattern)
    unknown = next((word for word in found if word not in PLACEHOLDERS), None)
    if unknown is not None:
        known = ", ".join(f"{{{word}}}" for word in PLACEHOLDERS)
        return f"Nothing is known as {{{unknown}}}; there are {known}."
    if re.search(r"[{}]", _PLACEHOLDER.sub("", pattern)):
        return "A brace of the pattern stands alone."
    return None if found else "The pattern has no placeholder, so every profile would have the same name."


def filled(pattern: str, role: RoleArn, account_name: str | None, source: str) -> str:
    """The name. Without an account's name its id stands for it; what is no placeholder stays as it is."""
    words = {
        "account": role.account,
        "account_name": account_name or role.account,
        "role": role.name,
        "source": source,
    }
    return _PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), pattern).strip()
