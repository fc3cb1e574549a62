"""What a domain shows on the console that `xl console` takes."""

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.guest_shell import ConsoleKind
from xentui_driver.simulator.settings import REASON_CRASH, REASON_WATCHDOG


def console_kind(domain: SimulatedDomain | None) -> ConsoleKind:
    """A guest on emulated hardware writes to its screen, and to the console only where it has a serial line."""
    if domain is None:
        return ConsoleKind.SHELL
    if domain.settings.type == "hvm" and not domain.settings.has_serial_line:
        return ConsoleKind.SILENT
    has_crashed = domain.shutdown_reason in (REASON_CRASH, REASON_WATCHDOG)
    return ConsoleKind.CRASHED if has_crashed else ConsoleKind.SHELL
