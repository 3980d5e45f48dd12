"""`AssumeRole`: both sides must agree, the caller's permissions (moto) and the role's trust policy (ours)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from auth.sandbox.aws import parameters, session_policy, trust
from auth.sandbox.aws.call import Call
from auth.sandbox.aws.errors import AwsError, access_denied
from auth.sandbox.aws.sessions import Session
from auth.sandbox.aws.signed import Asker
from auth.sandbox.aws.state import IamRole, State

EXTERNAL_ID_LENGTHS = (2, 1224)
NAME_LENGTHS = (2, 64)


def assume_role(call: Call, asker: Asker, state: State, now: datetime) -> tuple[Session, int]:
    """The session, and how full its session policy is in percent. Raises `AwsError`."""
    given = call.parameters
    checked = parameters.Parameters(given)
    role_text = checked.needed("RoleArn", 20, 2048)
    name = checked.needed("RoleSessionName", *NAME_LENGTHS, parameters.SESSION_NAME)
    checked.text("ExternalId", *EXTERNAL_ID_LENGTHS, parameters.EXTERNAL_ID)
    checked.text("SourceIdentity", *NAME_LENGTHS, parameters.SESSION_NAME)
    seconds = checked.duration()
    checked.check()
    percent = session_policy.check(given)
    arn = parameters.role_arn(role_text)
    context = _context(call, asker, name)
    if "SerialNumber" in given:
        # A device of AWS's: Google's second factor is none.
        if not state.takes_code(asker, given["SerialNumber"], given.get("TokenCode", ""), now):
            raise AwsError(
                "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code.", 403
            )
        context["aws:MultiFactorAuthPresent"] = "true"
    state.check_sts_open(asker.account)

    role = state.role(arn)
    if role is None:
        raise access_denied(asker.arn, "sts:AssumeRole", role_text)
    for action in _actions(given):
        if not _agreed(role, action, asker, context, state):
            raise access_denied(asker.arn, action, role_text)
    chained = asker.session is not None
    parameters.check_duration(seconds, role.longest, chained=chained)
    expires = now + timedelta(seconds=seconds)
    return state.mint(role, name, expires, region=asker.region, chained=chained), percent


def _actions(given: Mapping[str, str]) -> tuple[str, ...]:
    """AWS docs, "Passing session tags" and "source identity": each needs a permission of its own."""
    tags = ("sts:TagSession",) if any(name.startswith("Tags.") for name in given) else ()
    identity = ("sts:SetSourceIdentity",) if "SourceIdentity" in given else ()
    return ("sts:AssumeRole", *tags, *identity)


def _agreed(role: IamRole, action: str, asker: Asker, context: Mapping[str, str], state: State) -> bool:
    """AWS docs, "Cross-account policy evaluation logic".

    Across accounts both sides must allow; inside one, a trust policy that names the caller is enough.
    """
    verdict = trust.evaluate(role.trust, action, asker.as_principal, context)
    if verdict in (trust.Verdict.DENIED, trust.Verdict.SILENT):
        return False
    permitted = state.permits(asker, action, str(role.arn))
    if permitted is None:
        return verdict is trust.Verdict.BY_NAME and role.arn.account == asker.account
    return permitted


def _context(call: Call, asker: Asker, name: str) -> dict[str, str]:
    context = {
        "sts:RoleSessionName": name,
        "aws:PrincipalArn": asker.principal_arn,
        "aws:PrincipalAccount": asker.account,
        "aws:RequestedRegion": asker.region,
        "aws:SourceIp": call.address,
    }
    optional = {"sts:ExternalId": "ExternalId", "sts:SourceIdentity": "SourceIdentity"}
    return context | {key: call.parameters[name] for key, name in optional.items() if name in call.parameters}
