"""The host whose layout is shown: read in a thread of its own while somebody looks at it, and not by the polls."""

from collections.abc import Callable

from xentui.console.guest.reader import Read, Work
from xentui.console.layout.view import LayoutView
from xentui.console.threads import in_thread
from xentui.fleet.cpu_loads import CpuLoads
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui_driver.model.errors import XenError

EVERY_S = 5.0
"""Two commands of xl for all vCPUs: not as often as a poll."""

SECOND_AFTER_S = 2.0
"""A load needs two readings."""


class OpenedLayout:
    """One reading at a time: a host that doesn't answer delays the next one and nothing else."""

    def __init__(self, fleet: Fleet, host: Host, *, work: Work, arrived: Callable[[], object]) -> None:
        """`arrived` is called when a reading is complete."""
        self._fleet = fleet
        self.host = host
        self._work = work
        self._arrived = arrived
        self._read: Read[CpuLoads] = Read()

    def view(self) -> LayoutView:
        """As it is known now."""
        snapshot = self._fleet.states[self.host.name].snapshot
        rows = snapshot.instances if snapshot is not None else ()
        return LayoutView(self._read, {row.domid: row for row in rows if row.domid is not None})

    def read_again(self) -> None:
        if self._read.is_under_way:
            return
        known = self._read
        self._read = Read(known.value, known.error, known.taken_s, is_under_way=True)
        self._work(self._take)

    async def _take(self) -> None:
        value, error = self._read.value, None
        try:
            value = (value or CpuLoads()).with_layout(await in_thread(self.host.hypervisor.layout))
        except XenError as failure:
            error = failure
        self._read = Read(value, error, self._fleet.clock.epoch_s())
        self._arrived()
