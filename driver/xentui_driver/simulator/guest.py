"""How a guest behaves: what it hears, how long it takes, how busy it is."""

from xentui_driver.model.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class GuestBehaviour:
    """The behaviour of one guest; the default is a Linux guest that obeys requests."""

    obeys: bool = True
    """Acts on requests in control/shutdown; a guest without an operating system never does."""
    pv_drivers: bool = True
    """For an HVM guest: hears control/shutdown at all (HVM_PARAM_CALLBACK_IRQ, libxl_domain.c)."""
    acpi: bool = True
    """For an HVM guest: obeys the power button that `xl shutdown -F` presses."""
    boot_s: float = 4.0
    """Seconds until it hears requests, brings up its other vCPUs and moves its balloon."""
    acknowledge_s: float = 0.2
    shutdown_s: float = 3.0
    busy_cpus: float = 0.0
    """The CPUs that it uses once it is up; with 0 its figures don't change."""
    boot_busy_cpus: float = 0.8
    disk_mib_per_cpu_s: float = 8.0
    """What its busiest disk carries each way, for each second of CPU time that it uses; others carry a share of it."""
    network_mib_per_cpu_s: float = 3.0
    """The same of its interfaces."""
    writes_mib_per_cpu_s: float = 0.0
    """What it writes to its first disk beside that."""
    sends_mib_per_cpu_s: float = 0.0
    """What it sends by its first interface beside that."""
    balloon_floor_kib: int = 0
    """It gives back no memory below this, whatever its target."""
    says_used_kib: int = 0
    """What its agent says in xenstore that it uses; 0 for a guest without one."""
    balloon_mib_s: float = 256.0
    leaves_zombie: bool = False
    """Pages of it stay mapped elsewhere after its destruction, so that its row stays (domctl.c)."""
    uses_vcpus: bool = True
    """Brings up its other vCPUs as it boots, and takes one offline when it is told to."""
    onlines_vcpus: bool = True
    """Brings a vCPU online when it is told to: Linux does by a udev rule, by itself it only registers the CPU."""
    dirty_share: float = 0.05
    """The share of its memory that it changes while a migration copies all of it once."""


OBEDIENT = GuestBehaviour()
DEAF = GuestBehaviour(obeys=False)
"""Answers no request: xl waits 60 s for it."""
