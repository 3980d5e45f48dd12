"""What a form's answers make of the files: a change, or the reasons why there is none yet. Pure.

A `Draft` is made anew after each key that is typed, so everything here is text work on what was read before.
An answer that was not touched is never a reason against the change: a profile with an odd region can still
get a colour.

- `answers`: which field is which key, and the answers a profile's keys stand for.
- `draft`: what a draft is made on, what it comes to, and how it is written.
- `target`, `bastion`: what speaks against the answers, and what should be known about them.
"""

from profiles.drafts.answers import (
    BASTION_KEYS,
    TARGET_KEYS,
    Answers,
    answers_of,
    bastion_answers,
    other_answers,
    seconds_of,
    target_answers,
)
from profiles.drafts.bastion import draft_bastion, draft_other
from profiles.drafts.draft import Draft, Editing, Present
from profiles.drafts.target import SEVERAL, draft_several, draft_target

__all__ = [
    "BASTION_KEYS",
    "SEVERAL",
    "TARGET_KEYS",
    "Answers",
    "Draft",
    "Editing",
    "Present",
    "answers_of",
    "bastion_answers",
    "draft_bastion",
    "draft_other",
    "draft_several",
    "draft_target",
    "other_answers",
    "seconds_of",
    "target_answers",
]
