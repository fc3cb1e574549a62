"""Reopens standard input, output and error where the shell has closed one of them (`2>&-`)."""

import os
import sys


def reopen_closed_streams() -> None:
    """Keep other files from taking the number of a closed stream.

    The next file that is opened would get it, and receive the messages for that stream; and without standard error
    Python prints its errors on standard output. What is written to a closed standard output fails, as it does for
    every other program: nobody can have read the answer.
    """
    for fd in (0, 1, 2):
        try:
            os.fstat(fd)
        except OSError:
            mode = os.O_RDONLY if fd == 1 else os.O_RDWR
            os.set_inheritable(os.open(os.devnull, mode), True)  # gets the lowest free number: this one
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
