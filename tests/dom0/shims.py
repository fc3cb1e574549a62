"""The commands of the simulated dom0 as files in a folder that goes on PATH."""

import sys
from pathlib import Path

COMMANDS = ("xl", "xenstore-list", "xenstore-read", "ssh", "sync")
"""`head` and `ls` are the machine's own: they are only asked about files, and those are real."""

_SHIM = Path(__file__).with_name("shim.py")


def write_shims(folder: Path, socket_path: str) -> None:
    """`-IS`: without site and environment Python is up in a few milliseconds."""
    text = f"#!{sys.executable} -IS\n{_SHIM.read_text(encoding='utf-8')}\n\nsys.exit(main({socket_path!r}))\n"
    folder.mkdir(parents=True, exist_ok=True)
    for name in COMMANDS:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)
