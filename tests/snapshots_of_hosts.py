"""Snapshots of made-up hosts."""

from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory, NodeInfo
from xentui_driver.model.snapshot import Snapshot

NODE = NodeInfo(
    host_name="dom0a",
    xen_version="4.17.7",
    scheduler="credit2",
    cpus=8,
    numa_nodes=1,
    cores_per_socket=4,
    threads_per_core=2,
    memory_total_kib=16 << 20,
    memory_free_kib=8 << 20,
)


MEMORY = Memory(16 << 20, 8 << 20, 1 << 20, 6 << 20, 1 << 20)


def snapshot(*instances: Instance, problems: tuple[str, ...] = ()) -> Snapshot:
    return Snapshot("dom0a", NODE, MEMORY, instances, 1.0, problems)
