"""ARNs of IAM roles: `arn:<partition>:iam::<account>:role/<path/><name>`.

Limits (AWS docs, "IAM and AWS STS quotas"): 12 digits of account; a role name of 1 to 64 characters of
`[A-Za-z0-9_+=,.@-]`; a path of at most 512 characters that begins and ends with `/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from profiles.partitions import UnknownPartition, partition

ROLE_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]{1,64}")
PATH = re.compile(r"/(?:[\x21-\x2e\x30-\x7e]+/)*")
PATH_LENGTH = 512
ACCOUNT = re.compile(r"[0-9]{12}")

_SHAPE = "arn:aws:iam::123456789012:role/Name"


class ArnError(ValueError):
    """A text that is no role ARN: `what` is wrong with it and the `remedy`, each a sentence."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class RoleArn:
    """A role's ARN in its parts. `path` is `/` or `/a/b/`; `str()` gives the ARN back."""

    partition: str
    account: str
    path: str
    name: str

    @classmethod
    def parse(cls, text: str) -> RoleArn:
        """Read an ARN; white space around it is not accepted. Raises `ArnError`."""
        if re.search(r"\s", text):
            note = re.search(r"\s+[#;]", text)
            if note:
                raise ArnError(
                    "A note stands behind the role ARN, and AWS tools read it as part of the ARN.",
                    "Move the note to a line of its own.",
                )
            raise ArnError("A role ARN has no spaces in it.", "Take the spaces out.")
        fields = text.split(":", 5)
        if len(fields) != 6 or fields[0] != "arn":
            raise ArnError("This is not an ARN.", f"Write it as {_SHAPE}.")
        _, partition_id, service, region, account, resource = fields
        try:
            partition(partition_id)
        except UnknownPartition as error:
            raise ArnError(str(error), f"Write it as {_SHAPE}.") from None
        if service == "sts" and resource.startswith("assumed-role/"):
            raise ArnError(
                "This is the ARN of a session, not of a role.",
                "Write the role: …:iam::<account>:role/<name>, without the session's name.",
            )
        if service != "iam" or region or not resource.startswith("role/"):
            raise ArnError("This ARN does not name an IAM role.", f"Write it as {_SHAPE}.")
        if not ACCOUNT.fullmatch(account):
            raise ArnError("The account in this ARN is not 12 digits.", f"Write it as {_SHAPE}.")
        before, _, name = resource.removeprefix("role").rpartition("/")
        path = before + "/"
        if not ROLE_NAME.fullmatch(name):
            raise ArnError(
                f"“{name}” cannot be the name of a role." if name else "The name of the role is missing.",
                "A role name has 1 to 64 letters, digits or _+=,.@-.",
            )
        if not PATH.fullmatch(path) or len(path) > PATH_LENGTH:
            raise ArnError(
                f"“{path}” cannot be the path of a role.",
                f"A path is at most {PATH_LENGTH} characters, without spaces or empty parts.",
            )
        return cls(partition_id, account, path, name)

    def __str__(self) -> str:
        return f"arn:{self.partition}:iam::{self.account}:role{self.path}{self.name}"

    @property
    def path_and_name(self) -> str:
        """`a/b/name`, or the name alone: what the console and IAM call `roleName` with its path."""
        return f"{self.path}{self.name}".removeprefix("/")
