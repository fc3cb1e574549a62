"""Reopens standard input, output and error where the shell has closed one of them (`2>&-`)."""

import os
import sys


def reopen_closed_streams() -> None:
    """Keep other files from taking the number of a closed stream.

    The next file that is opened would get it, and receive the messages for that stream; and without standard error
    Python prints its errors on standard output.
    """
    for fd in (0, 1, 2):
        try:
            os.fstat(fd)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # gets the lowest free number: this one
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
