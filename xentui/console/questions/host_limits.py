"""What a guest could have at its next start, by what its host has: numbers for a refusal or a warning."""

from xentui_driver.definitions.parameters.cross_checks import HVM_VCPU_LIMIT
from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory
from xentui_widgets.units import memory_words


def never_so_much_memory(kib: int, host: Memory | None) -> str:
    """Why the host can't hold a guest with that much; empty when it can, or isn't known to."""
    if host is None or kib <= host.total_kib:
        return ""
    return f"No guest can start with more than the host has: {_in_all(host)}."


def scarce_memory(kib: int, held_kib: int, host: Memory | None) -> tuple[str, ...]:
    """What speaks against a start with that much, by what is free once a guest that holds `held_kib` has ended."""
    if host is None or kib <= host.free_kib + held_kib:
        return ()
    free, own = memory_words(max(0, host.free_kib)), memory_words(held_kib)
    missing = memory_words(kib - host.free_kib - held_kib)
    return (f"It can't start so now: the host has {free} free, its own are {own}, and {missing} more are needed.",)


def above_host(kib: int, host: Memory | None) -> tuple[str, ...]:
    """What speaks against such a maximum."""
    return () if host is None or kib <= host.total_kib else (f"That is more than the host has: {_in_all(host)}.",)


def never_so_many_vcpus(count: int, instance: Instance) -> str:
    """Why no guest of its type can start with so many; empty when one can."""
    guest_type = instance.definition.type if instance.definition is not None else None
    if guest_type in (None, "pv") or count <= HVM_VCPU_LIMIT:
        return ""
    return f"No {guest_type} guest can start with more than {HVM_VCPU_LIMIT}."


def scarce_cpus(count: int, host_cpus: int | None) -> tuple[str, ...]:
    """What speaks against a start with so many."""
    if host_cpus is None or count <= host_cpus:
        return ()
    return (f"The host has {host_cpus} CPUs: more vCPUs would wait for each other.",)


def _in_all(host: Memory) -> str:
    return f"{memory_words(host.total_kib)} in all, {memory_words(max(0, host.free_kib))} free"
