"""What an action needs to be told before it runs: a size of memory, a number of vCPUs, a host, a name, a file."""

from functools import partial

from xentui.console.names import Names
from xentui.console.questions.asking import Asking
from xentui.console.questions.memory import memory_asking
from xentui.console.questions.vcpus import vcpus_asking
from xentui.console.questions.words import file_asking, host_asking, name_asking
from xentui.fleet.fleet import Fleet
from xentui_driver.jobs.actions import MAXMEM, Action, Asks
from xentui_driver.model.instance import Instance


def asking_for(action: Action, instance: Instance, fleet: Fleet, names: Names) -> Asking:
    """The question of an action on an instance of the fleet."""
    hypervisor = fleet.of(instance).hypervisor
    if action.asks is Asks.MEMORY:
        free_kib = partial(_free_kib, fleet, instance)
        return memory_asking(action, instance, hypervisor, free_kib, names, maximum=action is MAXMEM)
    if action.asks is Asks.VCPUS:
        snapshot = fleet.states[instance.host].snapshot
        return vcpus_asking(action, instance, hypervisor, snapshot.node.cpus if snapshot is not None else None, names)
    if action.asks is Asks.HOST:
        return host_asking(action, instance, fleet, names)
    if action.asks is Asks.NAME:
        return name_asking(action, instance, names)
    assert action.asks is Asks.FILE, "every kind of question has its case here"
    return file_asking(action, instance, fleet, names)


def _free_kib(fleet: Fleet, instance: Instance) -> int | None:
    """What its host has free, as it was last read."""
    snapshot = fleet.states[instance.host].snapshot
    return snapshot.memory.free_kib if snapshot is not None and snapshot.memory is not None else None
