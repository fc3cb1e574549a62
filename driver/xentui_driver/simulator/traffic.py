"""What the disks and interfaces of a guest have carried: it grows as the guest works, by shares of its own."""

import zlib
from functools import lru_cache

from xentui_driver.definitions.xl_config import vdev
from xentui_driver.sampler.disks import DiskFigures
from xentui_driver.sampler.networks import NetworkFigures
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.settings import Disk

_MIB = 1 << 20
_REQUEST_BYTES = 16 << 10
_PACKET_BYTES = 900
_SECTOR_BYTES = 512


def of_disks(domain: SimulatedDomain, now_s: float) -> dict[str, DiskFigures]:
    """By the number of the device."""
    guest, worked = domain.guest, domain.cpu_time_s(now_s) * _MIB
    more = worked * guest.writes_mib_per_cpu_s
    found: dict[str, DiskFigures] = {}
    for disk in domain.settings.disks:
        number = number_of(disk)
        shared = worked * guest.disk_mib_per_cpu_s
        read = _sectors(shared * _share(domain.uuid, number, "read"))
        written = _sectors(shared * _share(domain.uuid, number, "written") + more)
        more = 0.0
        found[number] = DiskFigures(read, written, read // _REQUEST_BYTES, written // _REQUEST_BYTES)
    return found


def number_of(disk: Disk) -> str:
    """As xenstore has it."""
    return str(vdev.number_of(disk.virtual_device))


def of_networks(domain: SimulatedDomain, now_s: float) -> dict[str, NetworkFigures]:
    """By the number of the interface."""
    guest, worked = domain.guest, domain.cpu_time_s(now_s) * _MIB
    more = worked * guest.sends_mib_per_cpu_s
    found: dict[str, NetworkFigures] = {}
    for number in range(len(domain.settings.bridges)):
        shared = worked * guest.network_mib_per_cpu_s
        received = int(shared * _share(domain.uuid, number, "received"))
        sent = int(shared * _share(domain.uuid, number, "sent") + more)
        more = 0.0
        found[str(number)] = NetworkFigures(received, sent, received // _PACKET_BYTES, sent // _PACKET_BYTES)
    return found


def _sectors(bytes_: float) -> int:
    return int(bytes_) // _SECTOR_BYTES * _SECTOR_BYTES


@lru_cache(maxsize=16_384)
def _share(uuid: str, number: str | int, way: str) -> float:
    """Between 0.1 and 1, always the same for that guest."""
    return 0.1 + 0.9 * (zlib.crc32(f"{uuid} {number} {way}".encode()) & 0xFFFF) / 0xFFFF
