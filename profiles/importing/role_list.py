"""Roles as a list: ARNs one per line, or columns with commas, semicolons or tabs between them.

With a header the columns may stand in any order. Without one a cell is known by its form: an ARN, an account's
12 digits, a region, a colour that begins with `#`. Other words are the name before the account or ARN; after an
account the role, then the name; after an ARN the name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence

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
from profiles.partitions import partition_of_region

_COLUMNS = {
    "name": "name",
    "profile": "name",
    "profilename": "name",
    "account": "account",
    "accountid": "account",
    "awsaccountid": "account",
    "accountname": "account_name",
    "accountalias": "alias",
    "role": "role",
    "rolename": "role",
    "rolearn": "role_arn",
    "arn": "role_arn",
    "region": "region",
    "color": "color",
    "colour": "color",
    "displayname": "display_name",
    "source": "source",
    "sourceprofile": "source",
}
"""From a header's word, without spaces, hyphens and underscores, to what its column holds."""
_DELIMITERS = ",;\t"
Row = tuple[int, Mapping[str, str]]
"""A line's number and its cells by column."""


def has_roles(text: str) -> bool:
    """Whether the text is a list of roles: it has a header of columns, or an ARN of IAM."""
    first = next((line for _, line in numbered(text) if _is_content(line)), "")
    return (
        bool(_header(_cells(first, _delimiter(first))))
        or re.search(r"\barn:[a-z-]+:(?:iam|sts):", text) is not None
    )


def read_list(text: str, context: Context) -> Reading:
    """The targets of a list. Never raises for what the text holds."""
    not_taken: list[NotTaken] = []
    candidates: list[Candidate] = []
    for line, row in _rows(text, not_taken):
        candidate, left = _target(row, line, context)
        candidates += [candidate] if candidate else []
        not_taken += left
    return Reading.of(Format.LIST, candidates, not_taken)


def _target(row: Mapping[str, str], line: int, context: Context) -> tuple[Candidate | None, list[NotTaken]]:
    named = row.get("source")
    source = context.sources.get(named, named) if named else context.source_of(row.get("name", ""))
    alias = row.get("alias")
    try:
        if "role_arn" in row:
            role = RoleArn.parse(row["role_arn"])
        elif "account" not in row or "role" not in row:
            return None, [NotTaken(line, "This line names no role: an ARN, or an account and a role's name.")]
        else:
            id_ = context.account_of(row["account"])
            if id_ is None:
                return None, [unknown_alias(line, row["account"])]
            alias = alias if ACCOUNT.fullmatch(row["account"]) else row["account"]
            role = context.role(id_, row["role"], source, row.get("region"))
    except ArnError as error:
        return None, [NotTaken(line, str(error))]
    name = row.get("name") or context.name_of(role, row.get("account_name"))
    keys = {
        "role_arn": str(role),
        "source_profile": source,
        "region": row.get("region"),
        "color": row.get("color"),
        "fumidai_display_name": row.get("display_name"),
        "fumidai_account_alias": alias,
    }
    return target(name, line, keys)


def _rows(text: str, not_taken: list[NotTaken]) -> Iterator[Row]:
    """The rows, by the header if there is one. What is left over in a row goes to `not_taken`."""
    header: Sequence[str | None] | None = None
    delimiter: str | None = None
    for number, line in numbered(text):
        if not _is_content(line):
            continue
        if header is None:
            delimiter = _delimiter(line)
            header = _header(_cells(line, delimiter))
            if header:
                not_taken += [
                    NotTaken(number, "This column is not known here.") for name in header if name is None
                ]
                continue
        cells = _cells(line, delimiter if header else _delimiter(line))
        row, others = _by_header(cells, header) if header else _by_form(cells)
        if others:
            not_taken.append(NotTaken(number, "This line holds more than is understood of it."))
        yield number, row


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _delimiter(line: str) -> str | None:
    """The one that stands most often in the line; None for a line without any."""
    best = max(_DELIMITERS, key=line.count)
    return best if best in line else None


def _cells(line: str, delimiter: str | None) -> Sequence[str]:
    """The cells of a line. A quoted cell ends with its line, so that a stray quote swallows no other."""
    if delimiter is None:
        return line.split()
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a cell longer than csv reads
        return []
    return [cell.strip() for cell in cells]


def _header(cells: Sequence[str]) -> Sequence[str | None]:
    """What each column holds, None for one that is not known; empty if this is no header."""
    names = [_COLUMNS.get(re.sub(r"[\s_-]", "", cell).lower()) for cell in cells]
    return names if {"role_arn", "role"} & set(names) else []


def _by_header(cells: Sequence[str], header: Sequence[str | None]) -> tuple[Mapping[str, str], bool]:
    pairs = zip(header, cells, strict=False)
    row = {name: cell for name, cell in pairs if name is not None and cell}
    return row, any(cells[len(header) :])


def _by_form(cells: Sequence[str]) -> tuple[Mapping[str, str], bool]:
    row: dict[str, str] = {}
    others = False
    for cell in filter(None, cells):
        column = _column(cell, row)
        if column in row:
            others = True
        else:
            row[column] = cell
    return row, others


def _column(cell: str, row: Mapping[str, str]) -> str:
    if cell.startswith("arn:"):
        return "role_arn"
    if ACCOUNT.fullmatch(cell):
        return "account"
    if partition_of_region(cell) is not None:
        return "region"
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", cell):
        return "color"
    return "role" if "account" in row and "role_arn" not in row and "role" not in row else "name"
