"""What is said to a browser so that it tells us of the POST to AWS, as a state machine: messages in, messages out.

Source of names and meanings: Chrome DevTools Protocol, domains Target, Fetch, Page and Browser. Every page, frame,
new window and worker is attached to before it runs (``waitForDebuggerOnStart``), so that no request slips by.
"""

import re
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, urlsplit

from auth.acs import Consumers
from auth.browser.pipe import Message
from profiles.secret import Secret

_WITH_PAGES: Final = frozenset({"page", "iframe"})
_ASKS: Final = re.compile(
    r"/(v3/signin|signin|ServiceLogin|InteractiveLogin|AccountChooser|speedbump)\b", re.IGNORECASE
)
"""Paths of Google's pages that want something of a person; the way of a live session leads past them by redirects."""
FIRST_PAGE: Final = "data:text/html,<title>fumidai-tui</title>"
"""What the browser starts with. On an empty page the cursor would stay in the address line when Google's comes."""
_OURS: Final = frozenset({"", "data", "about"})
"""Schemes of the first page, also before it is there. Others are tabs of the last time, which the person may have
chosen to have back, and the browser's own (its address line is a page, in some versions)."""
_ATTACH: Final = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}


@dataclass(slots=True)
class Watching:
    """One visit to *link*, looking out for what *consumers* take."""

    link: str
    consumers: Consumers
    response: Secret | None = None
    """The value of ``SAMLResponse``, once it came by; None if what came by held none."""
    consumer: str = ""
    """Where it would have gone."""
    is_done: bool = False
    """The POST has been read and stopped."""
    at: str = ""
    """The address that the main window shows."""
    loaded: bool = False
    """That page is there as a whole."""
    heard: bool = False
    """The browser has said anything."""
    opened: bool = False
    """A page has been there."""
    crashed: bool = False
    unreachable: str = ""
    """Why the link could not be opened, as the browser names it (``net::ERR_…``)."""
    _pages: dict[str, str] = field(default_factory=dict)
    """Sessions of windows and tabs, and the targets they belong to."""
    _starting: str = ""
    """The session that is to open the link."""
    _visited: bool = False
    _waiting: dict[int, str] = field(default_factory=dict)
    """Messages that want an answer, by id, and what for."""
    _last: int = 0

    @property
    def is_closed(self) -> bool:
        """No window is there any more."""
        return self.opened and not self._pages

    @property
    def asks_person(self) -> bool:
        """The main window shows a page that wants an answer."""
        return self.loaded and _ASKS.match(urlsplit(self.at).path) is not None

    def begin(self) -> list[Message]:
        """The first messages."""
        return [self._message("Target.setAutoAttach", _ATTACH)]

    def take(self, message: Message) -> list[Message]:
        """What to answer to *message*."""
        self.heard = True
        session = str(message.get("sessionId", ""))
        told = message.get("params", {})
        match message.get("method"):
            case None:
                return self._answered(message)
            case "Target.attachedToTarget":
                return self._attached(told)
            case "Target.detachedFromTarget":
                self._pages.pop(str(told.get("sessionId")), None)
            case "Fetch.requestPaused":
                return self._paused(session, told)
            case "Page.frameNavigated" if session == self._starting and not told["frame"].get("parentId"):
                self.at, self.loaded = str(told["frame"]["url"]), False
                self.unreachable = str(told["frame"].get("unreachableUrl", ""))
                if self._visited and self.at == FIRST_PAGE:
                    return [self._visit()]  # It was on its way still, and took the place of the link.
            case "Page.loadEventFired" if session == self._starting:
                self.loaded = True
            case "Inspector.targetCrashed" if session == self._starting:
                self.crashed = True
        return []

    def _attached(self, told: Message) -> list[Message]:
        session, target = str(told["sessionId"]), told["targetInfo"]
        go_on = self._message("Runtime.runIfWaitingForDebugger", {}, session)
        patterns = [{"urlPattern": each, "requestStage": "Request"} for each in self.consumers.patterns]
        looking_out = self._message("Fetch.enable", {"patterns": patterns}, session)
        messages = [looking_out]
        if target["type"] in _WITH_PAGES:
            messages.append(self._message("Target.setAutoAttach", _ATTACH, session))
        if target["type"] == "page":
            self._pages[session] = str(target["targetId"])
            self.opened = True
            messages += [self._message(f"{name}.enable", {}, session) for name in ("Page", "Inspector")]
            if not self._starting and urlsplit(target["url"]).scheme in _OURS:
                self._starting = session
                self._waiting[looking_out["id"]] = "looking out"
        return [*messages, go_on]

    def _answered(self, message: Message) -> list[Message]:
        told = message.get("result", {})
        match self._waiting.pop(int(message.get("id", 0)), ""):
            case "looking out":
                return [self._visit()]
            case "visit":
                # net::ERR_ABORTED is our own doing, where the answer to AWS comes at once.
                error = str(told.get("errorText", ""))
                self.unreachable = "" if error == "net::ERR_ABORTED" else error
                # Tabs of the last time, which come back meanwhile, may stand in front.
                return [self._message("Page.bringToFront", {}, self._starting)]
            case "stop":
                self.is_done = True
        return []

    def _visit(self) -> Message:
        visit = self._message("Page.navigate", {"url": self.link}, self._starting)
        self._waiting[visit["id"]] = "visit"
        self._visited = True
        return visit

    def _paused(self, session: str, told: Message) -> list[Message]:
        asked, request = told["request"], {"requestId": told["requestId"]}
        url = str(asked["url"])
        wanted = self.consumers.takes(url) or self.consumers.is_identity_center(url)
        if asked["method"] != "POST" or not wanted:
            return [self._message("Fetch.continueRequest", request, session)]
        # Stopped, whatever is in it: what we could not read must not reach AWS unseen.
        stop = self._message("Fetch.failRequest", {**request, "errorReason": "Aborted"}, session)
        if self.consumer == "":
            self.consumer = url
            found = parse_qs(_body(asked)).get("SAMLResponse", [""])[0]
            self.response = Secret(found) if found else None
            self._waiting[stop["id"]] = "stop"
        return [stop]

    def _message(self, method: str, told: Message, session: str = "") -> Message:
        self._last += 1
        message: Message = {"id": self._last, "method": method, "params": told}
        return {**message, "sessionId": session} if session else message


def _body(asked: Message) -> str:
    entries = asked.get("postDataEntries")
    if isinstance(entries, list) and all("bytes" in each for each in entries):
        return b"".join(b64decode(each["bytes"]) for each in entries).decode("utf-8", "replace")
    return str(asked.get("postData", ""))
