"""A pasted list of accounts: `123456789012 name`, `name: 123456789012`, CSV, or the JSON of
`aws organizations list-accounts`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from profiles.importing.reading import NotTaken, numbered

_ID = re.compile(r"(?<![\w-])(?:[0-9]{12}|[0-9]{4}-[0-9]{4}-[0-9]{4})(?![\w-])")
"""Twelve digits, alone or in the groups of four that the console shows."""
_EDGES = " \t\"',;:|=-–()"


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account: its id (12 digits; anything else is told when it is used), and its name if known."""

    id: str
    name: str | None = None
    line: int = 0
    """Where it stands in the pasted text, from 1; in JSON its place in the list."""


def read_accounts(text: str) -> tuple[tuple[Account, ...], tuple[NotTaken, ...]]:
    """The accounts of a text, each id once, and what was not taken. Never raises for what it holds."""
    not_taken: list[NotTaken] = []
    found = _of_json(text, not_taken) if text.lstrip().startswith(("{", "[")) else _of_lines(text, not_taken)
    accounts: dict[str, Account] = {}
    for account in found:
        if account.id in accounts:
            not_taken.append(NotTaken(account.line, f"The account {account.id} stands here a second time."))
        accounts.setdefault(account.id, account)
    return tuple(accounts.values()), tuple(sorted(not_taken, key=lambda each: each.line))


def _of_lines(text: str, not_taken: list[NotTaken]) -> Iterator[Account]:
    for number, line in numbered(text):
        ids = _ID.findall(line)
        if len(ids) == 1:
            before, _, after = line.partition(ids[0])
            names = [part.strip(_EDGES) for part in re.split(r"[,;\t]", f"{before},{after}")]
            name = next(filter(None, names), None)
            yield Account(ids[0].replace("-", ""), name, number)
        elif line.strip() and not line.lstrip().startswith("#"):
            what = (
                "This line holds several account ids."
                if ids
                else "This line holds no account id of 12 digits."
            )
            not_taken.append(NotTaken(number, what))


def _of_json(text: str, not_taken: list[NotTaken]) -> Iterator[Account]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        not_taken.append(NotTaken(0, "This text begins like JSON and is none."))
        return
    entries = data.get("Accounts") if isinstance(data, dict) else data
    if not isinstance(entries, list):
        not_taken.append(
            NotTaken(0, "This JSON has no list of Accounts, as aws organizations list-accounts has.")
        )
        return
    for place, entry in enumerate(entries, start=1):
        id_, name = (entry.get("Id"), entry.get("Name")) if isinstance(entry, dict) else (None, None)
        if not isinstance(id_, str) or not _ID.fullmatch(id_):
            not_taken.append(NotTaken(place, "This entry has no Id of 12 digits."))
        elif entry.get("Status", entry.get("State", "ACTIVE")) != "ACTIVE":
            not_taken.append(NotTaken(place, f"The account {id_} is not active."))
        else:
            yield Account(id_, name.strip() or None if isinstance(name, str) else None, place)
