"""Whatever others have put where a command reads: it answers or refuses clearly, and no byte of theirs is obeyed."""

import argparse
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.driver.jobs.keeping_jobs import record
from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.garbage import TEXT, VALUES, Ran, is_clear, no_waiting, ran, spoilt, written_to
from tests.xentui.command_line.audit_lines import WEB
from xentui.fleet.host import Host
from xentui.fleet.hosts.simulated import simulated_host
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import OPERATIONS
from xentui_driver.jobs.audit.entry import line_of
from xentui_driver.jobs.store import JobStore
from xentui_driver.jobs.this_host import this_host
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandFailed
from xentui_driver.model.job import Result, Verdict
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.serialization import to_plain
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.transport.recording import RecordingTransport
from xentui_widgets.job_lines import job_lines
from xentui_widgets.symbols import UNICODE

EXAMPLES = settings(max_examples=30)
HERE = this_host(socket.gethostname())
RECORD = {"format": 1, **to_plain(record(host=HERE))}
FAILED = Result(
    Verdict.FAILED, 1_790_000_005.0, error=CommandFailed("It failed.", argv=["xl"], exit_status=1, next_step="Look.")
)
RESULTS = [
    {"format": 1, **to_plain(each)}
    for each in (FAILED, Result(Verdict.SUCCEEDED, 1_790_000_005.0, "", Outcome("done", ref=DomainRef("u", 1, "web"))))
]
EVENTS: list[Any] = [
    {"at": 1_790_000_001.0, "begun": True},
    {"at": 1_790_000_001.0, "command": ["xl", "shutdown", "3"], "number": 1},
    {"at": 1_790_000_001.0, "output": "out.log", "number": 1},
    {"at": 1_790_000_001.0, "ended": 1, "exit_status": 0},
    {"at": 1_790_000_001.0, "says": "it goes on"},
    {"at": 1_790_000_001.0, "built": {"uuid": "u", "domid": 1, "name": "web"}},
]


@contextmanager
def a_folder() -> Iterator[Path]:
    with TemporaryDirectory() as path:
        yield Path(path)


def config(folder: Path) -> tuple[str, str]:
    path = folder / "config.toml"
    path.write_text(f'[folders]\njobs = "{folder}/jobs"\n[audit]\nfile = "{folder}/audit.jsonl"\n')
    return "--config", str(path)


def a_job(folder: Path, files: dict[str, Any]) -> None:
    (folder / "jobs").mkdir(mode=0o700)
    (folder / "jobs" / "000001").mkdir(mode=0o700)
    for name, values in files.items():
        content = values if isinstance(values, bytes) else json.dumps(values).encode() + b"\n"
        (folder / "jobs" / "000001" / name).write_bytes(content)


def lines(values: list[Any]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in values)


JOBS = st.fixed_dictionaries(
    {"job.json": st.binary(max_size=30) | VALUES | spoilt(RECORD) | st.just(RECORD)},
    optional={
        "events.jsonl": st.binary(max_size=30)
        | spoilt(EVENTS).map(lambda it: lines(it if isinstance(it, list) else [it])),
        "result.json": st.binary(max_size=30) | VALUES | st.sampled_from(RESULTS).flatmap(spoilt),
        "out.log": st.binary(max_size=30) | TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")),
        "cancel": st.just(b""),
        "lock": st.just(b""),
    },
)


@given(JOBS)
@EXAMPLES
def test_jobs_that_somebody_has_spoilt(files: dict[str, Any]) -> None:
    with a_folder() as folder:
        a_job(folder, files)
        store = JobStore(str(folder / "jobs"), HERE, SimulatedClock())
        (job,) = store.all()
        assert job_lines(job, 1_790_000_010.0, 80, UNICODE, about_cancelling="")
        assert is_clear(ran(*config(folder), "jobs"))
        assert is_clear(ran(*config(folder), "jobs", "--json"))
        if job.is_over:
            assert is_clear(ran(*config(folder), "jobs", "--follow", "1"))


def test_a_next_step_reaches_the_terminal_harmless() -> None:
    hostile = {**RESULTS[0], "error": {**RESULTS[0]["error"], "next_step": "\x1b]0;PWNED\x07"}}
    with a_folder() as folder:
        a_job(folder, {"job.json": RECORD, "result.json": hostile})
        found = ran(*config(folder), "jobs", "--follow", "1")
    assert is_clear(found)
    assert "PWNED" in found.err.decode()


@pytest.mark.parametrize(
    "name", ["9" * 250, "0" * 250, "0000001", "\N{ARABIC-INDIC DIGIT ONE}" * 6, "999999999999999999"]
)
def test_folders_that_only_look_like_jobs(name: str, tmp_path: Path) -> None:
    store = JobStore(str(tmp_path / "jobs"), HERE, SimulatedClock())
    store.create(record("other", uuid=None, domid=9)).close()
    (tmp_path / "jobs" / name).mkdir()
    assert is_clear(ran(*config(tmp_path), "jobs"))
    assert is_clear(ran(*config(tmp_path), "jobs", "--follow", "999999999999999999"))
    if len(name) != 18:
        assert store.create(record()).id == "2"


@given(st.lists(st.binary(max_size=30) | spoilt(json.loads(line_of(WEB))), max_size=4))
@EXAMPLES
def test_an_audit_that_somebody_has_spoilt(entries: list[Any]) -> None:
    with a_folder() as folder:
        content = b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in entries)
        (folder / "audit.jsonl").write_bytes(content + b"\n")
        assert is_clear(ran(*config(folder), "audit"))
        assert is_clear(ran(*config(folder), "audit", "--json"))


@given(st.binary(max_size=60) | TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")), st.booleans())
@EXAMPLES
def test_a_config_file_that_somebody_has_spoilt(content: bytes, is_value: bool) -> None:
    with a_folder() as folder:
        path = folder / "config.toml"
        path.write_bytes(b"at_once = " + content if is_value else content)
        assert is_clear(ran("--config", str(path), "--definitions", str(folder), "config", "list"))


@pytest.mark.parametrize(
    "value", ["9" * 4301, "0x" + "f" * 5000, "1" + "_1" * 3000, "nan", "inf", "[" * 5000, '"\\u001b"']
)
@pytest.mark.parametrize("key", ["at_once", "label", "folders", "confirm", "notices", "protected", "hosts.x.label"])
def test_values_of_a_config_file_that_can_not_be_true(key: str, value: str, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f"{key} = {value}\n")
    found = ran("--config", str(tmp_path / "config.toml"), "jobs")
    assert is_clear(found)
    assert found.status == 2


def a_host(options: argparse.Namespace, *, checked: bool = True, check_limit_s: float = 1.0) -> Host:
    host = SimulatedHostWithDriver()
    host.started("web")
    host.define("off")
    return simulated_host(host.transport, host.clock, options.settings)


@pytest.fixture(scope="module")
def recording() -> list[Any]:
    """The lines of one of a whole host."""
    host = SimulatedHostWithDriver()
    host.define("web")
    told: list[str] = []
    driver = Hypervisor(RecordingTransport(host.driver.transport, told.append, clock=host.clock), host.clock)
    for instance in driver.snapshot(topology=True).instances:
        driver.describe(instance)
    driver.doctor()
    return [json.loads(line) for line in told]


READERS = (("list",), ("list", "--json"), ("info",), ("doctor",), ("describe", "web"), ("why", "web"))


@given(st.data())
@settings(max_examples=20)
def test_a_recording_that_somebody_has_spoilt(recording: list[Any], data: st.DataObject) -> None:
    told = data.draw(spoilt(recording))
    content = lines(told) if isinstance(told, list) else data.draw(st.binary())
    with a_folder() as folder:
        (folder / "bug.jsonl").write_bytes(content)
        for words in READERS:
            assert is_clear(ran(*words, "--replay", str(folder / "bug.jsonl")))


@pytest.mark.parametrize("answer", [{}, [], "x", 5, None, {"exit_status": {}, "stdout": [], "stderr": 1}])
@pytest.mark.parametrize("about", [[{}], {}, "xl list -v", [["xl"]], [1]])
def test_answers_of_a_recording_that_are_none(about: object, answer: object, tmp_path: Path) -> None:
    head = {"xentui_recording": 1, "host": "dom0a", "epoch_s": 1.0}
    contact = {"contact": "run", "about": about, "answer": answer, "took_s": 0.1}
    (tmp_path / "bug.jsonl").write_bytes(lines([head, contact]))
    found = ran("list", "--replay", str(tmp_path / "bug.jsonl"))
    assert is_clear(found)
    assert b"line 2: it isn't a contact" in found.err


KNOWN = """
list info describe why doctor jobs audit config show check set unset diff path new console web off demo - -- --json
--config --definitions --follow --cancel --since --guest --replay --interval --read-only --wait --dry-run --yes
--name --type --set --memory --vcpus --help --version --simulate --seed --fault --domains memory=5 vncpasswd=x
"""
WORDS = st.sampled_from(sorted({*KNOWN.split(), *OPERATIONS})) | TEXT


@given(st.lists(WORDS, max_size=6))
@settings(max_examples=100)
def test_command_lines_of_any_words(words: list[str]) -> None:
    with a_folder() as folder:
        before = Path.cwd()
        os.chdir(folder)
        try:
            found = ran(*written_to(words), opened=a_host)
        finally:
            os.chdir(before)
        assert is_clear(found, raw_output="show" in words or "new" in words)


@given(st.sampled_from(["--follow", "--cancel"]) | TEXT, TEXT)
@EXAMPLES
def test_what_was_typed_is_not_obeyed_by_the_terminal(option: str, text: str) -> None:
    found = ran(*written_to(["jobs", option, f"{text}\x1b]0;PWNED\x07\u202e"]))
    assert is_clear(found)
    assert found.status == 2


def readers(folder: Path) -> dict[str, Callable[[], Ran]]:
    """Commands, each of which reads the FIFO of its name."""
    jobs = ("--config", str(folder / "config.toml"))
    return {
        "config.toml": lambda: ran("--config", str(folder / "config.toml"), "jobs"),
        "bug.jsonl": lambda: ran("list", "--replay", str(folder / "bug.jsonl")),
        "web.cfg": lambda: ran("config", "check", str(folder / "web.cfg")),
        "audit.jsonl": lambda: ran(*jobs, "audit"),
        "jobs/000001/lock": lambda: ran(*jobs, "jobs", "--follow", "1"),
        "jobs/000001/out.log": lambda: ran(*jobs, "jobs", "--follow", "1"),
        "jobs/000001/job.json": lambda: ran(*jobs, "jobs", "--follow", "1"),
        "jobs/000001/events.jsonl": lambda: ran(*jobs, "jobs", "--follow", "1"),
        "jobs/000001/result.json": lambda: ran(*jobs, "jobs", "--follow", "1"),
        "jobs/.lock": lambda: ran(*jobs, "jobs"),
    }


@pytest.mark.parametrize("name", readers(Path()))
def test_a_fifo_is_not_waited_for(name: str, tmp_path: Path) -> None:
    a_job(tmp_path, {"job.json": RECORD, "lock": b"", "events.jsonl": lines(EVENTS)})
    config(tmp_path)
    read = readers(tmp_path)[name]
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    with no_waiting():
        assert is_clear(read())


def test_a_fifo_as_a_lock_of_the_folder_is_not_waited_for(tmp_path: Path) -> None:
    store = JobStore(str(tmp_path / "jobs"), HERE, SimulatedClock())
    (tmp_path / "jobs").mkdir(mode=0o700)
    os.mkfifo(tmp_path / "jobs" / ".lock")
    with no_waiting(), pytest.raises(Exception, match="it isn't a regular file"):
        store.create(record())
