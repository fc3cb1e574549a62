"""A host with many guests, as its tools print them, on which time goes by when it is told to."""

import random

from tests.samples import record, sample
from tests.scripted import Answer, ScriptedTransport, domids, listing, row, uuid_of
from xentui_driver.sampler.disks import DiskFigures
from xentui_driver.sampler.networks import NetworkFigures

_BYTES_PER_CPU_S = 1 << 20
"""What a busy guest reads and writes, receives and sends."""
_BOOTED_S = 1_700_000_000
_FREE_MIB = 262_144
_INFO = """nr_cpus                : 64
nr_nodes               : 2
cores_per_socket       : 16
threads_per_core       : 2
total_memory           : 33554432
free_memory            : {free_mib}
xen_version            : 4.17.7
xen_scheduler          : credit2
"""
_DEFINITION = """name = "{name}"
type = "pvh"
memory = 2048
maxmem = 4096
vcpus = 2
disk = [ "/dev/vg0/{name},raw,xvda,w" ]
vif = [ "bridge=xenbr0" ]
"""


def _store(count: int) -> dict[str, Answer]:
    """What xenstore has of the guests: each was started half an hour after the one before it."""
    domids = range(1, count + 1)
    maxima = " ".join(("xenstore-read", *(f"/local/domain/{domid}/memory/static-max" for domid in domids)))
    starts = " ".join(f"/vm/{uuid_of(domid)}/start_time" for domid in domids)
    told = "4194304\n" * count
    return {
        maxima: told,
        f"{maxima} {starts}": told + "".join(f"{_BOOTED_S + domid * 1800}.00\n" for domid in domids),
    }


class Guests:
    """The guests of a host, as its tools print them."""

    def __init__(self, count: int, busy_share: float) -> None:
        self._dice = random.Random(count)
        self._cpu_s = {f"guest-{number:04}.example.net": float(number) for number in range(1, count + 1)}
        self._busy = self._dice.sample(list(self._cpu_s), round(count * busy_share))
        self._listing = self._sample = ""
        definitions = {f"/etc/xen/{name}.cfg": _DEFINITION.format(name=name).encode() for name in self._cpu_s}
        answers: dict[str, Answer | list[Answer]] = {
            "xl list -v": lambda: self._listing,
            "xl info": _INFO.format(free_mib=_FREE_MIB),
            "xenstore-list /local/domain": domids(*range(1, count + 1)),
            **_store(count),
        }
        clock = {"/proc/uptime": b"8640000.00 1.00\n", "/proc/stat": f"btime {_BOOTED_S}\n".encode()}
        self.transport = ScriptedTransport(answers, definitions | clock, talk=lambda: self._sample)
        self._worked_s = 0.0
        self.work(0.0)

    def work(self, for_s: float) -> None:
        """So much time goes by; what was asked until then is forgotten, or it would count as memory of who asked."""
        self.transport.asked.clear()
        for name in self._busy:
            self._cpu_s[name] += self._dice.uniform(0.1, 1.0) * for_s
        self._worked_s += for_s
        numbered = tuple(enumerate(self._cpu_s.items(), 1))
        self._listing = listing(*(row(name, domid, mem=2048, cpu=cpu_s) for domid, (name, cpu_s) in numbered))
        carried = {domid: int(cpu_s * _BYTES_PER_CPU_S) for domid, (_, cpu_s) in numbered}
        self._sample = sample(
            *(record(domid, cpu=cpu_s, mem=2048) for domid, (_, cpu_s) in numbered),
            at_s=self._worked_s,
            free_mib=_FREE_MIB,
            disks={domid: {"51712": DiskFigures(each, each, each, each)} for domid, each in carried.items()},
            networks={domid: {"0": NetworkFigures(each, each, each, each)} for domid, each in carried.items()},
        )
