"""Reopens standard input, output and error where the shell has closed one of them (`2>&-`)."""

import os
import sys


def reopen_closed_streams() -> None:
    """Keep other files from taking the number of a closed stream.

    The next file that is opened would get it, and receive the messages for that stream. For Python such a stream is
    None: its errors then go to standard output, and what asks the stream for something fails.
    """
    for fd in (0, 1, 2):
        try:
            os.fstat(fd)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # gets the lowest free number: this one
    for name, fd, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(fd, mode, encoding="utf-8", errors="replace", closefd=False))  # noqa: SIM115
