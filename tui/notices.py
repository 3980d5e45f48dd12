"""Words for somebody who looks elsewhere: a desktop notification, by the terminal's own escape sequence.

Sources: iTerm2, "Proprietary Escape Codes" (OSC 9); rxvt-unicode's and VTE's OSC 777. Terminals that are not known
to have one get the bell alone.
"""

from collections.abc import Mapping

from auth.plain import plain

_OSC_9 = frozenset({"iTerm.app", "WezTerm", "ghostty"})


def notification(words: str, env: Mapping[str, str]) -> str:
    """The sequence that shows *words*; empty where the terminal is not known to have one."""
    text = plain(words, 200).replace(";", ",")
    if env.get("TMUX") or env.get("STY"):
        return ""  # They pass it on only if they were told to.
    if env.get("TERM_PROGRAM") in _OSC_9 or env.get("KITTY_WINDOW_ID"):
        return f"\x1b]9;{text}\x1b\\"
    if env.get("VTE_VERSION") or env.get("TERM", "").startswith(("rxvt", "foot")):
        return f"\x1b]777;notify;fumidai-tui;{text}\x1b\\"
    return ""
