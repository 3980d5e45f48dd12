"""What a form's answers make of a setup: the setup, or the reasons why there is none yet. Pure.

Answers are texts by field; the fields are called as in the setups and in `profiles.setting_up.checks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from profiles.arns import RoleArn
from profiles.drafts import Answers, seconds_of
from profiles.reasons import switch_note
from profiles.session_length import attribute_note, target_maximum_note
from profiles.setting_up.checks import reasons
from profiles.setting_up.reasons import console_session_reason, max_session_reason, role_reason
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup
from profiles.setting_up.sources import read_sources
from profiles.setting_up.switching import MOST_POLICIES, switch_documents
from profiles.setting_up.tags import read_tags

Made = TypeVar("Made", bound=Setup)


@dataclass(frozen=True, slots=True)
class SetupDraft:
    """What the answers come to. `setup` is None as long as something speaks against them."""

    setup: Setup | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    """By field, in the order of the form."""
    notes: tuple[str, ...] = ()


def draft_target(answers: Answers) -> SetupDraft:
    """The role of a target. Roles are ARNs, the maximum session seconds or `2h`, tags one line."""
    unread = {
        "role": role_reason(_of(answers, "role")),
        "bastion_role": _bastion_role_reason(answers),
        "max_session_seconds": max_session_reason(_seconds(answers, "max_session_seconds")),
    }

    def made() -> TargetSetup:
        return TargetSetup(
            RoleArn.parse(_of(answers, "role")),
            RoleArn.parse(_of(answers, "bastion_role")),
            _of(answers, "permissions"),
            _of(answers, "description"),
            read_tags(_of(answers, "tags")),
            int(_seconds(answers, "max_session_seconds")),
            _of(answers, "external_id") or None,
        )

    def notes(setup: TargetSetup) -> Iterable[str | None]:
        yield target_maximum_note(setup.max_session_seconds)
        yield switch_note(setup.role, setup.external_id or "")

    return _draft(unread, made, notes)


def draft_bastion(answers: Answers) -> SetupDraft:
    """The company's side: provider, role and Google's attributes. Lengths are seconds or `8h`."""
    unread = {
        "role": _bastion_role_reason(answers, "role"),
        "max_session_seconds": max_session_reason(_seconds(answers, "max_session_seconds")),
        "console_session_seconds": console_session_reason(_seconds(answers, "console_session_seconds")),
    }

    def made() -> BastionSetup:
        return BastionSetup(
            RoleArn.parse(_of(answers, "role")),
            _of(answers, "provider_name"),
            _of(answers, "description"),
            read_tags(_of(answers, "tags")),
            int(_seconds(answers, "max_session_seconds")),
            int(_seconds(answers, "console_session_seconds")),
        )

    def notes(setup: BastionSetup) -> Iterable[str | None]:
        yield attribute_note(setup.console_session_seconds, setup.max_session_seconds)

    return _draft(unread, made, notes)


def draft_program(answers: Answers) -> SetupDraft:
    """A user for one program. The account may be written in groups; addresses are one line."""

    def made() -> KeysForPrograms:
        return KeysForPrograms(
            _of(answers, "account").replace(" ", "").replace("-", ""),
            _of(answers, "user_name"),
            _of(answers, "owner"),
            read_sources(_of(answers, "sources")),
            _of(answers, "partition") or "aws",
        )

    return _draft({}, made, lambda _: ())


def draft_switch(bastion_role: RoleArn, targets: Iterable[RoleArn]) -> SetupDraft:
    """Where a bastion may switch to, with the number of policies that takes."""
    setup = SwitchSetup(bastion_role, tuple(dict.fromkeys(targets)))
    found = reasons(setup)
    if found:
        return SetupDraft(None, found)
    needed, count = len(switch_documents(setup.targets)), len(setup.targets)
    if needed == 1:
        return SetupDraft(setup, {}, ("One policy holds all that is ticked.",))
    return SetupDraft(
        setup, {}, (f"{needed} policies hold the {count} ticked targets; a role takes {MOST_POLICIES}.",)
    )


def draft_bastion_role(answers: Answers) -> SetupDraft:
    """Only the ARN of the bastion's role, where no profile names it: there is no setup yet."""
    reason = _bastion_role_reason(answers)
    return SetupDraft(None, {"bastion_role": reason} if reason else {})


def _draft(
    unread: Mapping[str, str | None],
    made: Callable[[], Made],
    notes: Callable[[Made], Iterable[str | None]],
) -> SetupDraft:
    """`unread`: reasons against the answers that must be readable before there can be a setup at all."""
    found = {name: reason for name, reason in unread.items() if reason is not None}
    if found:
        return SetupDraft(None, found)
    setup = made()
    found = dict(reasons(setup))
    return SetupDraft(None if found else setup, found, tuple(note for note in notes(setup) if note))


def _bastion_role_reason(answers: Answers, name: str = "bastion_role") -> str | None:
    text = _of(answers, name)
    return role_reason(text) if text else "The bastion's role is missing. Write its ARN; IAM shows it."


def _of(answers: Answers, name: str) -> str:
    return answers.get(name, "").strip()


def _seconds(answers: Answers, name: str) -> str:
    return seconds_of(_of(answers, name))
