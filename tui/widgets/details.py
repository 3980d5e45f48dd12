"""Everything about one profile, beside the list or on a screen of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.cells import cell_len, chop_cells
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from auth.plain import plain
from profiles.config import Kind, Listing
from profiles.expiry import State, StoredSession
from profiles.own_login import OwnLogin, own_login_of
from tui.memory import AccountColour
from tui.roads import Road
from tui.rows import SIGNS, Moment, Row
from tui.text import account_number, fit
from tui.widgets.fitted import Fitted

Line = tuple[str, str]


def detail_lines(
    row: Row,
    now_shown: Moment,
    listing: Listing,
    sessions: Mapping[str, StoredSession],
    now: datetime,
    account_colour: AccountColour | None = None,
    roads: Sequence[Road] = (),
) -> list[Line]:
    """Label and text of each line; a line without a label stands by itself."""
    if row.heading:
        return [("", f"{row.children} profiles whose names begin with {plain(row.heading)}.")]
    if row.problem is not None:
        problem = row.problem
        where = f"{plain(str(problem.origin.path))} line {problem.origin.line}"
        return [("", plain(problem.what)), ("mend", plain(problem.remedy)), ("from", where)]
    profile = row.profile
    assert profile is not None  # noqa: S101 - a row has one or the other
    session = sessions.get(profile.name)
    lines: list[Line] = [
        ("state", f"{SIGNS[now_shown.state]} {now_shown.state.word}{_state_note(now_shown, row, listing)}")
    ]
    for problem in profile.problems:
        lines += [
            ("problem", plain(problem.what)),
            ("mend", f"{plain(problem.remedy)} (line {problem.origin.line})"),
        ]
    if session is not None and not session.permanent:
        label = "ended" if now_shown.state is State.READY else "ends"
        lines.append((label, _end_words(session.expires, now)))
        lines.append(("told by", plain(session.source)))
        lines += [("note", plain(note)) for note in session.notes]
    way = own_login_of(profile)
    if now_shown.renews:
        lines.append(("renews", _renewal_words(now_shown.renews, way)))
        if len(profile.chain) > 1:
            lines.append(
                ("note", "It lasts an hour at most: AWS's rule for a role taken with another role's keys.")
            )
    if way is not None:
        lines.append(("login", _OWN_LOGIN[way]))
    if row.alive:
        lines.append(("alive", "renewed before its end while fumidai-tui runs: L"))
    if row.trouble:
        lines.append(("no keys", plain(row.trouble, 600)))
    if profile.role is not None:
        lines.append(("role", plain(str(profile.role))))
    if profile.account:
        lines.append(("account", account_number(profile.account)))
    if row.alias:
        lines.append(("alias", plain(row.alias)))
    if profile.kind is Kind.TARGET or len(profile.chain) > 1:
        lines.append(("chain", " → ".join(plain(name) for name in reversed(profile.chain))))
    else:
        lines.append(("by", plain(profile.reached_by)))
    if profile.google is not None:
        google = profile.google
        lines.append(("user", plain(google.username or "asked for at sign-in")))
        if roads:
            usual, *others = (road.words for road in roads)
            lines.append(("road", f"{usual}; else {', '.join(others)} (b)"))
        lines.append(("length", f"{google.duration / 3600:g} h wanted"))
        if row.lengths is not None:
            lines += [("note", note) for note in row.lengths.notes]
            lines.append(("seen", f"at the sign-in of {row.lengths.on:%d %b %Y}"))
        lines.append(
            ("google", f"idp {plain(google.idp_id or 'missing')}, sp {plain(google.sp_id or 'missing')}")
        )
    lines.append(("region", _region_words(row, listing)))
    if profile.display_name:
        lines.append(("shown as", plain(profile.display_name)))
    if profile.colour or account_colour is not None:
        own = f"██ #{profile.colour}" if profile.colour else "none for the switch"
        lines.append(("colour", own + (_account_words(account_colour) if account_colour else "")))
    lines.append(("from", f"{plain(str(profile.origin.path))} line {profile.origin.line}"))
    return lines


_OWN_LOGIN = {
    OwnLogin.LOGIN: "aws login. AWS tools renew its keys for 12 hours at most; when that is over, no file says. r runs"
    " aws login.",
    OwnLogin.SSO: "AWS SSO. r runs aws sso login.",
    OwnLogin.PROCESS: "A program gives the keys, at each use anew. r runs it once and says until when they hold.",
}


def _renewal_words(renews: str, way: OwnLogin | None) -> str:
    when = "at the next use" if renews == "next use" else f"in {renews}"
    if way is not None:
        return f"{when}, by any AWS tool that is used then."
    return f"{when}, by the AWS CLI itself: it takes new keys below 15 minutes. r takes them now."


def _account_words(colour: AccountColour) -> str:
    """The account's own colour, which everybody sees beside that of the switch."""
    name = "no colour" if colour.name == "none" else plain(colour.name, 30)
    return f"; the account's own: {name} (read {colour.on:%d %b})"


def _state_note(shown: Moment, row: Row, listing: Listing) -> str:
    root = listing.get(row.profile.root) if row.profile else None
    own = own_login_of(row.profile) if row.profile else None
    match shown.state:
        case State.READY if own is OwnLogin.PROCESS:
            return ": its program is asked whenever keys are needed"
        case State.READY if own is not None:
            return ": its keys have ended; AWS tools take new ones at the next use, if the login still stands"
        case State.READY:
            return ": AWS tools switch by themselves"
        case State.SIGN_IN:
            if root is None or root.kind is Kind.BASTION or own_login_of(root) is not None:
                return ": press r"
            return f": {plain(root.name)} has to sign in first ({plain(root.reached_by)})"
        case State.EXPIRED | State.ENDING:
            return f", {shown.ends}" + (
                ": press r" if row.profile and (row.profile.kind is Kind.BASTION or own is not None) else ""
            )
        case _:
            return ""


def _end_words(expires: datetime | None, now: datetime) -> str:
    if expires is None:
        return "unknown: no end is written beside the keys"
    local = expires.astimezone(now.tzinfo)
    day = "" if local.date() == now.date() else f"{local:%a %d %b} "
    return f"{day}{local:%H:%M:%S} {local.tzname() or ''}".strip()


def _region_words(row: Row, listing: Listing) -> str:
    assert row.profile is not None  # noqa: S101 - asked for profiles only
    if row.profile.region:
        return plain(row.profile.region)
    root = listing.get(row.profile.root)
    if root is not None and root is not row.profile and root.region:
        return f"not set (the AWS CLI needs one; the root has {plain(root.region)})"
    return "not set"


class Details(VerticalScroll, can_focus=False):
    """The details of the row under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._shown: tuple[str, list[Line], str | None] | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="details-title")
        yield Fitted(lambda width: content_of(self._lines, width), id="details-lines")

    def show(self, title: str, lines: list[Line], colour: str | None) -> None:
        """Replace what is shown, if it is something else."""
        if (title, lines, colour) == self._shown:
            return
        self._shown = (title, lines, colour)
        mark = (("▌ ", f"#{colour}"),) if colour else ()
        self.query_one("#details-title", Static).update(Content.assemble(*mark, (title, "bold")))
        self._lines = lines
        self.query_one("#details-lines", Fitted).refresh(layout=True)


def content_of(lines: list[Line], width: int) -> Content:
    """The lines in *width* cells: a column of labels, the texts wrapped beside it."""
    label_width = max((cell_len(label) for label, _ in lines), default=0) + 2
    parts: list[Content] = []
    for label, text in lines:
        mark = "$text-error" if label == "problem" else "$quiet"
        indent = label_width if label else 0
        first, *rest = wrap(text, max(10, width - indent))
        shown = Content(first)
        if label == "colour" and text.startswith("██ "):
            shown = shown.stylize(text.split()[1].rstrip(";"), 0, 2)
        parts.append(Content.assemble((fit(label, indent), mark), shown))
        parts.extend(Content(" " * indent + line) for line in rest)
    return Content("\n").join(parts)


def wrap(text: str, width: int) -> list[str]:
    """*text* in lines of at most *width* cells, broken at spaces, and within words only where one is too long."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(joined) <= width:
            lines[-1] = joined
            continue
        pieces = chop_cells(word, width)
        lines = [*([*lines] if lines[-1] else lines[:-1]), *pieces]
    return lines
