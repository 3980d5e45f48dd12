"""Links of the console's switch-role page, one or several: each is a target.

The page lies at `/switchrole` of a partition's sign-in host, with `account`, `roleName`, `displayName` and
`color`. Source: AWS docs, "Switching to a role (console)"; hosts: `profiles.partitions`.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from profiles.arns import ACCOUNT, ArnError, RoleArn
from profiles.importing.reading import (
    Candidate,
    Context,
    Format,
    NotTaken,
    Reading,
    numbered,
    target,
    unknown_alias,
)
from profiles.model import Listing
from profiles.partitions import PARTITIONS, Partition
from profiles.reasons import name_reason

_LINK = re.compile(r"https://[^\s<>\"'`]+", re.IGNORECASE)
_NOBODY = Listing((), (), {}, {})
"""Without a profile: a name that is taken may still be that of the same target."""
_KNOWN = {"account", "rolename", "displayname", "color"}


def has_switch_links(text: str) -> bool:
    return any(_partition_of(found[0]) is not None for found in _LINK.finditer(text))


def read_switch_links(text: str, context: Context) -> Reading:
    """The targets of all links. Never raises for what the text holds."""
    candidates: list[Candidate] = []
    not_taken: list[NotTaken] = []
    for number, line in numbered(text):
        links = _LINK.findall(line)
        if line.strip() and not links:
            not_taken.append(
                NotTaken(number, "There is no link in this line. Import what it holds on its own.")
            )
        for link in links:
            candidate, left = _target(link, number, context)
            candidates += [candidate] if candidate else []
            not_taken += left
    return Reading.of(Format.SWITCH_LINKS, candidates, not_taken)


def _target(link: str, line: int, context: Context) -> tuple[Candidate | None, list[NotTaken]]:
    partition = _partition_of(link)
    if partition is None:
        return None, [NotTaken(line, "This link does not lead to a switch-role page of AWS.")]
    query = urlsplit(link.rstrip(".,;)]")).query.replace("&amp;", "&")
    values = {name.lower(): value.strip() for name, value in parse_qsl(query)}
    left = [NotTaken(line, "The link tells more than a target keeps.")] if values.keys() - _KNOWN else []
    account = values.get("account", "")
    id_ = context.account_of(account) if account else None
    if not account:
        return None, [*left, NotTaken(line, "The link names no account.")]
    if id_ is None:
        return None, [*left, unknown_alias(line, account)]
    try:
        path_and_name = values.get("rolename", "").removeprefix("/")
        role = RoleArn.parse(f"arn:{partition.id}:iam::{id_}:role/{path_and_name}")
    except ArnError as error:
        return None, [*left, NotTaken(line, str(error))]
    display_name = values.get("displayname")
    name = (
        display_name if display_name and name_reason(display_name, _NOBODY) is None else context.name_of(role)
    )
    keys = {
        "role_arn": str(role),
        "source_profile": context.source_of(name),
        "color": values.get("color"),
        "fumidai_display_name": display_name,
        "fumidai_account_alias": None if ACCOUNT.fullmatch(account) else account,
    }
    candidate, wrong = target(name, line, keys)
    return candidate, [*left, *wrong]


def _partition_of(link: str) -> Partition | None:
    """The partition whose sign-in host the link leads to, at its switch-role page."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if not parts.path.endswith("/switchrole") or "@" in parts.netloc or "\\" in parts.netloc:
        return None
    return next(
        (
            each
            for each in PARTITIONS
            if host == each.signin_domain or host.endswith(f".{each.signin_domain}")
        ),
        None,
    )
