"""What is kept of a simulated host: its own, fresh for each, and gone when its process is."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.driver.jobs.audit_entries import entry
from tests.driver.jobs.keeping_jobs import record
from tests.pseudo_terminal import Program
from tests.xentui.console.driving import Console
from xentui.command_line.main import run
from xentui.fleet.open_jobs import open_simulated_jobs, open_store
from xentui.fleet.settings.values import DEFAULTS, Settings
from xentui.fleet.simulated_state import SimulatedState
from xentui_driver.jobs.audit.log import AuditLog, default_audit_file

GUEST = "web-01.example.net"


def places() -> list[Path]:
    """What simulated hosts have in the folder of this user's state."""
    return sorted(Path(os.environ["XDG_STATE_HOME"], "xentui", "simulator").glob("*"))


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(["--simulate", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_jobs_of_a_simulated_host_are_none_whatever_was_done_on_this_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    open_store(DEFAULTS).create(record("web")).close()
    assert answer(capsys, "jobs")["jobs"] == []


def test_the_audit_of_a_simulated_host_is_empty_whatever_was_done_on_this_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)  # root's audit is in a folder that no environment names
    path = default_audit_file(os.environ, is_root=False)
    os.makedirs(os.path.dirname(path))
    Path(path).write_text("no entry\n")
    assert answer(capsys, "audit") == {"schema": "xentui/1", "entries": [], "problems": []}


def test_what_was_done_on_one_simulated_host_is_nothing_to_the_next(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        script = f"from xentui.command_line.main import run; run(['--simulate', 'pause', '{GUEST}', '--yes'])"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
        assert "paused" in done.stdout, done.stderr
        assert places() == []
    assert answer(capsys, "jobs")["jobs"] == []


def test_the_folders_of_the_settings_are_those_of_a_real_host(tmp_path: Path) -> None:
    console = Console()
    real = Settings(jobs_folder=str(tmp_path / "jobs"), audit_file=str(tmp_path / "audit.jsonl"))
    jobs = open_simulated_jobs(console.hypervisor, lambda: console.hypervisor.transport, real)
    assert str(tmp_path / "jobs") not in jobs.workplace.jobs_folder
    assert str(tmp_path / "audit.jsonl") != jobs.workplace.audit_file
    assert not Path(jobs.workplace.jobs_folder).exists()


def test_two_at_once_have_a_folder_each_that_goes_with_it() -> None:
    first, second = SimulatedState(os.environ), SimulatedState(os.environ)
    AuditLog(first.audit_file, syslog=None).write(entry())
    assert {first.path, second.path} == set(map(str, places()))
    assert not os.path.exists(second.audit_file)
    first.remove()
    assert list(map(str, places())) == [second.path]


def test_what_a_process_has_left_that_was_killed_is_taken_away_by_the_next() -> None:
    script = (
        "import os; from xentui.fleet.simulated_state import SimulatedState as State; kept = State(os.environ); "
        "os.mkdir(kept.jobs_folder); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    (left,) = places()
    assert (left / "jobs").is_dir()
    state = SimulatedState(os.environ)
    assert list(map(str, places())) == [state.path]


def test_where_no_folder_can_be_made_the_host_is_shown_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "xentui").write_text("a file where a folder should be")
    state = SimulatedState({"XDG_STATE_HOME": str(tmp_path)})
    assert not os.path.exists(state.path)
    state.remove()


def test_a_demonstration_takes_its_folder_with_it() -> None:
    with Program((sys.executable, "-m", "xentui", "demo", "--domains", "3")) as program:
        program.sees(GUEST)
        assert len(places()) == 1
        program.press(b"q")
        assert program.ended() == 0
    assert places() == []
