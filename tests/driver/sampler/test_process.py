"""The process answers line by line, says why it can't, and ends with its input."""

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

import xentui_driver
from tests.driver.sampler.fake_bus import FakeBus
from tests.driver.sampler.fake_qemu import fake_qemus, qdisk
from tests.driver.sampler.fake_store import FakeStore, request_of
from tests.driver.sampler.xen_records import UUID_TEXT, XenOfRecords, xen_record
from tests.waiting import ROOM_S, until
from xentui_driver.sampler import process
from xentui_driver.sampler.backends import backends
from xentui_driver.sampler.device_models import DeviceModels
from xentui_driver.sampler.disks import Disks
from xentui_driver.sampler.networks import Networks
from xentui_driver.sampler.refusal import NO_XEN, NOT_PERMITTED, Refusal
from xentui_driver.sampler.watches import Watches

DRIVER = str(Path(xentui_driver.__file__).parents[1])
ALONE = "import sys; sys.path.insert(0, DRIVER); from xentui_driver.sampler.process import main; status = main()"


@pytest.fixture
def xen(monkeypatch: pytest.MonkeyPatch, bus: FakeBus, tmp_path: Path) -> Iterator[XenOfRecords]:
    """The host that `process` finds."""
    watches = Watches(sockets=(str(tmp_path / "socket"),))
    found = XenOfRecords([xen_record(0), xen_record(3)])
    monkeypatch.setattr(process, "running_xen", lambda: "4.17")
    monkeypatch.setattr(process, "open_library", lambda version: found.calls)
    monkeypatch.setattr(process, "Watches", lambda: watches)
    monkeypatch.setattr(process, "backends", lambda: backends(str(bus.path)))
    monkeypatch.setattr(process, "Disks", lambda most_kept: Disks(min(most_kept, 10)))
    monkeypatch.setattr(process, "DeviceModels", lambda: DeviceModels(str(tmp_path), 0.05))
    monkeypatch.setattr(process, "Networks", lambda: Networks(str(bus.table)))
    yield found
    if watches.connection is not None:
        watches.connection.close()


def test_a_sample_holds_every_domain_with_its_devices(xen: XenOfRecords, bus: FakeBus) -> None:
    bus.disk(3, reads=1, writes=2, read=3, written=4)
    bus.carried(bus.interface(3, 0), rx=(5, 6), tx=(7, 8))
    sample = json.loads(process.Sampler().sample())["sample"]
    assert (sample["xen"], sample["record_bytes"]) == ("4.17", 112)
    assert sample["domains"] == [[domid, UUID_TEXT, "r-----", 1_000_000_000, 2, 1 << 20] for domid in (0, 3)]
    assert (sample["free_kib"], sample["names"], sample["silent_s"]) == (1 << 20, None, 0)
    assert sample["disks"] == {"3": {"51712": [1536, 2048, 1, 2, 0]}}
    assert sample["networks"] == {"3": {"0": [7, 5, 8, 6]}}


def test_a_disk_that_qemu_serves_is_counted_by_a_later_sample(xen: XenOfRecords, bus: FakeBus, tmp_path: Path) -> None:
    bus.disk(3, reads=1, writes=2, read=3, written=4)
    bus.uncounted_disk(3, 51728)
    sampler = process.Sampler()
    with fake_qemus(tmp_path, 3) as qemus:
        qemus[3].devices = [qdisk("xvdb", read=5, written=6, reads=7, writes=8)]
        qemus[3].may_answer.clear()
        first = json.loads(sampler.sample())["sample"]
        qemus[3].may_answer.set()
        assert (first["disks"], first["unheard"]) == ({"3": {"51712": [1536, 2048, 1, 2, 0], "51728": None}}, [3])
        later = until(lambda: _heard(json.loads(sampler.sample())["sample"]))
        assert later["3"]["51712"] == [1536, 2048, 1, 2, 0]
        assert later["3"]["51728"][:4] == [5, 6, 7, 8]
        bus.remove("qdisk-3-51728")
        sampler.sample()


def _heard(sample: dict[str, Any]) -> Any:
    """Its disks, once every QEMU has answered."""
    return None if sample["unheard"] else sample["disks"]


def test_devices_of_a_domain_that_is_gone_are_nobodys(xen: XenOfRecords, bus: FakeBus) -> None:
    bus.disk(9, reads=1, writes=2, read=3, written=4)
    bus.carried(bus.interface(9, 0), rx=(5, 6), tx=(7, 8))
    sample = json.loads(process.Sampler().sample())["sample"]
    assert (sample["disks"], sample["networks"]) == ({}, {})


def test_it_says_why_it_cannot_count_and_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], xen: XenOfRecords
) -> None:
    def refused(version: str) -> XenOfRecords:
        raise Refusal(NOT_PERMITTED, "xc_interface_open: Permission denied")

    monkeypatch.setattr(process, "open_library", refused)
    with given(monkeypatch, "?\n?\n"):
        assert process.main() == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["refusal"] == {"reason": NOT_PERMITTED, "words": "xc_interface_open: Permission denied"}


def test_it_answers_each_line_until_there_is_no_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], xen: XenOfRecords
) -> None:
    with given(monkeypatch, "?\n?\n?\n"):
        assert process.main() == 0
    assert [set(json.loads(line)) for line in capsys.readouterr().out.splitlines()] == [{"sample"}] * 3


@contextmanager
def given(monkeypatch: pytest.MonkeyPatch, text: str) -> Iterator[None]:
    """A standard input with this, and nothing after it."""
    out_fd, in_fd = os.pipe()
    os.write(in_fd, text.encode())
    os.close(in_fd)
    with open(out_fd, encoding="utf-8") as file:
        monkeypatch.setattr(sys, "stdin", file)
        yield


class AtWork:
    """The process in a thread of its own, and a xenstored that it watches."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = FakeStore(folder)
        stdin_fd, self._asks_fd = os.pipe()
        self._hears_fd, self._says_fd = os.pipe()
        self._stdin = FileIO(stdin_fd)
        monkeypatch.setattr(sys, "stdin", self._stdin)
        monkeypatch.setattr(process, "_say", self._say)
        monkeypatch.setattr("signal.alarm", lambda _: None)
        self._thread = threading.Thread(target=process.main)
        self._thread.start()

    def _say(self, line: str) -> None:
        os.write(self._says_fd, f"{line}\n".encode())

    def ask(self) -> None:
        os.write(self._asks_fd, b"?\n")

    def hear(self) -> str:
        """The next line that it says."""
        line = b""
        while not line.endswith(b"\n"):
            line += os.read(self._hears_fd, 1)
        return line.decode().strip()

    def settle(self) -> None:
        """Until it follows the names."""
        while True:
            self.ask()
            said = json.loads(self.hear())["sample"]
            self.store.answer()
            if said["names"] is not None:
                return

    @property
    def is_silent(self) -> bool:
        return not select.select([self._hears_fd], [], [], 0)[0]

    def end(self) -> None:
        os.close(self._asks_fd)
        self._thread.join(ROOM_S)
        self._stdin.close()
        os.close(self._says_fd)
        os.close(self._hears_fd)
        if Path(self.store.path).exists():
            self.store.die()


@pytest.fixture
def at_work(monkeypatch: pytest.MonkeyPatch, xen: XenOfRecords, tmp_path: Path) -> Iterator[AtWork]:
    made = AtWork(tmp_path, monkeypatch)
    yield made
    made.end()


def test_it_calls_once_when_something_happens_until_it_is_asked_again(at_work: AtWork) -> None:
    at_work.settle()
    for _ in range(3):
        for _ in range(5):
            at_work.store.fire("@releaseDomain")
        assert at_work.hear() == ""
        at_work.store.fire("@introduceDomain")
        at_work.ask()
        assert json.loads(at_work.hear())["sample"]["domains"]
    assert at_work.is_silent, "what happened before it was asked is in its answer"


def test_it_takes_a_guests_watch_away_by_itself(at_work: AtWork) -> None:
    """Nobody may ask for a long time, and a guest may write all the while."""
    at_work.settle()
    at_work.store.fire(request_of(3))
    assert at_work.hear() == ""
    until(lambda: _answered(at_work.store) and request_of(3) not in at_work.store.watched)


def _answered(store: FakeStore) -> bool:
    store.answer()
    return True


def test_it_goes_on_without_a_xenstored_that_dies(at_work: AtWork) -> None:
    at_work.settle()
    at_work.store.die()
    at_work.ask()
    assert json.loads(at_work.hear())["sample"]["names"] is None


def alone(code: str, given: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-I", "-S", "-c", f"DRIVER = {DRIVER!r}; {ALONE}; {code}"]
    return subprocess.run(argv, input=given, capture_output=True, text=True, timeout=60, check=False)


def test_it_needs_the_standard_library_alone() -> None:
    done = alone("print(*(name for name in sys.modules if name.startswith('xentui')))", "")
    assert {name.split(".")[1] for name in done.stdout.split() if "." in name} == {"sampler"}
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(Path("/sys/hypervisor/version").exists(), reason="this machine runs under Xen")
def test_a_machine_without_xen_is_told_as_one() -> None:
    done = alone("raise SystemExit(status)", "?\n?\n")
    assert json.loads(done.stdout)["refusal"]["reason"] == NO_XEN
    assert (done.returncode, done.stderr) == (1, "")
