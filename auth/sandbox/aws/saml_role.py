"""`AssumeRoleWithSAML`: turns a person's assertion into keys, or refuses it in STS's own words.

Texts: AWS docs, "Troubleshoot SAML federation with IAM", and what AWS sends where that page is silent
(issues of aws-google-auth, saml2aws, gimme-aws-creds and gsts quote it). Where nobody has published a text,
the comment at it says so. AWS does not say in which order it checks; this one asks first what cannot depend
on the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from auth.sandbox.aws import parameters, saml_response, session_policy, trust
from auth.sandbox.aws.errors import AwsError
from auth.sandbox.aws.saml_response import Claims, invalid
from auth.sandbox.aws.sessions import Session
from auth.sandbox.aws.state import IamRole, State
from profiles.partitions import partition

REDEEM_WITHIN = timedelta(minutes=5)
SESSION_NAME = re.compile(r"[a-zA-Z_0-9+=,.@-]{2,64}")
ARN_LENGTHS = (20, 2048)
ASSERTION_LENGTHS = (4, 100_000)
ACTION = "sts:AssumeRoleWithSAML"


@dataclass(frozen=True, slots=True)
class SamlSignIn:
    """What the answer repeats of the assertion, and the session it opened."""

    session: Session
    claims: Claims
    account: str
    provider_name: str
    packed_percent: int


def assume_role_with_saml(given: Mapping[str, str], state: State, now: datetime) -> SamlSignIn:
    """`given` are the call's parameters. Raises `AwsError`."""
    checked = parameters.Parameters(given)
    role_text = checked.needed("RoleArn", *ARN_LENGTHS)
    provider_arn = checked.needed("PrincipalArn", *ARN_LENGTHS)
    encoded = checked.needed("SAMLAssertion", *ASSERTION_LENGTHS, shown=False)
    seconds = checked.duration()
    checked.check()
    percent = session_policy.check(given)
    arn = parameters.role_arn(role_text)

    claims = _accept(encoded, state.saml_metadata(provider_arn), arn.partition, now)
    role = state.role(arn)
    if role is None or not _may(role, provider_arn, claims):
        raise AwsError("AccessDenied", f"Not authorized to perform {ACTION}", 403)
    state.check_sts_open(arn.account)
    parameters.check_duration(seconds, role.longest, chained=False)

    expires = now + timedelta(seconds=seconds)
    if claims.session_ends is not None:
        expires = min(expires, claims.session_ends)
    region = partition(arn.partition).first_region
    session = state.mint(role, claims.session_name or "", expires, region=region, chained=False)
    return SamlSignIn(session, claims, arn.account, provider_arn.rpartition("/")[2], percent)


def _accept(encoded: str, metadata: str | None, partition_id: str, now: datetime) -> Claims:
    if metadata is None:
        raise invalid("Specified provider doesn't exist.")
    response = saml_response.parse(encoded)
    saml_response.check_status(response)
    claims = saml_response.signed_claims(response, metadata)
    if claims.issuer != saml_response.issuer_of_metadata(metadata):
        raise invalid("Issuer not present in specified provider")
    if not _audiences(partition_id).intersection(claims.audiences):
        raise invalid("Response does not contain the required audience.")
    _check_times(claims, now)
    if claims.session_name is None:
        raise invalid("RoleSessionName is required in AuthnResponse")
    if not SESSION_NAME.fullmatch(claims.session_name):
        raise invalid(f"RoleSessionName in AuthnResponse must match {SESSION_NAME.pattern}")
    return claims


def _check_times(claims: Claims, now: datetime) -> None:
    if claims.issued is None or now >= claims.issued + REDEEM_WITHIN:
        raise AwsError("ExpiredTokenException", "Token must be redeemed within 5 minutes of issuance")
    if claims.not_on_or_after is None or now >= claims.not_on_or_after:
        raise AwsError("ExpiredTokenException", "Response has expired")
    if claims.not_before is not None and now < claims.not_before:
        # Nobody has published AWS's text for a response from the future.
        raise invalid("Response is not yet valid")


def _audiences(partition_id: str) -> frozenset[str]:
    """AWS docs, "Configure SAML assertions for the authentication response", for the partition."""
    host = partition(partition_id).signin_host()
    return frozenset((f"https://{host}/saml", "urn:amazon:webservices"))


def _may(role: IamRole, provider_arn: str, claims: Claims) -> bool:
    """The assertion must name the role with this provider, and the role's trust policy must take it."""
    if {str(role.arn), provider_arn} not in claims.roles:
        return False
    context = {
        "SAML:aud": claims.recipient,
        "SAML:iss": claims.issuer,
        "SAML:sub": claims.subject,
        "SAML:sub_type": subject_type(claims),
        "sts:RoleSessionName": claims.session_name or "",
    }
    verdict = trust.evaluate(role.trust, ACTION, trust.Caller(provider=provider_arn), context)
    return verdict is trust.Verdict.BY_NAME


def subject_type(claims: Claims) -> str:
    """AWS docs, AssumeRoleWithSAML: the NameID's format without the prefix of SAML 2.0's own formats."""
    return claims.subject_format.removeprefix("urn:oasis:names:tc:SAML:2.0:nameid-format:")
