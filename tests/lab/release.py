"""The Debian releases whose Xen the lab runs, and which of its hosts has which."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Release:
    """A Debian release, by the name that its archive has for it."""

    codename: str
    xen: str
    """The version of its Xen, as far as its package has it in its name."""


BOOKWORM = Release("bookworm", xen="4.17")
TRIXIE = Release("trixie", xen="4.20")

OF_HOST = {"host-a": BOOKWORM, "host-b": BOOKWORM, "host-c": TRIXIE}
