"""Every refusal of AWS has its sentence and its remedy."""

from __future__ import annotations

import pytest

from auth.errors import Unreachable
from auth.sts import SigningKeys, StsPlace, Switch, assume_role
from auth.sts_refusals import MEANINGS, SWITCH_MEANINGS, refused, switch_refused
from profiles.secret import Secret

TABLE = [
    (
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        "maximum session",
    ),
    (
        "ValidationError",
        "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member"
        " must have value less than or equal to 43200",
        "maximum session",
    ),
    (
        "ValidationError",
        "1 validation error detected: Value '600' at 'durationSeconds' failed to satisfy constraint: Member"
        " must have value greater than or equal to 900",
        "15 minutes",
    ),
    ("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance", "five minutes"),
    ("ExpiredTokenException", "Response has expired", "five minutes"),
    ("InvalidIdentityToken", "Response signature invalid", "certificate was renewed"),
    ("InvalidIdentityToken", "RoleSessionName is required in AuthnResponse", "RoleSessionName"),
    (
        "InvalidIdentityToken",
        "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
        "RoleSessionName",
    ),
    ("InvalidIdentityToken", "Issuer not present in specified provider", "another Google organisation"),
    ("InvalidIdentityToken", "Specified provider doesn't exist.", "misspelt, or deleted"),
    ("InvalidIdentityToken", "Response does not contain the required audience.", "another service"),
    ("InvalidIdentityToken", "Something new", "do not fit together"),
    ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML", "SAML:aud"),
    ("RegionDisabledException", "STS is not activated in this region", "which regions answer"),
    ("IDPRejectedClaim", "The identity provider rejected the claim", "ended"),
    ("PackedPolicyTooLarge", "Packed size of session tags is too large", "tags"),
    ("MalformedPolicyDocument", "This policy contains invalid Json", "does not come from here"),
]


@pytest.mark.parametrize(("code", "message", "why"), TABLE)
def test_each_refusal_says_why_and_what_to_do(code: str, message: str, why: str) -> None:
    error = refused(code, message)
    assert why in error.why
    assert error.remedy
    assert (error.code, error.quote) == (code, message)


def test_every_meaning_is_reached_by_a_text_of_the_table() -> None:
    reached = {(refused(code, message).why, refused(code, message).what) for code, message, _ in TABLE}
    assert reached == {(meaning.why, meaning.what) for meaning in MEANINGS}


def test_an_unknown_code_is_told_with_its_own_words() -> None:
    error = refused("Throttling\x1b[31m", "Rate exceeded\x07")
    assert error.what == "AWS refused the role: Throttling[31m."
    assert error.quote == "Rate exceeded"


@pytest.mark.parametrize(("code", "message", "why"), TABLE[:2])
def test_both_texts_for_a_session_too_long_step_down(code: str, message: str, why: str) -> None:
    assert refused(code, message).is_duration_too_long
    assert not refused("ValidationError", "The role ARN is invalid").is_duration_too_long


ROLE = "arn:aws:iam::222222222222:role/from_fumidai"
_SHORT = "1 validation error detected: Value '600' at 'durationSeconds' failed to satisfy constraint: Member must …"
_NAMED = "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must …"
_EXTERNAL = (
    "1 validation error detected: Value '#' at 'externalId' failed to satisfy constraint: Member must …"
)
SWITCH_TABLE = [
    (
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
        "1 hour at most",
    ),
    (
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        "maximum session duration",
    ),
    ("ValidationError", _SHORT, "15 minutes"),
    ("ValidationError", _NAMED, "2 to 64"),
    ("ValidationError", _EXTERNAL, "2 to 1224"),
    (
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code.",
        "used before",
    ),
    (
        "AccessDenied",
        f"User: x is not authorized to perform: sts:AssumeRole on resource: {ROLE}",
        "Both sides",
    ),
    ("ExpiredToken", "The security token included in the request is expired", "clock"),
    ("InvalidClientTokenId", "The security token included in the request is invalid.", "deleted"),
    ("SignatureDoesNotMatch", "The request signature we calculated does not match", "secret key"),
    ("RegionDisabledException", "STS is not activated in this region", "which regions answer"),
]


@pytest.mark.parametrize(("code", "message", "why"), SWITCH_TABLE)
def test_each_refusal_of_a_switch_says_why_and_what_to_do(code: str, message: str, why: str) -> None:
    error = switch_refused(code, message, ROLE)
    assert why in error.why
    assert error.remedy
    assert "{" not in error.what
    assert (error.code, error.quote) == (code, message)


def test_every_meaning_of_a_switch_is_reached_by_a_text_of_the_table() -> None:
    reached = [switch_refused(code, message, ROLE).why for code, message, _ in SWITCH_TABLE]
    assert reached == [meaning.why for meaning in SWITCH_MEANINGS]


def test_an_unknown_code_of_a_switch_is_told_with_its_own_words() -> None:
    error = switch_refused("Throttling", "Rate exceeded", ROLE)
    assert (error.what, error.quote) == ("AWS refused the role: Throttling.", "Rate exceeded")


def test_an_answer_without_keys_in_it_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an endpoint gives it that only looks like STS."""

    class Client:
        def assume_role(self, **_given: object) -> dict[str, object]:
            return {"Credentials": {"AccessKeyId": "ASIAFUMIDAI"}}

    monkeypatch.setattr("auth.sts._client", lambda keys, place: Client())
    keys = SigningKeys("AKIAFUMIDAI", Secret("secret"), None)
    with pytest.raises(Unreachable) as caught:
        assume_role(Switch("arn:aws:iam::111111111111:role/x", "ada"), keys, StsPlace("eu-central-1"))
    assert caught.value.what == "STS in eu-central-1 did not answer as AWS does."
