"""The library of the Xen that runs is opened, or what is in the way is told."""

import ctypes
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.driver.sampler.xen_records import XenOfRecords, xen_record
from xentui_driver.sampler.control_interface import ControlInterface, open_library, running_xen
from xentui_driver.sampler.refusal import FAILED, NOT_PERMITTED, Refusal

EACCES, EBUSY = 13, 16


class Library:
    """What ctypes makes of libxenctrl, with functions of ours in it."""

    def __init__(self, handle: int | None, number: int = 0) -> None:
        self.asked: list[tuple[object, ...]] = []
        xen = XenOfRecords([xen_record(0), xen_record(3)])

        def interface_open(*arguments: object) -> int | None:
            ctypes.set_errno(number)
            return handle

        def get_domains(handle: object, first: int, most: int, buffer: object) -> int:
            self.asked.append((handle, first, most))
            return xen(first, most, buffer)

        def available(handle: object, narrowest: int, widest: int, node: int, free: Any) -> int:
            self.asked.append((handle, narrowest, widest))
            assert node == -1
            free._obj.value = 5 << 20
            return 0

        self.xc_interface_open: Callable[..., object] = interface_open
        self.xc_domain_getinfolist: Callable[..., object] = get_domains
        self.xc_availheap: Callable[..., object] = available


def loading(monkeypatch: pytest.MonkeyPatch, library: object) -> list[str]:
    """Let ctypes load that one; returns the names that it is asked for."""
    names: list[str] = []

    def load(name: str, use_errno: bool) -> object:
        names.append(name)
        assert use_errno
        return library

    monkeypatch.setattr(ctypes, "CDLL", load)
    return names


def test_it_is_opened_by_the_version_that_runs_and_asked_with_its_handle(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library(handle=0x1234)
    names = loading(monkeypatch, library)
    control = ControlInterface(open_library("4.20"))
    assert [each.domid for each in control.domains()] == [0, 3]
    assert control.free_kib([]) == 5 << 10
    assert names == ["libxenctrl.so.4.20"]
    assert {handle for handle, _, _ in library.asked} == {0x1234}


@pytest.mark.parametrize(("number", "reason"), [(EACCES, NOT_PERMITTED), (EBUSY, FAILED)])
def test_who_may_not_open_it_is_told_apart(monkeypatch: pytest.MonkeyPatch, number: int, reason: str) -> None:
    loading(monkeypatch, Library(handle=None, number=number))
    with pytest.raises(Refusal, match="xc_interface_open") as refused:
        open_library("4.17")
    assert refused.value.reason == reason


def test_a_library_without_the_function_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    loading(monkeypatch, object())
    with pytest.raises(Refusal, match=r"libxenctrl of Xen 4\.17") as refused:
        open_library("4.17")
    assert refused.value.reason == FAILED


def test_a_library_that_is_not_there_is_told_by_its_name() -> None:
    with pytest.raises(Refusal, match=r"libxenctrl\.so\.0\.0"):
        open_library("0.0")


def test_the_version_is_that_of_the_running_hypervisor(tmp_path: Path) -> None:
    (tmp_path / "major").write_text("4\n")
    (tmp_path / "minor").write_text("17\n")
    assert running_xen(str(tmp_path)) == "4.17"
