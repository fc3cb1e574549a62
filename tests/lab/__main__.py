"""Keep a lab by hand: `python -m tests.lab up [host-c]`, `down`, `ssh host-a [command]`."""

import os
import sys
from collections.abc import Sequence

from tests.lab import lab
from tests.lab.host import LabHost
from tests.lab.lab import HOST_C, KEEP_VARIABLE, PAIR, Lab

USAGE = "usage: python -m tests.lab up [host-c] | down | ssh host-a|host-b|host-c [command...]"


def main(arguments: list[str]) -> None:
    match arguments:
        case ["up"]:
            _up(PAIR)
        case ["up", "host-c"]:
            _up(HOST_C)
        case ["down"]:
            for kept in _kept():
                lab.stop(kept)
        case ["ssh", name, *command]:
            host = _kept_host(name)
            argv = host.ssh.argv(command) if command else host.ssh.login_argv()
            os.execvp(argv[0], argv)
        case _:
            sys.exit(USAGE)


def _up(names: Sequence[str]) -> None:
    os.environ[KEEP_VARIABLE] = "1"
    with lab.running_lab(print, names):
        pass


def _kept() -> list[Lab]:
    kept = [found for names in (PAIR, HOST_C) if (found := lab.find_kept(names)) is not None]
    if not kept:
        sys.exit("no lab is running: python -m tests.lab up")
    return kept


def _kept_host(name: str) -> LabHost:
    found = {host.name: host for kept in _kept() for host in kept.hosts}
    if name not in found:
        sys.exit(f"{name} is not running: python -m tests.lab up{' host-c' if name in HOST_C else ''}")
    return found[name]


if __name__ == "__main__":
    main(sys.argv[1:])
