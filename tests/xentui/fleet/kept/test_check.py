"""The doctor says whether a day of history can be kept, and what to do where it can't."""

import errno
import os
from pathlib import Path

import pytest

from tests.xentui.fleet.kept_samples import EPOCH_S, block
from xentui.fleet.kept.blocks import encoded
from xentui.fleet.kept.check import check_history
from xentui.fleet.kept.folder import HistoryFolder
from xentui_driver.host.doctor.finding import Finding, Health


def checked(path: Path) -> Finding:
    return check_history(HistoryFolder(str(path)))


def fail_to_write(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def write(fd: int, content: bytes) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("xentui_driver.jobs.files.os.write", write)


def test_all_is_well_where_it_can_be_written_and_nothing_is_left_there(tmp_path: Path) -> None:
    assert checked(tmp_path / "history").health is Health.GOOD
    assert os.listdir(tmp_path / "history") == []


def test_what_a_console_keeps_is_left_alone(tmp_path: Path) -> None:
    folder = HistoryFolder(str(tmp_path))
    with folder.writing() as writer:
        assert writer is not None
        writer.append([block(EPOCH_S, 1.0)])
        assert check_history(folder).health is Health.GOOD
    assert len(folder.read(EPOCH_S + 60.0)) == 1


@pytest.mark.parametrize(
    ("number", "words", "step"),
    [
        (errno.ENOSPC, "No space left", "Make room"),
        (errno.EDQUOT, "quota exceeded", "Make room"),
        (errno.EROFS, "Read-only file system", "Mount it for writing"),
        (errno.EIO, "Input/output error", "Mend the folder"),
    ],
)
def test_each_reason_has_its_own_next_step(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, words: str, step: str
) -> None:
    fail_to_write(monkeypatch, number)
    found = checked(tmp_path / "history")
    assert found.health is Health.WARNING
    assert words in found.words
    assert "lost" in found.words
    assert found.next_step.startswith(step)
    assert "`jobs`" in found.next_step
    assert os.listdir(tmp_path / "history") == []


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("")
    found = checked(tmp_path / "history" / "host")
    assert found.health is Health.WARNING
    assert f"`namei -l {tmp_path / 'history'}`" in found.next_step


def test_a_folder_that_others_may_write_is_refused_with_what_mends_it(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    folder.mkdir()
    folder.chmod(0o777)
    found = checked(folder)
    assert found.health is Health.WARNING
    assert "chmod" in found.next_step


@pytest.mark.parametrize("name", ["minutes-1", "sixes-7"])
def test_history_of_another_version_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(encoded(block(EPOCH_S)).replace(b"xth1", b"xth2"))
    found = checked(tmp_path)
    assert found.health is Health.WARNING
    assert name in found.words
    assert "another version" in found.words


@pytest.mark.parametrize("content", [b"", b"xt", b"garbage", encoded(block(EPOCH_S))])
def test_other_content_is_no_other_version(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "minutes-1").write_bytes(content)
    (tmp_path / "notes").write_bytes(b"xth2")
    assert checked(tmp_path).health is Health.GOOD
