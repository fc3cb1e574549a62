"""Hosts of the lab: host-a and host-b on one cable, host-c by itself; booted for one test run or kept for the next."""

import fcntl
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.lab import dom0, release
from tests.lab.host import LabHost
from tests.lab.image import Image, cache_folder, image
from tests.lab.qemu import Machine

PAIR = ("host-a", "host-b")
HOST_C = ("host-c",)
KEEP_VARIABLE = "XENTUI_LAB_KEEP"
_KEPT: list["Lab"] = []
"""Hosts that outlive us: Python warns of a child that runs on when nobody holds it any more."""


@dataclass(frozen=True, slots=True)
class Place:
    """What another process needs to find the hosts."""

    numbers: tuple[int, ...]
    image_folders: tuple[str, ...]
    run_folder: str
    ssh_ports: tuple[int, ...]
    pids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lab:
    """Hosts that were started together."""

    hosts: tuple[LabHost, ...]

    @classmethod
    def at(cls, place: Place) -> "Lab":
        folder = Path(place.run_folder)
        rows = zip(place.image_folders, place.numbers, place.ssh_ports, place.pids, strict=True)
        return cls(
            tuple(LabHost(Image(Path(found)), Machine(number, port, folder), pid) for found, number, port, pid in rows)
        )

    @property
    def place(self) -> Place:
        return Place(
            numbers=tuple(host.machine.number for host in self.hosts),
            image_folders=tuple(str(host.image.folder) for host in self.hosts),
            run_folder=str(self.run_folder),
            ssh_ports=tuple(host.machine.ssh_port for host in self.hosts),
            pids=tuple(host.pid for host in self.hosts),
        )

    @property
    def run_folder(self) -> Path:
        return self.hosts[0].machine.run_folder

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(host.name for host in self.hosts)

    def wait_until_up(self) -> None:
        """Raises BootFailed."""
        for host in self.hosts:
            host.wait_until_up()


@contextmanager
def running_lab(progress: Callable[[str], None], names: Sequence[str] = PAIR) -> Iterator[Lab]:
    """Started hosts, once they are up."""
    with started_lab(progress, names) as lab:
        lab.wait_until_up()
        progress(f"up: {', '.join(lab.names)}")
        yield lab


@contextmanager
def started_lab(progress: Callable[[str], None], names: Sequence[str] = PAIR) -> Iterator[Lab]:
    """Those hosts as they are kept, if nobody uses them; else new ones that boot, stopped or kept at the end."""
    with _sole_user(names) as is_sole_user:
        kept = find_kept(names) if is_sole_user else None
        if kept is not None:
            yield kept
            return
        keep = is_sole_user and bool(os.environ.get(KEEP_VARIABLE))
        with _new_lab(progress, names, keep=keep) as new:
            yield new


@contextmanager
def _new_lab(progress: Callable[[str], None], names: Sequence[str], *, keep: bool) -> Iterator[Lab]:
    lab = _switched_off(names, Path(tempfile.mkdtemp(prefix="xentui-lab-")), progress)
    try:
        progress(f"booting {' and '.join(names)}; consoles: {lab.run_folder}")
        for host in lab.hosts:
            host.start(dies_with_us=not keep)
        if keep:
            _state_file(names).write_text(json.dumps(asdict(lab.place)))
        yield lab
    finally:
        if keep and all(host.is_running for host in lab.hosts):
            _KEPT.append(lab)
        else:
            stop(lab)


@contextmanager
def lone_host(name: str) -> Iterator[LabHost]:
    """A host of that name with nothing at the other end of its cable, up: for a test that ends it."""
    with tempfile.TemporaryDirectory(prefix="xentui-lab-") as folder:
        (host,) = _switched_off((name,), Path(folder), print).hosts
        host.start(dies_with_us=True)
        try:
            host.wait_until_up()
            yield host
        finally:
            host.stop()


@contextmanager
def _sole_user(names: Sequence[str]) -> Iterator[bool]:
    """Whether those kept hosts are ours for now: two test runs on the same hosts would destroy each other's guests."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with _state_file(names).with_suffix(".lock").open("w") as lock:
        yield _locked(lock.fileno())


def _locked(file_number: int) -> bool:
    try:
        fcntl.flock(file_number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def stop(lab: Lab) -> None:
    """Switch the hosts off and forget them."""
    for host in lab.hosts:
        host.stop()
    shutil.rmtree(lab.run_folder, ignore_errors=True)
    if (kept := _kept_place(lab.names)) is not None and kept.run_folder == str(lab.run_folder):
        _state_file(lab.names).unlink()


def find_kept(names: Sequence[str]) -> Lab | None:
    """The hosts that an earlier run left running, if they are of the present recipe and well."""
    place = _kept_place(names)
    if place is None:
        return None
    lab = Lab.at(place)
    if all(host.image == _image_for(host.name, print) and host.is_running and host.answers() for host in lab.hosts):
        return lab
    stop(lab)
    return None


def _switched_off(names: Sequence[str], folder: Path, progress: Callable[[str], None]) -> Lab:
    images = {name: _image_for(name, progress) for name in names}
    return Lab(
        tuple(LabHost(images[name], Machine(dom0.HOST_NAMES.index(name), _free_port(), folder)) for name in names)
    )


def _image_for(name: str, progress: Callable[[str], None]) -> Image:
    return image(release.OF_HOST[name], progress)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _state_file(names: Sequence[str]) -> Path:
    return cache_folder() / f"kept-{'-'.join(names)}.json"


def _kept_place(names: Sequence[str]) -> Place | None:
    with suppress(FileNotFoundError):
        return Place(**json.loads(_state_file(names).read_text()))
    return None
