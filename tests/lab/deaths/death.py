"""One way in which a guest ends: what is laid out for it, its definition, and what is done to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.lab.host import LabHost

Step = Callable[[LabHost, int], None]
"""What is done to a guest that has been started; the number is its domid."""

IsOver = Callable[[LabHost, int], bool]


def nothing(host: LabHost, domid: int) -> None:
    """For a guest that ends by itself."""


def has_ended(host: LabHost, domid: int) -> bool:
    """Whether the domain is gone or stands on the list as shut down."""
    row = host.run(("xl", "list", str(domid)))
    return row.exit_status != 0 or row.stdout.splitlines()[-1].split()[-2][3] == "s"


def is_gone(host: LabHost, domid: int) -> bool:
    return domid not in host.domids()


@dataclass(frozen=True, slots=True)
class Death:
    """A kind of death in the lab."""

    kind: str
    how: str
    """How it is brought about, for the README of the captures: goes on after `A guest`."""
    name: str
    definition: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    before: str = ""
    """A shell script for the dom0."""
    is_started: bool = True
    """Whether `xl create` succeeds."""
    then: Step = nothing
    until: IsOver = has_ended
    after: str = ""
    """A shell script that undoes `before`."""
    is_slow: bool = False
    """It has a device model or a whole Linux to boot."""
