"""The two hosts of the lab, side by side on one cable; booted for one test run or kept for the next."""

import fcntl
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.lab import dom0
from tests.lab.host import LabHost
from tests.lab.image import Image, cache_folder, image
from tests.lab.qemu import Machine

KEEP_VARIABLE = "XENTUI_LAB_KEEP"


@dataclass(frozen=True, slots=True)
class Lab:
    """Both hosts, up."""

    a: LabHost
    b: LabHost

    @property
    def hosts(self) -> tuple[LabHost, LabHost]:
        return self.a, self.b


@contextmanager
def running_lab(progress: Callable[[str], None]) -> Iterator[Lab]:
    """The kept lab, if there is one that nobody uses; else a new one, stopped at the end unless it is to be kept."""
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
    built = image(progress)
    lab = _switched_off(built, Path(tempfile.mkdtemp(prefix="xentui-lab-")))
    up = False
    try:
        _boot(lab, progress, dies_with_us=not keep)
        up = True
        if keep:
            _remember(lab, built)
        yield lab
    finally:
        if not (keep and up):
            stop(lab)


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
    if (kept := _read_state()) is not None and kept.run_folder == str(lab.a.machine.run_folder):
        _state_file().unlink()


def revive(host: LabHost) -> None:
    """Boot a host anew that has gone down by itself; it is kept if the lab is. Raises BootFailed."""
    state = _read_state()
    is_kept = state is not None and state.run_folder == str(host.machine.run_folder)
    host.stop()
    host.machine.cable_end(host.machine.number).unlink(missing_ok=True)
    host.machine.serial_log.unlink(missing_ok=True)  # it says of the boot before that the host is up
    host.start(dies_with_us=not is_kept)
    if state is not None and is_kept:
        pids = list(state.pids)
        pids[host.machine.number] = host.pid
        _state_file().write_text(json.dumps(asdict(replace(state, pids=tuple(pids)))))
    host.wait_until_up()


def find_kept() -> Lab | None:
    """The hosts that an earlier run left running, if they are of the present recipe and well."""
    state = _read_state()
    if state is None:
        return None
    found = Image(Path(state.image_folder))
    folder = Path(state.run_folder)
    a, b = (
        LabHost(found, Machine(number, port, folder), pid)
        for number, (port, pid) in enumerate(zip(state.ssh_ports, state.pids, strict=True))
    )
    lab = Lab(a, b)
    if found == image(print) and all(host.is_running and host.answers() for host in lab.hosts):
        return lab
    stop(lab)
    return None


@dataclass(frozen=True, slots=True)
class _State:
    image_folder: str
    run_folder: str
    ssh_ports: tuple[int, ...]
    pids: tuple[int, ...]


def _switched_off(built: Image, folder: Path) -> Lab:
    a, b = (LabHost(built, Machine(number, _free_port(), folder)) for number in range(len(dom0.HOST_NAMES)))
    return Lab(a, b)


def _boot(lab: Lab, progress: Callable[[str], None], *, dies_with_us: bool) -> None:
    progress(f"booting {' and '.join(dom0.HOST_NAMES)}; their consoles: {lab.a.machine.run_folder}")
    for host in lab.hosts:
        host.start(dies_with_us=dies_with_us)
    for host in lab.hosts:
        host.wait_until_up()
    progress("both hosts are up")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _state_file() -> Path:
    return cache_folder() / "kept.json"


def _remember(lab: Lab, built: Image) -> None:
    state = {
        "image_folder": str(built.folder),
        "run_folder": str(lab.a.machine.run_folder),
        "ssh_ports": [host.machine.ssh_port for host in lab.hosts],
        "pids": [host.pid for host in lab.hosts],
    }
    _state_file().write_text(json.dumps(state))


def _read_state() -> _State | None:
    with suppress(FileNotFoundError):
        state = json.loads(_state_file().read_text())
        return _State(**state)
    return None
