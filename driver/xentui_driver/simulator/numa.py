"""Which NUMA node a simulated guest is placed on: libxl's automatic placement (libxl_numa.c), much simplified."""

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.host import SimulatedHost


def cpus_of(host: SimulatedHost, node: int) -> range:
    """The numbers of the node's CPUs."""
    cpus, nodes = host.facts.cpus, max(1, host.facts.numa_nodes)
    return range(node * cpus // nodes, (node + 1) * cpus // nodes)


def node_of(host: SimulatedHost, domain: SimulatedDomain) -> int | None:
    """The node that its vCPUs prefer and its memory is on.

    None for dom0, for a guest that fits on no single node, and on a host that has one node.
    """
    nodes = host.facts.numa_nodes
    if nodes <= 1 or not domain.domid or domain.settings.built_vcpus > len(cpus_of(host, 0)):
        return None
    return (domain.domid - 1) % nodes


def free_kib(host: SimulatedHost, now_s: float) -> list[int]:
    """The free memory of each node; together it is that of the host."""
    nodes = max(1, host.facts.numa_nodes)
    left = [host.facts.memory_kib // nodes] * nodes
    for domain in host.in_order():
        node, held_kib = node_of(host, domain), domain.memory_kib(now_s)
        for each in range(nodes) if node is None else (node,):
            left[each] = max(0, left[each] - (held_kib // nodes if node is None else held_kib))
    share = host.free_kib(now_s) / max(1, sum(left))
    return [int(kib * min(1.0, share)) for kib in left]
