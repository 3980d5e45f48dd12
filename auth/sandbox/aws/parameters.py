"""Checks of a call's parameters against the limits of AWS's API model, with the API's own sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping

from auth.sandbox.aws.errors import AwsError
from profiles.arns import ArnError, RoleArn

SESSION_NAME = re.compile(r"[\w+=,.@-]*", re.ASCII)
EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]*", re.ASCII)
SHORTEST, LONGEST, USUAL = 900, 43200, 3600
"""Bounds and default of DurationSeconds (AWS docs, AssumeRole)."""


class Parameters:
    """Collects what is wrong, since AWS names all of it in one sentence; `check` raises it."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._wrong: list[str] = []

    def text(
        self,
        name: str,
        least: int,
        most: int,
        pattern: re.Pattern[str] | None = None,
        *,
        required: bool = False,
        shown: bool = True,
    ) -> str | None:
        """The parameter, or None. `least` and `most` bound its length; `shown`: AWS repeats its value."""
        value = self._given.get(name)
        if value is None:
            if required:
                self._add(name, " null", "Member must not be null")
            return None
        said = f" '{value}'" if shown else ""
        if len(value) < least:
            self._add(name, said, f"Member must have length greater than or equal to {least}")
        if len(value) > most:
            self._add(name, said, f"Member must have length less than or equal to {most}")
        if pattern is not None and not pattern.fullmatch(value):
            self._add(name, said, f"Member must satisfy regular expression pattern: {pattern.pattern}")
        return value

    def needed(
        self, name: str, least: int, most: int, pattern: re.Pattern[str] | None = None, *, shown: bool = True
    ) -> str:
        """As `text`; empty where it is missing, which `check` then raises."""
        return self.text(name, least, most, pattern, required=True, shown=shown) or ""

    def duration(self) -> int:
        """DurationSeconds, by default an hour."""
        text = self._given.get("DurationSeconds")
        if text is None:
            return USUAL
        try:
            seconds = int(text)
        except ValueError:
            # AWS docs, "Common Error Types": the input fails to satisfy the constraints.
            raise AwsError("MalformedInput", f"{text} is not a valid value for DurationSeconds") from None
        if seconds < SHORTEST:
            self._add(
                "DurationSeconds", f" '{text}'", f"Member must have value greater than or equal to {SHORTEST}"
            )
        if seconds > LONGEST:
            self._add(
                "DurationSeconds", f" '{text}'", f"Member must have value less than or equal to {LONGEST}"
            )
        return seconds

    def check(self) -> None:
        """Raise `AwsError` (ValidationError) if anything read so far was wrong."""
        if self._wrong:
            count = len(self._wrong)
            errors = "error" if count == 1 else "errors"
            raise AwsError(
                "ValidationError", f"{count} validation {errors} detected: {'; '.join(self._wrong)}"
            )

    def _add(self, name: str, value: str, constraint: str) -> None:
        member = name[0].lower() + name[1:]
        self._wrong.append(f"Value{value} at '{member}' failed to satisfy constraint: {constraint}")


def role_arn(text: str) -> RoleArn:
    """Raises `AwsError` as STS does for an ARN of another form."""
    try:
        return RoleArn.parse(text)
    except ArnError:
        raise AwsError("ValidationError", "Request ARN is invalid") from None


def check_duration(seconds: int, longest: int, *, chained: bool) -> None:
    """Raises `AwsError` if a session of that length may not be. `longest`: the role's MaxSessionDuration.

    AWS docs, "Role chaining": at most one hour, whatever the role's maximum says.
    """
    if chained and seconds > USUAL:
        raise AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
            "chaining.",
        )
    if seconds > longest:
        raise AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )
