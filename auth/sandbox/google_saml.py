"""Which roles the simulated Google vouches for, and the response it signs for a person.

The oddities that administrators type into Google, and clocks that go wrong, are data here; `assertion` makes
the XML.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from .assertion import Assertion, IssuerKeys, Signed, form_value, make_response, role_value
from .company import APP, CHINA_APP, COMPANY, GOV_APP, PARTNER_APP, Grant, SamlApp, grant

GRANTS: Final[Mapping[str, tuple[Grant, ...]]] = {
    APP.sp_id: tuple(
        grant("111111111111", role)
        for role in (
            "sso",
            "sso-8h",
            "sso-short",
            "federated/europe/auditor",
            "sso-reader",
            "sso-wrong-audience",
        )
    ),
    GOV_APP.sp_id: (grant("666666666666", "sso", partition_id="aws-us-gov"),),
    CHINA_APP.sp_id: (grant("999999999999", "sso", partition_id="aws-cn"),),
    PARTNER_APP.sp_id: (grant("888888888888", "sso"),),
}
"""By `spid`: what everybody may become there."""

SSO: Final = grant("111111111111", "sso")
SECOND: Final = grant("111111111111", "sso", provider="GoogleSecond")
LATE: Final = timedelta(minutes=20)

ODD: Final[Mapping[str, Callable[[Assertion], Assertion]]] = {
    "no-roles": lambda said: replace(said, roles=()),
    "one-role": lambda said: replace(said, roles=said.roles[:1]),
    "absent-role": lambda said: replace(said, roles=(role_value(grant("111111111111", "nobody-made-it")),)),
    "provider-first": lambda said: replace(said, roles=(role_value(SSO, provider_first=True),)),
    "commas": lambda said: replace(said, roles=(role_value(SSO, trailing_comma=True, space="\n   "),)),
    "two-providers": lambda said: replace(
        said, roles=(role_value(SSO), role_value(SECOND, provider_first=True))
    ),
    "partitions": lambda said: replace(
        said, roles=tuple(role_value(each) for grants in GRANTS.values() for each in grants)
    ),
    "no-fractions": lambda said: replace(said, fractions=False),
    "expired": lambda said: replace(said, issued=said.issued - LATE),
    "not-yet": lambda said: replace(said, issued=said.issued + LATE),
    "other-audience": lambda said: replace(said, audience="https://sp.example.com/metadata"),
    "no-session-name": lambda said: replace(said, session_name=None),
    "session-duration": lambda said: replace(said, session_duration=28800),
    "unsigned": lambda said: replace(said, signed=Signed.NOTHING),
    "other-key": lambda said: said,
    "no-assertion": lambda said: replace(said, status="urn:oasis:names:tc:SAML:2.0:status:Responder"),
}
"""By `Person.saml`: how the assertion differs from Google's ordinary one."""


def app_of(idpid: str, spid: str) -> SamlApp | None:
    """The SAML application behind the ids of an `initsso` link."""
    return next((each for each in COMPANY.apps if (each.idp_id, each.sp_id) == (idpid, spid)), None)


def knows_company(idpid: str) -> bool:
    """Whether *idpid* belongs to a customer of the simulated Google at all."""
    return any(each.idp_id == idpid for each in COMPANY.apps)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for Google; AWS knows the same keys."""

    keys: IssuerKeys

    def form_value(self, app: SamlApp, user: str, odd: str, now: float, authenticated: float) -> str:
        """The field `SAMLResponse` for *user*; *now* and *authenticated* are seconds since 1970."""
        said = Assertion(
            email=user,
            issuer=app.issuer,
            roles=tuple(role_value(each) for each in GRANTS.get(app.sp_id, ())),
            issued=datetime.fromtimestamp(now, UTC),
            destination=app.acs,
            authenticated=datetime.fromtimestamp(authenticated, UTC),
        )
        keys = IssuerKeys.make(said.issued) if odd == "other-key" else self.keys
        return form_value(make_response(ODD[odd](said) if odd else said, keys))
