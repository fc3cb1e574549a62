"""This machine as a host: its commands, its operations and its files, never through a shell."""

import fcntl
import os
import re
import stat
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from io import FileIO
from typing import TYPE_CHECKING, NoReturn

from xentui_driver.model.command_words import typed
from xentui_driver.model.errors import (
    CommandFailed,
    CommandTimedOut,
    FileMissing,
    FileUnreadable,
    HostUnreachable,
    OutputTooLarge,
    ToolMissing,
    XenError,
)
from xentui_driver.transport import local_files, this_machine
from xentui_driver.transport.children import Child, Children, Output, decoded, reap_when_it_ends
from xentui_driver.transport.hidden_files import is_draft
from xentui_driver.transport.protocol import OUTPUT_LIMIT_BYTES, Completed, FileEntry, FilePart, unheard
from xentui_driver.transport.safe_files import folder, new_file, open_regular, read_regular, remedy_of, words_of

if TYPE_CHECKING:
    from xentui_driver.transport.conversation import ChildConversation

OPERATION_OUTPUT_LIMIT_BYTES = 1 << 20

_SYSTEM_FOLDERS = ("/usr/sbin", "/sbin")
_BACKSTOP_S = 5.0


class LocalTransport:
    """A `Transport` to the machine that runs this process."""

    def __init__(self, *, operations_folder: str | None = None, environ: Mapping[str, str] = os.environ) -> None:
        """The output of started operations goes to `operations_folder`, a job's folder; without one this only reads."""
        folders = (*environ.get("PATH", os.defpath).split(os.pathsep), *_SYSTEM_FOLDERS)
        self._search_path = os.pathsep.join(dict.fromkeys(filter(None, folders)))
        self._environ = {**environ, "PATH": self._search_path, "LC_ALL": "C"}
        self._operations_folder = operations_folder
        self._host_name = this_machine.host_name()
        self._children = Children()
        self._drafts: dict[str, int] = {}
        """By path, the descriptor that holds a draft's lock while it is needed, at most while this process lives."""

    @property
    def host_name(self) -> str:
        return self._host_name

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        deadline_s = time.monotonic() + timeout_s
        self._children.refuse_when_closed()
        child = self._launch(argv, self._with_backstop(argv, timeout_s))
        output = Output(child)
        try:
            self._children.add(child)
            if self._children.read(output, deadline_s) and self._children.wait(child, deadline_s):
                return _completed(argv, child.returncode, output)
            self._end(argv, child, output, timeout_s)
        finally:
            self._children.end(child)
            output.close()

    def start(self, argv: Sequence[str]) -> "LocalOperation":
        self._children.refuse_when_closed()
        command = self.terminal_argv(argv)
        with self._new_log(argv) as log:
            try:
                child = self._launch(argv, command, log)
            except XenError:
                with suppress(OSError):  # an empty log costs little, and the error matters more
                    os.unlink(log.name)
                raise
        return LocalOperation(argv, str(log.name), child)

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        try:
            content = read_regular(path, limit_bytes + 1)
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        if len(content) > limit_bytes:
            raise FileUnreadable(f"{path} is larger than {limit_bytes} bytes and isn't read.")
        return content

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        try:
            with os.scandir(path) as entries:
                found = [_file_entry(entry) for entry in entries]
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        return tuple(sorted((entry for entry in found if entry), key=lambda entry: entry.name))

    def read_links(self, path: str) -> Mapping[str, str]:
        try:
            with os.scandir(path) as entries:
                found = {entry.name: _link_target(entry) for entry in entries}
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error
        return {name: target for name, target in found.items() if target}

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        from xentui_driver.transport.file_parts import read_part

        try:
            return read_part(path, offset, limit_bytes)
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error

    def converse(self, module: str, called: Callable[[], object] = unheard) -> "ChildConversation":
        from xentui_driver.transport import own_modules

        command = own_modules.python_argv(f"from {module} import main; raise SystemExit(main())")
        return self.converse_with(command, module, called, inheriting=own_modules.descriptors())

    def converse_with(
        self,
        command: Sequence[str],
        module: str,
        called: Callable[[], object] = unheard,
        *,
        inheriting: Sequence[int] = (),
    ) -> "ChildConversation":
        """Start the command that runs such a module, here or by way of here."""
        from xentui_driver.transport.conversation import ChildConversation

        self._children.refuse_when_closed()
        child = self._launch(command, command, stdin=subprocess.PIPE, inheriting=inheriting)
        return ChildConversation(self._children, child, f"The {module.split('.')[-2]}", called)

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        if is_draft(path):
            self._drafts[path] = local_files.write_held(path, content, replacing=replacing, keeps_mode=keeps_mode)
        else:
            local_files.write_file(path, content, replacing=replacing, keeps_mode=keeps_mode)

    def move_file(self, path: str, target: str) -> None:
        local_files.move_file(path, target)

    def make_link(self, path: str, target: str) -> None:
        local_files.make_link(path, target)

    def remove_file(self, path: str) -> None:
        try:
            local_files.remove_file(path)
        finally:
            if (held := self._drafts.pop(path, None)) is not None:
                os.close(held)

    def sweep(self, folder: str) -> None:
        local_files.sweep(folder)

    def press_sysrq(self, key: str) -> None:
        local_files.press_sysrq(key)

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        """Raises ToolMissing."""
        program = this_machine.program(argv[0], self._search_path)
        if program is None:
            raise ToolMissing(f"There is no command {argv[0]} on {self._host_name}.")
        return (program, *argv[1:])

    def close(self) -> None:
        self._children.close()

    def _with_backstop(self, argv: Sequence[str], timeout_s: float) -> tuple[str, ...]:
        """The command under coreutils' timeout(1): it ends even if this process was killed.

        Busybox's timeout stays behind as a second process that holds the pipes, so it isn't used.
        """
        command = self.terminal_argv(argv)
        timeout = this_machine.program("timeout", self._search_path)
        if timeout is None or os.path.basename(os.path.realpath(timeout)) in ("busybox", "toybox"):
            return command
        return (timeout, "--signal=KILL", f"{timeout_s + _BACKSTOP_S:.1f}", *command)

    def _launch(
        self,
        argv: Sequence[str],
        command: Sequence[str],
        log: FileIO | None = None,
        *,
        stdin: int = subprocess.DEVNULL,
        inheriting: Sequence[int] = (),
    ) -> Child:
        try:
            return subprocess.Popen(
                command,
                bufsize=0,
                stdin=stdin,
                stdout=log or subprocess.PIPE,
                stderr=subprocess.STDOUT if log else subprocess.PIPE,
                env=self._environ,
                pass_fds=tuple(inheriting),
                start_new_session=True,
            )
        except (FileNotFoundError, PermissionError) as error:
            raise ToolMissing(f"{argv[0]} can't be run on {self._host_name}.", detail=str(error)) from error
        except OSError as error:
            raise HostUnreachable(
                f"{self._host_name} can't start {typed(argv)}.",
                detail=str(error),
                next_step="Check dom0's memory, processes and open files.",
            ) from error
        except ValueError as error:  # an argument has a NUL or a lone surrogate
            raise CommandFailed(
                f"{typed(argv)} can't be passed on a command line.",
                argv=argv,
                detail=str(error),
                next_step="Give it another name or path, without NUL and in valid UTF-8.",
            ) from error

    def _end(self, argv: Sequence[str], child: Child, output: Output, timeout_s: float) -> NoReturn:
        """Kill a child that broke a limit, and say why."""
        ended = self._children.end(child)
        self._children.refuse_when_closed()
        state_now = "" if ended else "It hangs in the kernel (state D) and can't be killed now."
        if output.is_too_large:
            raise OutputTooLarge(
                f"{typed(argv)} printed more than {OUTPUT_LIMIT_BYTES >> 20} MiB and was stopped.",
                state_now=state_now,
            )
        raise CommandTimedOut(
            f"{typed(argv)} did not answer within {timeout_s:g} s and was stopped.",
            detail=output.stderr,
            state_now=state_now,
        )

    def _new_log(self, argv: Sequence[str]) -> FileIO:
        if self._operations_folder is None:
            raise CommandFailed(
                f"{typed(argv)} wasn't started: it isn't part of a job.",
                argv=argv,
                state_now="Nothing was done.",
                next_step="Run it by hand, or as a job.",
            )
        try:
            with folder(self._operations_folder, make=True, strict=True) as place:
                return _open_log(place, os.path.join(self._operations_folder, _log_name(argv)))
        except OSError as error:
            raise CommandFailed(
                f"{typed(argv)} wasn't started: its output can't be kept in {self._operations_folder}.",
                argv=argv,
                detail=str(error),
                state_now="Nothing was done.",
                next_step=remedy_of(error)
                or ("Make the folder writable, and check the free space on its file system."),
            ) from error


class LocalOperation:
    """A changing command of this machine; it goes on when this process ends."""

    def __init__(self, argv: Sequence[str], output_path: str, child: Child) -> None:
        self._argv = tuple(argv)
        self._output_path = output_path
        self._child = child
        reap_when_it_ends(child)

    @property
    def argv(self) -> tuple[str, ...]:
        return self._argv

    @property
    def output_path(self) -> str:
        return self._output_path

    def output(self) -> str:
        """At most its last `OPERATION_OUTPUT_LIMIT_BYTES` bytes. Raises FileUnreadable."""
        try:
            with open(open_regular(self._output_path), "rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - OPERATION_OUTPUT_LIMIT_BYTES))
                return decoded(log.read(OPERATION_OUTPUT_LIMIT_BYTES))
        except OSError as error:
            raise _unreadable(self._output_path, error) from error

    def exit_status(self) -> int | None:
        return self._child.poll()


def _log_name(argv: Sequence[str]) -> str:
    words = re.sub(r"[^A-Za-z0-9._]+", "-", " ".join([os.path.basename(argv[0]), *argv[1:]]))
    return f"{time.strftime('%Y%m%dT%H%M%S')}-{words[:60]}-{os.urandom(4).hex()}.log"


def _open_log(place: int, path: str) -> FileIO:
    log = FileIO(path, "x", opener=lambda path, _: new_file(os.path.basename(path), place, more_flags=os.O_APPEND))
    # The operation inherits the lock with its output, so the lock is held while the operation runs.
    with suppress(OSError):  # on a file system without locks nobody can tell that it outlives us
        fcntl.flock(log, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return log


def _completed(argv: Sequence[str], exit_status: int, output: Output) -> Completed:
    if exit_status in (126, 127) and "timeout: failed to run command" in output.stderr:
        raise ToolMissing(f"{argv[0]} can't be run.", detail=output.stderr)
    return Completed(tuple(argv), exit_status, output.stdout, output.stderr)


def _file_entry(entry: "os.DirEntry[str]") -> FileEntry | None:
    """None for an entry that is gone or can't be examined; a link to nowhere isn't a file."""
    try:
        target = os.readlink(entry.path) if entry.is_symlink() else ""
    except OSError:
        return None
    try:
        status = entry.stat()
    except OSError:
        return FileEntry(entry.name, False, 0, 0.0, target) if target else None
    return FileEntry(
        entry.name,
        stat.S_ISREG(status.st_mode),
        status.st_size,
        status.st_mtime,
        target,
        device=status.st_dev,
        inode=status.st_ino,
        is_folder=stat.S_ISDIR(status.st_mode),
    )


def _link_target(entry: "os.DirEntry[str]") -> str:
    """Empty where the name isn't a link, is gone or can't be examined."""
    with suppress(OSError):
        if entry.is_symlink():
            return os.readlink(entry.path)
    return ""


def _unreadable(path: str, error: OSError | ValueError) -> FileUnreadable:
    kind = FileMissing if isinstance(error, FileNotFoundError) else FileUnreadable
    return kind(f"{path} can't be read: {words_of(error)}.")
