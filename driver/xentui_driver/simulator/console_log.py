"""The file to which xenconsoled writes what a guest prints, where it keeps that (tools/console/daemon/io.c)."""

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.guest_lines import PANIC_LINES, boot_lines
from xentui_driver.simulator.host import SimulatedHost

_FOLDER = "/var/log/xen/console"
_SERVICES = ("Journal Service", "OpenBSD Secure Shell server", "System Logging Service")
_UNITS = "".join(f"[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39m{name}\x1b[0m.\r\n" for name in _SERVICES)
_DOWN = "[  OK  ] Reached target System Shutdown.\r\n[   97.402211] reboot: Power down\r\n"


def note_boot(host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> None:
    """It has booted, and asks for a login."""
    if host.keeps_consoles:
        name = domain.name or ""
        *kernel, blank, greeting, last = boot_lines(name)
        lines = "".join(f"{line}\r\n" for line in kernel)
        _append(host, domain, f"{lines}{_UNITS}{blank}\r\n{greeting}\r\n{last}\r\n{name.split('.')[0]} login: ", now_s)


def note_end(host: SimulatedHost, domain: SimulatedDomain, now_s: float, *, crashed: bool) -> None:
    """It has shut down, or its kernel has panicked."""
    if host.keeps_consoles:
        said = "".join(f"{line}\r\n" for line in PANIC_LINES) if crashed else _DOWN
        _append(host, domain, f"\r\n{said}", now_s)


def _append(host: SimulatedHost, domain: SimulatedDomain, text: str, now_s: float) -> None:
    """A guest on emulated hardware without a serial line prints nothing there; nor has one whose name is no file's."""
    settings, name = domain.settings, domain.built_as
    if not name or "/" in name or (settings.type == "hvm" and not settings.has_serial_line):
        return
    path = f"{_FOLDER}/guest-{name}.log"
    host.files.append(path, text.encode("utf-8", "surrogateescape"), host.epoch_offset_s + now_s)
