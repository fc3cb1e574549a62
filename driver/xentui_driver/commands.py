"""Every command that the driver runs, as an argument list; a domain is always a number here."""

import re
import shlex

from xentui_driver.errors import InvalidInput

Argv = tuple[str, ...]

# xl hands the name to `sh -c` unquoted (xl_migrate.c), so nothing but a host name may pass.
_HOST_NAME = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*)?\.?")
_IPV6 = re.compile(r"[0-9A-Fa-f:]{2,39}")


def checked_host(name: str) -> str:
    """The host name as typed, if it is one. Raises InvalidInput."""
    if _HOST_NAME.fullmatch(name) or (":" in name and _IPV6.fullmatch(name)):
        return name
    raise InvalidInput(
        f"{name!r} is not a host name.",
        state_now="Nothing was done.",
        next_step="Give a host name or an address: letters, digits, dots and hyphens.",
    )


def shown(*argvs: Argv) -> tuple[str, ...]:
    """Commands as an operator could type them."""
    return tuple(shlex.join(argv) for argv in argvs)


def list_domains() -> Argv:
    return ("xl", "list", "-v")


def list_domain(domid: int) -> Argv:
    return ("xl", "list", "-v", _domain(domid))


def list_domids() -> Argv:
    return ("xenstore-list", "/local/domain")


def info() -> Argv:
    return ("xl", "info")


def read_store(path: str) -> Argv:
    return ("xenstore-read", path)


def create(path: str, *, paused: bool) -> Argv:
    if not path.startswith("/"):
        raise ValueError(f"a definition's path must be absolute: {path!r}")
    return ("xl", "create", "-p", path) if paused else ("xl", "create", path)


def pause(domid: int) -> Argv:
    return ("xl", "pause", _guest(domid))


def unpause(domid: int) -> Argv:
    return ("xl", "unpause", _guest(domid))


def shutdown(domid: int, *, acpi: bool = False) -> Argv:
    """With `acpi` a guest without PV drivers gets a power button event instead; one with them is asked as ever."""
    return ("xl", "shutdown", "-F", _guest(domid)) if acpi else ("xl", "shutdown", _guest(domid))


def reboot(domid: int) -> Argv:
    return ("xl", "reboot", _guest(domid))


def destroy(domid: int) -> Argv:
    return ("xl", "destroy", _guest(domid))


def set_memory(domid: int, target_kib: int) -> Argv:
    """The unit is always sent: the code's default is MiB, the manual's KiB (xl_parse.c, xl(1))."""
    return ("xl", "mem-set", _domain(domid), f"{target_kib}k")


def console(domid: int) -> Argv:
    return ("xl", "console", _guest(domid))


def migrate(domid: int, host: str) -> Argv:
    return ("xl", "migrate", _guest(domid), checked_host(host))


def on_host(host: str, argv: Argv) -> Argv:
    """`argv`, made of plain words only, on another host through OpenSSH; never asks for a password."""
    return ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "--", checked_host(host), *argv)


def _domain(domid: int) -> str:
    """Never an empty word: xl takes that for Domain-0 (libxl_utils.c)."""
    if domid < 0:
        raise ValueError(f"not a domid: {domid}")
    return str(domid)


def _guest(domid: int) -> str:
    if domid <= 0:
        raise ValueError(f"not the domid of a guest: {domid}")
    return str(domid)
