"""Whatever Google shows and people answer: the conversation ends, and no secret goes astray."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from auth.errors import AuthError
from auth.google.steps import Answer, Exchange, FetchPicture, Step, Tapped, WaitForTap
from auth.keeping import (
    ForgetPassword,
    Keep,
    KeepPassword,
    KeepSession,
    RecallPassword,
    RecallSession,
    RunCommand,
)
from auth.origins import GOOGLE, origin_of
from auth.prompts import ANOTHER_WAY, AskCode, ChooseMethod, Progress
from profiles.secret import Secret
from tests.google_talk import ADA, Person, converse_with
from tests.pages import EVERY, ends
from tests.pages.base import Shown

KEEPS = replace(ADA, keep=Keep(session=True, password=True))
KEPT = Secret("kept password")
NOBODY = replace(ADA, username="")


NAMES = st.sampled_from(sorted(EVERY))
SHOWN = st.tuples(NAMES, st.sampled_from([False] * 4 + [True])).map(
    lambda drawn: (
        ends.led_away(EVERY[drawn[0]]) if drawn[1] and 'action="' in EVERY[drawn[0]].html else EVERY[drawn[0]]
    )
)
MOST_ANSWERS = 400


def any_answer(step: Step, draw: st.DataObject, usual: Person) -> Answer:
    """Esc, another way, the same code as before, or something right."""
    choices = ["usual"] * 8 + ["escape"]
    choices += ["another way"] * 2 if getattr(step, "another_way", False) else []
    choices += ["same code"] * (isinstance(step, AskCode))
    if isinstance(
        step, Progress | FetchPicture | RecallSession | KeepSession | KeepPassword | ForgetPassword
    ):
        return usual(step)
    match draw.draw(st.sampled_from(choices)):
        case "another way":
            return ANOTHER_WAY
        case "same code":
            return Secret("100001")
        case "escape" if not isinstance(step, RecallPassword | RunCommand):
            return None
    if isinstance(step, ChooseMethod):
        return draw.draw(st.integers(0, len(step.methods) - 1))
    if isinstance(step, WaitForTap):
        return Tapped(draw.draw(st.sampled_from(["", "the-token"])))
    if isinstance(step, RecallPassword | RunCommand):
        return draw.draw(st.sampled_from([None, KEPT]))
    return usual(step)


@given(
    st.lists(SHOWN, min_size=1, max_size=12),
    st.sampled_from([ADA, NOBODY, KEEPS, replace(ADA, keep=None, password_command=True, code_command=True)]),
    st.data(),
)
def test_whatever_google_shows_and_people_answer_it_ends_and_no_secret_goes_astray(
    script: list[Shown], account: object, data: st.DataObject
) -> None:
    usual = Person({})
    turn = iter(range(10_000))
    said = converse_with(
        account,  # type: ignore[arg-type]
        lambda _exchange: script[min(next(turn), len(script) - 1)],
        lambda step: any_answer(step, data, usual),
        MOST_ANSWERS,
    )
    assert said.is_signed_in or isinstance(said.end, AuthError)
    assert type(said.end) is not AuthError
    for exchange in said.exchanges:
        assert origin_of(exchange.url) == GOOGLE
    silent = "".join(
        "." if isinstance(step, Exchange) else "?" for step in said.steps if not isinstance(step, Progress)
    )
    assert "." * 8 not in silent, "many requests without a word of the person"
