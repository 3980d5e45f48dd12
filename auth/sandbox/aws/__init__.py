"""The AWS half of the sandbox: a layer of our own in front of moto.

moto keeps IAM's state, answers most calls and evaluates permission policies. What it does not do stands in
front of it: SAML assertions, trust policies, the length of sessions, and whether a call's keys are known,
alive and used with the right token. The way of a call: `app` -> `call` (read it) -> `signed` (who asks?) ->
`saml_role` or `role` (STS gives keys) or `moto_app` (everything else).
"""

from auth.sandbox.aws.app import AwsApp, make_aws_app
from auth.sandbox.aws.sessions import Session, Sessions

__all__ = ["AwsApp", "Session", "Sessions", "make_aws_app"]
