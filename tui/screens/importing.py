"""The first step of an import: a text is pasted or read, and what it leaves open is asked beside it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from auth.plain import plain
from profiles.foreign_files import read_text_file
from profiles.importing.accounts import read_accounts
from profiles.importing.comparing import Difference
from profiles.importing.left_open import Answers, LeftOpen, Looked, default_source, look
from profiles.importing.pattern import PATTERN, pattern_reason
from profiles.importing.reading import Format
from profiles.importing.recognising import LONGEST
from profiles.model import Kind
from profiles.writing import FileRefused
from tui.background import in_thread
from tui.screens.dialog import Dialog
from tui.screens.menu import Item, MenuScreen
from tui.screens.proposals import ProposalsScreen
from tui.screens.taking import Destination, Taken, count_words
from tui.widgets.paste_area import PasteArea
from tui.widgets.tick import Tick

_SMALL = 20_000
"""Characters of a text that is read at each key; a longer one is read when the keys pause."""
_PAUSE = 0.3
KNOWN_FILES = ("~/.saml2aws", "~/.aws/config")
"""Of other tools, or of another environment than this one."""


@dataclass(frozen=True, slots=True)
class BastionLink:
    """The text was a link of Google's, from which a bastion is made."""

    link: str


@dataclass(frozen=True, slots=True)
class Folders:
    """Where files may be: `find` makes a path of what is typed, `known` are those of other tools that are there."""

    find: Callable[[str], Path]
    known: Sequence[str]
    """As a person types them."""


class ImportScreen(Dialog[Taken | BastionLink | None]):
    """Says what a text is while it is pasted; Enter shows what it comes to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", show=False),
        Binding("ctrl+s", "go_on", show=False),
        Binding("ctrl+o", "known", show=False, priority=True),
    ]

    def __init__(self, destination: Destination, root: str | None, folders: Folders) -> None:
        super().__init__()
        self._destination, self._folders = destination, folders
        self._listing = destination.present.listing
        self._default = default_source(self._listing, root)
        self._file_name: str | None = None
        self._sources: dict[str, Input] = {}
        """The fields of the sources that are asked about, by the name in the text."""

    def compose(self) -> ComposeResult:
        with Vertical(id="box") as box:
            box.border_title = "Import"
            yield Static(
                Content(
                    "Paste what another tool or a colleague has: AESR text, an AWS config, ~/.saml2aws, CSV,"
                    " ARNs, switch-role links, Google's link."
                ),
                classes="muted",
            )
            yield PasteArea("Paste here.", id="text")
            yield Static(id="found")
            with Horizontal(classes="field"):
                yield Label("or a file")
                yield Input(placeholder="such as ~/Downloads/config; ⏎ reads it", id="file", compact=True)
            with Horizontal(classes="field", id="ask-source"):
                yield Label("Source profile")
                yield self._source_input("source", "")
            yield VerticalScroll(id="sources", can_focus=False)
            with Horizontal(classes="field", id="ask-pattern"):
                yield Label("Names")
                yield Input(PATTERN, id="pattern", compact=True)
            yield Tick("It is my own: take my Google user name over too", id="own")
            yield Static(id="reason", classes="wrong")
            yield Static(id="keys", classes="keys")

    def _source_input(self, name: str | None, value: str) -> Input:
        names = [each.name for each in self._listing.profiles if each.name.isprintable()]
        suggester = SuggestFromList(names, case_sensitive=True)
        placeholder = "the profile they are reached from"
        return Input(value, placeholder=placeholder, id=name, compact=True, suggester=suggester)

    def on_mount(self) -> None:
        for name in ("ask-source", "sources", "ask-pattern", "own", "reason"):
            self.query_one(f"#{name}").display = False
        words = ["⏎ go on", "^j new line", "Tab next field"]
        if len(self._folders.known) == 1:
            words.append(f"^o {plain(self._folders.known[0], 20)}")
        elif self._folders.known:
            words.append("^o known files")
        self.query_one("#keys", Static).update(Content("   ".join([*words, "Esc cancel"])))
        self.query_one(PasteArea).focus()

    # What is typed, and what it comes to

    @property
    def _text(self) -> str:
        return self.query_one(PasteArea).text

    def _answers(self) -> Answers:
        return Answers(
            source=self._typed("source"),
            sources={name: field.value.strip() for name, field in self._sources.items()},
            pattern=self._typed("pattern"),
            own=self.query_one(Tick).is_ticked,
            default=self._default,
        )

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _look(self) -> Callable[[], Looked]:
        return partial(look, self._text, self._listing, self._answers(), self._file_name)

    @on(PasteArea.Changed)
    @on(Input.Changed)
    @on(Tick.Changed)
    def changed(self) -> None:
        """Read it anew."""
        if not self._text:
            self._file_name = None
        self.show()

    @work(description="read the text", exclusive=True, group="look")
    async def show(self) -> None:
        """Say what the text is, and ask what it leaves open."""
        if len(self._text) > _SMALL:
            await asyncio.sleep(_PAUSE)
        text = self._text
        looked = await in_thread(self._look())
        self._ask(looked)
        self.query_one("#found", Static).update(self._words(text, looked))
        self.tell(pattern_reason(self._typed("pattern")) or "" if looked.open.pattern else "")

    def _ask(self, looked: Looked) -> None:
        is_open = looked.open
        self.query_one("#ask-source").display = is_open.source
        self.query_one("#ask-pattern").display = is_open.pattern
        self.query_one(Tick).display = is_open.own
        source = self.query_one("#source", Input)
        source.placeholder = self._source_words(is_open)
        if is_open.needs_source and not source.value and not source.has_focus:
            source.value = self._default
        if is_open.sources != tuple(self._sources):
            self._ask_sources(is_open.sources)

    def _ask_sources(self, names: Sequence[str]) -> None:
        """A field for each of these sources. In one go: a reader that starts anew stops the one before it anywhere."""
        answers = self._answers().sources
        self._sources = {name: self._source_input(None, answers.get(name, self._default)) for name in names}
        sources = self.query_one("#sources")
        sources.remove_children()
        sources.mount_all(
            Horizontal(Label(Content(f"“{plain(name, 24)}” is")), field, classes="field")
            for name, field in self._sources.items()
        )
        sources.display = bool(names)

    def _source_words(self, is_open: LeftOpen) -> str:
        """What an empty source means: the reader takes the one it has here, else the only bastion."""
        if is_open.needs_source:
            return "of those that name none"
        bastions = [each.name for each in self._listing.profiles if each.kind is Kind.BASTION]
        only = plain(bastions[0], 24) if len(bastions) == 1 else "the one it has here"
        return f"of those that name none; if left empty: {only}"

    def _words(self, text: str, looked: Looked) -> Content:
        """What the text is, and what it comes to."""
        if not text.strip():
            return Content("")
        first = looked.reading.not_taken[0].what if looked.reading.not_taken else ""
        if looked.format is Format.UNKNOWN:
            if len(text) <= _SMALL and read_accounts(text)[0]:
                first = "These are accounts without a role. N, then m, makes a target in each of them."
            return Content.styled(plain(first), "$text-warning")
        if looked.format is Format.GOOGLE_LINK:
            return Content.styled(self._link_words(looked), "$text-success")
        words = [count_words(looked.proposals) or "no profile in it"]
        left = len(looked.reading.not_taken)
        words += [f"{left:,} not taken over"] if left else []
        style = "$text-success" if looked.proposals else "$text-warning"
        return Content.assemble((looked.format.value, f"bold {style}"), (f": {' · '.join(words)}", style))

    def _link_words(self, looked: Looked) -> str:
        same = [each for each in looked.proposals if each.difference is Difference.SAME]
        if same:
            return f"Google's link of {plain(same[0].candidate.name, 40)}, which is here already."
        return "A link of Google's. ⏎ opens the form of a new bastion with the ids from it."

    def tell(self, words: str) -> None:
        """Say what is wrong; nothing takes it away."""
        reason = self.query_one("#reason", Static)
        reason.update(Content(plain(words, 600)))
        reason.display = bool(words)

    # Files

    @on(Input.Submitted, "#file")
    def file_named(self, event: Input.Submitted) -> None:
        """Enter in the field of the file reads it."""
        event.stop()
        if event.value.strip():
            self.read_file(self._folders.find(event.value.strip()))
        else:
            self.action_go_on()

    @work(description="read a file")
    async def action_known(self) -> None:
        """``^o``: another tool's file that is there."""
        known = self._folders.known
        if len(known) > 1:
            items = [Item(str(place), path) for place, path in enumerate(known, start=1)]
            key = await self.app.push_screen_wait(MenuScreen("Files of other tools", items))
            known = [known[int(key) - 1]] if key else ()
        if known:
            # It lies in the person's home, so the user name in it is theirs.
            self.query_one(Tick).is_ticked = True
            self.read_file(self._folders.find(known[0]))

    @work(description="read a file", exclusive=True, group="file")
    async def read_file(self, path: Path) -> None:
        """Put a file's text into the area."""
        try:
            text = await in_thread(partial(read_text_file, path, LONGEST))
        except FileRefused as refused:
            self.tell(str(refused))
            return
        area = self.query_one(PasteArea)
        area.load_text(text)
        area.focus()
        self._file_name = path.name
        if not text.strip():
            self.tell(f"{path} is empty.")

    # Going on

    @on(PasteArea.Entered)
    @on(Input.Submitted)
    def entered(self) -> None:
        """Enter, in any field."""
        self.action_go_on()

    @work(description="what it comes to", exclusive=True, group="go on")
    async def action_go_on(self) -> None:
        """Enter: the profiles of the text, to be ticked."""
        text = self._text
        if not text.strip():
            self.tell("Paste a text or name a file first.")
            return
        looked = await in_thread(self._look())
        if looked.format is Format.GOOGLE_LINK:
            if any(each.difference is Difference.SAME for each in looked.proposals):
                self.tell("This bastion is here already: nothing to write.")
            else:
                self.dismiss(BastionLink(text.strip()))
            return
        if looked.format is Format.UNKNOWN or (reason := self._wrong(looked)):
            self.tell(reason if looked.format is not Format.UNKNOWN else "")
            return
        title = f"Import: {looked.format.value}"
        taken = await self.app.push_screen_wait(
            ProposalsScreen(title, looked.proposals, looked.reading.not_taken, self._destination)
        )
        if taken is not None:
            self.dismiss(taken)

    def _wrong(self, looked: Looked) -> str:
        return pattern_reason(self._typed("pattern")) or "" if looked.open.pattern else ""


def known_files(find: Callable[[str], Path], own: Path) -> tuple[str, ...]:
    """Other tools' files that are there, without the person's own config. Blocks."""
    return tuple(
        name for name in KNOWN_FILES if find(name).is_file() and find(name).resolve() != own.resolve()
    )
