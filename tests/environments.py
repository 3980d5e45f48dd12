"""Programs with dependencies of their own, which `python3 -m tests` installs under `.environments/`.

A variable can name another one: `FUMIDAI_AWSCLI` (the `aws` to run), `FUMIDAI_CFN_LINT` (the `cfn-lint` to run),
`FUMIDAI_AWS_GOOGLE_AUTH` (the Python that can import aws_google_auth), `FUMIDAI_AESR` (the folder aesr-config
itself). Where one is missing, the test that asks for it is skipped, which in CI is a failure.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.tools import skip_if_missing, skip_without

FOLDER = Path(__file__).resolve().parent.parent / ".environments"
SCRIPTS, SUFFIX = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")


def awscli() -> Path:
    """The real AWS CLI, from PyPI: Debian's 2.9 ignores AWS_ENDPOINT_URL."""
    return _installed("awscli", "FUMIDAI_AWSCLI", FOLDER / "awscli" / SCRIPTS / f"aws{SUFFIX}")


def cfn_lint() -> Path:
    """AWS's linter of CloudFormation templates."""
    return _installed("cfn-lint", "FUMIDAI_CFN_LINT", FOLDER / "cfn-lint" / SCRIPTS / f"cfn-lint{SUFFIX}")


def aws_google_auth_python() -> Path:
    """A Python that can import aws_google_auth 0.0.38."""
    python = FOLDER / "aws-google-auth" / SCRIPTS / f"python{SUFFIX}"
    return _installed("aws-google-auth", "FUMIDAI_AWS_GOOGLE_AUTH", python)


def aesr() -> Path:
    """The folder to run node in, so that `import('aesr-config')` finds AESR's own parser."""
    skip_if_missing("node")
    return _installed(
        "aesr-config", "FUMIDAI_AESR", FOLDER / "aesr" / "node_modules" / "aesr-config"
    ).parent.parent


def _installed(name: str, variable: str, usual: Path) -> Path:
    path = Path(os.environ.get(variable, usual))
    if not path.exists():
        skip_without(name, "python3 -m tests --set-up-only")
    return path
