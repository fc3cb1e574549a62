"""The contents of /proc and /sys of a simulated host, made from its state when they are read."""

from collections.abc import Callable, Mapping

from xentui_driver.model.errors import FileMissing
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.simulator.console_client import ConsoleClient
from xentui_driver.simulator.console_daemon import PID_FILE
from xentui_driver.simulator.device_model import device_model_argv, device_model_pid
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.transport.protocol import FileEntry

_PROCESS_FILES = ("cmdline", "comm")
_DESCRIPTORS = lazy_pattern(r"/proc/([0-9]{1,9})/fd")


def read(host: SimulatedHost, path: str, now_s: float) -> bytes | None:
    """The content of a file that isn't stored; None when there is no such file."""
    if path == "/proc/uptime":
        return f"{now_s - host.booted_s:.2f} 0.00\n".encode()
    words = path.strip("/").split("/")
    if len(words) == 3 and words[0] == "proc" and words[1].isdecimal() and words[2] in _PROCESS_FILES:
        command = _commands(host).get(int(words[1]))
        if command is None:
            return None
        if words[2] == "comm":
            return command[0].rpartition("/")[2].encode() + b"\n"
        return b"".join(word.encode("utf-8", "surrogateescape") + b"\0" for word in command)
    if len(words) == 3 and words[0] == "proc" and (client := _client(host, words[1])) is not None:
        text = client.file(words[2])
        return text.encode() if text is not None else None
    maker = _FILES.get(path)
    return maker(host).encode() if maker is not None else None


def has_folder(path: str) -> bool:
    """Whether a folder is one of these; none of them has stored files too."""
    return path.rstrip("/") in ("/proc", *_FOLDERS) or _DESCRIPTORS.fullmatch(path.rstrip("/")) is not None


def entries(host: SimulatedHost, path: str) -> tuple[FileEntry, ...]:
    """The entries of such a folder, by name."""
    path = path.rstrip("/")
    if (of_process := _DESCRIPTORS.fullmatch(path)) is not None:
        client = _client(host, of_process[1])
        if client is not None:
            return tuple(FileEntry(name, False, 0, 0.0, target) for name, target in client.open_files.items())
        return _descriptors(host, int(of_process[1]))
    files = {file.rpartition("/")[2] for file in _FILES if file.rpartition("/")[0] == path}
    processes = {str(pid) for pid in _commands(host)} if path == "/proc" else set()
    folders = _FOLDERS.get(path, ())
    return tuple(FileEntry(name, name in files, 0, 0.0) for name in sorted({*files, *processes, *folders}))


def _client(host: SimulatedHost, pid: str) -> ConsoleClient | None:
    return next((each for each in host.all_console_clients if str(each.pid) == pid), None)


def _descriptors(host: SimulatedHost, pid: int) -> tuple[FileEntry, ...]:
    """Only the standard input: a receiver's comes from ssh, a daemon has turned its own away (xl_utils.c)."""
    if pid not in _commands(host):
        raise FileMissing(f"/proc/{pid}/fd: No such file or directory.")
    return (FileEntry("0", False, 0, 0.0, f"pipe:[{pid}]" if pid in host.receivers else "/dev/null"),)


def _commands(host: SimulatedHost) -> dict[int, tuple[str, ...]]:
    """The processes that anybody looks for: of consoles, of monitors, and what receives a migration."""
    program = f"/usr/lib/xen-{_version(host)}/bin"
    found: dict[int, tuple[str, ...]] = {}
    if host.console_daemon:
        found[host.console_daemon_pid] = host.console_daemon
    found |= {client.pid: client.argv for client in host.all_console_clients}
    found |= dict.fromkeys(host.receivers, ("xl", "migrate-receive"))
    with_model = (each for each in host.in_order() if each.settings.type == "hvm" and not each.dying)
    found |= {device_model_pid(each): device_model_argv(each) for each in with_model}
    if Fault.MONITORS_GONE in host.faults:
        return found
    found |= {pid: (f"{program}/xl", "create", f"/etc/xen/{name}.cfg") for pid, name in host.rebuilding.items()}
    return found | {
        domain.monitor_pid: (f"{program}/xl", *domain.monitor_words)
        for domain in host.in_order()
        if domain.monitor is not None
    }


def _version(host: SimulatedHost) -> str:
    major, minor, _ = host.facts.xen_version
    return f"{major}.{minor}"


def _status(host: SimulatedHost) -> str:
    user = 1000 if Fault.REFUSE in host.faults else 0
    return f"Name:\tcat\nUid:\t{user}\t{user}\t{user}\t{user}\nGid:\t{user}\t{user}\t{user}\t{user}\n"


def _boot_id(host: SimulatedHost) -> str:
    return f"00000000-0000-4000-8000-{host.boots:012d}\n"


_FILES: Mapping[str, Callable[[SimulatedHost], str]] = {
    "/proc/xen/capabilities": lambda host: "control_d\n",
    "/proc/self/status": _status,
    "/proc/locks": lambda host: "".join(client.lock for client in host.all_console_clients),
    "/proc/stat": lambda host: f"btime {int(host.booted_s + host.epoch_offset_s)}\n",
    "/proc/sys/kernel/random/boot_id": _boot_id,
    PID_FILE: lambda host: f"{host.console_daemon_pid}\n" if host.console_daemon else "",
    "/sys/hypervisor/type": lambda host: "xen\n",
    "/sys/hypervisor/version/major": lambda host: f"{host.facts.xen_version[0]}\n",
    "/sys/hypervisor/version/minor": lambda host: f"{host.facts.xen_version[1]}\n",
    "/sys/hypervisor/version/extra": lambda host: f"{host.facts.xen_version[2]}\n",
}
_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "/sys/hypervisor": ("version",),
    "/sys/hypervisor/version": (),
}
