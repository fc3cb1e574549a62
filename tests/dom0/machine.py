"""The simulated dom0 of a test: its folder, its environment, and functions to query and change it."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from tests.dom0.clock import DEFAULT_SPEED
from tests.dom0.holds import Moment
from tests.dom0.shims import write_shims
from tests.dom0.values import Command, Guest
from tests.dom0.world import HERE
from tests.lab.guests import Value, config
from tests.pseudo_terminal import IMPORT_PATH, ROOT
from tests.waiting import until
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.guest import OBEDIENT, GuestBehaviour

_LONGEST_ANSWER_S = 60.0


class Dom0:
    """Everything real of it is in `folder`, which the simulated hosts share; ended when the `with` block is left."""

    def __init__(self, folder: Path, *, speed: float = DEFAULT_SPEED) -> None:
        self.folder = folder.resolve()
        self.definitions = self.folder / "etc"
        self.saves = self.folder / "save"
        self.stash = self.folder / "stash"
        self.home = self.folder / "home"
        self.kernel = self.folder / "boot" / "vmlinuz"
        for each in (self.definitions / "auto", self.saves, self.home, self.folder / "disks", self.kernel.parent):
            each.mkdir(parents=True, exist_ok=True)
        self.kernel.write_bytes(b"kernel")
        # A socket's path has 107 bytes at most, a test's folder may be longer.
        self._socket_folder = tempfile.mkdtemp(prefix="dom0-")
        self._socket_path = f"{self._socket_folder}/socket"
        write_shims(self.folder / "bin", self._socket_path)
        self._server = self._start_server(speed)

    def __enter__(self) -> "Dom0":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._server.kill()
        self._server.wait()
        for stream in (self._server.stdin, self._server.stdout):
            assert stream is not None
            stream.close()
        shutil.rmtree(self._socket_folder, ignore_errors=True)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Whoever calls its commands needs them."""
        return self.folder, Path(self._socket_folder)

    @property
    def environ(self) -> dict[str, str]:
        """For a program that is to find this dom0; all of it, not only what differs."""
        return {
            **os.environ,
            "PATH": f"{self.folder / 'bin'}:{os.environ.get('PATH', os.defpath)}",
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "PYTHONPATH": IMPORT_PATH,
        }

    def define(self, name: str, *, memory_mib: int = 512, vcpus: int = 2, **options: Value | None) -> Path:
        """Write a definition like an operator's, with its disk and its UUID; an option of None is left out."""
        disk = self.folder / "disks" / f"{name}.img"
        disk.touch()
        usual: dict[str, Value | None] = {
            "name": name,
            "uuid": str(uuid5(NAMESPACE_DNS, name)),
            "type": "pvh",
            "kernel": str(self.kernel),
            "memory": memory_mib,
            "maxmem": 2 * memory_mib,
            "vcpus": vcpus,
            "maxvcpus": 2 * vcpus,
            "disk": (f"format=raw,vdev=xvda,access=rw,target={disk}",),
            "vif": (f"mac={_mac_of(name)},bridge=xenbr0",),
        }
        chosen = {key: value for key, value in {**usual, **options}.items() if value is not None}
        path = self.definitions / f"{name}.cfg"
        path.write_text(config(**chosen), encoding="utf-8")
        return path

    def start(self, name: str) -> Guest:
        """Start the guest of that definition and wait until it is up; this isn't recorded."""
        self.run("xl", "create", str(self.definitions / f"{name}.cfg"))
        found = until(lambda: next((guest for guest in self.domains() if guest.name == name and guest.up), None))
        assert found is not None
        return found

    def run(self, *argv: str, host: str = HERE) -> str:
        """The standard output of a command that no record has and no hold stops."""
        status, out, err = self._ask("run", host=host, argv=argv)
        assert status == 0, err or out
        return str(out)

    def domains(self, host: str = HERE) -> tuple[Guest, ...]:
        return tuple(Guest(**found) for found in self._ask("domains", host=host))

    def domain(self, name: str, host: str = HERE) -> Guest | None:
        return next((guest for guest in self.domains(host) if guest.name == name), None)

    def log(self) -> tuple[Command, ...]:
        """Every command that was run so far, in order."""
        return tuple(Command.of_json(found) for found in self._ask("log"))

    def changing(self) -> tuple[Command, ...]:
        return tuple(command for command in self.log() if command.is_changing)

    def reading(self) -> tuple[Command, ...]:
        return tuple(command for command in self.log() if not command.is_changing)

    def hold(
        self,
        number: int = 1,
        *words: str,
        changing: bool | None = None,
        moment: Moment = Moment.BEFORE,
        saying: str = "",
    ) -> None:
        """Stop the n-th command from now on that begins with `words`, and changes something or doesn't.

        With Moment.SAYING it stops once it has printed a text with `saying` in it.
        """
        self._ask("hold", number=number, words=words, changing=changing, moment=moment.value, saying=saying)

    def held(self) -> Command | None:
        found = self._ask("held")
        return None if found is None else Command.of_json(found)

    def wait_held(self) -> Command:
        command = until(self.held)
        assert command is not None
        return command

    def go(self) -> None:
        """Let the held command go on, and stop none any more."""
        self._ask("go")

    def fault(self, fault: Fault, *, on: bool = True, host: str | None = None) -> None:
        """On all hosts, unless one is named."""
        self._ask("fault", fault=fault.flag, on=on, host=host)

    def guest(self, name: str, behaviour: GuestBehaviour = OBEDIENT) -> None:
        """How it behaves from now on, whether it runs or not."""
        self._ask("guest", name=name, behaviour=asdict(behaviour))

    def crash(self, name: str) -> None:
        self._ask("crash", name=name)

    def _ask(self, control: str, **request: Any) -> Any:
        with socket.socket(socket.AF_UNIX) as server:
            server.settimeout(_LONGEST_ANSWER_S)
            server.connect(self._socket_path)
            server.sendall(json.dumps({"control": control, **request}).encode("ascii") + b"\n")
            with server.makefile("rb") as answers:
                line = answers.readline()
        assert line, f"the simulated dom0 knows no {control} {request}: look at its standard error"
        return json.loads(line)["answer"]

    def _start_server(self, speed: float) -> "subprocess.Popen[bytes]":
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.dom0.server", self._socket_path, str(self.folder)),
                *("--speed", str(speed)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": IMPORT_PATH},
        )
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n", "the simulated dom0 didn't start: look at its standard error"
        return server


def _mac_of(name: str) -> str:
    """Under Xen's own prefix."""
    digits = uuid5(NAMESPACE_DNS, name).hex
    return f"00:16:3e:{digits[:2]}:{digits[2:4]}:{digits[4:6]}"
