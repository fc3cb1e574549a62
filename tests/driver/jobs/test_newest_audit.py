"""The newest entries of the audit, read from the ends of its files."""

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.driver.jobs.audit_entries import entry
from xentui_driver.jobs.audit.entry import line_of
from xentui_driver.jobs.audit.newest import NewestEntries, newest_entries
from xentui_driver.jobs.audit.reading import LINE_LIMIT_BYTES
from xentui_driver.model.errors import FileUnreadable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


def lines(*jobs: int) -> bytes:
    return b"".join(line_of(entry(str(job))) for job in jobs)


def jobs(found: NewestEntries) -> list[str | None]:
    return [each.job for each in found.entries]


def test_the_newest_comes_first(path: Path) -> None:
    path.write_bytes(lines(1, 2, 3))
    assert newest_entries(str(path)) == NewestEntries((entry("3"), entry("2"), entry("1")))


def test_there_is_none_before_something_was_done(path: Path) -> None:
    assert newest_entries(str(path)) == NewestEntries()


def test_rotated_files_follow_newest_first_also_compressed_ones(path: Path) -> None:
    for age, (suffix, content) in enumerate([("", lines(5, 6)), (".1", lines(3, 4)), (".2.gz", lines(1, 2))]):
        file = Path(f"{path}{suffix}")
        file.write_bytes(gzip.compress(content) if suffix.endswith(".gz") else content)
        os.utime(file, (1000 - age, 1000 - age))
    assert jobs(newest_entries(str(path))) == ["6", "5", "4", "3", "2", "1"]
    few = newest_entries(str(path), most=3)
    assert (jobs(few), few.has_more) == (["6", "5", "4"], True)
    of_compressed = newest_entries(str(path), most=5)
    assert jobs(of_compressed) == ["6", "5", "4", "3", "2"]


def test_no_more_is_read_of_a_large_file_than_its_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(path, "wb") as file:
        file.truncate(1 << 40)  # a terabyte of nothing
        file.seek(0, os.SEEK_END)
        file.write(b"\n" + lines(1, 2))
    found = newest_entries(str(path), most_bytes=1 << 20)
    assert (jobs(found), found.has_more) == (["2", "1"], True)


def test_a_compressed_file_that_unpacks_to_too_much_is_left_out(path: Path) -> None:
    path.write_bytes(lines(9))
    Path(f"{path}.1.gz").write_bytes(gzip.compress(b"\n" * (8 << 20) + lines(1)))
    found = newest_entries(str(path), most_bytes=1 << 20)
    assert (jobs(found), found.has_more) == (["9"], True)


def test_what_is_damaged_is_skipped_and_told(path: Path) -> None:
    path.write_bytes(b"{half\n" + lines(1) + b"\xff\x00\n" + lines(2) + line_of(entry("3"))[:30])
    found = newest_entries(str(path))
    assert jobs(found) == ["2", "1"]
    assert found.problems == (f"{path}: 3 lines are half-written, damaged, or from a newer xentui",)
    Path(f"{path}.1.gz").write_bytes(gzip.compress(lines(0))[:40])
    assert "can't be read back to its beginning" in newest_entries(str(path)).problems[-1]


def test_garbage_without_line_breaks_ends_the_reading(path: Path) -> None:
    path.write_bytes(b"x" * (LINE_LIMIT_BYTES + (1 << 17)) + b"\n" + lines(1))
    found = newest_entries(str(path))
    assert jobs(found) == ["1"]
    assert "a line too long" in found.problems[0]


def test_a_folder_that_cannot_be_read_says_why(path: Path) -> None:
    path.write_bytes(b"")
    with pytest.raises(FileUnreadable):
        newest_entries(str(path / "audit.jsonl"))


def test_a_file_that_cannot_be_opened_is_told(path: Path) -> None:
    path.mkdir()
    assert "isn't a regular file" in newest_entries(str(path)).problems[0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 99), max_size=30), st.integers(1, 40), st.binary(max_size=5))
def test_what_is_read_is_the_end_of_what_was_written(path: Path, written: list[int], most: int, tail: bytes) -> None:
    path.write_bytes(lines(*written) + tail)
    assert jobs(newest_entries(str(path), most=most)) == [str(job) for job in reversed(written)][:most]
