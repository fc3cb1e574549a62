"""The one file and the Debian package, made once for the tests of a worker."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shipping import package
from tests.shipping import debian_package
from tests.shipping.machine_copy import MachineCopy, NoCopy
from tests.shipping.one_file import OneFile
from tests.shipping.one_file import made as make


@pytest.fixture(scope="session")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> OneFile:
    return make(tmp_path_factory.mktemp("dist"))


@pytest.fixture
def copied(one_file: OneFile, tmp_path: Path) -> Callable[[int | None], Path]:
    """A copy of it that has only so many bytes."""

    def copy(size: int | None = None) -> Path:
        path = tmp_path / "xentui.pyz"
        path.write_bytes(one_file.path.read_bytes()[:size])
        return path

    return copy


@pytest.fixture(scope="session")
def deb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made by the first worker that needs it."""
    if reason := debian_package.why_not_made():
        pytest.skip(reason)
    own_folder = tmp_path_factory.getbasetemp()
    folder = own_folder.parent if "PYTEST_XDIST_WORKER" in os.environ else own_folder
    with (folder / "package.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = package.path_in(folder / "package")
        return path if path.exists() else debian_package.made(path.parent)


@pytest.fixture(scope="module")
def installed(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MachineCopy]:
    """A machine that has the package."""
    with machine_copy(tmp_path_factory.mktemp("machine")) as machine:
        machine.does("dpkg", "--install", str(deb))
        yield machine


@pytest.fixture
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MachineCopy]:
    """A machine that never had xentui."""
    with machine_copy(tmp_path_factory.mktemp("machine")) as machine:
        yield machine


@contextmanager
def machine_copy(place: Path) -> Iterator[MachineCopy]:
    if os.geteuid() != 0:
        pytest.skip("to install a package in a copy of this machine needs root")
    try:
        copy = MachineCopy(place)
    except NoCopy as error:
        pytest.skip(f"this machine can't be copied: {error}")
    with copy as machine:
        machine.does("rm", "-rf", "/etc/xentui", "/var/lib/xentui", "/var/log/xentui")
        yield machine
