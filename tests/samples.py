"""Answers of a sampler for the hosts of `tests/scripted.py`: they count what its listings show."""

from collections.abc import Collection, Mapping

from tests.scripted import uuid_of
from xentui_driver.sampler.answers import sample_line
from xentui_driver.sampler.device_models import Completed
from xentui_driver.sampler.disks import DiskFigures
from xentui_driver.sampler.networks import NetworkFigures
from xentui_driver.sampler.records import DomainRecord
from xentui_driver.sampler.watches import NamesFollowed


def record(domid: int, *, cpu: float = 1.0, mem: int = 512, vcpus: int = 1, uuid: str = "") -> DomainRecord:
    """What the hypervisor says where xl prints the `row` of the same figures."""
    state = "r-----" if domid == 0 else "-b----"
    return DomainRecord(domid, uuid or uuid_of(domid), int(cpu * 1e9), vcpus, mem << 10, 0, state)


FOLLOWED = NamesFollowed(1, 0.0)
DOM0 = record(0, mem=1024)


def sample(
    *records: DomainRecord,
    at_s: float = 1.0,
    cpu_s: float = 0.001,
    free_mib: int = 4096,
    names: NamesFollowed = FOLLOWED,
    disks: Mapping[int, Mapping[str, DiskFigures | None]] | None = None,
    unheard: Collection[int] = (),
    networks: Mapping[int, Mapping[str, NetworkFigures]] | None = None,
) -> str:
    """The answer of a sampler on a host with a dom0 and these domains."""
    return sample_line(
        xen="4.17",
        record_bytes=112,
        at_ns=int(at_s * 1e9),
        cpu_ns=int(cpu_s * 1e9),
        free_kib=free_mib << 10,
        names=names,
        domains=[DOM0, *records],
        disks=Completed(disks or {}, list(unheard)),
        networks=networks or {},
    )
