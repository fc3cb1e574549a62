"""A lab host: a machine under emulation that runs Xen and a Debian dom0, from boot to stop."""

import fcntl
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.lab import dom0, qemu
from tests.lab.guest_system import UP_KEY
from tests.lab.image import Image
from tests.lab.qemu import Machine
from tests.lab.ssh import Ssh
from tests.lab.transport import SshTransport
from tests.waiting import until
from xentui_driver.definitions.usual_folders import STASH_FOLDER
from xentui_driver.operations.departure_book import FILE_NAME
from xentui_driver.transport.children import decoded
from xentui_driver.transport.protocol import Completed

BOOT_TIMEOUT_S = 900.0
# Every guest but the dom0, by number: names may hold anything.
DESTROY_GUESTS = "for id in $(xenstore-list /local/domain); do [ $id = 0 ] || xl destroy $id; done"
EMPTY = f"""\
{DESTROY_GUESTS}
rm -rf /etc/xen/*.cfg /etc/xen/auto /etc/xen/{FILE_NAME} {STASH_FOLDER} /var/lib/xentui/jobs /var/log/xentui
"""

# A watch fires at once and at each change: no look in between takes time from the guest's own boot.
UNTIL_UP = """\
for look in $(seq 100); do
    [ "$(xenstore-read "$1" 2>/dev/null)" = 1 ] && exit
    timeout 3 xenstore-watch -n 2 "$1" >/dev/null
done
exit 1
"""


class BootFailed(RuntimeError):
    """The host did not come up; the message ends with what its console last said."""


class LabHost:
    """One of the hosts of the lab."""

    def __init__(self, image: Image, machine: Machine, pid: int = 0) -> None:
        """`pid` is that of its QEMU when it runs already."""
        self.machine = machine
        self.ssh = Ssh(
            port=machine.ssh_port,
            key=image.keys.user,
            known_hosts=image.known_hosts,
            control_path=machine.run_folder / f"{machine.name}.{os.getpid()}.ssh",
        )
        self.image = image
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = pid

    @property
    def name(self) -> str:
        return self.machine.name

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def is_running(self) -> bool:
        """Its number may be another process's since; the folder in its command line is nobody else's."""
        with suppress(FileNotFoundError, ProcessLookupError):
            command_line = Path(f"/proc/{self._pid}/cmdline").read_bytes()
            return os.fsencode(self.machine.run_folder) in command_line
        return False

    def start(self, *, dies_with_us: bool) -> None:
        """Switch it on; `wait_until_up` tells when it can be used."""
        self.machine.serial_log.unlink(missing_ok=True)  # it says of a boot before that the host is up
        self.machine.cable_end.unlink(missing_ok=True)
        argv = qemu.command_line(self.image, self.machine)
        self._process = qemu.start(argv, self._qemu_log, dies_with_us=dies_with_us)
        self._pid = self._process.pid

    def wait_until_up(self) -> None:
        """Return when ssh answers and Xen's toolstack works. Raises BootFailed."""
        try:
            until(self._has_booted, timeout_s=BOOT_TIMEOUT_S, every_s=0.2)
        except AssertionError as error:
            raise BootFailed(f"{self.name} did not come up: {error}\n{self._last_words()}") from error
        if not self.answers():
            raise BootFailed(f"{self.name} came up, but xl list fails there:\n{self._last_words()}")

    def answers(self) -> bool:
        """Not asked with xl info: that ends with 0 whatever it could learn."""
        return self.run(("timeout", "30", "xl", "list")).stdout.startswith("Name ")

    def run(self, argv: Sequence[str], timeout_s: float = 120.0) -> Completed:
        """A command in the dom0, to its end. Raises subprocess.TimeoutExpired."""
        return self._ended(argv, self.ssh.argv(argv), b"", timeout_s)

    def run_script(self, script: str, *arguments: str, timeout_s: float = 120.0) -> Completed:
        """A shell script in the dom0; `arguments` are its $1 and on."""
        return self._ended((script, *arguments), self.ssh.script_argv(script, arguments), b"", timeout_s)

    def put(self, path: str, content: bytes) -> None:
        """Write a file of the dom0, with the folders above it."""
        script = 'mkdir -p "$(dirname "$1")" && cat > "$1"'
        written = self._ended((script, path), self.ssh.script_argv(script, (path,)), content, 120.0)
        if written.exit_status != 0:
            raise OSError(f"{self.name}: {path}: {written.stderr}")

    def unpack(self, folder: str, archive: bytes) -> None:
        """Lay a tar archive into a new folder of the dom0; the folder is there when it is whole."""
        script = (
            'rm -rf "$1" "$1.new" && mkdir -p "$1.new" && tar --warning=no-timestamp -x -C "$1.new" && mv "$1.new" "$1"'
        )
        done = self._ended((script, folder), self.ssh.script_argv(script, (folder,)), archive, 300.0)
        if done.exit_status != 0:
            raise OSError(f"{self.name}: {folder}: {done.stderr}")

    def transport(self) -> SshTransport:
        return SshTransport(self.name, self.ssh)

    def start_guest(self, path: str, definition: str) -> int:
        """Put the definition there and start its guest; returns its id."""
        self.put(path, definition.encode())
        created = self.run(("xl", "create", path))
        assert created.exit_status == 0, created.stderr
        return max(self.domids())

    def domids(self) -> list[int]:
        return [int(word) for word in self.run(("xenstore-list", "/local/domain")).stdout.split()]

    def wait_until_guest_is_up(self, domid: int) -> None:
        """Return when that Linux guest has booted and hears requests."""
        seen = self.run_script(UNTIL_UP, f"/local/domain/{domid}/{UP_KEY}", timeout_s=900.0)
        assert seen.exit_status == 0, f"guest {domid} on {self.name} did not come up"

    def destroy_guests(self) -> None:
        """Leave nothing but the dom0, and no note that a guest has left for the other host."""
        self.run_script(f"{DESTROY_GUESTS}; rm -f /etc/xen/{FILE_NAME}")

    def empty(self) -> None:
        """Leave no guest, no definition and no trace of jobs. Sixty guests take minutes to go."""
        self.run_script(EMPTY, timeout_s=600.0)

    def disconnect(self) -> None:
        """End the connection that the commands of this process share."""
        subprocess.run(self.ssh.disconnect_argv(), check=False, capture_output=True)

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Have the host for oneself, among the processes of a test run; waits for the one that has it."""
        with (self.machine.run_folder / f"{self.name}.claim").open("w") as claim:
            fcntl.flock(claim, fcntl.LOCK_EX)
            yield

    def stop(self) -> None:
        """Pull the plug: its disk forgets everything anyway."""
        self.disconnect()
        if self.is_running:
            os.kill(self._pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self._process, self._pid = None, 0

    @property
    def _qemu_log(self) -> Path:
        return self.machine.run_folder / f"{self.name}.qemu"

    def _has_booted(self) -> bool:
        if self._has_ended():
            raise BootFailed(f"QEMU of {self.name} ended:\n{self._last_words()}")
        log = self.machine.serial_log
        return log.exists() and dom0.READY_LINE.encode() in log.read_bytes()

    def _has_ended(self) -> bool:
        """A process of one's own is asked itself: while it becomes QEMU, it has no command line for a moment."""
        return not self.is_running if self._process is None else self._process.poll() is not None

    def _last_words(self) -> str:
        logs = [log for log in (self._qemu_log, self.machine.serial_log) if log.exists()]
        return "\n".join(log.read_text(errors="replace")[-2000:] for log in logs)

    def _ended(self, asked: Sequence[str], argv: Sequence[str], content: bytes, timeout_s: float) -> Completed:
        ended = subprocess.run(argv, check=False, input=content, capture_output=True, timeout=timeout_s)
        return Completed(tuple(asked), ended.returncode, decoded(ended.stdout), decoded(ended.stderr))
