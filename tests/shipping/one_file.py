"""`xentui.pyz` as a tester has it: made by the interpreter of the tests, and run as a stranger's shell would."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shipping import onefile, own, wheels
from shipping.bytecode import Interpreter

MOMENT_S = 1_764_000_000


@dataclass(frozen=True, slots=True)
class OneFile:
    """Where it is."""

    path: Path

    def argv(self, *arguments: str) -> tuple[str, ...]:
        return (sys.executable, str(self.path), *arguments)

    def run(
        self, *arguments: str, environ: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> "subprocess.CompletedProcess[str]":
        return run(self.path, *arguments, environ=environ, cwd=cwd)


def run(
    path: Path, *arguments: str, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    argv = (sys.executable, str(path), *arguments)
    return subprocess.run(argv, env={**plain, **(environ or {})}, cwd=cwd, capture_output=True, text=True, check=False)


def made(folder: Path, interpreters: Sequence[Interpreter] = ((sys.executable,),)) -> OneFile:
    """With byte code by these, of which the Python of the tests is one that can be had."""
    path = folder / "xentui.pyz"
    files = {**wheels.tree(wheels.fetch(own.ROOT / "build" / "wheels")), **own.tree()}
    onefile.build(path, files, interpreters, MOMENT_S)
    return OneFile(path)
