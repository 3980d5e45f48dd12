"""The person's shell, started so that its prompt names the profile, without touching a file of theirs.

Our files only add to what the shell reads by itself, and lie in a private folder that is gone afterwards. No name
and no key is in them or in an argument: the prompt takes the name from the environment (``FUMIDAI_PROFILE``), where a
shell expands it once and never reads it as code.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_BASH = r"""# Written by fumidai-tui for one shell.
[ ! -f ~/.bashrc ] || . ~/.bashrc
_fumidai_prompt() {
    case $PS1 in
        '(${FUMIDAI_PROFILE}) '*) ;;
        *) PS1='(${FUMIDAI_PROFILE}) '$PS1 ;;
    esac
}
# Many prompts are made anew for each command. Ours comes last.
case $(declare -p PROMPT_COMMAND 2>/dev/null) in
    'declare -a'*) PROMPT_COMMAND+=(_fumidai_prompt) ;;
    *) PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}_fumidai_prompt ;;
esac
"""
_ZSH = r"""# Written by fumidai-tui for one shell. With ZDOTDIR as it was, zsh goes on with the person's own files.
if (( ${+FUMIDAI_ZDOTDIR} )); then
    export ZDOTDIR=$FUMIDAI_ZDOTDIR
    unset FUMIDAI_ZDOTDIR
else
    unset ZDOTDIR
fi
_fumidai_prompt() {
    # Themes make the prompt anew for each command. Ours comes last.
    precmd_functions=(${precmd_functions:#_fumidai_prompt} _fumidai_prompt)
    # psvar: what it holds is shown as it is, also where the prompt may run commands (PROMPT_SUBST).
    psvar[9]=$FUMIDAI_PROFILE
    [[ $PROMPT == '(%9v) '* ]] || PROMPT='(%9v) '$PROMPT
}
precmd_functions+=(_fumidai_prompt)
# A function of this name runs before the list is read, so that already the first prompt is made last.
precmd() { unfunction precmd; precmd_functions=(${precmd_functions:#_fumidai_prompt} _fumidai_prompt) }
[[ ! -f ${ZDOTDIR:-$HOME}/.zshenv ]] || source ${ZDOTDIR:-$HOME}/.zshenv
"""
# The substitution comes first, since the person's prompt shows the status of the last command.
_FISH = """functions --copy fish_prompt _fumidai_prompt
function fish_prompt
    set -l own (_fumidai_prompt)
    printf '(%s) %s' $FUMIDAI_PROFILE (string join \\n -- $own | string collect)
end"""
_POWERSHELL = (
    "$function:_fumidai_prompt = $function:prompt;"
    " function global:prompt { '(' + $env:FUMIDAI_PROFILE + ') ' + (_fumidai_prompt) }"
)


@dataclass(frozen=True, slots=True)
class ShellStart:
    """How an interactive shell is started: its words, and variables for it."""

    command: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


def shell_of(env: Mapping[str, str], platform: str = sys.platform) -> str:
    """The person's shell: ``SHELL``, else what the system has."""
    if own := env.get("SHELL"):
        return own
    if platform != "win32":
        return "/bin/sh"
    found = (shutil.which(name, path=env.get("PATH")) for name in ("pwsh", "powershell"))
    return next(filter(None, found), env.get("COMSPEC") or "cmd.exe")


@contextmanager
def interactive(shell: str, env: Mapping[str, str]) -> Iterator[ShellStart]:
    """How *shell* is started in *env*; what it reads of ours is gone afterwards. Raises ``OSError``.

    A shell that is not known here starts as it is: it has the variables, and no name in its prompt.
    """
    match kind_of(shell):
        case "bash":
            with _private_file("bashrc", _BASH) as file:
                yield ShellStart((shell, "--rcfile", str(file), "-i"))
        case "zsh":
            with _private_file(".zshenv", _ZSH) as file:
                theirs = {"FUMIDAI_ZDOTDIR": env["ZDOTDIR"]} if "ZDOTDIR" in env else {}
                yield ShellStart((shell, "-i"), {"ZDOTDIR": str(file.parent), **theirs})
        case "fish":
            yield ShellStart((shell, "--init-command", _FISH, "--interactive"))
        case "pwsh" | "powershell":
            yield ShellStart((shell, "-NoExit", "-Command", _POWERSHELL))
        case _:
            yield ShellStart((shell,))


def one_command(shell: str, command: str) -> tuple[str, ...]:
    """The words with which *shell* runs the line *command*."""
    match kind_of(shell):
        case "pwsh" | "powershell":
            return (shell, "-Command", command)
        case "cmd":
            return (shell, "/c", command)
        case _:
            return (shell, "-c", command)


def kind_of(shell: str) -> str:
    """What *shell*, a name or path, calls itself: ``bash``, ``zsh``, …"""
    return Path(shell).name.lower().removesuffix(".exe")


@contextmanager
def _private_file(name: str, text: str) -> Iterator[Path]:
    """A file of mode 0600 in a folder of mode 0700, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fumidai-shell-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / name
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
        yield file
