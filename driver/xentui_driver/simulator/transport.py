"""A `Transport` to a host of the simulated world."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from xentui_driver.model.command_words import typed
from xentui_driver.model.errors import (
    CommandTimedOut,
    FileMissing,
    FileUnreadable,
    FileUnwritable,
    HostUnreachable,
    InvalidInput,
    OutputTooLarge,
    ToolMissing,
    TransportClosed,
)
from xentui_driver.simulator import proc, tools
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.invocation import Abandoned, Invocation, OutOfTime
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.toolstack.commands import SAMPLER
from xentui_driver.transport.protocol import OUTPUT_LIMIT_BYTES, Completed, FileEntry, FilePart, unheard

if TYPE_CHECKING:
    from xentui_driver.simulator.operation import SimulatedOperation
    from xentui_driver.simulator.sampler import SimulatedSampler


class SimulatorTransport:
    """One host of the world; `close` wakes every command that still runs for this transport."""

    def __init__(self, xen: SimulatedXen, host_name: str) -> None:
        self._xen = xen
        self._host = xen.host(host_name)
        self._closed = threading.Event()

    def again(self) -> "SimulatorTransport":
        """Another transport to the same host, which is closed on its own."""
        return SimulatorTransport(self._xen, self._host.name)

    @property
    def host_name(self) -> str:
        return self._host.name

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        self._check()
        invocation = Invocation(
            self._xen,
            self._host,
            deadline_s=self._xen.clock.monotonic_s() + timeout_s,
            abandoned=self._closed,
        )
        try:
            exit_status = tools.run(invocation, argv)
        except OutOfTime as late:
            raise CommandTimedOut(
                f"{typed(argv)} did not answer within {timeout_s:g} s and was stopped.", detail=invocation.stderr
            ) from late
        except Abandoned as left:
            raise _leaving() from left
        if len(invocation.stdout) + len(invocation.stderr) > OUTPUT_LIMIT_BYTES:
            raise OutputTooLarge(f"{typed(argv)} printed more than {OUTPUT_LIMIT_BYTES >> 20} MiB and was stopped.")
        return Completed(tuple(argv), exit_status, invocation.stdout, invocation.stderr)

    def start(self, argv: Sequence[str]) -> "SimulatedOperation":
        from xentui_driver.simulator.operation import SimulatedOperation  # who only looks starts none

        self._check()
        if not tools.exists(argv):
            raise ToolMissing(f"There is no command {' '.join(argv[:1])} on {self._host.name}.")
        return SimulatedOperation(self._xen, self._host, argv)

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        self._check()
        with self._xen.at_now() as now_s:
            content = self._host.files.read(path)
            if content is None:
                content = proc.read(self._host, path, now_s)
        if content is None:
            raise FileMissing(f"{path}: No such file or directory.")
        if len(content) > limit_bytes:
            raise FileUnreadable(f"{path} is larger than {limit_bytes} bytes and isn't read.")
        return content

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        self._check()
        with self._xen.at_now():
            if proc.has_folder(path):
                return proc.entries(self._host, path)
            return self._host.files.entries(path)

    def read_links(self, path: str) -> Mapping[str, str]:
        return {entry.name: entry.link_target for entry in self.list_directory(path) if entry.link_target}

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        self._check()
        with self._xen.at_now():
            return self._host.files.part(path, offset, limit_bytes)

    def converse(self, module: str, called: Callable[[], object] = unheard) -> "SimulatedSampler":
        from xentui_driver.simulator.sampler import SimulatedSampler

        self._check()
        if module != SAMPLER:
            raise ToolMissing(f"There is no module {module} on {self._host.name}.")
        return SimulatedSampler(self._xen, self._host, self._closed, called)

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        with self._writable(path, takes_room=bool(content)) as now_s:
            self._host.files.replace(path, content, now_s, replacing=replacing)

    def move_file(self, path: str, target: str) -> None:
        with self._writable(target):
            self._host.files.move(path, target)

    def make_link(self, path: str, target: str) -> None:
        with self._writable(path) as now_s:
            self._host.files.link(path, target, now_s)

    def remove_file(self, path: str) -> None:
        with self._writable(path, takes_room=False):
            self._host.files.take_away(path)

    def sweep(self, folder: str) -> None:
        """There is nothing: whoever writes here lives and dies with the whole world."""

    def press_sysrq(self, key: str) -> None:
        self._check()
        if len(key) != 1 or not key.isascii() or not key.isalnum():
            raise InvalidInput(f"{key!r} isn't a sysrq key.", state_now="Nothing was done.")
        from xentui_driver.simulator.restart import restart

        with self._xen.at_now():  # /proc can be written whatever is mounted read-only
            self._host.pressed_sysrq.append(key)
            if key == "b":
                restart(self._xen, self._host)

    @contextmanager
    def _writable(self, path: str, *, takes_room: bool = True) -> Iterator[float]:
        """Lock the world and check that its files can be written; yields the seconds since the epoch."""
        self._check()
        with self._xen.at_now():
            logs_too = Fault.LOG_READ_ONLY in self._host.faults and path.startswith("/var/log/xen/")
            if Fault.READ_ONLY in self._host.faults or logs_too:
                raise FileUnwritable(
                    f"{path} can't be written: Read-only file system.", state_now="It was not changed."
                )
            if takes_room and Fault.DISK_FULL in self._host.faults:
                raise FileUnwritable(
                    f"{path} can't be written: No space left on device.", state_now="It was not changed."
                )
            yield self._xen.clock.epoch_s()

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        """The simulated console of a guest; any other command just prints its output on the terminal."""
        from xentui_driver.simulator.console_kind import console_kind
        from xentui_driver.simulator.console_lock import OPTION
        from xentui_driver.simulator.guest_shell import ESCAPE_OPTION
        from xentui_driver.transport import own_modules

        if tuple(argv[:2]) != ("xl", "console") or len(argv) < 3:
            raise ToolMissing(f"The simulated host can't run {typed(argv)} on a terminal.")
        word = argv[-1]
        with self._xen.at_now() as now_s:
            domain = self._host.domains.get(int(word)) if word.isdecimal() else self._host.named(word)
            kind = console_kind(domain).value
            lock = self._host.console_lock(domain.domid, now_s) if domain is not None else None
        name = domain.name if domain is not None and domain.name is not None else ""
        escape = argv[argv.index("-e") + 1] if "-e" in argv[:-1] else ""
        options = (OPTION + lock.path if lock is not None else "", ESCAPE_OPTION + escape if escape else "", kind)
        words = (*filter(None, options), name)
        return own_modules.argv_while_we_live("xentui_driver.simulator.guest_console", *words)

    def close(self) -> None:
        self._closed.set()

    def _check(self) -> None:
        if self._closed.is_set():
            raise _leaving()
        with self._xen.at_now():
            if self._host.reachable and Fault.UNREACHABLE not in self._host.faults:
                return
        raise HostUnreachable(f"{self._host.name} can't be reached.", detail="No route to host")


def _leaving() -> TransportClosed:
    return TransportClosed("The console is leaving.")
