"""The forms for what is set up at AWS and Google: their fields, the words in them, and what a profile fills in."""

from profiles.arns import RoleArn
from profiles.config import Kind, Listing, Profile
from profiles.session_length import CHAINING, CONSOLE_SESSION, ROLE_MAXIMUM
from profiles.setting_up.drafts import draft_bastion, draft_bastion_role, draft_program, draft_target
from profiles.setting_up.managed_policies import MANAGED_POLICIES, READ_ONLY
from profiles.setting_up.programs import ADVICE
from tui.screens.fields import Field
from tui.screens.setup_form import SetupForm

_ARN = "arn:aws:iam::123456789012:role/Name"
_TAGS = Field("tags", "Tags", "such as Team=Web, Owner=ops (optional)")
_TARGET = (
    Field("role", "Role", _ARN),
    Field("bastion_role", "Reached from", "ARN of the role that may switch to it"),
    Field(
        "permissions",
        "Permissions",
        "Space to pick, or the ARN of a managed policy",
        suggestions=tuple(policy.name for policy in MANAGED_POLICIES),
        picks="pick a policy",
    ),
    Field("max_session_seconds", "Maximum session", "seconds, or 1h", notes=(CHAINING,)),
    Field("description", "Description", "what the role is for (optional)"),
    _TAGS,
    Field("external_id", "External id", "only for companies other than yours; no console then"),
)
_BASTION = (
    Field("role", "Bastion's role", _ARN),
    Field("provider_name", "SAML provider", "a name for Google at AWS, such as Google"),
    Field("max_session_seconds", "Maximum session", "seconds, or 12h", notes=(ROLE_MAXIMUM,)),
    Field("console_session_seconds", "Console session", "seconds, or 12h", notes=(CONSOLE_SESSION,)),
    Field("description", "Description", "what the role is for (optional)"),
    _TAGS,
)
_PROGRAM = (
    Field("account", "Account", "12 digits"),
    Field("user_name", "User", "named after the program, such as backup-nightly"),
    Field("owner", "Owner", "who answers for its keys: a team, or an address"),
    Field("sources", "From addresses", "public ones, such as 203.0.113.0/24 198.51.100.7"),
    Field("partition", "Partition", "aws, aws-cn, aws-us-gov …", more=True),
)
_BASTION_ROLE = (Field("bastion_role", "Bastion's role", _ARN),)


def target_form(profile: Profile, listing: Listing) -> SetupForm:
    """The role of a target, filled in from its profile and from the one it is reached from."""
    external_id = profile.values.get("external_id")
    answers = {
        "role": _text(profile.role),
        "bastion_role": role_of_source(profile, listing),
        "permissions": READ_ONLY,
        "max_session_seconds": "1h",
        "external_id": _text(external_id if isinstance(external_id, str) else None),
    }
    return SetupForm(f"Role of {profile.name} at AWS", _TARGET, answers, draft_target)


def bastion_form(root: Profile | None) -> SetupForm:
    """The company's side, with the role of the bastion if one is given."""
    is_bastion = root is not None and root.kind is Kind.BASTION
    answers = {
        "role": _text(root.role) if root is not None and is_bastion else "",
        "provider_name": "Google",
        "max_session_seconds": "12h",
        "console_session_seconds": "12h",
    }
    return SetupForm("The bastion's side, once per company", _BASTION, answers, draft_bastion)


def program_form(profile: Profile | None) -> SetupForm:
    """A user with keys for one program, in the account of the profile if one is given."""
    account = profile.account if profile is not None else None
    partition = profile.role.partition if profile is not None and profile.role is not None else "aws"
    answers = {"account": _text(account), "partition": "" if partition == "aws" else partition}
    return SetupForm("Keys for a program", _PROGRAM, answers, draft_program, notes=ADVICE[:1])


def bastion_role_form(name: str) -> SetupForm:
    """The role of the bastion *name*, where its profile does not say."""
    return SetupForm(f"Where {name} may switch to", _BASTION_ROLE, {}, draft_bastion_role)


def role_of_source(profile: Profile, listing: Listing) -> str:
    """The ARN of the role whose keys *profile* is reached with; empty where no profile names it."""
    source = listing.get(profile.chain[1]) if len(profile.chain) > 1 else None
    return _text(source.role) if source is not None else ""


def _text(answer: RoleArn | str | None) -> str:
    """An answer that comes from a file; a field would show control characters raw."""
    text = "" if answer is None else str(answer)
    return text if text.isprintable() else ""
