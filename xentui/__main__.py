"""The command line's way in; imports nothing that is slow until it is known to be needed."""

import atexit
import gc
import os
import sys

from xentui import __version__
from xentui.command_line.standard_streams import reopen_closed_streams

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""A start makes as many, none of them garbage: with Python's 700 an eighth of its time goes into looking for some."""


def main() -> None:
    """Run and leave with the exit status: 0 complete, 1 failure, 2 usage."""
    reopen_closed_streams()
    _leave(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        print(f"xentui {__version__}")
        return 0
    if sorted(arguments) == ["--verbose", "--version"]:
        from xentui.command_line.versions import versions_text

        print(versions_text(), end="")
        return 0
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from xentui.command_line.main import run

    return run(arguments)


def _leave(status: int) -> None:
    """End the process without taking its modules apart one by one, which would add a twentieth to a list."""
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except OSError:
        status = status or 1
    os._exit(status)


if __name__ == "__main__":
    main()
