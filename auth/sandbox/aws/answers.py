"""What STS answers when it gives out keys, as XML of its query protocol."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from auth.sandbox.aws.saml_role import SamlSignIn, subject_type
from auth.sandbox.aws.sessions import Session

if TYPE_CHECKING:
    from werkzeug import Response

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"

Tree = Mapping[str, "str | Tree"]


def role_assumed(session: Session, packed_percent: int) -> Response:
    return _answer("AssumeRole", _session(session, packed_percent))


def saml_role_assumed(done: SamlSignIn) -> Response:
    # AWS docs, AssumeRoleWithSAML: NameQualifier is BASE64(SHA1(issuer + account + "/" + provider's name)).
    qualifier = hashlib.sha1(
        f"{done.claims.issuer}{done.account}/{done.provider_name}".encode(), usedforsecurity=False
    ).digest()
    repeated = {
        "Subject": done.claims.subject,
        "SubjectType": subject_type(done.claims),
        "Issuer": done.claims.issuer,
        "Audience": done.claims.recipient,
        "NameQualifier": base64.b64encode(qualifier).decode(),
    }
    return _answer("AssumeRoleWithSAML", {**_session(done.session, done.packed_percent), **repeated})


def _session(session: Session, packed_percent: int) -> dict[str, str | Tree]:
    answer: dict[str, str | Tree] = {
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret,
            "SessionToken": session.token,
            "Expiration": session.expires.replace(tzinfo=None).isoformat(timespec="seconds") + "Z",
        },
        "AssumedRoleUser": {
            "AssumedRoleId": f"{session.role_id}:{session.name}",
            "Arn": session.arn,
        },
    }
    return answer | ({"PackedPolicySize": str(packed_percent)} if packed_percent else {})


def _answer(action: str, result: Tree) -> Response:
    from werkzeug import Response

    root = etree.Element(f"{action}Response", xmlns=_NAMESPACE)
    request_id = secrets.token_hex(16)
    _fill(root, {f"{action}Result": result, "ResponseMetadata": {"RequestId": request_id}})
    return Response(etree.tostring(root), 200, {"x-amzn-RequestId": request_id}, content_type="text/xml")


def _fill(parent: etree._Element, tree: Tree) -> None:
    for name, value in tree.items():
        child = etree.SubElement(parent, name)
        if isinstance(value, str):
            child.text = value
        else:
            _fill(child, value)
