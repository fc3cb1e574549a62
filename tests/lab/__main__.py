"""Keep a lab by hand: `python -m tests.lab up`, `down`, `ssh host-a [command]`."""

import os
import sys

from tests.lab import lab
from tests.lab.lab import KEEP_VARIABLE, Lab

USAGE = "usage: python -m tests.lab up | down | ssh host-a|host-b [command...]"


def main(arguments: list[str]) -> None:
    match arguments:
        case ["up"]:
            os.environ[KEEP_VARIABLE] = "1"
            with lab.running_lab(print) as running:
                print(f"up: {', '.join(host.name for host in running.hosts)}")
        case ["down"]:
            lab.stop(_kept())
        case ["ssh", name, *command]:
            (host,) = (host for host in _kept().hosts if host.name == name)
            argv = host.ssh.argv(command) if command else host.ssh.login_argv()
            os.execvp(argv[0], argv)
        case _:
            sys.exit(USAGE)


def _kept() -> Lab:
    kept = lab.find_kept()
    if kept is None:
        sys.exit("no lab is running: python -m tests.lab up")
    return kept


if __name__ == "__main__":
    main(sys.argv[1:])
