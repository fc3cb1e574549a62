"""What is kept of a history outlives its console: the next one reads it, and joins it to what it reads itself."""

import os
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from tests.waiting import until
from tests.xentui.fleet.kept_samples import WEB_KEY, HandClock, read_on, web
from xentui.fleet.history import History
from xentui.fleet.kept.blocks import HOST_KEY
from xentui.fleet.kept.folder import HistoryFolder
from xentui.fleet.kept.keeper import Keeper, with_kept
from xentui.fleet.past import Past
from xentui.fleet.timeline import timeline

IDENTITY = (web().uuid, web().domid)


class Console:
    """A history with its keeper."""

    def __init__(self, folder: Path, clock: HandClock) -> None:
        self.folder = HistoryFolder(str(folder))
        self.clock = clock
        self.history = History()
        self.kept: list[Mapping[bytes, Past]] = []
        self.failures: list[str] = []
        self.keeper = Keeper(
            self.folder, clock, lambda: self.history, loaded=self.kept.append, failed=self.failures.append
        )

    def read_on(self, seconds: float) -> None:
        self.history = read_on(self.history, self.clock, seconds)

    def load(self) -> None:
        self.keeper._load()
        for kept in self.kept:
            self.history = with_kept(self.history, kept)

    def write(self) -> None:
        with self.folder.writing() as writer:
            assert writer is not None
            self.keeper._written_s = self.keeper._kept_until()
            self.keeper.write_to(writer)


def begins(past: Past) -> list[float]:
    return [each.at_s for each in past.minutes()]


def test_a_console_finds_what_one_before_it_has_read(tmp_path: Path) -> None:
    clock = HandClock()
    first = Console(tmp_path, clock)
    first.read_on(1500)
    first.write()
    clock.now_s += 600.0
    second = Console(tmp_path, clock)
    second.read_on(60)
    second.load()
    assert begins(second.history.past(IDENTITY))[:20] == pytest.approx(begins(first.history.past(IDENTITY))[:20], abs=1)
    assert second.history.host_past.six_minutes()
    known = timeline(second.history.past(IDENTITY))
    gaps = [later.begins_s - sooner.ends_s for sooner, later in pairwise(known)]
    assert 500 < max(gaps) < 700


def test_the_next_console_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    clock = HandClock()
    first = Console(tmp_path, clock)
    first.read_on(600)
    first.write()
    before = len(first.folder.read(clock.epoch_s())[WEB_KEY].minutes)
    second = Console(tmp_path, clock)
    second.read_on(300)
    second.load()
    second.write()
    second.write()
    found = [began_s for began_s, _ in second.folder.read(clock.epoch_s())[WEB_KEY].minutes]
    assert before < len(found) <= before + 6
    assert all(later - sooner > 30 for sooner, later in pairwise(found))


def test_a_host_that_was_booted_again_has_its_past_before_it(tmp_path: Path) -> None:
    first = Console(tmp_path, HandClock(900_000.0))
    first.read_on(600)
    first.write()
    ended_s = first.clock.epoch_s()
    clock = HandClock(60.0)
    clock.offset_s = ended_s + 300.0 - 60.0
    second = Console(tmp_path, clock)
    second.read_on(120)
    second.load()
    past = second.history.past(IDENTITY)
    assert begins(past)[0] < 0
    assert begins(past) == sorted(begins(past))
    assert len(begins(past)) >= 10


def test_a_clock_that_is_put_right_has_nothing_written_twice(tmp_path: Path) -> None:
    clock = HandClock()
    console = Console(tmp_path, clock)
    console.read_on(600)
    with console.folder.writing() as writer:
        assert writer is not None
        console.keeper.write_to(writer)
        count = len(console.folder.read(clock.epoch_s())[HOST_KEY].minutes)
        clock.offset_s += 1800.0
        console.keeper.write_to(writer)
        assert len(console.folder.read(clock.epoch_s())[HOST_KEY].minutes) == count
        clock.offset_s -= 1800.0
        console.read_on(120)
        console.keeper.write_to(writer)
    assert len(console.folder.read(clock.epoch_s())[HOST_KEY].minutes) == count + 2


def test_a_guest_that_is_not_there_yet_has_its_past_when_it_comes(tmp_path: Path) -> None:
    clock = HandClock()
    first = Console(tmp_path, clock)
    first.read_on(600)
    first.write()
    second = Console(tmp_path, clock)
    second.history = read_on(second.history, clock, 20, web(9, "11111111-2222-3333-4444-555555555555"))
    second.load()
    assert begins(second.history.past_of_gone(web().uuid))
    second.history = read_on(second.history, clock, 120, web(12))
    assert begins(second.history.past((web().uuid, 12)))


def test_guests_without_a_uuid_of_their_own_are_not_mixed_up(tmp_path: Path) -> None:
    clock = HandClock()
    nobody = "00000000-0000-0000-0000-000000000000"
    first = Console(tmp_path, clock)
    first.history = read_on(first.history, clock, 300, web(0, nobody), web(5, nobody), web(6, nobody))
    first.write()
    assert len(first.folder.read(clock.epoch_s())) == 2  # Domain-0 and the host


def test_a_disk_that_takes_nothing_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console(tmp_path, HandClock())
    console.read_on(300)

    def full(_fd: int, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    for _ in range(3):
        console.keeper._try(console.keeper._keep)
    assert console.failures == ["No space left on device"]
    console.read_on(60)
    assert console.history.past(IDENTITY).recent()


def test_its_thread_reads_writes_and_leaves(tmp_path: Path) -> None:
    clock = HandClock()
    first = Console(tmp_path, clock)
    first.read_on(300)
    first.keeper.start()
    until(lambda: first.folder.read(clock.epoch_s()))
    second = Console(tmp_path, clock)
    second.keeper.start()
    until(lambda: second.kept)
    for console in (first, second):
        console.keeper.leave()
        console.keeper.join()
    assert first.failures == second.failures == []
