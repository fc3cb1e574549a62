"""The whole program on a lab host."""

import subprocess
from collections.abc import Sequence

from tests.lab.host import LabHost
from tests.program.tmux import Run, TmuxTerminal

PATIENCE_S = 240.0
"""Everything is some thirty times slower than on iron."""


def run_on(host: LabHost) -> Run:
    def run(argv: Sequence[str]) -> str:
        completed = host.run(argv)
        if completed.exit_status != 0:
            raise subprocess.CalledProcessError(completed.exit_status, argv, completed.stdout, completed.stderr)
        return completed.stdout

    return run


def console_on(host: LabHost, site_packages: str, *arguments: str, size: tuple[int, int] = (120, 40)) -> TmuxTerminal:
    return TmuxTerminal(
        ("python3", "-m", "xentui", *arguments),
        name="real",
        size=size,
        environ={"PYTHONPATH": site_packages, "LANG": "C.UTF-8"},
        run=run_on(host),
        patience_s=PATIENCE_S,
        look_every_s=0.5,
    )


def row_of(screen: str, name: str) -> str:
    return next((line for line in screen.splitlines() if line.strip(" ▶!+").startswith(name)), "")
