"""The forms for a target, a bastion and any other profile: their fields and the words in them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from profiles.changes import Change, change_of
from profiles.drafts import (
    SEVERAL,
    Draft,
    Editing,
    Present,
    answers_of,
    draft_bastion,
    draft_other,
    draft_several,
    draft_target,
)
from profiles.google_link import google_ids
from profiles.model import Kind, Profile
from profiles.paths import Paths
from profiles.session_length import CHAINING, CONSOLE_SESSION, ROLE_MAXIMUM
from profiles.texts import Texts
from tui.lengths import Lengths
from tui.screens.change import Write
from tui.screens.fields import Field
from tui.screens.form import Form

_TARGET = (
    Field("name", "Profile", "a new name, such as prod-admin"),
    Field("role", "Role", "an ARN, or the role's name alone"),
    Field("account", "Account", "12 digits; stands in the ARN already if you gave one", more=True),
    Field("source", "Source profile", "the profile it is reached from"),
    Field("region", "Region", "the root's, if left empty"),
    Field("display_name", "Shown as", "name in the console's bar (optional)"),
    Field(
        "colour",
        "Colour",
        "Space to pick, or six hex digits (optional)",
        is_colour=True,
        picks="pick a colour",
    ),
    Field("alias", "Account alias", "used in the console link instead of the id", more=True),
    Field("session_name", "Session name", "stands in CloudTrail (role_session_name)", more=True),
    Field("duration", "Session length", "seconds, or 1h (duration_seconds)", more=True, notes=(CHAINING,)),
    Field("external_id", "External id", "only where the role asks for one", more=True),
    Field("mfa_serial", "MFA device", "ARN of a device at AWS (mfa_serial)", more=True),
)
_BASTION = (
    Field("link", "Google's link", "paste that of your AWS app: it holds both ids below"),
    Field("name", "Profile", "a name, such as sts"),
    Field("username", "Your account", "you@example.com; asked for at sign-in if left empty"),
    Field("role", "Role", "its ARN; the sign-in asks if left empty"),
    Field("region", "Region", "such as eu-west-1"),
    Field(
        "duration",
        "Session length",
        "such as 8h; if left empty, as long as the role allows",
        notes=(ROLE_MAXIMUM, CONSOLE_SESSION),
    ),
    Field("idp_id", "Organisation", "idpid in the link, such as C01234567"),
    Field("sp_id", "Application", "spid in the link, a number"),
)
_OTHER = (Field("name", "Profile"), Field("region", "Region", "such as eu-west-1"))


def new_target(present: Present, source: str, paths: Paths, write: Write) -> Form:
    """An empty form for a target, reached from `source`."""
    fields = tuple(replace(field, more=field.more and field.name != "account") for field in _TARGET)
    draft = partial(draft_target, present=present)
    return _form("New target", _added, fields, {"source": source}, draft, present, paths, write)


def new_bastion(present: Present, paths: Paths, write: Write, link: str = "") -> Form:
    """A form for a bastion: the wizard begins with Google's link, or with the ids of the one that is given."""
    draft = partial(draft_bastion, present=present)
    answers = {"link": link, **_ids("link", link)}
    form = _form("New bastion", _added, _BASTION, answers, draft, present, paths, write)
    return replace(form, fill=_ids)


def edit_form(
    profile: Profile,
    present: Present,
    paths: Paths,
    write: Write,
    *,
    copying: bool,
    lengths: Lengths | None = None,
) -> Form:
    """The form of a profile that is there; its name may change too.

    `copying`: for a new one like it. `lengths`: what did not fit together at its last sign-in.
    """
    editing = Editing(profile, copying)
    title = f"Copy of {profile.name}" if copying else f"Edit {profile.name}"
    what = _added if copying else partial(_edited, profile.name)
    answers = answers_of(profile) | ({"name": ""} if copying else {})
    fields, draft = _form_of(profile.kind)
    if lengths is not None:
        fields = [replace(each, notes=lengths.notes) if each.name == "duration" else each for each in fields]
    made = partial(draft, present=present, editing=editing)
    form = _form(title, what, fields, answers, made, present, paths, write)
    return replace(form, fill=_ids) if profile.kind is Kind.BASTION else form


def several_form(targets: Sequence[Profile], present: Present, paths: Paths, write: Write) -> Form:
    """One form for what several targets shall have in common."""
    title = f"Edit {len(targets)} targets"
    fields = tuple(
        replace(field, placeholder="stays as it is in each", more=False)
        for field in _TARGET
        if field.name in SEVERAL
    )
    draft = partial(draft_several, present=present, targets=targets)
    return _form(
        title, lambda _name: f"Change {len(targets)} targets", fields, {}, draft, present, paths, write
    )


def _form_of(kind: Kind) -> tuple[Sequence[Field], Callable[..., Draft]]:
    match kind:
        case Kind.TARGET:
            return _TARGET, draft_target
        case Kind.BASTION:
            return tuple(replace(field, more=field.name == "link") for field in _BASTION), draft_bastion
        case Kind.OTHER:
            return _OTHER, draft_other


def _added(name: str) -> str:
    return f"Add {name}"


def _edited(before: str, name: str) -> str:
    return f"Change {name}" if name == before else f"Rename {before} to {name}"


def _form(
    title: str,
    what: Callable[[str], str],
    fields: Sequence[Field],
    answers: Mapping[str, str],
    draft: Callable[[Mapping[str, str]], Draft],
    present: Present,
    paths: Paths,
    write: Write,
) -> Form:
    names = tuple(each.name for each in present.listing.profiles if each.name.isprintable())
    fields = tuple(replace(field, suggestions=names) if field.name == "source" else field for field in fields)
    has_colour = any(field.is_colour for field in fields)

    def change(name: str, after: Texts) -> Change:
        return change_of(paths, what(name), present.texts, after)

    return Form(title, fields, answers, draft, change, write, colours=present.colours if has_colour else ())


def _ids(field: str, text: str) -> Mapping[str, str]:
    """The ids in a pasted link; nothing for every other field, and for a text that holds none."""
    if field != "link" or not text:
        return {}
    ids = google_ids(text)
    found = {"idp_id": ids.idp_id, "sp_id": ids.sp_id}
    return {name: value for name, value in found.items() if value}
