"""What an action must be told before it runs: a size of memory, a number of vCPUs, a host, a name, a key, a file."""

from collections.abc import Callable, Sequence
from functools import partial

from xentui.console.names import Names
from xentui.console.questions.asking import Asking
from xentui.console.questions.memory import maximum_asking
from xentui.console.questions.memory_sizes import sizes_asking
from xentui.console.questions.save_file import ReadMore, file_asking
from xentui.console.questions.target_host import host_asking
from xentui.console.questions.vcpus import vcpus_asking
from xentui.console.questions.words import name_asking, sysrq_asking
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import MAXMEM, Action, Asks
from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory


def asking_for(
    action: Action,
    instances: Sequence[Instance],
    fleet: Fleet,
    names: Names,
    is_old: Callable[[Host], bool],
    read_more: ReadMore,
) -> Asking:
    """The question of an action on instances of the fleet: on the first alone, but for sizes of memory.

    `is_old` says of a host that its figures are older than they should be.
    """
    instance = instances[0]
    hypervisor = fleet.of(instance).hypervisor
    host_memory = partial(_host_memory, fleet)
    if action is MAXMEM:
        return maximum_asking(action, instance, hypervisor, partial(host_memory, instance.host), names)
    if action.asks is Asks.MEMORY:
        hypervisors = [fleet.of(each).hypervisor for each in instances]
        return sizes_asking(action, instances, hypervisors, host_memory, names)
    if action.asks is Asks.VCPUS:
        snapshot = fleet.states[instance.host].snapshot
        return vcpus_asking(action, instance, hypervisor, snapshot.node.cpus if snapshot is not None else None, names)
    if action.asks is Asks.HOST:
        return host_asking(action, instance, fleet, names, is_old)
    if action.asks is Asks.NAME:
        return name_asking(action, instance, fleet, names)
    if action.asks is Asks.SYSRQ:
        return sysrq_asking(action, instance, names)
    assert action.asks is Asks.FILE, "every kind of question has its case here"
    return file_asking(action, instance, fleet, names, read_more)


def _host_memory(fleet: Fleet, host: str) -> Memory | None:
    """How its memory is divided, as it was last read."""
    snapshot = fleet.states[host].snapshot
    return snapshot.memory if snapshot is not None else None
