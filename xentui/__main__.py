"""The command line's way in; imports nothing that is slow until it is known to be needed."""

import atexit
import os
import sys

from xentui import __version__
from xentui.command_line.standard_streams import lost_answer, reopen_closed_streams

TURN_S = 0.001
"""How long a thread that works keeps those waiting that take a key and draw: Python's 5 ms are felt, for each has its
turn several times before a key is answered."""

_ANSWERED_WITHOUT = {"-h", "--help", "--lines", "--version"}
"""Options with which no screen is drawn."""


def main() -> None:
    """Run and leave with the exit status: 0 complete, 1 failure, 2 usage."""
    reopen_closed_streams()
    _leave(_status(sys.argv[1:]))


def _status(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        return _said(f"xentui {__version__}\n")
    if sorted(arguments) == ["--verbose", "--version"]:
        from xentui.command_line.versions import versions_text

        return _said(versions_text())
    from xentui.garbage import search_seldom

    search_seldom()
    sys.setswitchinterval(TURN_S)
    if not _opens_console(arguments):
        return _run(arguments)
    from xentui.tty import first_line

    first_line.show()
    try:
        return _run(arguments)
    finally:
        first_line.take_away()


def _run(arguments: list[str]) -> int:
    from xentui.command_line.main import run

    return run(arguments)


def _opens_console(arguments: list[str]) -> bool:
    """Whether that is plain before anything is parsed; with other options it turns out a little later."""
    return (not arguments or arguments[0] == "demo") and _ANSWERED_WITHOUT.isdisjoint(arguments)


def _said(answer: str) -> int:
    try:
        print(answer, end="")
    except OSError as error:
        return lost_answer(error)
    return 0


def _leave(status: int) -> None:
    """End the process without taking its modules apart one by one, which would add a twentieth to a list."""
    atexit._run_exitfuncs()
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except OSError as error:
        status = status or lost_answer(error)
    os._exit(status)


if __name__ == "__main__":
    main()
