"""What a job notes before it writes something else there: exactly that, or nothing."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.driver.jobs.keeping_jobs import THERE, done, record, store
from tests.instances import TEST
from xentui_driver.jobs import files
from xentui_driver.jobs.actions import CHANGE_DEFINITION
from xentui_driver.jobs.set_back import left_alone, why_not_set_back
from xentui_driver.model.dataclass import replace
from xentui_driver.model.departure import Departure
from xentui_driver.model.job import Job, Replaced, Verdict

MEMORY = Replaced("4194304", {"memory": "4096", "disk": ("/dev/a,raw,xvda,rw",)}, {"memory": "2048", "disk": None})


def kept(folder: Path, found: Replaced | None, verdict: Verdict = Verdict.SUCCEEDED, operation: str = "balloon") -> Job:
    """A job that is over, as it is read again."""
    jobs = store(folder)
    writer = jobs.create(record(operation=operation))
    if found is not None:
        writer.replaced(found)
    done(writer, verdict)
    return jobs.job(writer.id)


def test_it_is_read_as_it_was_noted(tmp_path: Path) -> None:
    job = kept(tmp_path, MEMORY)
    assert job.replaced == MEMORY
    assert why_not_set_back(job) == ""


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(st.text(max_size=20), st.dictionaries(st.text(max_size=8), st.none() | st.text(max_size=12), max_size=3))
def test_whatever_it_is_nothing_else_is_ever_written_back(
    tmp_path: Path, value: str, settings: dict[str, str | None]
) -> None:
    found = Replaced(value, settings, settings)
    assert kept(tmp_path, found).replaced in (found, None)


@pytest.mark.parametrize(
    "found",
    [Replaced("1", {"vncpasswd": "secret"}), Replaced("1", {"vfb": ("vnc=1,vncpasswd=secret",)})],
    ids=["key", "in a list"],
)
def test_a_password_is_not_noted_at_all(tmp_path: Path, found: Replaced) -> None:
    job = kept(tmp_path, found)
    assert job.replaced is None
    events = tmp_path / "jobs" / "000001" / files.EVENTS_FILE
    assert not events.exists() or b"secret" not in events.read_bytes()


@pytest.mark.parametrize("noted", [7, "x", {"value": 7}, {"settings": []}, {"value": "1", "settings": {"a": {}}}])
def test_what_is_no_such_note_is_none(tmp_path: Path, noted: object) -> None:
    kept(tmp_path, MEMORY)
    events = tmp_path / "jobs" / "000001" / files.EVENTS_FILE
    events.write_text(json.dumps({"replaced": noted}) + "\n")
    assert store(tmp_path).job("1").replaced is None


def test_a_job_that_changed_nothing_or_whose_earlier_value_is_not_known_is_not_set_back(tmp_path: Path) -> None:
    for job in (
        kept(tmp_path, MEMORY, Verdict.FAILED),
        kept(tmp_path, Replaced()),
        kept(tmp_path, None),
        kept(tmp_path, MEMORY, operation="stop"),
        kept(tmp_path, Replaced("1"), operation="change_definition"),
    ):
        assert why_not_set_back(job)
    assert why_not_set_back(kept(tmp_path, None, operation="rename")) == ""
    kept(tmp_path, MEMORY)
    assert why_not_set_back(store(tmp_path, host=THERE).all()[-1])


def test_why_only_the_definition_is_set_back_is_said_as_it_is(tmp_path: Path) -> None:
    job = kept(tmp_path, Replaced("2097152", settings={"memory": "2048"}))
    left = Departure("", TEST.name, 1, "dom0a", "dom0b", 1.0, is_certain=True)
    assert "the guest has ended." in left_alone(job, CHANGE_DEFINITION, TEST)
    assert "the guest has moved to dom0b." in left_alone(job, CHANGE_DEFINITION, replace(TEST, departure=left))
