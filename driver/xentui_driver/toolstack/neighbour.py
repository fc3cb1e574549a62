"""Asks another host through ssh from this one; no other module knows how that is done."""

import shlex
from collections.abc import Sequence

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import HostUnreachable, InvalidInput
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.cause import telling_lines
from xentui_driver.toolstack.known_messages import host_error
from xentui_driver.transport.protocol import Completed, Runner

_SSH_FAILED = 255
_SSH = ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--")


def on_host(host: str, argv: Sequence[str]) -> tuple[str, ...]:
    """`argv` on another host through OpenSSH, quoted for the shell there; never asks for a password."""
    return (*_SSH, commands.checked_host(host), *map(shlex.quote, argv))


def asked_of_neighbour(argv: Sequence[str]) -> tuple[str, ...] | None:
    """The command that `on_host` wrapped into this command line; None for any other command line.

    Then none of its words has a meaning to the shell there.
    """
    if len(argv) <= len(_SSH):
        return None
    host, *words = argv[len(_SSH) :]
    try:
        meant = tuple(shlex.split(" ".join(words)))
        return meant if tuple(argv) == on_host(host, meant) else None
    except (ValueError, InvalidInput):  # an open quote, or no host
        return None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Runs commands on the other host; they only read."""

    runner: Runner
    host: str

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        """Raises HostUnreachable, and what `Runner.run` raises."""
        completed = self.runner.run(on_host(self.host, tuple(argv)), timeout_s=timeout_s)
        if completed.exit_status == _SSH_FAILED:
            raise host_error(completed) or HostUnreachable(
                f"ssh to {self.host} failed.", detail=telling_lines(completed.stderr)
            )
        return completed
