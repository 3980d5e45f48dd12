"""What AWS's codes and texts for a refused role mean for the person: why, and who mends it how.

Codes: STS API reference, AssumeRoleWithSAML, AssumeRole and common errors. The texts within a code are those seen in
the field.
"""

from dataclasses import dataclass
from typing import Final

from auth.errors import StsRefused
from auth.plain import plain


@dataclass(frozen=True, slots=True)
class Meaning:
    """For *code*, where the text holds *part* (an empty part is every text)."""

    code: str
    part: str
    what: str
    why: str
    remedy: str


_NOT_ACCEPTED: Final = "AWS does not accept Google's answer."
_TOO_LONG: Final = (
    "AWS did not grant a session this long.",
    "The role's maximum session duration is shorter.",
    "Lower google_config.duration, or ask for a longer maximum on the role.",
)
_SESSION_NAME: Final = (
    _NOT_ACCEPTED,
    "The name of the session (attribute RoleSessionName) is missing or has characters AWS does not take.",
    "Ask the Google administrator to map RoleSessionName to the primary e-mail address.",
)

# The first that fits is told; texts before codes.
MEANINGS: Final = (
    Meaning("ValidationError", "MaxSessionDuration", *_TOO_LONG),
    Meaning("ValidationError", "less than or equal to 43200", *_TOO_LONG),
    Meaning(
        "ValidationError",
        "greater than or equal to 900",
        "AWS did not grant a session this short.",
        "A session lasts 15 minutes at least.",
        "Set google_config.duration to 900 or more.",
    ),
    Meaning(
        "ExpiredTokenException",
        "",
        "Google's answer came to AWS too late.",
        "It is good for five minutes; or this computer's clock is wrong.",
        "Check the clock, then press r.",
    ),
    Meaning(
        "InvalidIdentityToken",
        "signature",
        _NOT_ACCEPTED,
        "Its signature is not the one the SAML provider in AWS knows: Google's certificate was renewed, or the"
        " provider is another organisation's.",
        "Ask the AWS administrator to upload Google's current metadata to the SAML provider.",
    ),
    Meaning("InvalidIdentityToken", "RoleSessionName", *_SESSION_NAME),
    Meaning(
        "InvalidIdentityToken",
        "Issuer",
        _NOT_ACCEPTED,
        "The SAML provider in AWS was made for another Google organisation.",
        "Compare the idpid in the provider's metadata with google_config.google_idp_id.",
    ),
    Meaning(
        "InvalidIdentityToken",
        "provider doesn't exist",
        _NOT_ACCEPTED,
        "The SAML provider that Google names is not in the AWS account: misspelt, or deleted.",
        "Ask the Google administrator to correct the provider's ARN in the role attribute.",
    ),
    Meaning(
        "InvalidIdentityToken",
        "audience",
        _NOT_ACCEPTED,
        "It is made for another service.",
        "Ask the Google administrator to set the application's entity id to https://signin.aws.amazon.com/saml.",
    ),
    Meaning(
        "InvalidIdentityToken",
        "",
        _NOT_ACCEPTED,
        "The SAML provider in the AWS account and the application in Google do not fit together.",
        "Show AWS's words to the administrators: certificate, audience or attributes need mending.",
    ),
    Meaning(
        "AccessDenied",
        "",
        "AWS does not let this person become the role.",
        "The role's name is misspelt (capitals count), the role is gone, or its trust policy does not name Google's"
        " provider or this sign-in's audience (SAML:aud).",
        "Compare the role ARN letter by letter, and ask who keeps the role's trust policy.",
    ),
    Meaning(
        "RegionDisabledException",
        "",
        "STS is switched off in this region.",
        "The account's administrator decides which regions answer.",
        "Set another region in the bastion's profile, or ask to switch STS on there.",
    ),
    Meaning(
        "IDPRejectedClaim",
        "",
        "AWS says that Google rejected the claim.",
        "The sign-in may have been ended, or used up, at Google.",
        "Sign in again with r.",
    ),
    Meaning(
        "PackedPolicyTooLarge",
        "",
        "AWS says that the session's policies and tags are too large.",
        "Google sends session tags that do not fit together.",
        "Ask the Google administrator for fewer or shorter tag attributes.",
    ),
    Meaning(
        "MalformedPolicyDocument",
        "",
        "AWS cannot read a policy of this session.",
        "It does not come from here.",
        "Show AWS's words to the AWS administrator.",
    ),
)


# For a switch from one role to another. {role} is the ARN that was asked for.
SWITCH_MEANINGS: Final = (
    Meaning(
        "ValidationError",
        "role chaining",
        "AWS did not grant a session this long on {role}.",
        "A role reached from another role's session lasts 1 hour at most, whatever its maximum is.",
        "Set duration_seconds to 3600, or take the line out.",
    ),
    Meaning(
        "ValidationError",
        "MaxSessionDuration",
        "AWS did not grant a session this long on {role}.",
        "The role's maximum session duration is shorter.",
        "Lower duration_seconds, or ask for a longer maximum on the role.",
    ),
    Meaning(
        "ValidationError",
        "durationSeconds",
        "AWS did not grant a session of this length on {role}.",
        "A session lasts 15 minutes at least and 12 hours at most.",
        "Set duration_seconds to a number from 900 to 43200, or take the line out.",
    ),
    Meaning(
        "ValidationError",
        "roleSessionName",
        "AWS does not take the name of this session.",
        "A session's name has 2 to 64 letters, digits or _+=,.@-.",
        "Correct role_session_name in the profile, or take the line out.",
    ),
    Meaning(
        "ValidationError",
        "externalId",
        "AWS does not take this external id.",
        "An external id has 2 to 1224 letters, digits or _+=,.@:/-.",
        "Correct external_id in the profile.",
    ),
    Meaning(
        "AccessDenied",
        "MultiFactorAuthentication",
        "AWS does not take the code of the MFA device.",
        "It was mistyped, is over, or was used before; or mfa_serial names another device.",
        "Wait for the next code and type it.",
    ),
    Meaning(
        "AccessDenied",
        "",
        "AWS does not let this session become {role}.",
        "Both sides must agree: the role's trust policy has to name the bastion's role (and the external id, if it asks"
        " for one), and the bastion's role needs the permission sts:AssumeRole on this role. Or the role's name is"
        " misspelt (capitals count), or the role is gone.",
        "Press a for the texts of both policies, and ask the administrators of both accounts to compare them.",
    ),
    Meaning(
        "ExpiredToken",
        "",
        "The session from which the role is reached has ended.",
        "Or this computer's clock is wrong.",
        "Press r to sign in again.",
    ),
    Meaning(
        "InvalidClientTokenId",
        "",
        "AWS does not know the keys from which the role is reached.",
        "They were deleted or replaced, or they belong to another partition than the role.",
        "Press r to sign in again. Keys of an IAM user have to be made anew.",
    ),
    Meaning(
        "SignatureDoesNotMatch",
        "",
        "AWS does not accept the signature of the keys from which the role is reached.",
        "The secret key does not belong to the access key, or this computer's clock is wrong.",
        "Check the clock, then press r to sign in again.",
    ),
    Meaning(
        "RegionDisabledException",
        "",
        "STS is switched off in this region.",
        "The account's administrator decides which regions answer.",
        "Set another region in the profile, or ask to switch STS on there.",
    ),
)


def switch_refused(code: str, message: str, role: str) -> StsRefused:
    """As ``refused``, for AssumeRole on *role* (its ARN)."""
    for meaning in SWITCH_MEANINGS:
        if meaning.code == code and meaning.part in message:
            what = meaning.what.format(role=plain(role))
            return StsRefused(what, meaning.why, meaning.remedy, plain(message), code=plain(code))
    return StsRefused(
        f"AWS refused the role: {plain(code)}.",
        "",
        "Wait a moment, then try again.",
        plain(message),
        code=plain(code),
    )


def refused(code: str, message: str) -> StsRefused:
    """AWS's *code* and *message* as an error for the person."""
    for meaning in MEANINGS:
        if meaning.code == code and meaning.part in message:
            return StsRefused(meaning.what, meaning.why, meaning.remedy, plain(message), code=plain(code))
    return StsRefused(
        f"AWS refused the role: {plain(code)}.", "", "Press r to try again.", plain(message), code=plain(code)
    )
