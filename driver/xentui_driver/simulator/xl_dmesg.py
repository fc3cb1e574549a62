"""`xl dmesg` (xl_misc.c): what Xen itself has printed since it booted."""

from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.options import Parsed


def dmesg(invocation: Invocation, parsed: Parsed) -> int:
    """With -c the ring is empty afterwards."""
    with invocation.xen.at_now():
        messages = invocation.host.messages
        lines = boot_messages(invocation.host) if messages is None else messages
        if parsed.has("c"):
            invocation.host.messages = ()
    invocation.out("".join(f"{line}\n" for line in lines))
    return 0


def boot_messages(host: SimulatedHost) -> tuple[str, ...]:
    """The first ones, as Xen prints them on a healthy machine (xen/arch/x86/setup.c)."""
    major, minor, extra = host.facts.xen_version
    memory_kib, dom0_kib = host.facts.memory_kib, host.facts.dom0_memory_kib
    return (
        f"(XEN) Xen version {major}.{minor}{extra} (Debian {major}.{minor}{extra}-1) debug=n",
        "(XEN) Bootloader: GRUB 2.06-13+deb12u1",
        f"(XEN) Command line: placeholder dom0_mem={dom0_kib >> 10}M,max:{dom0_kib >> 10}M no-real-mode edd=off",
        "(XEN) Xen image load base address: 0x6d600000",
        f"(XEN) System RAM: {memory_kib >> 10}MB ({memory_kib}kB)",
        f"(XEN) Brought up {host.facts.cpus} CPUs",
        "(XEN) Scheduling granularity: cpu, 1 CPU per sched-resource",
        "(XEN) Initializing Credit2 scheduler",
        "(XEN)  load_precision_shift: 18",
        "(XEN) I/O virtualisation enabled",
        "(XEN)  - Dom0 mode: Relaxed",
        "(XEN) *** Building a PV Dom0 ***",
        f"(XEN) Dom0 has maximum {host.facts.dom0_vcpus} VCPUs",
        "(XEN) Initial low memory virq threshold set at 0x4000 pages.",
        "(XEN) Scrubbing Free RAM in background",
        "(XEN) Std. Loglevel: Errors, warnings and info",
        "(XEN) Guest Loglevel: Errors (Rate-limited: Errors and warnings)",
        "(XEN) *** Serial input to DOM0 (type 'CTRL-a' three times to switch input)",
        "(XEN) Freed 2048kB init memory",
    )
