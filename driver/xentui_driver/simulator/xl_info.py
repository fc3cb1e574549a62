"""`xl info` (xl_info.c)."""

from xentui_driver.simulator import numa
from xentui_driver.simulator.host import MIB_KIB, SimulatedHost
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.options import Parsed


def info(invocation: Invocation, parsed: Parsed) -> int:
    """`xl info [-n] [KEY]`; a key is a prefix, and then only the values are printed."""
    numa = parsed.has("n")
    with invocation.xen.at_now() as now_s:
        host = invocation.host
        machine, xen = _machine(host, now_s), _hypervisor(host)
        tables = _tables(host, now_s)
    if numa:
        invocation.out(_lines(machine) + tables + _lines(xen))
    elif parsed.words:
        wanted = parsed.words[0]
        found = [value for key, value in (*machine, *xen) if key.startswith(wanted)]
        invocation.out("".join(f"{value}\n" for value in found))
    else:
        invocation.out(_lines(machine) + _lines(xen))
    return 0


def _lines(pairs: tuple[tuple[str, str], ...]) -> str:
    return "".join(f"{key:<23}: {value}\n" for key, value in pairs)


def _machine(host: SimulatedHost, now_s: float) -> tuple[tuple[str, str], ...]:
    facts = host.facts
    sockets = max(1, facts.numa_nodes)
    shadow = " shadow" if facts.shadow_paging else ""
    return (
        ("host", host.name),
        ("release", "6.1.0-56-amd64"),
        ("version", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)"),
        ("machine", "x86_64"),
        ("nr_cpus", str(facts.cpus)),
        ("max_cpu_id", str(facts.cpus - 1)),
        ("nr_nodes", str(facts.numa_nodes)),
        ("cores_per_socket", str(max(1, facts.cpus // sockets // facts.threads_per_core))),
        ("threads_per_core", str(facts.threads_per_core)),
        ("cpu_mhz", "2894.562"),
        ("hw_caps", "178bf3ff:76f8320b:2e500800:244037ff:0000000f:219c91a9:00400004:00000780"),
        ("virt_caps", f"pv hvm hvm_directio pv_directio hap{shadow} gnttab-v1 gnttab-v2"),
        ("total_memory", str(facts.memory_kib // MIB_KIB)),
        ("free_memory", str(host.free_kib(now_s) // MIB_KIB)),
        ("sharing_freed_memory", "0"),
        ("sharing_used_memory", "0"),
        ("outstanding_claims", "0"),
        ("free_cpus", "0"),
    )


def _hypervisor(host: SimulatedHost) -> tuple[tuple[str, str], ...]:
    major, minor, extra = host.facts.xen_version
    dom0_mib = host.facts.dom0_memory_kib // MIB_KIB
    return (
        ("xen_major", str(major)),
        ("xen_minor", str(minor)),
        ("xen_extra", extra),
        ("xen_version", f"{major}.{minor}{extra}"),
        ("xen_caps", "xen-3.0-x86_64 hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64 "),
        ("xen_scheduler", "credit2"),
        ("xen_pagesize", "4096"),
        ("platform_params", "virt_start=0xffff800000000000"),
        ("xen_changeset", ""),
        ("xen_commandline", f"dom0_mem={dom0_mib}M,max:{dom0_mib}M"),
        ("cc_compiler", "x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0"),
        ("cc_compile_by", "pkg-xen-devel"),
        ("cc_compile_domain", "lists.alioth.debian.org"),
        ("cc_compile_date", "Wed Nov  4 16:52:28 UTC 2026"),
        ("build_id", "151b373fd64b321593bf987fd923cd10dabadac4"),
        ("xend_config_format", "4"),
    )


def _tables(host: SimulatedHost, now_s: float) -> str:
    facts = host.facts
    nodes = max(1, facts.numa_nodes)
    cpus = "".join(
        f"{cpu:3d}:    {place // facts.threads_per_core:4d}     {node:4d}     {node:4d}\n"
        for node in range(nodes)
        for place, cpu in enumerate(numa.cpus_of(host, node))
    )
    size_mib = facts.memory_kib // MIB_KIB // nodes
    memory = "".join(
        f"{node:4d}:    {size_mib:6d}     {free_kib // MIB_KIB:6d}      "
        f"{','.join('10' if other == node else '20' for other in range(nodes))}\n"
        for node, free_kib in enumerate(numa.free_kib(host, now_s))
    )
    return (
        f"cpu_topology           :\ncpu:    core    socket     node\n{cpus}"
        "device topology        :\ndevice           node\nNo device topology data available\n"
        f"numa_info              :\nnode:    memsize    memfree    distances\n{memory}"
    )
