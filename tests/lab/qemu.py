"""The QEMU process that is a lab host: its command line, and its end."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab import dom0, guests
from tests.lab.image import Image

MEMORY_MIB = 2048
DOM0_MEMORY_MIB = 768
# On a machine of two cores two hosts of one CPU boot in less than half the time of two with two.
CPUS = 1
# max and EPYC crash the PV dom0 at boot; without npt Xen has no way to run PVH guests.
CPU = "qemu64,+svm,+npt"

_OTHER_END = {"host-a": "host-b", "host-b": "host-a"}


@dataclass(frozen=True, slots=True)
class Machine:
    """What tells one host of the lab from the other."""

    number: int
    ssh_port: int
    run_folder: Path
    """Of all hosts that are on one cable."""

    @property
    def name(self) -> str:
        return dom0.HOST_NAMES[self.number]

    @property
    def serial_log(self) -> Path:
        return self.run_folder / f"{self.name}.log"

    @property
    def serial_line(self) -> Path:
        """A socket: the far end of the dom0's second serial line, /dev/ttyS1; one at a time can hold it."""
        return self.run_folder / f"{self.name}.tty"

    @property
    def cable_end(self) -> Path:
        return self.run_folder / f"{self.name}.lan"

    @property
    def far_cable_end(self) -> Path:
        """host-a and host-b are on one cable; that of any other leads nowhere."""
        return self.run_folder / f"{_OTHER_END.get(self.name, 'nobody')}.lan"


def command_line(image: Image, machine: Machine) -> tuple[str, ...]:
    """Software emulation always, so that every machine runs the same test."""
    return (
        "qemu-system-x86_64",
        *("-machine", "pc", "-accel", "tcg,thread=multi", "-cpu", CPU),
        *("-m", str(MEMORY_MIB), "-smp", str(CPUS), "-display", "none", "-nodefaults", "-no-reboot"),
        *("-kernel", str(image.xen), "-append", _xen_arguments()),
        *("-initrd", f"{image.kernel} {_kernel_arguments(machine)},{image.initrd}"),
        *("-drive", f"file={image.disk},if=virtio,format=raw,snapshot=on"),
        *_network(machine),
        *("-serial", f"file:{machine.serial_log}", "-serial", f"unix:{machine.serial_line},server=on,wait=off"),
        *("-monitor", "none"),
    )


def _xen_arguments() -> str:
    memory = f"dom0_mem={DOM0_MEMORY_MIB}M,max:{DOM0_MEMORY_MIB}M"
    return f"{memory} console=com1 com1=115200 loglvl=warning spec-ctrl=no"


def _kernel_arguments(machine: Machine) -> str:
    return f"console=hvc0 net.ifnames=0 quiet systemd.hostname={machine.name} {guests.UNGUARDED}"


def _network(machine: Machine) -> tuple[str, ...]:
    """eth0: the tests' way in. eth1: the cable to the other host, two sockets without a port number."""
    hardware_address = f"52:54:00:00:%02x:{machine.number + 1:02x}"
    return (
        *("-netdev", f"user,id=tests,hostfwd=tcp:127.0.0.1:{machine.ssh_port}-:22"),
        *("-device", f"virtio-net-pci,netdev=tests,mac={hardware_address % 0},romfile="),
        "-netdev",
        f"dgram,id=cable,local.type=unix,local.path={machine.cable_end},remote.type=unix,remote.path={machine.far_cable_end}",
        *("-device", f"virtio-net-pci,netdev=cable,mac={hardware_address % 1},romfile="),
    )


def start(argv: Sequence[str], log: Path, *, dies_with_us: bool) -> subprocess.Popen[bytes]:
    """Start QEMU; with `dies_with_us` the kernel ends it when this process ends in whatever way."""
    guard = ("setpriv", "--pdeathsig", "KILL") if dies_with_us else ()
    with log.open("wb") as output:
        return subprocess.Popen(
            (*guard, *argv),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
