"""What should be known about a setup although nothing speaks against it. Sentences for people.

Sources: AWS docs, "Switching to a role (console)" (external id, 64 characters); the lengths are
`profiles.session_length`'s.
"""

from __future__ import annotations

from profiles.links import LONGEST_SWITCH_NAME
from profiles.session_length import attribute_note, target_maximum_note
from profiles.setting_up.setups import BastionSetup, Setup, TargetSetup


def notes(setup: Setup) -> tuple[str, ...]:
    match setup:
        case TargetSetup():
            found = (
                _external_id_note(setup.external_id),
                _name_note(setup.role.path_and_name),
                target_maximum_note(setup.max_session_seconds),
            )
            return tuple(note for note in found if note is not None)
        case BastionSetup():
            note = attribute_note(setup.console_session_seconds, setup.max_session_seconds)
            return (note,) if note else ()
        case _:
            return ()


def _external_id_note(external_id: str | None) -> str | None:
    if external_id is None:
        return None
    return "The console cannot switch to a role that asks for an external id; tools can, with external_id."


def _name_note(path_and_name: str) -> str | None:
    length = len(path_and_name)
    if length <= LONGEST_SWITCH_NAME:
        return None
    return (
        f"The role's path and name have {length} characters. The console switches to roles of up to "
        f"{LONGEST_SWITCH_NAME}; tools take longer ones."
    )
