"""Every command that the driver runs, as an argument list; a domain is always a number here."""

import re
from collections.abc import Iterable

from xentui_driver.model.command_words import typed
from xentui_driver.model.errors import InvalidInput
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.outcome import Command

Argv = tuple[str, ...]

_DAEMONS = "start-stop-daemon"
"""Of dpkg."""
SAMPLER = "xentui_driver.sampler.process"
"""The module that counts for every domain, for `Transport.converse`."""

# xl passes the name to `sh -c` unquoted (xl_migrate.c), so only a host name may pass.
_HOST_NAME = lazy_pattern(r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*)?\.?")
_FOR_SSH = lazy_pattern(
    r"(?:(?P<user>[\w.-]{1,64})@)?\[?(?P<host>\w[\w.-]{0,252}|[0-9A-Fa-f:]{2,39})\]?(?::(?P<port>\d{1,5}))?", re.ASCII
)
_IPV6 = lazy_pattern(r"[0-9A-Fa-f:]{2,39}")


def checked_host(name: str) -> str:
    """The host name as it was typed. Raises InvalidInput when it isn't one."""
    if _HOST_NAME.fullmatch(name) or (":" in name and _IPV6.fullmatch(name)):
        return name
    raise InvalidInput(
        f"{name!r} is not a host name.",
        state_now="Nothing was done.",
        next_step="Give a host name or an address: letters, digits, dots and hyphens. " + _by_ssh_config(name),
    )


def _by_ssh_config(typed: str) -> str:
    """Advice for user, port and address: xl starts ssh with only a name, so they go to ssh_config(5)."""
    found = _FOR_SSH.fullmatch(typed)
    user, host, port = found.group("user", "host", "port") if found else (None, None, None)
    alias = re.sub(r"[^A-Za-z0-9.-]+", "-", host or "").strip(".-") or "other-host"
    lines = [f"`Host {alias}`", f"`HostName {host or 'ADDRESS'}`"]
    lines += [f"`Port {port or 'PORT'}`"] if port or not found else []
    lines += [f"`User {user or 'USER'}`"] if user or not found else []
    return f"Put anything else into root's ~/.ssh/config: {', '.join(lines)}; then give {alias}."


def shown(*argvs: Argv) -> tuple[Command, ...]:
    """Commands as an operator could type them."""
    return tuple(Command(typed(argv)) for argv in argvs)


def list_domains() -> Argv:
    return ("xl", "list", "-v")


def list_domain(domid: int) -> Argv:
    return ("xl", "list", "-v", _domain(domid))


def list_details(domid: int) -> Argv:
    return ("xl", "list", "-l", _domain(domid))


def list_all_details() -> Argv:
    return ("xl", "list", "-l")


def list_domids() -> Argv:
    return ("xenstore-list", "/local/domain")


def info(*, topology: bool = False) -> Argv:
    return ("xl", "info", "-n") if topology else ("xl", "info")


def read_store(*paths: str) -> Argv:
    """Prints a line for each path, up to the first that doesn't exist (xenstore_client.c)."""
    return ("xenstore-read", *paths)


def list_store(path: str) -> Argv:
    return ("xenstore-list", path)


def user(uid: int) -> Argv:
    """The user with that number, as a line of passwd(5), wherever users are kept (getent(1))."""
    return ("getent", "passwd", str(uid))


def read_beginning(path: str, size_bytes: int) -> Argv:
    """Prints the first bytes of a file that is too large to read as a whole."""
    _require_absolute(path)
    return ("head", "-c", str(size_bytes), "--", path)


def dmesg() -> Argv:
    """Prints Xen's own messages, as many as its ring holds; with -c it would remove them."""
    return ("xl", "dmesg")


def create(path: str, *, paused: bool) -> Argv:
    if not path.startswith("/"):
        raise ValueError(f"a definition's path must be absolute: {path!r}")
    return ("xl", "create", "-p", path) if paused else ("xl", "create", path)


def dry_run(path: str) -> Argv:
    """Prints what xl understands of a definition; starts nothing."""
    if not path.startswith("/"):
        raise ValueError(f"a definition's path must be absolute: {path!r}")
    return ("xl", "create", "-n", path)


def pause(domid: int) -> Argv:
    return ("xl", "pause", _guest(domid))


def unpause(domid: int) -> Argv:
    return ("xl", "unpause", _guest(domid))


def shutdown(domid: int, *, acpi: bool = False) -> Argv:
    """With `acpi` a guest without PV drivers gets a power button event instead; one with them is asked as usual."""
    return ("xl", "shutdown", "-F", _guest(domid)) if acpi else ("xl", "shutdown", _guest(domid))


def reboot(domid: int) -> Argv:
    return ("xl", "reboot", _guest(domid))


def destroy(domid: int) -> Argv:
    return ("xl", "destroy", _guest(domid))


def set_memory(domid: int, target_kib: int) -> Argv:
    """The unit is always sent: the code's default is MiB, the manual's KiB (xl_parse.c, xl(1))."""
    return ("xl", "mem-set", _domain(domid), f"{target_kib}k")


def set_maximum_memory(domid: int, maximum_kib: int) -> Argv:
    return ("xl", "mem-max", _domain(domid), f"{maximum_kib}k")


def set_vcpus(domid: int, count: int, *, ignore_host: bool = False) -> Argv:
    """With `ignore_host` it may be more than the host has physical CPUs, which xl otherwise refuses (xl_vcpu.c)."""
    option = ("-i",) if ignore_host else ()
    return ("xl", "vcpu-set", *option, _domain(domid), str(count))


def list_vcpus(domid: int) -> Argv:
    return ("xl", "vcpu-list", _domain(domid))


def list_all_vcpus() -> Argv:
    return ("xl", "vcpu-list")


def rename(domid: int, name: str) -> Argv:
    return ("xl", "rename", _guest(domid), name)


def save(domid: int, path: str, *, keep_running: bool) -> Argv:
    _require_absolute(path)
    return ("xl", "save", "-c", _guest(domid), path) if keep_running else ("xl", "save", _guest(domid), path)


def restore(path: str, *, paused: bool) -> Argv:
    _require_absolute(path)
    return ("xl", "restore", "-p", path) if paused else ("xl", "restore", path)


def console(domid: int, type: str | None = None, escape: str = "") -> Argv:
    """`escape` is the key that leaves it, as xl(1) writes it; xl before 4.18 knows only the usual one."""
    options = (*(("-t", type) if type is not None else ()), *(("-e", escape) if escape else ()))
    return ("xl", "console", *options, _guest(domid))


def sysrq(domid: int, letter: str) -> Argv:
    return ("xl", "sysrq", _guest(domid), letter)


def trigger_nmi(domid: int) -> Argv:
    return ("xl", "trigger", _guest(domid), "nmi")


def send_break(domid: int) -> Argv:
    """On the first serial line, by the name that libxl gives it (libxl_dm.c)."""
    return ("xl", "qemu-monitor-command", _guest(domid), "chardev-send-break serial0")


def resume(domid: int) -> Argv:
    """Only xl of 4.20 and later knows it (xl_cmdtable.c)."""
    return ("xl", "resume", _guest(domid))


def list_paths(paths: Iterable[str]) -> Argv:
    """Prints those of the paths that exist."""
    return ("ls", "-d", "--", *paths)


def sync() -> Argv:
    return ("sync",)


def make_folder(path: str) -> Argv:
    """With what is missing above it; others than root and its group may not look into it."""
    _require_absolute(path)
    return ("mkdir", "-p", "-m", "0750", "--", path)


def restart_unit(unit: str) -> Argv:
    return ("systemctl", "restart", unit)


def stop_daemon(name: str, pid_file: str) -> Argv:
    """End the daemon of that name and pid file and wait for that, as Debian's /etc/init.d/xen does."""
    _require_absolute(pid_file)
    timing = "--retry=TERM/30/KILL/5"
    return (_DAEMONS, "--stop", "--quiet", timing, "--remove-pidfile", "--pidfile", pid_file, "--name", name)


def start_daemon(argv: Argv, pid_file: str) -> Argv:
    """Start it unless it runs, and return once it has left its terminal."""
    _require_absolute(argv[0])
    return (_DAEMONS, "--start", "--quiet", "--pidfile", pid_file, "--exec", argv[0], "--", *argv[1:])


def debug_keys(keys: str) -> Argv:
    return ("xl", "debug-keys", keys)


def migrate(domid: int, host: str) -> Argv:
    return ("xl", "migrate", _guest(domid), checked_host(host))


def _require_absolute(path: str) -> None:
    """Raises InvalidInput for a relative path: it would start where xl is started, and with a dash it is an option."""
    if not path.startswith("/"):
        raise ValueError(f"a path must be absolute: {path!r}")


def _domain(domid: int) -> str:
    """The domid as a word, never an empty one: xl takes that for Domain-0 (libxl_utils.c)."""
    if domid < 0:
        raise ValueError(f"not a domid: {domid}")
    return str(domid)


def _guest(domid: int) -> str:
    if domid <= 0:
        raise ValueError(f"not the domid of a guest: {domid}")
    return str(domid)
