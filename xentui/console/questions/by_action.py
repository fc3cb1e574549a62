"""What an action needs to be told before it runs: a size of memory, a number of vCPUs, a host, a name, a file."""

from xentui.console.names import Names
from xentui.console.questions.asking import Asking
from xentui.console.questions.memory import memory_asking
from xentui.console.questions.vcpus import vcpus_asking
from xentui.console.questions.words import file_asking, host_asking, name_asking
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import MAXMEM, Action, Asks
from xentui_driver.model.instance import Instance

__all__ = ["Asking", "asking_for"]


def asking_for(
    action: Action, instance: Instance, hypervisor: Hypervisor, free_kib: int | None, names: Names
) -> Asking:
    """The question of an action; `free_kib` is what the node has free, as far as is known."""
    if action.asks is Asks.MEMORY:
        return memory_asking(action, instance, hypervisor, free_kib, names, maximum=action is MAXMEM)
    if action.asks is Asks.VCPUS:
        return vcpus_asking(action, instance, hypervisor, names)
    if action.asks is Asks.HOST:
        return host_asking(action, instance, names)
    if action.asks is Asks.NAME:
        return name_asking(action, instance, names)
    assert action.asks is Asks.FILE, "every kind of question has its case here"
    return file_asking(action, instance, names)
