"""A lab host as the driver sees it: its commands, operations and files over ssh."""

import time
from collections.abc import Callable, Mapping, Sequence

from tests.lab.remote_files import remote_argv, remote_error
from tests.lab.remote_module import remote_module_argv
from tests.lab.ssh import Ssh
from xentui_driver.model.errors import (
    CommandFailed,
    CommandTimedOut,
    FileMissing,
    FileUnreadable,
    HostUnreachable,
    ToolMissing,
)
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import Completed, Conversation, FileEntry, FilePart, unheard

OPERATIONS_FOLDER = "/var/lib/xentui/lab-operations"
SSH_FAILED = 255
TIMED_OUT = 124
NOT_FOUND = 127
NOT_FOUND_WORDS = "timeout: failed to run command"
# What ssh itself may take beyond the command: a new connection under emulation, a busy machine.
SSH_SLACK_S = 30.0
STEP_TIMEOUT_S = 60.0

# The last command is not the shell's own end: a signal then shows as 128 + its number, and not as
# ssh's 255, which is how a lost connection shows.
RUN = 'export LC_ALL=C; timeout --kill-after=1 "$@" </dev/null; exit $?'
START = """\
folder=$1; shift
command -v "$1" >/dev/null || exit 127
mkdir -p -m 700 "$folder" && log=$(mktemp "$folder/XXXXXXXXXX.log") || exit 1
setsid sh -c 'log=$1; shift; LC_ALL=C "$@"; echo $? >"$log.new"; mv "$log.new" "$log.status"' \\
    sh "$log" "$@" </dev/null >"$log" 2>&1 &
echo "$log"
"""
READ = '[ -f "$1" ] || { ls -d -- "$1" >/dev/null && echo "no regular file" >&2; exit 1; }; head -c "$2" -- "$1"'
PART = """\
[ -L "$1" ] && { echo "it is a link" >&2; exit 1; }
[ -f "$1" ] || { ls -d -- "$1" >/dev/null && echo "no regular file" >&2; exit 1; }
size=$(stat -c %s -- "$1") || exit 1
start=$2; [ "$start" -ge 0 ] || start=$((size + start)); [ "$start" -ge 0 ] || start=0
stat -c "$start %s %.6Y %d %i" -- "$1" && tail -c "+$((start + 1))" -- "$1" | head -c "$3"
"""
# Entries as what links lead to, an empty record, then what the links say: with -L they say nothing.
LIST = r"""find -L "${1%/}/" -mindepth 1 -maxdepth 1 -printf '%f\t%y\t%s\t%T@\t%D\t%i\0' || exit 1
printf '\0'; find "${1%/}/" -mindepth 1 -maxdepth 1 -type l -printf '%f\0%l\0'"""

LINKS = r"""find "${1%/}/" -mindepth 1 -maxdepth 1 -type l -printf '%f\0%l\0'"""


class SshTransport:
    """A `Transport` to a lab host through the system's ssh client."""

    def __init__(self, host_name: str, ssh: Ssh) -> None:
        self._host_name = host_name
        self._ssh = ssh
        # A remote command is a local one with more words in front of it.
        self._local = LocalTransport()

    @property
    def host_name(self) -> str:
        return self._host_name

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        started_s = time.monotonic()
        ended = self._script(argv, RUN, (f"{timeout_s:g}", *argv), timeout_s)
        if ended.exit_status == TIMED_OUT and time.monotonic() - started_s >= timeout_s:
            raise CommandTimedOut(f"{argv[0]} on {self._host_name} took longer than {timeout_s:g} s and was stopped.")
        if ended.exit_status == NOT_FOUND and ended.stderr.startswith(NOT_FOUND_WORDS):
            raise self._tool_missing(argv)
        return ended

    def start(self, argv: Sequence[str]) -> "SshOperation":
        started = self._script(argv, START, (OPERATIONS_FOLDER, *argv), STEP_TIMEOUT_S)
        if started.exit_status == NOT_FOUND:
            raise self._tool_missing(argv)
        if started.exit_status != 0:
            raise CommandFailed(f"{argv[0]} could not be started.", argv=argv, detail=started.stderr)
        return SshOperation(self, argv, started.stdout.strip())

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        read = self._script((path,), READ, (path, str(limit_bytes + 1)), STEP_TIMEOUT_S)
        content = read.stdout.encode("utf-8", "surrogateescape")
        if read.exit_status != 0:
            raise _unreadable(path, read.stderr)
        if len(content) > limit_bytes:
            raise FileUnreadable(f"{path} is larger than {limit_bytes} bytes and isn't read.")
        return content

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        listed = self._script((path,), LIST, (path,), STEP_TIMEOUT_S)
        if listed.exit_status != 0:
            raise _unreadable(path, listed.stderr)
        found, _, linked = ("\0" + listed.stdout).partition("\0\0")
        words = linked.split("\0")
        targets = dict(zip(words[::2], words[1::2], strict=False))
        entries = (_file_entry(record, targets) for record in found.split("\0") if record)
        return tuple(sorted(entries, key=lambda entry: entry.name))

    def read_links(self, path: str) -> Mapping[str, str]:
        listed = self._script((path,), LINKS, (path,), STEP_TIMEOUT_S)
        if listed.exit_status != 0:
            raise _unreadable(path, listed.stderr)
        words = listed.stdout.split("\0")
        return dict(zip(words[::2], words[1::2], strict=False))

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        read = self._script((path,), PART, (path, str(offset), str(limit_bytes)), STEP_TIMEOUT_S)
        if read.exit_status != 0:
            raise _unreadable(path, read.stderr)
        status, _, content = read.stdout.partition("\n")
        start, size_bytes, modified_s, device, inode = status.split()
        part = content.encode("utf-8", "surrogateescape")
        return FilePart(part, int(start), int(size_bytes), float(modified_s), int(device), int(inode))

    def converse(self, module: str, called: Callable[[], object] = unheard) -> Conversation:
        return self._local.converse_with(self._ssh.argv(remote_module_argv(module)), module, called)

    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        self._change_files(remote_argv("write_file", path, content=content, replacing=replacing, keeps_mode=keeps_mode))

    def move_file(self, path: str, target: str) -> None:
        self._change_files(remote_argv("move_file", path, target))

    def make_link(self, path: str, target: str) -> None:
        self._change_files(remote_argv("make_link", path, target))

    def remove_file(self, path: str) -> None:
        self._change_files(remote_argv("remove_file", path))

    def sweep(self, folder: str) -> None:
        self._change_files(remote_argv("sweep", folder))

    def press_sysrq(self, key: str) -> None:
        self._change_files(remote_argv("press_sysrq", key))

    def _change_files(self, argv: Sequence[str]) -> None:
        changed = self.run(argv, timeout_s=STEP_TIMEOUT_S)
        if changed.exit_status != 0:
            raise CommandFailed("python3 failed on the host.", argv=argv, detail=changed.stderr)
        if (error := remote_error(changed.stdout)) is not None:
            raise error

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return self._ssh.argv(argv, on_terminal=True)

    def close(self) -> None:
        self._local.close()

    def _script(self, argv: Sequence[str], script: str, arguments: Sequence[str], timeout_s: float) -> Completed:
        """What the script said, as if `argv` had said it."""
        command = self._ssh.script_argv(script, arguments)
        ended = self._local.run(command, timeout_s=timeout_s + SSH_SLACK_S)
        if ended.exit_status == SSH_FAILED:
            raise HostUnreachable(f"{self._host_name} can't be reached by ssh.", detail=ended.stderr)
        return Completed(tuple(argv), _exit_status(ended.exit_status), ended.stdout, ended.stderr)

    def _tool_missing(self, argv: Sequence[str]) -> ToolMissing:
        return ToolMissing(f"There is no command {argv[0]} on {self._host_name}.")


class SshOperation:
    """A changing command on a lab host, in a session of its own there."""

    def __init__(self, transport: SshTransport, argv: Sequence[str], output_path: str) -> None:
        self._transport = transport
        self._argv = tuple(argv)
        self._output_path = output_path

    @property
    def argv(self) -> tuple[str, ...]:
        return self._argv

    @property
    def output_path(self) -> str:
        return self._output_path

    def output(self) -> str:
        return self._transport.read_file(self._output_path).decode("utf-8", "surrogateescape")

    def exit_status(self) -> int | None:
        reading = ("cat", f"{self._output_path}.status")
        status = self._transport.run(reading, timeout_s=STEP_TIMEOUT_S).stdout.strip()
        return _exit_status(int(status)) if status else None


def _exit_status(shell_status: int) -> int:
    """A shell adds 128 to a signal's number; Completed has it with a minus."""
    return 128 - shell_status if 128 < shell_status < 160 else shell_status


def _file_entry(record: str, targets: Mapping[str, str]) -> FileEntry:
    name, kind, size_bytes, modified_s, device, inode = record.rsplit("\t", 5)
    target = targets.get(name, "")
    if kind == "l":  # a link to nowhere: what is left of it is the link itself
        return FileEntry(name, False, 0, 0.0, target)
    numbers = int(device), int(inode)
    return FileEntry(name, kind == "f", int(size_bytes), float(modified_s), target, *numbers, is_folder=kind == "d")


def _unreadable(path: str, words: str) -> FileUnreadable:
    kind = FileMissing if "No such file" in words else FileUnreadable
    return kind(f"{path} can't be read.", detail=words)
