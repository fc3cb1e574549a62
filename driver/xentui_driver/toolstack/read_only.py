"""A host that can only be read: every command that would change something is refused before it reaches the host.

It guards an operator against mistakes. It isn't a boundary between users, because the user who starts xentui chooses
how.
"""

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from xentui_driver.model.errors import ReadOnly
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.toolstack.commands import SAMPLER
from xentui_driver.toolstack.neighbour import asked_of_neighbour
from xentui_driver.transport.protocol import Completed, Conversation, FileEntry, FilePart, Operation, Transport, unheard

_BETWEEN = "\0"
"""A NUL, which no argument can contain (execve(2)): it separates words."""
_NUMBER = "[0-9]+"
_PATH = f"/[^{_BETWEEN}]*"


def _form(*words: str, more: str = "") -> re.Pattern[str]:
    """The pattern of an argument list: an expression for each word; `more` matches any number of words after them."""
    rest = f"(?:{_BETWEEN}{more})*" if more else ""
    return lazy_pattern(_BETWEEN.join(words) + rest)


# The commands that the driver gives to `run`. `xl create` changes nothing only with -n and one file: a further word
# could be a `key=value` that counts.
_READING = (
    _form("xl", "list", "-[vl]"),
    _form("xl", "list", "-[vl]", _NUMBER),
    _form("xl", "info"),
    _form("xl", "info", "-n"),
    _form("xl", "dmesg"),
    _form("xl", "vcpu-list"),
    _form("xl", "vcpu-list", _NUMBER),
    _form("xl", "create", "-n", _PATH),
    _form("xenstore-list", _PATH),
    _form("xenstore-read", _PATH, more=_PATH),
    _form("getent", "passwd", _NUMBER),
    _form("head", "-c", _NUMBER, "--", _PATH),
    _form("ls", "-d", "--", more=_PATH),
)


_READING_MODULES = frozenset({SAMPLER})


def only_reads(argv: Sequence[str]) -> bool:
    """Whether a command is known to change nothing, on this host or through ssh on another."""
    return _reads_here(argv) or _reads_here(asked_of_neighbour(argv) or ())


def _reads_here(argv: Sequence[str]) -> bool:
    if any(_BETWEEN in word for word in argv):
        return False
    return any(form.fullmatch(_BETWEEN.join(argv)) for form in _READING)


class ReadOnlyTransport:
    """Passes on what only reads; everything else raises ReadOnly, and nothing is done."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    @property
    def host_name(self) -> str:
        return self._inner.host_name

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        if not only_reads(argv):
            _refuse(f"{shlex.join(argv)} was not run")
        return self._inner.run(argv, timeout_s=timeout_s)

    def start(self, argv: Sequence[str]) -> Operation:
        _refuse(f"{shlex.join(argv)} was not run")

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        return self._inner.read_file(path, limit_bytes=limit_bytes)

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        return self._inner.list_directory(path)

    def read_links(self, path: str) -> Mapping[str, str]:
        return self._inner.read_links(path)

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        return self._inner.read_part(path, offset=offset, limit_bytes=limit_bytes)

    def converse(self, module: str, called: Callable[[], object] = unheard) -> Conversation:
        if module not in _READING_MODULES:
            _refuse(f"{module} wasn't started")
        return self._inner.converse(module, called)

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        _refuse(f"{path} was not written")

    def move_file(self, path: str, target: str) -> None:
        _refuse(f"{path} was not moved to {target}")

    def make_link(self, path: str, target: str) -> None:
        _refuse(f"the link {path} to {target} was not made")

    def remove_file(self, path: str) -> None:
        _refuse(f"{path} was not removed")

    def sweep(self, folder: str) -> None:
        _refuse(f"what was left in {folder} was not removed")

    def press_sysrq(self, key: str) -> None:
        _refuse(f"the kernel's sysrq key {key} was not pressed")

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        """A guest's console is a way to change it."""
        _refuse(f"{shlex.join(argv)} was not given the terminal")

    def close(self) -> None:
        self._inner.close()


def _refuse(what: str) -> NoReturn:
    raise ReadOnly(f"This console is read-only: {what}.", state_now="Nothing was done.")
