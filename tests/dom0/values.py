"""Values that describe the simulated dom0 to a test."""

import shlex
from dataclasses import dataclass
from typing import Any

from tests.dom0.words import is_changing


@dataclass(frozen=True, slots=True)
class Command:
    """One command that somebody ran."""

    number: int
    """From 1, in the order in which they came."""
    argv: tuple[str, ...]
    pid: int
    """Of the process that ran it."""
    started_s: float
    """As `ended_s`, on time.monotonic(), which all processes share."""
    ended_s: float | None = None
    exit_status: int | None = None
    """None while it runs, and for one that was broken off."""
    abandoned: bool = False
    """Its process was killed before it got the exit status; `acted` says whether the command had acted."""

    @property
    def line(self) -> str:
        return shlex.join(self.argv)

    @property
    def is_changing(self) -> bool:
        return is_changing(self.argv)

    @classmethod
    def of_json(cls, found: Any) -> "Command":
        return cls(**{**found, "argv": tuple(found["argv"])})


@dataclass(frozen=True, slots=True)
class Guest:
    """One domain, dom0 excepted, as the hypervisor and xenstore know it."""

    name: str | None
    """None for one that is being destroyed."""
    domid: int
    uuid: str
    state: str
    """The six characters of `xl list`."""
    up: bool
    """Its operating system is at work and hears requests."""
    memory_kib: int
    target_kib: int
    maximum_kib: int
    online_vcpus: int
    wanted_vcpus: int
    has_monitor: bool

    @property
    def is_paused(self) -> bool:
        return self.state[2] == "p"

    @property
    def reason(self) -> str:
        """The letter of why it has shut down; empty when it hasn't."""
        return self.state[4] if self.state[3] == "s" else ""
