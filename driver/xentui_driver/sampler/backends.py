"""The devices that this dom0's kernel serves, as the xen-backend bus in sysfs lists them."""

import os
from typing import NamedTuple

BUS = "/sys/bus/xen-backend/devices"


class Backend(NamedTuple):
    """The end of one virtual device here; no other has its path while it is there."""

    kind: str
    """vbd, vif, qdisk ..."""
    domid: int
    """Of the domain that it serves."""
    number: str
    """As xenstore has it."""
    path: str


def backends(bus: str = BUS) -> list[Backend]:
    """All that there are now; a kernel without the bus serves none."""
    try:
        names = os.listdir(bus)
    except FileNotFoundError:
        return []
    found: list[Backend] = []
    for name in names:
        kind, _, rest = name.partition("-")
        domid, _, number = rest.partition("-")
        if domid.isdecimal() and number.isdecimal():
            found.append(Backend(kind, int(domid), number, os.path.join(bus, name)))
    return found
