"""A folder of jobs that another process keeps locked: the error names it, and nothing is begun."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.driver.jobs.keeping_jobs import done, record, store
from xentui_driver.jobs import store as store_module
from xentui_driver.model.errors import JobsUnwritable

HOLD = """
import fcntl, sys
lock = open(sys.argv[1], "w")
fcntl.flock(lock, fcntl.LOCK_EX)
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(store_module, "_LOCK_PATIENCE_S", 0.1)
    jobs = store(tmp_path)
    done(jobs.create(record()))
    return Path(jobs.folder)


def test_whoever_keeps_the_folder_locked_is_named(folder: Path) -> None:
    lock = folder / store_module._FOLDER_LOCK
    with subprocess.Popen(
        (sys.executable, "-c", HOLD, str(lock)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(JobsUnwritable) as refused:
            store(folder.parent).create(record())
        holder.communicate()
    assert f"process {holder.pid} ({Path(sys.executable).name} -c" in refused.value.summary
    assert refused.value.state_now == "Nothing was done."
    assert refused.value.next_step == f"If it hangs, `kill {holder.pid}` ends it."


def test_a_holder_that_can_not_be_told_is_another_xentui(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xentui_driver.jobs.files.take", lambda *_: None)
    with pytest.raises(JobsUnwritable, match="by another xentui") as refused:
        store(folder.parent).create(record())
    assert "`fuser -v " in refused.value.next_step
