"""Which consoles a domain has: those whose terminal xenstore names, as xl's client finds them (main.c)."""

from collections.abc import Mapping
from enum import Enum

from xentui_driver.toolstack import commands
from xentui_driver.toolstack.xl import Xl


class ConsoleType(Enum):
    """`xl console -t`; without it xl takes the serial one of an HVM guest, else the PV one (libxl_console.c)."""

    PV = "pv"
    SERIAL = "serial"
    VUART = "vuart"


_TERMINAL_KEYS: Mapping[ConsoleType, str] = {
    ConsoleType.PV: "console/tty",
    ConsoleType.SERIAL: "serial/0/tty",
    ConsoleType.VUART: "vuart/0/tty",
}
_BETWEEN_LOOKS_S = 0.2


def console_types(xl: Xl, domid: int) -> tuple[ConsoleType, ...]:
    """Those that the domain has now."""
    return tuple(type for type, key in _TERMINAL_KEYS.items() if read_key(xl, domid, key))


def has_console(xl: Xl, domid: int, type: ConsoleType | None) -> bool:
    """Whether there is one of that type, or any; a little later than a domain, whose terminal a daemon makes."""
    wanted = (type,) if type is not None else tuple(ConsoleType)
    until_s = xl.clock.monotonic_s() + xl.limits.terminal_s
    while not any(read_key(xl, domid, _TERMINAL_KEYS[each]) for each in wanted):
        if xl.clock.monotonic_s() >= until_s:
            return False
        xl.clock.wait(_BETWEEN_LOOKS_S, xl.wake)
    return True


def read_key(xl: Xl, domid: int, key: str) -> str:
    """The value of a key of the domain in xenstore; empty where there is none. Raises XenError."""
    argv = commands.read_store(f"/local/domain/{domid}/{key}")
    completed = xl.transport.run(argv, timeout_s=xl.limits.read_s)
    return completed.stdout.strip() if completed.exit_status == 0 else ""


def keys_below(xl: Xl, domid: int, folder: str) -> tuple[str, ...]:
    """The names of the keys in a folder of the domain in xenstore. Raises XenError."""
    argv = commands.list_store(f"/local/domain/{domid}/{folder}")
    completed = xl.transport.run(argv, timeout_s=xl.limits.read_s)
    return tuple(completed.stdout.split()) if completed.exit_status == 0 else ()
