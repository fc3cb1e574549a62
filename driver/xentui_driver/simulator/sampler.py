"""The sampler of a simulated host: it counts the domains that `xl list` shows there."""

import threading
from collections.abc import Callable

from xentui_driver.model.errors import CommandFailed, CommandTimedOut, OutputTooLarge, TransportClosed, XenError
from xentui_driver.sampler.answers import refusal_line, sample_line
from xentui_driver.sampler.records import SIZES, DomainRecord
from xentui_driver.sampler.refusal import NOT_PERMITTED, UNKNOWN_RECORD
from xentui_driver.sampler.watches import NamesFollowed
from xentui_driver.simulator import traffic
from xentui_driver.simulator.corruption import garbage
from xentui_driver.simulator.device_models import SimulatedDeviceModels
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.invocation import Abandoned, Invocation, OutOfTime
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.transport.protocol import OUTPUT_LIMIT_BYTES, STARTED_AGAIN

_NS = 10**9
_OWN_CPU_NS = 500_000
_CPU_NS_A_DOMAIN = 60_000
"""What an answer takes, about as on iron."""


class SimulatedSampler:
    """A conversation with it."""

    def __init__(
        self, xen: SimulatedXen, host: SimulatedHost, closed: threading.Event, called: Callable[[], object]
    ) -> None:
        self._xen = xen
        self._host = host
        self._closed = closed
        self._called = called
        self._seen: int | None = None
        """How often the watches had fired at the last sample; None once there was a call, and before."""
        self._cpu_ns = 0
        self._device_models = SimulatedDeviceModels(host)
        self._names: dict[int, str | None] = {}
        """As they were when xenstored last answered."""
        self._edition = 1
        self._heard_s = xen.clock.monotonic_s()
        self._is_over = False
        xen.listen(self._look)

    def ask(self, line: str, *, timeout_s: float) -> str:
        if self._closed.is_set():
            raise TransportClosed("The console is leaving.")
        if self._is_over:
            raise _ended()
        try:
            return self._answer(timeout_s)
        except XenError:
            self.close()
            raise

    def close(self) -> None:
        self._is_over = True
        self._xen.leave_off(self._look)

    def _look(self) -> None:
        """Call, once between two samples, when a watch has fired; a xenstored that is gone fires none."""
        is_deaf = self._closed.is_set() or Fault.XENSTORED_DOWN in self._host.faults
        if self._seen is not None and self._seen != self._host.watches_fired and not is_deaf:
            self._seen = None
            self._called()

    def _answer(self, timeout_s: float) -> str:
        faults = self._host.faults
        if Fault.SAMPLER_HANGS in faults:
            self._hang(timeout_s)
        if Fault.SAMPLER_DIES in faults:
            raise _ended()
        if Fault.SAMPLER_FLOODS in faults:
            raise OutputTooLarge(
                f"The sampler answered with more than {OUTPUT_LIMIT_BYTES >> 20} MiB and was ended.",
                next_step=STARTED_AGAIN,
            )
        if faults & {Fault.REFUSE, Fault.SAMPLER_REFUSED}:
            self._is_over = True
            return refusal_line(NOT_PERMITTED, "xc_interface_open: Permission denied")
        if Fault.SAMPLER_UNKNOWN_RECORD in faults:
            self._is_over = True
            return refusal_line(UNKNOWN_RECORD, "its records have 120 bytes")
        with self._xen.at_now() as now_s:
            text = self._sample(now_s)
            return garbage(text, self._xen.random).replace("\n", " ") if Fault.SAMPLER_GARBAGE in faults else text

    def _sample(self, now_s: float) -> str:
        host = self._host
        self._seen = host.watches_fired
        domains = host.in_order()
        self._cpu_ns += _OWN_CPU_NS + _CPU_NS_A_DOMAIN * len(domains)
        major, minor, _ = host.facts.xen_version
        return sample_line(
            xen=f"{major}.{minor}",
            record_bytes=SIZES[-1],
            at_ns=int(now_s * _NS),
            cpu_ns=self._cpu_ns,
            free_kib=host.free_kib(now_s),
            names=self._followed(domains, now_s),
            domains=[self._record(domain, now_s) for domain in domains],
            disks=self._device_models.disks(domains, now_s),
            networks={each.domid: traffic.of_networks(each, now_s) for each in domains if each.settings.bridges},
        )

    def _followed(self, domains: list[SimulatedDomain], now_s: float) -> NamesFollowed:
        """A new watch fires once, as a change does."""
        if Fault.XENSTORED_DOWN not in self._host.faults:
            self._heard_s = now_s
            names = {each.domid: each.name for each in domains}
            self._edition += any(self._names.get(domid, "") != name for domid, name in names.items())
            self._names = names
        return NamesFollowed(self._edition, now_s - self._heard_s)

    def _record(self, domain: SimulatedDomain, now_s: float) -> DomainRecord:
        cpu_time_ns = int(domain.cpu_time_s(now_s) * _NS)
        if Fault.COUNTERS_BACKWARDS in self._host.faults:
            cpu_time_ns //= 1 + self._cpu_ns // _OWN_CPU_NS
        memory_kib, state = domain.memory_kib(now_s), domain.state(now_s)
        return DomainRecord(domain.domid, domain.uuid, cpu_time_ns, domain.online_vcpus, memory_kib, 0, state)

    def _hang(self, timeout_s: float) -> None:
        """Raises CommandTimedOut, TransportClosed."""
        deadline_s = self._xen.clock.monotonic_s() + timeout_s
        hanging = Invocation(self._xen, self._host, deadline_s=deadline_s, abandoned=self._closed)
        try:
            hanging.hang(Fault.SAMPLER_HANGS)
        except OutOfTime as late:
            raise CommandTimedOut(
                f"The sampler gave no answer in {timeout_s:g} s and was ended.", next_step=STARTED_AGAIN
            ) from late
        except Abandoned as left:
            raise TransportClosed("The console is leaving.") from left


def _ended() -> CommandFailed:
    return CommandFailed("The sampler has ended.", next_step=STARTED_AGAIN)
