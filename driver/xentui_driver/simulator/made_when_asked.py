"""A simulated host that is made when it is first asked: a first frame, which asks nothing, doesn't wait for it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from xentui_driver.model.errors import TransportClosed
from xentui_driver.transport.protocol import Completed, Conversation, FileEntry, FilePart, Operation, Transport, unheard

if TYPE_CHECKING:
    from xentui_driver.simulator import SimulatorTransport


class MadeWhenAsked:
    """The `Transport` of a host that `make` makes; made once, by the first thread that asks it something."""

    def __init__(self, host_name: str, make: "Callable[[], SimulatorTransport]") -> None:
        self._host_name = host_name
        self._make = make
        self._made: SimulatorTransport | None = None
        self._lock = threading.Lock()
        self._is_closed = False

    @property
    def host_name(self) -> str:
        return self._host_name

    def again(self) -> Transport:
        """One more way to the same host, with an end of its own."""
        return self._host().again()

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        return self._host().run(argv, timeout_s=timeout_s)

    def start(self, argv: Sequence[str]) -> Operation:
        return self._host().start(argv)

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        return self._host().read_file(path, limit_bytes=limit_bytes)

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        return self._host().list_directory(path)

    def read_links(self, path: str) -> Mapping[str, str]:
        return self._host().read_links(path)

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        return self._host().read_part(path, offset=offset, limit_bytes=limit_bytes)

    def converse(self, module: str, called: Callable[[], object] = unheard) -> Conversation:
        return self._host().converse(module, called)

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        self._host().write_file(path, content, replacing=replacing, keeps_mode=keeps_mode)

    def move_file(self, path: str, target: str) -> None:
        self._host().move_file(path, target)

    def make_link(self, path: str, target: str) -> None:
        self._host().make_link(path, target)

    def remove_file(self, path: str) -> None:
        self._host().remove_file(path)

    def sweep(self, folder: str) -> None:
        """There is nothing, and no host need be made to tell."""

    def press_sysrq(self, key: str) -> None:
        self._host().press_sysrq(key)

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return self._host().terminal_argv(argv)

    def close(self) -> None:
        """Waits for nothing: a host that is being made is closed as soon as it is there."""
        self._is_closed = True
        if (made := self._made) is not None:
            made.close()

    def _host(self) -> "SimulatorTransport":
        """Raises TransportClosed where nobody has asked before the end."""
        if self._made is None and self._is_closed:
            raise TransportClosed("The console is leaving.")
        with self._lock:
            if self._made is None:
                self._made = self._make()
        if self._is_closed:
            self._made.close()
        return self._made
