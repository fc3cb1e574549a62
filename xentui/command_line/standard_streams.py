"""Standard input, output and error where the shell has closed one of them (`2>&-`)."""

import os
import sys


def reopen_closed_streams() -> None:
    """Let nothing take the place of a stream that is closed.

    The next file that is opened gets its number, and whoever complains writes into it; and Python prints on standard
    output what it is told to print on a standard error that isn't there.
    """
    for fd in (0, 1, 2):
        try:
            os.fstat(fd)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest number that is free: this one
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
