"""IAM's state, which moto keeps: filled with the company at the start, then read and asked by our layer.

moto's state belongs to the process. A second sandbox in one process (tests) begins with a fresh IAM for the
same accounts and therefore ends what was made in them at run time; two that run at once should serve the
same company.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from auth.sandbox.assertion import IssuerKeys, metadata
from auth.sandbox.aws.errors import AwsError
from auth.sandbox.aws.managed_policies import know_managed_policies
from auth.sandbox.aws.sessions import Session, Sessions
from auth.sandbox.aws.signed import Asker, UserKey
from auth.sandbox.company import Account, Company
from profiles.arns import RoleArn

if TYPE_CHECKING:
    from moto.iam.models import IAMBackend


@dataclass(frozen=True, slots=True)
class IamRole:
    """A role as it is now: `trust` is its policy as JSON, `longest` its MaxSessionDuration in seconds."""

    arn: RoleArn
    id: str
    trust: str
    longest: int


class State:
    """Not safe for threads: `app` holds a lock around every call."""

    def __init__(self, company: Company, keys: IssuerKeys, sessions: Sessions) -> None:
        self._sessions = sessions
        self._devices = {
            f"arn:{account.partition}:iam::{account.id}:mfa/{user.name}": user.mfa_secret
            for account in company.accounts
            for user in account.users
            if user.mfa_secret
        }
        self._used_codes: set[tuple[str, str]] = set()
        self._closed = frozenset(account.id for account in company.accounts if account.sts_closed)
        for account in company.accounts:
            _fill(_iam(account.id, account.partition), account, keys)

    def role(self, arn: RoleArn) -> IamRole | None:
        for role in _iam(arn.account, arn.partition).get_roles():
            if role.arn == str(arn):
                longest = int(role.max_session_duration or 3600)
                return IamRole(arn, role.id, role.assume_role_policy_document, longest)
        return None

    def saml_metadata(self, provider_arn: str) -> str | None:
        """The metadata document of a SAML provider; None: there is none of that ARN."""
        fields = provider_arn.split(":")
        if len(fields) != 6 or not fields[4].isdigit():
            return None
        for provider in _iam(fields[4], fields[1]).list_saml_providers():
            if provider.arn == provider_arn:
                return provider.saml_metadata_document
        return None

    def user_key(self, access_key_id: str, partition: str) -> UserKey | None:
        from moto.iam.models import iam_backends

        for account, backends in list(iam_backends.items()):
            if partition not in backends:
                continue
            for user in backends[partition].users.values():
                for key in user.access_keys:
                    if key.access_key_id == access_key_id:
                        active = key.status == "Active"
                        return UserKey(access_key_id, key.secret_access_key, user.arn, account, active)
        return None

    def takes_code(self, asker: Asker, serial: str, code: str, now: datetime) -> bool:
        """Whether the code is the one that the asker's own MFA device shows, for the first time."""
        import pyotp

        secret = self._devices.get(serial)
        is_own = asker.session is None and serial.rpartition("/")[2] == asker.arn.rpartition("/")[2]
        if secret is None or not is_own or (serial, code) in self._used_codes:
            return False
        if not pyotp.TOTP(secret).verify(code, for_time=now, valid_window=1):
            return False
        self._used_codes.add((serial, code))
        return True

    def check_sts_open(self, account: str) -> None:
        """Raises `AwsError` where STS is not activated."""
        if account in self._closed:
            raise AwsError(
                "RegionDisabledException",
                f"STS is not activated in this region for account:{account}. Your account administrator can "
                "activate STS in this region using the IAM Console.",
                403,
            )

    def permits(self, asker: Asker, action: str, resource: str) -> bool | None:
        """What the asker's own policies say, as moto evaluates them; None: nothing."""
        from moto.iam.access_control import IAMPolicy, PermissionResult, create_access_key

        headers = {"X-Amz-Security-Token": asker.token} if asker.token else {}
        key = create_access_key(asker.account, asker.partition, asker.access_key_id, headers)
        results = {IAMPolicy(each).is_action_permitted(action, resource) for each in key.collect_policies()}
        if PermissionResult.DENIED in results:
            return False
        return True if PermissionResult.PERMITTED in results else None

    def mint(self, role: IamRole, name: str, expires: datetime, *, region: str, chained: bool) -> Session:
        """New keys for the role, known to moto and to us. moto counts time in naive UTC."""
        from moto.sts.models import sts_backends

        made = sts_backends[role.arn.account][role.arn.partition].assume_role(
            region_name=region,
            role_session_name=name,
            role_arn=str(role.arn),
            policy="",
            duration=0,
            external_id="",
        )
        made.expiration = expires.replace(tzinfo=None)
        return self._sessions.add(
            Session(
                access_key_id=made.access_key_id,
                secret=made.secret_access_key,
                token=made.session_token,
                role=role.arn,
                role_id=role.id,
                name=name,
                expires=expires,
                chained=chained,
            )
        )


def _iam(account: str, partition: str) -> IAMBackend:
    from moto.iam.models import iam_backends

    return iam_backends[account][partition]


def _fill(iam: IAMBackend, account: Account, keys: IssuerKeys) -> None:
    iam.reset()
    know_managed_policies(iam)
    iam.create_account_alias(account.alias)
    for provider in account.providers:
        iam.create_saml_provider(provider.name, metadata(provider.issuer, keys))
    for role in account.roles:
        iam.create_role(
            role_name=role.name,
            assume_role_policy_document=role.trust,
            path=role.path,
            permissions_boundary=None,
            description="",
            tags=[],
            max_session_duration=str(role.longest),
        )
        for name, document in role.policies:
            iam.put_role_policy(role.name, name, document)
    for user in account.users:
        iam.create_user(region_name=account.partition, user_name=user.name, path=user.path)
        for name, document in user.policies:
            iam.put_user_policy(user.name, name, document)
        if user.access_key_id and user.secret:
            key = iam.create_access_key(user.name)
            key.access_key_id, key.secret_access_key = user.access_key_id, user.secret
