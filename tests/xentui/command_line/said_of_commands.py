"""Prints what the program says of its own command line: every help, and the words for wrong usage."""

import contextlib
import io
import os
import sys
from collections.abc import Sequence

from xentui.command_line.main import run

COMMANDS = (
    "", "list", "info", "top", "describe", "why", "doctor", "sources", "logs", "jobs", "history", "audit", "config",
    "config list", "config path", "config show", "config diff", "config check", "config set", "config unset",
    "config write-back", "start", "stop", "destroy", "discard", "reboot", "reset", "pause", "unpause", "balloon",
    "maxmem", "vcpus", "migrate", "save", "sysrq", "nmi", "break", "rename", "remove", "autostart", "restore",
    "console", "new", "keep-consoles", "powercycle", "demo",
)  # fmt: skip
HELPS = (
    *(f"{command} --help".split() for command in COMMANDS),
    *(f"--read-only {command} --help".split() for command in ("", "jobs", "config", "list")),
    ["--config", "/dev/null", "list", "-h"],
)
WRONG = tuple(
    words.split()
    for words in """
nonsense
nonsense list
list --nope
list web
--nope
-5 list
--interval 0
--interval x list
list --read-only=yes
--config
config
config nonsense
config set web
config set web x
pause
pause web --domid 7
pause --domid x
balloon web much
vcpus web 0
autostart web maybe
jobs --cancel x
jobs --cancel 1 --follow 2
history
history web --host
logs
logs web --which nonsense
logs web --lines 0
logs web --follow --json
audit --since never
audit --since -5h
demo --churn 2
demo --fault x
new
new --name web --type x
stop web --wait 0
save web
powercycle
start --paused --console web
--version
--version --nope
--verbose
list --version
--simulate
lis
top --sort nope
top --interval 0
console web --type x
restore
--read-only pause web
--read-only config set web a=1
--read-only jobs --cancel 1
--
-- list x
""".strip().splitlines()
)


def said(arguments: Sequence[str]) -> str:
    """The status, and both streams."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = run(list(arguments))
        except SystemExit as left:
            status = int(left.code or 0)
    words = " ".join(("xentui", *arguments))
    return f"$ {words}\n{out.getvalue()}{err.getvalue()}= {status}\n"


def all_said() -> str:
    """On a terminal of 80 columns."""
    return "\n".join(said(arguments) for arguments in (*HELPS, *WRONG))


if __name__ == "__main__":
    os.environ |= {"COLUMNS": "80", "XDG_CONFIG_HOME": "/nonexistent"}
    sys.stdout.write(all_said())
