"""The seam: every contact with a host goes through a Transport."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from xentui_driver.model.dataclass import dataclass

OUTPUT_LIMIT_BYTES = 8 << 20
"""The most that a reading command may print: no true answer is larger."""


@dataclass(frozen=True, slots=True)
class Completed:
    """A command that ran to its end; text is UTF-8 with undecodable bytes as surrogates."""

    argv: tuple[str, ...]
    exit_status: int
    """As the shell reports it; minus the signal's number when a signal ended the command."""
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A name in a directory and what it is, links followed."""

    name: str
    is_file: bool
    size_bytes: int
    modified_s: float
    """Seconds since the epoch."""
    link_target: str = ""
    """The target of a symbolic link, as it is written; empty for everything else."""
    device: int = 0
    inode: int = 0
    """Together with the device it identifies a file, whatever its names are; 0 where it isn't known."""
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class FilePart:
    """Some bytes of a file that may be large and still be written to, and what the file was when they were read."""

    content: bytes
    offset: int
    """Where they begin, in bytes from the file's start."""
    size_bytes: int
    modified_s: float
    """Seconds since the epoch."""
    device: int = 0
    inode: int = 0
    """Together with the device it identifies the file: another one may have its name by the next look."""

    @property
    def end(self) -> int:
        """Where the bytes after them begin."""
        return self.offset + len(self.content)


class Runner(Protocol):
    """The reading half of a Transport."""

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        """Run a command that only reads, without a shell, under LC_ALL=C, its standard input empty.

        Raises ToolMissing when there is no such command, CommandTimedOut when it took longer (it is killed),
        OutputTooLarge when it printed more than can be true, HostUnreachable when the host can't be asked,
        TransportClosed after `close`.
        """
        ...


class Operation(Protocol):
    """A command that changes something: it runs in a session of its own and outlives the process that started it."""

    @property
    def argv(self) -> tuple[str, ...]: ...

    @property
    def output_path(self) -> str:
        """The file on the host that takes its output."""
        ...

    def output(self) -> str:
        """Its output so far, standard output and standard error as they came."""
        ...

    def exit_status(self) -> int | None:
        """None while it runs; then as in `Completed`."""
        ...


STARTED_AGAIN = "It is started again; look at the memory and the processor time of the dom0."
"""What to do about a process of ours that fails in a conversation."""


def unheard() -> None:
    """For a conversation of which only the answers matter."""


class Conversation(Protocol):
    """A process that only reads and answers one line with another; for one thread at a time.

    Between two answers it may call, once, with an empty line: it has something new to say, if it is asked.
    """

    def ask(self, line: str, *, timeout_s: float) -> str:
        """Send a line and return the one that answers it.

        Raises CommandTimedOut, OutputTooLarge, CommandFailed when the process has ended or says more than it was asked,
        HostUnreachable, TransportClosed after `close` of its transport. After any of them it is over.
        """
        ...

    def close(self) -> None:
        """End the process at once, without waiting."""
        ...


class FileReader(Protocol):
    """The reading half of a Transport's files."""

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        """The file's content. Raises FileUnreadable, also when it is larger than the limit."""
        ...

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        """The entries of a directory, in the order of their names. Raises FileUnreadable."""
        ...


class Transport(Runner, FileReader, Protocol):
    """One host's commands and files; every method may be called from any thread and blocks its caller only."""

    @property
    def host_name(self) -> str: ...

    def read_links(self, path: str) -> Mapping[str, str]:
        """The targets of the symbolic links in a directory, by name.

        What they point to isn't looked at, so this ends even when a link leads to a file system that doesn't answer.
        Raises FileUnreadable.
        """
        ...

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        """At most so many bytes of a file of any size, from `offset` on; a negative one counts from the file's end.

        Nothing but those bytes is read. The last name of the path isn't followed if it is a link, and folders that
        somebody other than root or this user could have changed aren't trusted. Raises FileUnreadable.
        """
        ...

    def start(self, argv: Sequence[str]) -> Operation:
        """Start a command that changes something; nothing that happens to this process ends it.

        Raises ToolMissing, HostUnreachable, TransportClosed.
        """
        ...

    def converse(self, module: str, called: Callable[[], object] = unheard) -> Conversation:
        """Start a module of ours that only reads, by its `main`, as a process of its own on the host.

        `called` is called when the process calls, in a thread that it must not hold up. The module needs the standard
        library and its own package, is found wherever our modules come from, and ends with this process.

        Raises ToolMissing, HostUnreachable, TransportClosed.
        """
        ...

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        """Put `content` there whole or not at all, readable by its owner only (0600).

        It is written and synced beside the file, then renamed. With `replacing` None there must be nothing of that
        name; else a regular file, no link, that holds exactly those bytes until the last moment. With `keeps_mode` the
        new file can be read by whoever could read that one: it has its mode, owner and group.

        Raises FileExists, FileChanged, FileUnwritable; in each case what was there is whole.
        """
        ...

    def move_file(self, path: str, target: str) -> None:
        """Give a file another name, also on another file system; folders on the way to `target` are made (0700).

        Raises FileExists when something has that name, FileUnreadable when there is no such file, FileUnwritable;
        in each case the file is still where it was.
        """
        ...

    def make_link(self, path: str, target: str) -> None:
        """Make a symbolic link; folders on the way to it are made (0700). Raises FileExists, FileUnwritable."""
        ...

    def remove_file(self, path: str) -> None:
        """Remove a file, or a link and not what it points to.

        Raises FileUnreadable when there is none, FileUnwritable.
        """
        ...

    def sweep(self, folder: str) -> None:
        """Remove the hidden files in a folder whose writer was killed: they may hold passwords.

        What can't be removed stays. Raises HostUnreachable.
        """
        ...

    def press_sysrq(self, key: str) -> None:
        """Write one letter to the kernel's /proc/sysrq-trigger. Raises FileUnwritable."""
        ...

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        """The command that runs `argv` of that host on the terminal of this process."""
        ...

    def close(self) -> None:
        """End every `run` and conversation at once, without waiting; leave every started operation alone."""
        ...
