"""The two hosts of the lab, side by side on one cable; booted for one test run or kept for the next."""

import fcntl
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.lab import dom0
from tests.lab.host import LabHost
from tests.lab.image import Image, cache_folder, image
from tests.lab.qemu import Machine

KEEP_VARIABLE = "XENTUI_LAB_KEEP"
_KEPT: list["Lab"] = []
"""Hosts that outlive us: Python warns of a child that runs on when nobody holds it any more."""


@dataclass(frozen=True, slots=True)
class Place:
    """What another process needs to find the hosts."""

    image_folder: str
    run_folder: str
    ssh_ports: tuple[int, ...]
    pids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lab:
    """Both hosts."""

    a: LabHost
    b: LabHost

    @classmethod
    def at(cls, place: Place) -> "Lab":
        found = Image(Path(place.image_folder))
        folder = Path(place.run_folder)
        a, b = (
            LabHost(found, Machine(number, port, folder), pid)
            for number, (port, pid) in enumerate(zip(place.ssh_ports, place.pids, strict=True))
        )
        return cls(a, b)

    @property
    def place(self) -> Place:
        return Place(
            image_folder=str(self.a.image.folder),
            run_folder=str(self.a.machine.run_folder),
            ssh_ports=tuple(host.machine.ssh_port for host in self.hosts),
            pids=tuple(host.pid for host in self.hosts),
        )

    @property
    def hosts(self) -> tuple[LabHost, LabHost]:
        return self.a, self.b

    def wait_until_up(self) -> None:
        """Raises BootFailed."""
        for host in self.hosts:
            host.wait_until_up()


@contextmanager
def running_lab(progress: Callable[[str], None]) -> Iterator[Lab]:
    """A started lab, once it is up."""
    with started_lab(progress) as lab:
        lab.wait_until_up()
        progress("both hosts are up")
        yield lab


@contextmanager
def started_lab(progress: Callable[[str], None]) -> Iterator[Lab]:
    """The kept lab, if there is one that nobody uses; else a new one that boots, stopped or kept at the end."""
    with _sole_user() as is_sole_user:
        kept = find_kept() if is_sole_user else None
        if kept is not None:
            yield kept
            return
        keep = is_sole_user and bool(os.environ.get(KEEP_VARIABLE))
        with _new_lab(progress, keep=keep) as new:
            yield new


@contextmanager
def _new_lab(progress: Callable[[str], None], *, keep: bool) -> Iterator[Lab]:
    lab = _switched_off(image(progress), Path(tempfile.mkdtemp(prefix="xentui-lab-")))
    try:
        progress(f"booting {' and '.join(dom0.HOST_NAMES)}; their consoles: {lab.a.machine.run_folder}")
        for host in lab.hosts:
            host.start(dies_with_us=not keep)
        if keep:
            _state_file().write_text(json.dumps(asdict(lab.place)))
        yield lab
    finally:
        if keep and all(host.is_running for host in lab.hosts):
            _KEPT.append(lab)
        else:
            stop(lab)


@contextmanager
def lone_host(number: int) -> Iterator[LabHost]:
    """A host of that number with nothing at the other end of its cable, up: for a test that ends it."""
    with tempfile.TemporaryDirectory(prefix="xentui-lab-") as folder:
        host = LabHost(image(print), Machine(number, _free_port(), Path(folder)))
        host.start(dies_with_us=True)
        try:
            host.wait_until_up()
            yield host
        finally:
            host.stop()


@contextmanager
def _sole_user() -> Iterator[bool]:
    """Whether the kept lab is ours for now: two test runs on the same hosts would destroy each other's guests."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (cache_folder() / "kept.lock").open("w") as lock:
        yield _locked(lock.fileno())


def _locked(file_number: int) -> bool:
    try:
        fcntl.flock(file_number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def stop(lab: Lab) -> None:
    """Switch both hosts off and forget them."""
    for host in lab.hosts:
        host.stop()
    shutil.rmtree(lab.a.machine.run_folder, ignore_errors=True)
    if (kept := _kept_place()) is not None and kept.run_folder == str(lab.a.machine.run_folder):
        _state_file().unlink()


def find_kept() -> Lab | None:
    """The hosts that an earlier run left running, if they are of the present recipe and well."""
    place = _kept_place()
    if place is None:
        return None
    lab = Lab.at(place)
    if lab.a.image == image(print) and all(host.is_running and host.answers() for host in lab.hosts):
        return lab
    stop(lab)
    return None


def _switched_off(built: Image, folder: Path) -> Lab:
    a, b = (LabHost(built, Machine(number, _free_port(), folder)) for number in range(len(dom0.HOST_NAMES)))
    return Lab(a, b)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _state_file() -> Path:
    return cache_folder() / "kept.json"


def _kept_place() -> Place | None:
    with suppress(FileNotFoundError):
        return Place(**json.loads(_state_file().read_text()))
    return None
