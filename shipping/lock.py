"""Renews `requirements.lock`: of each library that is shipped the newest release that xentui takes, by its hash."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from typing import Any

from shipping import own, wheels

_HEAD = """\
# The libraries that go into the one file and the Debian package, each pinned by the hash of its wheel.
# Renewed by: python -m shipping --lock
"""


def renew() -> None:
    """Let pip resolve what this Python needs; the oldest one needs most. Raises WrongWheel."""
    argv = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
    asked = subprocess.run([*argv, "--only-binary", ":all:", *needs()], stdout=subprocess.PIPE, check=False)
    if asked.returncode:
        raise wheels.WrongWheel(f"The lock can't be renewed: pip ended with {asked.returncode}.")
    wheels.LOCK.write_text(lock_text(json.loads(asked.stdout)))


def needs() -> tuple[str, ...]:
    """What xentui requires; what the tests pin is shipped as they have it."""
    project = tomllib.loads((own.ROOT / "pyproject.toml").read_text("utf-8"))
    required: list[str] = project["project"]["dependencies"]
    names = {_name(each) for each in required}
    return (*required, *(each for each in project["dependency-groups"]["dev"] if "==" in each and _name(each) in names))


def lock_text(report: Mapping[str, Any]) -> str:
    """From pip's installation report, https://pip.pypa.io/en/stable/reference/installation-report/."""
    pins = {
        each["metadata"]["name"].lower().replace("_", "-"): (
            each["metadata"]["version"],
            each["download_info"]["archive_info"]["hashes"]["sha256"],
        )
        for each in report["install"]
    }
    return _HEAD + "".join(
        f"{name}=={version} \\\n    --hash=sha256:{hash}\n" for name, (version, hash) in sorted(pins.items())
    )


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement)[0]
