"""A new target: a form that says what is wrong as you type, and shows the lines it will add."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from auth.plain import plain
from profiles.arns import ArnError, RoleArn
from profiles.config import Listing, Profile
from profiles.files import FileRefused, Paths, add_profile, preview
from profiles.targets import (
    NewTarget,
    account_reason,
    colour_reason,
    default_region,
    display_name_reason,
    name_reason,
    region_reason,
    role_of,
    source_reason,
)
from tui.background import in_thread
from tui.screens.dialog import Dialog

_FIELDS = (
    ("name", "Profile", "a new name, such as prod-admin"),
    ("role", "Role", "an ARN, or the role's name alone"),
    ("account", "Account", "12 digits; stands in the ARN already if you gave one"),
    ("source", "Source profile", "the profile it is reached from"),
    ("region", "Region", "the root's, if left empty"),
    ("display_name", "Shown as", "name in the console's bar (optional)"),
    ("colour", "Colour", "six hex digits, such as b7ca9d (optional)"),
)


class TargetScreen(Dialog[str | None]):
    """Returns the name of the profile it wrote, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, or what is typed right after them, faster than a screen, goes to the field before.
        Binding("tab,down", "app.focus_next", show=False, priority=True),
        Binding("shift+tab,up", "app.focus_previous", show=False, priority=True),
        Binding("ctrl+s", "save", show=False),
    ]

    def __init__(self, listing: Listing, source: Profile | None, paths: Paths) -> None:
        super().__init__()
        self._listing, self._paths = listing, paths
        # A field shows what is in it raw, so a name with control characters must be typed by who wants it.
        self._source_name = source.name if source and source.name.isprintable() else ""

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box", can_focus=False) as box:
            box.border_title = "New target"
            for name, label, placeholder in _FIELDS:
                with Horizontal(classes="field"):
                    yield Label(label)
                    yield Input(
                        value=self._source_name if name == "source" else "",
                        placeholder=placeholder,
                        id=name,
                        compact=True,
                        suggester=self._suggester() if name == "source" else None,
                    )
            yield Static(id="reason", classes="wrong")
            yield Static(Content(f"Added at the end of {plain(str(self._paths.config))}:"), classes="muted")
            yield Static(id="preview", classes="preview")
            yield Static(Content("Tab next field   ⏎ write these lines   Esc cancel"), classes="keys")

    def on_mount(self) -> None:
        self.query_one("#name", Input).focus()
        self.show()

    def _suggester(self) -> SuggestFromList:
        names = [profile.name for profile in self._listing.profiles if profile.name.isprintable()]
        return SuggestFromList(names, case_sensitive=True)

    def _typed(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value.strip()

    @on(Input.Changed)
    def show(self) -> None:
        """The first reason against what is typed so far, and the lines as they would be."""
        change, reason = self.draft()
        reasons = self.query_one("#reason", Static)
        # Before the first letter nothing is wrong yet.
        reasons.update(Content(reason if self._typed("name") or self._typed("role") else ""))
        lines = self.query_one("#preview", Static)
        lines.update(Content(preview(change).strip() if change else "…"))

    def draft(self) -> tuple[NewTarget | None, str]:
        """The target as typed, or the first reason why there is none."""
        try:
            role, region = self._role(), self._typed("region")
            change = NewTarget(
                self._typed("name"),
                role,
                self._typed("source"),
                region or default_region(role, self._typed("source"), self._listing),
                self._typed("display_name") or None,
                self._typed("colour").removeprefix("#") or None,
            )
        except ArnError as error:
            return None, name_reason(self._typed("name"), self._listing) or str(error)
        checks: tuple[Callable[[], str | None], ...] = (
            partial(name_reason, change.name, self._listing),
            partial(source_reason, change.source, self._listing),
            partial(region_reason, change.region, role),
            partial(display_name_reason, change.display_name or ""),
            partial(colour_reason, change.colour or ""),
        )
        reason = next((reason for check in checks if (reason := check())), "")
        return (None, reason) if reason else (change, "")

    def _role(self) -> RoleArn:
        """From the ARN, or from account and name. Raises ``ArnError``."""
        role, account = self._typed("role"), self._typed("account").replace(" ", "").replace("-", "")
        if not role:
            raise ArnError("The role is missing.", "Give its ARN, or account and name.")
        if role.startswith("arn:"):
            return RoleArn.parse(role)
        if reason := account_reason(account):
            raise ArnError(reason, "")
        return role_of(account, role, self._typed("source"), self._listing)

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter, in any field."""
        self.action_save()

    @work(description="write the target", exclusive=True)
    async def action_save(self) -> None:
        """Write the lines, if nothing speaks against them."""
        change, reason = self.draft()
        if change is None:
            self.query_one("#reason", Static).update(Content(reason))
            return
        try:
            await in_thread(partial(add_profile, self._paths, change))
        except FileRefused as refused:
            self.query_one("#reason", Static).update(Content(str(refused)))
        else:
            self.dismiss(change.name)
