"""The made-up company behind the sandbox: its AWS accounts and the Google apps that lead to them.

Frozen data, no behaviour. At start the AWS half copies it into moto (`auth.sandbox.aws.state`); from then on
IAM's own state counts, so that a role made with `iam:CreateRole` is as good as one listed here. The Google
half takes from here which SAML apps exist and which role and provider ARNs a person can be given.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from profiles.partitions import partition

HOUR = 3600
LONGEST_SESSION = 12 * HOUR
"""AWS docs, CreateRole: MaxSessionDuration is 3600 to 43200 seconds."""


@dataclass(frozen=True, slots=True)
class Role:
    """An IAM role. `trust` and policy documents are JSON texts, `longest` is MaxSessionDuration (seconds)."""

    name: str
    trust: str
    path: str = "/"
    longest: int = HOUR
    policies: tuple[tuple[str, str], ...] = ()
    """Inline policies: (name, document)."""


@dataclass(frozen=True, slots=True)
class User:
    """An IAM user; with `access_key_id` and `secret` a program can sign with its keys, which never end."""

    name: str
    path: str = "/"
    access_key_id: str | None = None
    secret: str | None = None
    policies: tuple[tuple[str, str], ...] = ()
    mfa_secret: str | None = None
    """Of its MFA device at AWS, in base 32: six digits that change every 30 seconds (RFC 6238)."""


@dataclass(frozen=True, slots=True)
class SamlProvider:
    """An IAM SAML provider: the metadata it holds names `issuer` and carries the issuer's certificate."""

    name: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    alias: str
    partition: str = "aws"
    roles: tuple[Role, ...] = ()
    users: tuple[User, ...] = ()
    providers: tuple[SamlProvider, ...] = ()
    sts_closed: bool = False
    """STS is not activated in the region asked. Accounts are closed as a whole: a loopback host has no
    region, so an unsigned call does not say where it was sent."""


@dataclass(frozen=True, slots=True)
class SamlApp:
    """A SAML app of a Google Workspace. `idp_id` and `sp_id` are the ids of Google's `initsso` link.

    `acs` is where the browser posts the response: Destination, Recipient and Audience all say it.
    """

    idp_id: str
    sp_id: str
    acs: str
    about: str

    @property
    def issuer(self) -> str:
        return issuer_of(self.idp_id)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role that a person may take with an assertion, and the provider that vouches for it (both ARNs)."""

    role: str
    provider: str


@dataclass(frozen=True, slots=True)
class Company:
    accounts: tuple[Account, ...]
    apps: tuple[SamlApp, ...]


def issuer_of(idp_id: str) -> str:
    """The Issuer of a Google Workspace's assertions."""
    return f"https://accounts.google.com/o/saml2?idpid={idp_id}"


def iam_arn(account: str, resource: str, partition_id: str = "aws") -> str:
    """`iam_arn("111111111111", "role/sso")` -> `arn:aws:iam::111111111111:role/sso`."""
    return f"arn:{partition_id}:iam::{account}:{resource}"


def grant(account: str, role: str, provider: str = "Google", partition_id: str = "aws") -> Grant:
    """`role` is a name with its path, without the leading slash: `sso`, `federated/auditor`."""
    return Grant(
        role=iam_arn(account, f"role/{role}", partition_id),
        provider=iam_arn(account, f"saml-provider/{provider}", partition_id),
    )


def policy(*statements: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: Sequence[str], resources: Sequence[str] = ("*",)) -> dict[str, object]:
    """A statement of a permission policy."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}


def trust_saml(providers: Sequence[str], audience: str) -> str:
    """Trust policy of a role that Google's assertions open. AWS docs: `SAML:aud` is the Recipient."""
    return policy(
        {
            "Effect": "Allow",
            "Principal": {"Federated": list(providers)},
            "Action": "sts:AssumeRoleWithSAML",
            "Condition": {"StringEquals": {"SAML:aud": audience}},
        }
    )


def trust(principals: Sequence[str], external_id: str | None = None) -> str:
    """Trust policy of a role that other roles, users or whole accounts (`…:root`) may take."""
    statement: dict[str, object] = {
        "Effect": "Allow",
        "Principal": {"AWS": list(principals)},
        "Action": "sts:AssumeRole",
    }
    if external_id is not None:
        statement["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
    return policy(statement)


FUMIDAI, WORKLOAD, PRODUCTION, STAGING, AUDIT = (digit * 12 for digit in "12345")
GOV_FUMIDAI, GOV_WORKLOAD, PARTNER, CHINA_FUMIDAI = (digit * 12 for digit in "6789")
CHINA_WORKLOAD, CLOSED = "101010101010", "121212121212"

COMMERCIAL_ACS, GOV_ACS, CHINA_ACS = (
    f"https://{partition(each).signin_host()}/saml" for each in ("aws", "aws-us-gov", "aws-cn")
)

APP = SamlApp("C01fumidai", "101000000001", COMMERCIAL_ACS, "AWS")
GOV_APP = SamlApp("C01fumidai", "101000000002", GOV_ACS, "AWS GovCloud")
CHINA_APP = SamlApp("C01fumidai", "101000000003", CHINA_ACS, "AWS China")
PARTNER_APP = SamlApp("C02partner", "202000000001", COMMERCIAL_ACS, "AWS of a partner company")

READ_IAM = ("iam:Get*", "iam:List*")
READ = (("read", policy(allow((*READ_IAM, "sts:Get*")))),)
LOOK = ("look", policy(allow(("uxc:Get*",))))
"""May see the account's colour in the console."""
EVERYTHING = (("everything", policy(allow(("*",)))),)


def _bastion_policies(partition_id: str) -> tuple[tuple[str, str], ...]:
    """May see IAM and take any role that trusts it: the other half of the decision is the target's."""
    return (
        ("read", policy(allow((*READ_IAM, "sts:Get*")))),
        LOOK,
        ("switch", policy(allow(("sts:AssumeRole",), (f"arn:{partition_id}:iam::*:role/*",)))),
    )


def _bastion_role(
    account: str,
    name: str,
    longest: int,
    audience: str = COMMERCIAL_ACS,
    partition_id: str = "aws",
    path: str = "/",
    providers: Sequence[str] = ("Google",),
) -> Role:
    trusted = [iam_arn(account, f"saml-provider/{provider}", partition_id) for provider in providers]
    return Role(name, trust_saml(trusted, audience), path, longest, _bastion_policies(partition_id))


FROM_BASTION = tuple(iam_arn(FUMIDAI, f"role/{name}") for name in ("sso", "sso-8h", "sso-short"))

EXTERNAL_ID = "fumidai-42"
ROBOT = User(
    name="deploy-robot",
    path="/robots/",
    access_key_id="AKIAFUMIDAISANDBOX01",
    secret="sandbox/deploy-robot/not-a-real-secret-1",
    policies=(
        ("read", policy(allow((*READ_IAM, "sts:Get*")))),
        (
            "deploy",
            policy(
                allow(
                    ("sts:AssumeRole",), (iam_arn(WORKLOAD, "role/deploy"), iam_arn(WORKLOAD, "role/guarded"))
                )
            ),
        ),
    ),
    mfa_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
)
ROBOT_DEVICE = iam_arn(FUMIDAI, "mfa/deploy-robot")

COMPANY = Company(
    apps=(APP, GOV_APP, CHINA_APP, PARTNER_APP),
    accounts=(
        Account(
            FUMIDAI,
            "fumidai",
            roles=(
                _bastion_role(FUMIDAI, "sso", LONGEST_SESSION, providers=("Google", "GoogleSecond")),
                _bastion_role(FUMIDAI, "sso-8h", 8 * HOUR),
                _bastion_role(FUMIDAI, "sso-short", HOUR),
                _bastion_role(FUMIDAI, "auditor", 4 * HOUR, path="/federated/europe/"),
                # Its administrator mistyped the audience, so that every sign-in is refused.
                _bastion_role(FUMIDAI, "sso-wrong-audience", HOUR, audience="https://signin.aws.amazon.com"),
                # May sign in and look, but switch nowhere.
                Role(
                    "sso-reader",
                    trust_saml((iam_arn(FUMIDAI, "saml-provider/Google"),), COMMERCIAL_ACS),
                    longest=LONGEST_SESSION,
                    policies=READ,
                ),
            ),
            users=(User("bastion-admin"), User("break-glass"), ROBOT),
            providers=(SamlProvider("Google", APP.issuer), SamlProvider("GoogleSecond", APP.issuer)),
        ),
        Account(
            WORKLOAD,
            "workload",
            roles=(
                Role(
                    "from_fumidai",
                    trust(FROM_BASTION),
                    policies=(
                        *READ,
                        ("onward", policy(allow(("sts:AssumeRole",), (iam_arn(AUDIT, "role/SecondHop"),)))),
                    ),
                ),
                Role(
                    "deploy",
                    trust((iam_arn(FUMIDAI, "user/robots/deploy-robot"),)),
                    longest=4 * HOUR,
                    policies=READ,
                ),
                # Takes the robot with the code of its device only.
                Role(
                    "guarded",
                    policy(
                        {
                            "Effect": "Allow",
                            "Principal": {"AWS": iam_arn(FUMIDAI, "user/robots/deploy-robot")},
                            "Action": "sts:AssumeRole",
                            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                        }
                    ),
                    policies=READ,
                ),
                # The console cannot switch to a role that asks for an ExternalId; the CLI can.
                Role("vendor", trust(FROM_BASTION, EXTERNAL_ID), longest=LONGEST_SESSION, policies=READ),
                Role("not-for-bastion", trust((iam_arn(PARTNER, "role/sso"),)), policies=READ),
            ),
            users=(User("alice"), User("bob"), User("carol", "/team/dev/")),
        ),
        Account(
            PRODUCTION,
            "production",
            roles=(
                # Twelve hours for its own users; a chained session still gets one.
                Role(
                    "Admin", trust((iam_arn(FUMIDAI, "root"),)), longest=LONGEST_SESSION, policies=EVERYTHING
                ),
            ),
            users=(User("prod-breakglass"), User("prod-monitor")),
        ),
        Account(
            STAGING,
            "staging",
            roles=(Role("Developer", trust(FROM_BASTION), path="/team/dev/", policies=(*READ, LOOK)),),
            users=(User("dave"), User("erin")),
        ),
        Account(
            AUDIT,
            "audit",
            roles=(
                Role(
                    "ReadOnly",
                    trust((iam_arn(FUMIDAI, "root"), iam_arn(PARTNER, "role/sso"))),
                    longest=4 * HOUR,
                    policies=READ,
                ),
                Role("SecondHop", trust((iam_arn(WORKLOAD, "role/from_fumidai"),)), policies=READ),
            ),
            users=(User("audit-exporter"),),
        ),
        Account(
            GOV_FUMIDAI,
            "fumidai-gov",
            "aws-us-gov",
            roles=(_bastion_role(GOV_FUMIDAI, "sso", LONGEST_SESSION, GOV_ACS, "aws-us-gov"),),
            users=(User("gov-admin"),),
            providers=(SamlProvider("Google", GOV_APP.issuer),),
        ),
        Account(
            GOV_WORKLOAD,
            "workload-gov",
            "aws-us-gov",
            roles=(Role("Auditor", trust((iam_arn(GOV_FUMIDAI, "role/sso", "aws-us-gov"),)), policies=READ),),
            users=(User("gov-auditor"), User("gov-reader")),
        ),
        Account(
            PARTNER,
            "partner",
            roles=(_bastion_role(PARTNER, "sso", LONGEST_SESSION),),
            users=(User("partner-admin"),),
            providers=(SamlProvider("Google", PARTNER_APP.issuer),),
        ),
        Account(
            CHINA_FUMIDAI,
            "fumidai-china",
            "aws-cn",
            roles=(_bastion_role(CHINA_FUMIDAI, "sso", 4 * HOUR, CHINA_ACS, "aws-cn"),),
            users=(User("china-admin"),),
            providers=(SamlProvider("Google", CHINA_APP.issuer),),
        ),
        Account(
            CHINA_WORKLOAD,
            "workload-china",
            "aws-cn",
            roles=(Role("Developer", trust((iam_arn(CHINA_FUMIDAI, "role/sso", "aws-cn"),)), policies=READ),),
            users=(User("china-dev"),),
        ),
        Account(
            CLOSED,
            "closed",
            roles=(_bastion_role(CLOSED, "sso", HOUR),),
            users=(User("closed-admin"),),
            providers=(SamlProvider("Google", APP.issuer),),
            sts_closed=True,
        ),
    ),
)
