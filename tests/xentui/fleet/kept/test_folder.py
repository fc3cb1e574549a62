"""The folder of a host's history: what is kept, for how long, and what becomes of it when files or clocks are wrong."""

import os
from pathlib import Path

import pytest

from tests.xentui.fleet.kept_samples import EPOCH_S, WEB_KEY, block
from xentui.fleet.kept.blocks import HOST_KEY, Block, Kind, encoded
from xentui.fleet.kept.folder import HistoryFolder, history_folder
from xentui_driver.model.job import HostId

NOW_S = EPOCH_S // 14_400 * 14_400 + 600.0


def kept_in(path: Path, now_s: float = NOW_S) -> list[tuple[float, bytes]]:
    kept = HistoryFolder(str(path)).read(now_s).get(HOST_KEY)
    return list(kept.minutes) if kept is not None else []


def write(path: Path, *blocks: Block, now_s: float = NOW_S) -> None:
    with HistoryFolder(str(path)).writing() as writer:
        assert writer is not None
        writer.append(blocks)
        writer.drop_old(now_s)


def test_what_one_console_has_kept_another_one_reads(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    assert HistoryFolder(str(folder)).read(NOW_S) == {}
    write(folder, block(NOW_S - 120, 1.0), block(NOW_S - 60, 2.0), block(NOW_S - 360, 3.0, Kind.SIX_MINUTES, WEB_KEY))
    found = HistoryFolder(str(folder)).read(NOW_S)
    assert [began_s for began_s, _ in found[HOST_KEY].minutes] == [NOW_S - 120, NOW_S - 60]
    assert [began_s for began_s, _ in found[WEB_KEY].six_minutes] == [NOW_S - 360]
    assert found[WEB_KEY].minutes == ()
    assert all(os.stat(folder / name).st_mode & 0o077 == 0 for name in os.listdir(folder))


def test_one_console_writes_at_a_time(tmp_path: Path) -> None:
    folder = HistoryFolder(str(tmp_path / "history"))
    with folder.writing() as first, folder.writing() as second:
        assert first is not None
        assert second is None
    with folder.writing() as third:
        assert third is not None


def test_segments_are_dropped_when_they_are_old(tmp_path: Path) -> None:
    for hour in range(40):
        now_s = NOW_S + 3600 * hour
        write(tmp_path, block(now_s - 60), block(now_s - 360, 1.0, Kind.SIX_MINUTES), now_s=now_s)
    names = sorted(os.listdir(tmp_path))
    assert len([name for name in names if name.startswith("minutes-")]) <= 4
    assert len([name for name in names if name.startswith("sixes-")]) <= 8
    kept = HistoryFolder(str(tmp_path)).read(NOW_S + 3600 * 39)[HOST_KEY]
    assert len(kept.minutes) == 2
    assert len(kept.six_minutes) in (24, 25)


def test_what_is_broken_in_a_file_is_a_gap(tmp_path: Path) -> None:
    write(tmp_path, block(NOW_S - 180))
    (segment,) = tmp_path.glob("minutes-*")
    with segment.open("ab") as file:
        file.write(b"garbage" + encoded(block(NOW_S - 120))[:50] + b"\0" * 1000)
    write(tmp_path, block(NOW_S - 60))
    assert [began_s for began_s, _ in kept_in(tmp_path)] == [NOW_S - 180, NOW_S - 60]


def test_other_things_in_the_folder_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, block(NOW_S - 60))
    (tmp_path / "minutes-1").mkdir()
    (tmp_path / "minutes-link").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "sixes-2")
    (tmp_path / "minutes-x").write_bytes(b"xth1")
    (tmp_path / "notes").write_text("mine")
    assert [began_s for began_s, _ in kept_in(tmp_path)] == [NOW_S - 60]


def test_after_the_clock_went_backwards_what_was_written_last_counts(tmp_path: Path) -> None:
    write(tmp_path, block(NOW_S + 300, 1.0), block(NOW_S + 360, 1.0), block(NOW_S + 420, 1.0))
    write(tmp_path, block(NOW_S + 330, 2.0), block(NOW_S + 390, 2.0))
    found = kept_in(tmp_path, NOW_S + 500)
    assert [began_s for began_s, _ in found] == [NOW_S + 300, NOW_S + 330, NOW_S + 390]


def test_what_is_from_a_time_to_come_is_not_believed(tmp_path: Path) -> None:
    write(tmp_path, block(NOW_S - 60), block(NOW_S + 9000), now_s=NOW_S)
    assert [began_s for began_s, _ in kept_in(tmp_path)] == [NOW_S - 60]
    assert len(list(tmp_path.glob("minutes-*"))) == 1


def test_what_somebody_else_could_have_put_there_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    write(folder, block(NOW_S - 60))
    folder.chmod(0o777)
    with pytest.raises(OSError, match="everybody can write"):
        HistoryFolder(str(folder)).read(NOW_S)


def test_hosts_that_share_a_folder_of_jobs_have_histories_of_their_own() -> None:
    paths = {history_folder("/srv/jobs", HostId(name, id)) for name in ("a", "b/../c") for id in ("1", "2", "")}
    assert len(paths) == 6
    assert all(os.path.dirname(os.path.normpath(path)) == "/srv/history" for path in paths)
