"""AWS managed policies to pick from, as data; a test holds names and paths against a copy of AWS's own list.

Source: AWS docs, "AWS managed policies" and "AWS managed policies for job functions".
"""

from __future__ import annotations

from dataclasses import dataclass

READ_ONLY = "ReadOnlyAccess"
_JOB = "/job-function/"


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """`path` begins and ends with `/`; `about` is one sentence."""

    name: str
    about: str
    path: str = "/"

    def arn(self, partition: str) -> str:
        return f"arn:{partition}:iam::aws:policy{self.path}{self.name}"


MANAGED_POLICIES: tuple[ManagedPolicy, ...] = (
    ManagedPolicy(READ_ONLY, "See everything, stored data included, and change nothing."),
    ManagedPolicy("ViewOnlyAccess", "See what there is, without the data in it.", _JOB),
    ManagedPolicy("SecurityAudit", "See how everything is configured, for an audit."),
    ManagedPolicy("SupportUser", "Look into problems and open cases with AWS Support.", _JOB),
    ManagedPolicy("Billing", "See and manage costs, bills and payment.", _JOB),
    ManagedPolicy("DataScientist", "Work with data and analyse it.", _JOB),
    ManagedPolicy("DatabaseAdministrator", "Set up and manage databases.", _JOB),
    ManagedPolicy("NetworkAdministrator", "Set up and manage networks.", _JOB),
    ManagedPolicy("SystemAdministrator", "Set up and manage what applications run on.", _JOB),
    ManagedPolicy("PowerUserAccess", "Do everything but manage users, roles and the organisation."),
    ManagedPolicy("AdministratorAccess", "Do everything."),
)
"""`ReadOnlyAccess` first; the others from the least to the most they may change."""


def policy_arn(name_or_arn: str, partition: str) -> str:
    """The ARN of one of `MANAGED_POLICIES` in `partition`; any other text is taken for an ARN already."""
    for each in MANAGED_POLICIES:
        if each.name == name_or_arn:
            return each.arn(partition)
    return name_or_arn
