"""Makes the cable between host-a and host-b a bad line: the kernel's own delay and loss (tc-netem(8)), at both ends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.lab.fixtures import TwoHosts
from tests.lab.host import LabHost

_CABLE = "eth1"
"""The tests reach the hosts by eth0, which stays as it is."""


class BadLine:
    """What the cable does to the packets."""

    def __init__(self, hosts: TwoHosts) -> None:
        self._hosts = hosts

    @property
    def lost_packets(self) -> int:
        """Of both directions, since it became bad."""
        return sum(_lost_packets(host) for host in self._hosts)


@contextmanager
def bad_line(hosts: TwoHosts, *, delay_ms: int, lost_percent: int) -> Iterator[BadLine]:
    """The delay is that of one way."""
    words = ("netem", "delay", f"{delay_ms}ms", "loss", f"{lost_percent}%")
    try:
        for host in hosts:
            _run(host, "modprobe", "sch_netem")
            _run(host, "tc", "qdisc", "replace", "dev", _CABLE, "root", *words)
        yield BadLine(hosts)
    finally:
        for host in hosts:
            host.run(("tc", "qdisc", "del", "dev", _CABLE, "root"))  # puts back what was there before


def _lost_packets(host: LabHost) -> int:
    (found,) = json.loads(_run(host, "tc", "-s", "-j", "qdisc", "show", "dev", _CABLE))
    lost: int = found["drops"]
    return lost


def _run(host: LabHost, *argv: str) -> str:
    done = host.run(argv)
    assert done.exit_status == 0, done.stderr
    return done.stdout
