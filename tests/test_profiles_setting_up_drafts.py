"""What a form's answers make of a setup: the setup that was meant, or sentences by field, whatever is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.arns import RoleArn
from profiles.setting_up.checks import reasons
from profiles.setting_up.drafts import (
    SetupDraft,
    draft_bastion,
    draft_bastion_role,
    draft_program,
    draft_switch,
    draft_target,
)
from profiles.setting_up.setups import BastionSetup, KeysForPrograms, Setup, SwitchSetup, TargetSetup
from profiles.setting_up.switching import switch_documents
from tests.setups import bastions, programs, roles, switches, targets

FORMS: Mapping[type, Callable[[Mapping[str, str]], SetupDraft]] = {
    TargetSetup: draft_target,
    BastionSetup: draft_bastion,
    KeysForPrograms: draft_program,
}


def typed(setup: Setup) -> dict[str, str]:
    """What a person would type for it."""
    answers: dict[str, str] = {}
    for name in setup.__slots__:
        value = getattr(setup, name)
        match name:
            case "tags":
                answers[name] = ", ".join(f"{key}={text}" for key, text in value)
            case "sources":
                answers[name] = ", ".join(value)
            case "targets":
                pass
            case _:
                answers[name] = "" if value is None else str(value)
    return answers


def is_typed_in_one_line(setup: Setup) -> bool:
    """Ends of lines cannot be typed, spaces at the ends are taken off, and `,` and `=` divide tags."""
    for name in setup.__slots__:
        value = getattr(setup, name)
        if name == "tags" and any(
            key != key.strip() or text != text.strip() or "," in key + text or "=" in key
            for key, text in value
        ):
            return False
        if isinstance(value, str) and value != value.strip():
            return False
    return True


@given(st.one_of(targets(), bastions(), programs()).filter(is_typed_in_one_line))
def test_answers_make_the_setup_they_were_meant_for(
    setup: TargetSetup | BastionSetup | KeysForPrograms,
) -> None:
    if isinstance(setup, BastionSetup):
        # Where it may switch to is asked for by itself.
        setup = BastionSetup(
            setup.role,
            setup.provider_name,
            setup.description,
            setup.tags,
            setup.max_session_seconds,
            setup.console_session_seconds,
        )
    draft = FORMS[type(setup)](typed(setup))
    assert (draft.setup, draft.reasons) == (setup, {})


@given(
    st.sampled_from(list(FORMS)),
    st.dictionaries(
        st.sampled_from(
            [
                "role",
                "bastion_role",
                "permissions",
                "description",
                "tags",
                "max_session_seconds",
                "external_id",
                "provider_name",
                "console_session_seconds",
                "account",
                "user_name",
                "owner",
                "sources",
                "partition",
            ]
        ),
        st.text() | st.sampled_from(["arn:aws:iam::111111111111:role/x", "8h", "43200", "9999h", "０h", "²"]),
    ),
)
def test_whatever_is_typed_gets_a_setup_without_reasons_or_reasons_without_a_setup(
    kind: type, answers: dict[str, str]
) -> None:
    draft = FORMS[kind](answers)
    assert (draft.setup is None) == bool(draft.reasons)
    assert all(draft.reasons.values())
    if draft.setup is not None:
        assert not reasons(draft.setup)


def test_lengths_may_be_written_in_hours() -> None:
    role = "arn:aws:iam::111111111111:role/sso"
    draft = draft_bastion(
        {"role": role, "provider_name": "G", "max_session_seconds": "8h", "console_session_seconds": "90m"}
    )
    assert draft.setup == BastionSetup(
        RoleArn.parse(role), "G", max_session_seconds=28800, console_session_seconds=5400
    )


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        (draft_target, ["role", "bastion_role", "max_session_seconds"]),
        (draft_bastion, ["role", "max_session_seconds", "console_session_seconds"]),
        (draft_program, ["account", "user_name", "owner", "sources"]),
        (draft_bastion_role, ["bastion_role"]),
    ],
)
def test_an_empty_form_says_what_is_missing_field_by_field(
    draft: Callable[[Mapping[str, str]], SetupDraft], fields: list[str]
) -> None:
    assert list(draft({}).reasons) == fields


@given(switches())
def test_the_number_of_policies_that_is_told_is_the_number_there_will_be(setup: SwitchSetup) -> None:
    draft = draft_switch(setup.bastion_role, (*setup.targets, *setup.targets))
    assert draft.setup == SwitchSetup(setup.bastion_role, tuple(dict.fromkeys(setup.targets)))
    needed = len(switch_documents(setup.targets))
    assert draft.notes[0].startswith("One policy" if needed == 1 else f"{needed} policies")


@given(roles(), roles())
def test_a_switch_across_partitions_or_to_itself_has_a_reason_and_no_setup(
    one: RoleArn, other: RoleArn
) -> None:
    draft = draft_switch(one, (other,))
    assert (draft.setup is None) == (one.partition != other.partition or one == other)
