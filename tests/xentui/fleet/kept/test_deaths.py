"""Records of guests' ends: what one console has found another one reads, and there are never too many or too large."""

import os
from pathlib import Path

from tests.driver.host.death.captured import death_of
from xentui.fleet.kept.deaths import MOST_OF_A_GUEST, MOST_RECORDS, DeathFolder, DeathRecord, best_known
from xentui_driver.host.death.causes import causes_of
from xentui_driver.host.death.death import Death
from xentui_driver.host.death.evidence import Ending, Evidence, Excerpt, Place
from xentui_driver.model.dataclass import replace
from xentui_driver.model.job import Subject

UUID = "7bb5acd8-4d94-433e-ba30-9aebfb57f0ea"
WEB = Subject("web", UUID)


def record(domid: int = 3, *lines: str, ended_s: float = 1000.0, name: str = "web", uuid: str = UUID) -> DeathRecord:
    excerpts = (Excerpt(Place.CONSOLE, "log", lines),)
    evidence = Evidence(name, uuid, False, Ending.CRASHED, domid, ended_s, excerpts=excerpts)
    return DeathRecord("dom0a", Death(evidence, causes_of(evidence), ended_s + 5.0), {"cpu_percent": 99.5}, ended_s - 2)


def folder(path: Path, *records: DeathRecord) -> DeathFolder:
    made = DeathFolder(str(path / "deaths"))
    for each in records:
        made.keep(each)
    return made


def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    captured = DeathRecord("dom0a", death_of("xen-fault"), {"cpu_percent": None, "memory_kib": 4096.0}, 12.5)
    made = folder(tmp_path, captured)
    assert made.of(Subject("faulty")) == (captured,)
    assert all(os.stat(each).st_mode & 0o077 == 0 for each in Path(made.path).iterdir())


def test_a_guest_has_its_own_the_newest_first(tmp_path: Path) -> None:
    other = record(9, name="db", uuid="11111111-2222-3333-4444-555555555555")
    made = folder(tmp_path, record(3), record(4, ended_s=2000.0), other)
    assert [each.death.evidence.domid for each in made.of(WEB)] == [4, 3]
    assert made.of(Subject("nobody")) == ()


def test_the_same_end_is_kept_once(tmp_path: Path) -> None:
    (kept,) = folder(tmp_path, record(3), record(3, "more", ended_s=1002.0)).of(WEB)
    assert kept.death.evidence.lines(Place.CONSOLE) == ("more",)


def test_there_are_never_more_than_so_many_and_the_oldest_give_way(tmp_path: Path) -> None:
    guests = [(f"guest{number}", f"{number:08x}-2222-3333-4444-555555555555") for number in range(MOST_RECORDS + 3)]
    made = folder(
        tmp_path,
        *(record(5, ended_s=1000.0 + at, name=name, uuid=uuid) for at, (name, uuid) in enumerate(guests)),
    )
    assert len(list(Path(made.path).iterdir())) == MOST_RECORDS
    assert made.of(Subject(*guests[0])) == ()
    assert len(made.of(Subject(*guests[-1]))) == 1


def test_a_guest_that_restarts_for_ever_takes_no_room_from_others(tmp_path: Path) -> None:
    db = Subject("db", "11111111-2222-3333-4444-555555555555")
    made = folder(tmp_path, record(1, name=db.name, uuid=db.uuid or ""))
    for number in range(MOST_RECORDS + 5):
        made.keep(record(10 + number, ended_s=2000.0 + number))
    assert made.of(WEB)[0].death.evidence.domid == 10 + MOST_RECORDS + 4
    assert len(made.of(WEB)) == MOST_OF_A_GUEST
    assert len(made.of(db)) == 1


def test_a_guest_that_prints_without_end_fills_no_disk(tmp_path: Path) -> None:
    made = folder(tmp_path, record(3, *("x" * 4000 for _ in range(500))))
    (path,) = Path(made.path).iterdir()
    assert path.stat().st_size < 100_000
    assert made.of(WEB)[0].death.evidence.lines(Place.CONSOLE)[-1] == "x" * 300


def test_a_broken_file_hides_no_other(tmp_path: Path) -> None:
    made = folder(tmp_path, record(3))
    (Path(made.path) / "000000002000.aa.4.json").write_bytes(b'{"host": 3}\xff')
    (Path(made.path) / "000000003000.aa.5.json").symlink_to("/etc/passwd")
    assert len(made.of(WEB)) == 1


def test_where_nothing_is_left_the_record_tells() -> None:
    kept = record(3, "[    5.1] Kernel panic - not syncing: Fatal exception")
    assert best_known(record(3), (kept,)) == kept


def test_what_is_there_counts_for_a_later_end() -> None:
    live = record(4)
    assert best_known(live, (record(3, "Kernel panic - not syncing: Fatal exception"),)) == live


def test_a_domain_of_an_earlier_boot_of_the_host_is_another_one_though_it_has_the_same_id() -> None:
    kept = record(3, "[    5.1] Kernel panic - not syncing: Fatal exception")
    live = record(3, ended_s=90_000.0)
    assert best_known(live, (kept,)) == live


def test_the_numbers_are_those_of_the_record_where_they_are_forgotten() -> None:
    panic = "Kernel panic - not syncing: Fatal exception"
    live = replace(record(3, panic), figures={}, figures_s=None)
    assert best_known(live, (record(3),)).figures == {"cpu_percent": 99.5}


def test_the_last_record_tells_where_every_log_is_gone() -> None:
    nothing = Evidence("web", UUID, is_running=False)
    live = DeathRecord("dom0a", Death(nothing, causes_of(nothing), 9000.0))
    assert best_known(live, (record(4, ended_s=2000.0), record(3))) == record(4, ended_s=2000.0)
    assert best_known(live, ()) == live
