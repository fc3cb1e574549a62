"""Snapshots of made-up hosts."""

from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory, NodeInfo
from xentui_driver.model.snapshot import Snapshot

NODE = NodeInfo("dom0a", "4.17.7", "credit2", 8, 1, 4, 2, 16 << 20, 8 << 20)


MEMORY = Memory(16 << 20, 8 << 20, 1 << 20, 6 << 20, 1 << 20)


def snapshot(*instances: Instance, problems: tuple[str, ...] = ()) -> Snapshot:
    return Snapshot("dom0a", NODE, MEMORY, instances, 1.0, problems)
