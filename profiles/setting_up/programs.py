"""Advice for keys that do not end, which some programs cannot do without. Sentences for people."""

from __future__ import annotations

ADVICE: tuple[str, ...] = (
    "Ask first whether the program can take a role instead: on EC2, ECS, Lambda and in many CI systems it can, "
    "and then it needs no keys at all.",
    "Make one user for each program, so that its keys can be ended without harm to another.",
    "Never use a person's user: people sign in through the bastion, and have no keys that stay.",
    "Tag the user with its owner, so that somebody can be asked whether it is still needed.",
    "Permit what the program does and nothing else, and deny every call from another address.",
    "Replace the keys from time to time, and delete those that IAM shows as unused.",
)
