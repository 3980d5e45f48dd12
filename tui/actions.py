"""Everything a person can do, in one registry: bindings, footer, help and palette all read it."""

from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do on the home screen."""

    id: str
    """``area.verb``: also the name under which a keymap binds it."""
    keys: str
    """Textual key names, comma separated."""
    method: str
    """The screen's ``action_…`` it runs."""
    label: str
    """One or two words, for the footer."""
    about: str
    """One sentence, for help and palette."""
    key_display: str | None = None
    in_footer: bool = True
    leads_to_typing: bool = False
    """What is typed right behind the key belongs to a field: the key is dealt with before the next one is looked at,
    which Textual does for priority bindings only."""

    def binding(self) -> Binding:
        """The Textual binding."""
        return Binding(
            self.keys,
            self.method,
            self.label,
            show=self.in_footer,
            key_display=self.key_display,
            id=self.id,
            tooltip=self.about,
            priority=self.leads_to_typing,
        )


HOME = (
    Action(
        "session.refresh",
        "r",
        "refresh",
        "Refresh",
        "New keys: sign in to Google for this bastion, or by aws login; take a target's role anew, its root first if"
        " need be.",
    ),
    Action(
        "session.renew_all",
        "R",
        "renew_all",
        "Renew all",
        "New keys for all that is marked, else for all that is live; nobody is asked anything.",
        in_footer=False,
    ),
    Action(
        "session.end",
        "x",
        "end",
        "End",
        "End the session of this profile, or of all that is marked: its keys are taken off this computer.",
        in_footer=False,
    ),
    Action(
        "session.road",
        "b",
        "road",
        "Road",
        "How this bastion signs in: in this terminal, with a browser window, or by pasting a browser's answer.",
        in_footer=False,
    ),
    Action(
        "session.keep_alive",
        "L",
        "keep_alive",
        "Keep alive",
        "Renew this before its end while fumidai-tui runs, or say in time that it ends.",
        in_footer=False,
    ),
    Action(
        "session.where_kept",
        "W",
        "where_kept",
        "Keyring",
        "Keep this bastion's session in the system's keyring instead of the credentials file, or bring it back.",
        in_footer=False,
    ),
    Action(
        "session.end_all",
        "X",
        "end_all",
        "End all",
        "End every session on this computer.",
        in_footer=False,
    ),
    Action(
        "console.open",
        "c",
        "console",
        "Console",
        "Open the AWS console: a target at its switch-role link, after signing in to its bastion's if need be.",
    ),
    Action(
        "console.menu",
        "C",
        "console_menu",
        "Console …",
        "Every way into the console: switch, sign in with keys, a page and region, sign out first, copy or show.",
        in_footer=False,
    ),
    Action(
        "console.account_colour",
        "K",
        "account_colour",
        "Account colour",
        "The colour this account has in the console for everybody: see it, or set it.",
        in_footer=False,
    ),
    Action(
        "handing.copy",
        "y",
        "hand_out",
        "Copy",
        "Copy or show lines for a shell, keys, .env, JSON, account id, role ARN, links.",
    ),
    Action(
        "handing.shell",
        "s",
        "shell",
        "Shell",
        "Open a shell in this terminal that works as this profile; exit comes back here.",
    ),
    Action(
        "handing.shell_keys",
        "S",
        "shell_keys",
        "Shell with keys",
        "The same with the keys themselves in the environment, for programs that know no profiles.",
        in_footer=False,
    ),
    Action(
        "handing.command",
        "exclamation_mark",
        "command",
        "Run a command",
        "Run one command as this profile, in this terminal.",
        "!",
        in_footer=False,
    ),
    Action("target.new", "n", "new_target", "New", "Add a target."),
    Action(
        "profile.new",
        "N",
        "new",
        "New …",
        "Add a bastion, many targets at once, or what another tool has.",
        in_footer=False,
    ),
    Action(
        "profile.edit",
        "e",
        "edit",
        "Edit",
        "Change this profile or its name; of several marked targets what they have in common.",
        in_footer=False,  # with it the footer is wider than 80 columns
    ),
    Action(
        "profile.copy",
        "D",
        "copy",
        "Duplicate",
        "Add a profile like this one, under another name.",
        in_footer=False,
    ),
    Action(
        "profile.remove",
        "d",
        "remove",
        "Remove",
        "Take this profile, or all that are marked, out of the files.",
        in_footer=False,
    ),
    Action(
        "change.undo",
        "u",
        "undo",
        "Undo",
        "Take the last change of the files back, until the application ends.",
        in_footer=False,
    ),
    Action(
        "config.versions",
        "V",
        "versions",
        "Versions",
        "Go back to one of the last ten versions of the config.",
        in_footer=False,
    ),
    Action(
        "profile.import",
        "i",
        "import",
        "Import",
        "Take profiles over from another tool's or a colleague's text, file or links.",
        in_footer=False,
    ),
    Action(
        "profile.export",
        "E",
        "export",
        "Export",
        "Give profiles to others: as AESR text, or as a config to share.",
        in_footer=False,
    ),
    Action(
        "aws.set_up",
        "a",
        "set_up",
        "AWS side",
        "What has to be set up at AWS and Google, as texts to copy or save: for this target, the bastion, programs.",
        in_footer=False,
    ),
    Action(
        "list.filter",
        "slash",
        "filter",
        "Filter",
        "Show only what fits the words you type.",
        "/",
        leads_to_typing=True,
    ),
    Action(
        "list.go_to",
        "colon",
        "go_to",
        "Go to",
        "Go to a profile by a part of its name, whatever hides it; q quits, where no profile is called q.",
        ":",
        in_footer=False,
        leads_to_typing=True,
    ),
    Action(
        "list.details",
        "enter",
        "details",
        "Details",
        "Everything about this profile.",
        "⏎",
        in_footer=False,
    ),
    Action(
        "list.fold",
        "space",
        "fold",
        "Fold",
        "Hide or show what stands under this root or group.",
        in_footer=False,
    ),
    Action(
        "list.order",
        "o",
        "order",
        "Order",
        "Sort the list, and choose what stands together.",
        in_footer=False,
    ),
    Action("list.pin", "p", "pin", "Pin", "Keep a profile on top, or let it go.", in_footer=False),
    Action(
        "list.mark",
        "m",
        "mark",
        "Mark",
        "Mark this profile, or take its mark away: what can be done to several is done to the marked.",
        in_footer=False,
    ),
    Action(
        "list.mark_all",
        "M",
        "mark_all",
        "Mark all",
        "Mark all that is listed, or take those marks away.",
        in_footer=False,
    ),
    Action(
        "google.forget",
        "F",
        "forget_google",
        "Forget Google session",
        "Remove the kept Google session and password of this bastion's account.",
        in_footer=False,
    ),
    Action("app.help", "question_mark", "help", "Help", "The keys and the signs.", "?"),
    Action("app.quit", "q", "quit", "Quit", "Leave; nothing needs saving.", "q"),
)
