"""The interpreter of a dom0 as a command of this machine: what compiles for it is it itself."""

import sys
from pathlib import Path

from tests.lab.host import LabHost

PROGRAM = """\
import os, shlex, sys

seed = "PYTHONHASHSEED=" + os.environ["PYTHONHASHSEED"]
words = shlex.join(["env", seed, "python3", *sys.argv[1:]])
os.execvp({client!r}[0], [*{client!r}, "-T", {user!r}, "exec " + words])
"""
"""ssh joins its words by blanks and has a shell take them apart; of the environment it sends nothing."""


def far_python(host: LabHost, folder: Path) -> tuple[str, ...]:
    """The command; `folder` is for its program."""
    program = folder / f"python-of-{host.name}.py"
    *client, user = host.ssh.login_argv()
    program.write_text(PROGRAM.format(client=client, user=user))
    return (sys.executable, str(program))
