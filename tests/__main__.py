"""`python3 -m tests`: set up what the tests need, then run the one gate.

From a bare clone, with nothing but Python and pip. Outside a virtual environment it makes `.venv` here and
goes on inside. Other programs the tests speak to (the AWS CLI, aws-google-auth) get environments of their
own under `.environments/`, since their dependencies are not ours. All of it is stamped, so a second run is
quick.

Only the standard library is imported here, and Python 3.8 can read this file: whoever starts it with an old
Python reads one sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
EXTRAS = "demo,test,dev"

# Programs that have dependencies of their own; tests/environments.py finds them again.
BESIDE = {
    "awscli": ["awscli>=1.46,<2"],
    "cfn-lint": ["cfn-lint>=1.58,<2"],
    # aws-google-auth imports pkg_resources, which setuptools 82 no longer brings.
    "aws-google-auth": ["aws-google-auth==0.0.38", "setuptools<81"],
}
FROM_NPM = {"aesr": ["aesr-config@0.6"]}

GATE = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "import contracts": ["lint-imports"],
}
# Three at once: on two cores, two leave a quarter of the time unused, waiting for terminals and screens.
TESTS = ["pytest", "-q", "-n", "3", "--dist", "worksteal"]


def main() -> int:
    arguments, for_pytest = parser().parse_known_args()
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"fumidai-tui needs Python 3.11 or newer. {sys.executable} is {found}.")
        return 2
    os.chdir(ROOT)
    try:
        if not arguments.gate_only:
            if not in_virtual_environment():
                return go_on_inside(ROOT / ".venv")
            set_up()
        if not arguments.set_up_only:
            gate(arguments.full, for_pytest)
    except subprocess.CalledProcessError as failure:
        return failure.returncode if failure.returncode > 0 else 1
    except KeyboardInterrupt:
        return 130
    return 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m tests",
        description="Set up what the tests need, then run format, lint, types, import contracts and tests.",
        epilog="Anything else goes to pytest: python3 -m tests --gate-only -k countdown",
    )
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--set-up-only", action="store_true", help="install, and run nothing")
    only.add_argument("--gate-only", action="store_true", help="run with this Python, and install nothing")
    parser.add_argument(
        "--full", action="store_true", help="the long counts: thousands where CI runs a share"
    )
    return parser


def in_virtual_environment() -> bool:
    return sys.prefix != sys.base_prefix


def go_on_inside(environment: Path) -> int:
    """Run the same command with the Python of `environment`, made first where it is missing."""
    if not python_of(environment).exists():
        make_environment(environment)
    again = [str(python_of(environment)), "-m", "tests", *sys.argv[1:]]
    return subprocess.call(again, cwd=ROOT)


def set_up() -> None:
    """Everything at once, since each waits for a disk, a network and one processor.

    Raises subprocess.CalledProcessError: one of them failed, and has printed why.
    """
    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(install_ours)]
        jobs += [pool.submit(install_beside, *each) for each in BESIDE.items()]
        if shutil.which("npm"):
            jobs += [pool.submit(install_from_npm, *each) for each in FROM_NPM.items()]
    for job in jobs:
        job.result()


def install_ours() -> None:
    ours = ["--editable", f"{ROOT}[{EXTRAS}]"]
    install(Path(sys.prefix), ours, made_from=str(ROOT) + (ROOT / "pyproject.toml").read_text("utf-8"))


def install_beside(name: str, requirements: list[str]) -> None:
    environment = ROOT / ".environments" / name
    if not is_stamped(environment, repr(requirements)):
        make_environment(environment)
        install(environment, requirements, made_from=repr(requirements))


def make_environment(folder: Path) -> None:
    """A fresh virtual environment. Where Python came without ensurepip, the pip at hand puts one there."""
    say("virtual environment", shown(folder))
    with_pip = importlib.util.find_spec("ensurepip") is not None
    run([sys.executable, "-m", "venv", "--clear", *([] if with_pip else ["--without-pip"]), str(folder)])
    if not with_pip:
        pip = [sys.executable, "-m", "pip", "--python", str(python_of(folder))]
        run([*pip, "install", "--quiet", "--disable-pip-version-check", "pip"])


def install(environment: Path, requirements: list[str], *, made_from: str) -> None:
    """Install with pip, unless the stamp says that exactly this was done before."""
    if is_stamped(environment, made_from):
        return
    say("install", " ".join(requirements).replace(str(ROOT), "."))
    pip = [str(python_of(environment)), "-m", "pip", "install", "--quiet", "--no-input"]
    run([*pip, "--disable-pip-version-check", *requirements])
    stamp(environment, made_from)


def install_from_npm(name: str, packages: list[str]) -> None:
    """Optional: only the tests that need it are skipped where npm fails."""
    folder = ROOT / ".environments" / name
    if is_stamped(folder, repr(packages)):
        return
    say("install", "npm " + " ".join(packages))
    folder.mkdir(parents=True, exist_ok=True)
    npm = [
        shutil.which("npm") or "npm",
        "install",
        "--prefix",
        str(folder),
        "--no-fund",
        "--no-audit",
        "--silent",
        "--fetch-retries=1",
    ]
    if subprocess.call([*npm, *packages], stdin=subprocess.DEVNULL) == 0:
        stamp(folder, repr(packages))
    else:
        print(f"npm could not install {' '.join(packages)}; the tests that need it will say so.")


def gate(full: bool, for_pytest: list[str]) -> None:
    """The same here and in CI. The tests come last, so theirs are the last lines."""
    scripts = Path(sysconfig.get_path("scripts"))
    for step, (program, *arguments) in {**GATE, "tests": [*TESTS, *for_pytest]}.items():
        say(step, " ".join([program, *arguments]))
        run(
            [str(scripts / program), *arguments],
            environment={**os.environ, "FUMIDAI_FULL": "1" if full else ""},
        )


def run(command: list[str], *, environment: dict[str, str] | None = None) -> None:
    """Run one step from the repository. Nothing here may wait for a person, so nothing gets a stdin.

    Raises subprocess.CalledProcessError: the step has printed why.
    """
    subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=True)


def stamp(environment: Path, made_from: str) -> None:
    (environment / ".fumidai-stamp").write_text(fingerprint(made_from), "utf-8")


def is_stamped(environment: Path, made_from: str) -> bool:
    try:
        return (environment / ".fumidai-stamp").read_text("utf-8") == fingerprint(made_from)
    except FileNotFoundError:
        return False


def fingerprint(made_from: str) -> str:
    """The stamp of an environment: what was asked for, and the Python it was installed by."""
    return hashlib.sha256((sys.version + made_from).encode()).hexdigest()


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def shown(path: Path) -> str:
    return os.path.relpath(path, ROOT)


def say(step: str, what: str) -> None:
    print(f"\n== {step}: {what}  [{time.strftime('%H:%M:%S')}]", flush=True)


if __name__ == "__main__":
    sys.exit(main())
