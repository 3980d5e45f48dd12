"""Texts of other tools that the tests of import and export take in."""

from __future__ import annotations

AESR = """\
[corp]
aws_account_id = 111111111111

[prod-admin]
role_arn = arn:aws:iam::333333333333:role/Admin ; the main one
source_profile = corp
region = us-east-1
color = ff0000
image = https://example.com/x.png

[from_fumidai]
role_arn = arn:aws:iam::222222222222:role/from_fumidai
source_profile = corp
color = 00ff00

[audit]
aws_account_id = 444444444444
role_name = Auditor
source_profile = corp
"""
"""`corp` is the account of `sts`; `from_fumidai` is there with another colour; an image is not taken over."""

COLLEAGUE = """\
[profile theirs]
region = eu-west-1
google_config.google_idp_id = C0colleague
google_config.google_sp_id = 123456789012
google_config.google_username = them@example.com

[profile theirs-dev]
role_arn = arn:aws:iam::555555555555:role/Dev
source_profile = theirs
region = eu-west-1

[profile theirs-deep]
role_arn = arn:aws:iam::666666666666:role/Deep
source_profile = theirs-dev
region = eu-west-1
"""

SAML2AWS = """\
[work]
name                 = work
app_id               =
url                  = https://accounts.google.com/o/saml2/initsso?idpid=C0saml2aws&spid=210987654321&forceauthn=false
username             = me@example.com
provider             = GoogleApps
mfa                  = Auto
aws_urn              = urn:amazon:webservices
aws_session_duration = 3600
aws_profile          = work
role_arn             = arn:aws:iam::777777777777:role/sso
region               = us-east-1
"""

GOOGLE_LINK = "https://accounts.google.com/o/saml2/initsso?idpid=C0another&spid=123456789012&forceauthn=false"
SWITCH_LINK = (
    "https://signin.aws.amazon.com/switchrole?account=888888888888&roleName=Ops&displayName=ops&color=99BCE3"
)
ARNS = "arn:aws:iam::888888888888:role/Ops\narn:aws:iam::999999999999:role/team/Ops\n"
HOSTILE = """\
[corp]
aws_account_id = 111111111111
[no\x1b[2Jrole]
color = ff0000
[[red]x[/red]]
role_arn = arn:aws:iam::333333333333:role/Admin
source_profile = corp
[a\x1b[31mb]
role_arn = arn:aws:iam::333333333333:role/Other
source_profile = corp
[\u202eesrever]
role_arn = arn:aws:iam::333333333333:role/Third
source_profile = [bold]\x1b]0;owned\x07
[plain]
role_arn = arn:aws:iam::333333333333:role/Fourth
source_profile = corp
\x9b31m[/] = [link=file:///]\x1b[2J
"""
"""Markup and control characters wherever a text can hold them."""
