"""The QEMU process of a guest with emulated hardware (libxl_dm.c)."""

from xentui_driver.simulator.domain import SimulatedDomain

_FIRST_PID = 20_000
_PROGRAM = "/usr/libexec/xen-qemu-system-i386"


def device_model_pid(domain: SimulatedDomain) -> int:
    """As libxl notes it in xenstore."""
    return _FIRST_PID + domain.domid


def device_model_argv(domain: SimulatedDomain) -> tuple[str, ...]:
    """Its beginning: which domain it serves."""
    return (_PROGRAM, "-xen-domid", str(domain.domid), "-no-shutdown")
