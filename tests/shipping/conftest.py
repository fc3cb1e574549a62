"""The one file and the Debian package, made once for the tests of a worker."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

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
    if reason := debian_package.why_not_made():
        pytest.skip(reason)
    return debian_package.made(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def installed(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MachineCopy]:
    """A machine that has the package; its `/tmp` folder of tests is shared with this one."""
    with machine_copy(tmp_path_factory.mktemp("machine"), deb.parent) as machine:
        machine.does("dpkg", "--install", str(deb))
        yield machine


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[MachineCopy]:
    """A machine that never had xentui, and shares the folder of the test."""
    (tmp_path / "machine").mkdir()
    with machine_copy(tmp_path / "machine", tmp_path) as machine:
        yield machine


@contextmanager
def machine_copy(place: Path, shared: Path) -> Iterator[MachineCopy]:
    if os.geteuid() != 0:
        pytest.skip("to install a package in a copy of this machine needs root")
    try:
        copy = MachineCopy(place, shared)
    except NoCopy as error:
        pytest.skip(f"this machine can't be copied: {error}")
    with copy as machine:
        machine.does("rm", "-rf", "/etc/xentui", "/var/lib/xentui", "/var/log/xentui")
        yield machine
