"""The operations on a guest, as evidence of its end."""

from pathlib import Path

from tests.driver.jobs.keeping_jobs import THERE, UUID, done, record, store
from xentui_driver.jobs.touches import MOST, touches_of
from xentui_driver.model.errors import DeviceMissing
from xentui_driver.model.job import JobRecord, Result, Subject, Verdict

WEB = Subject("web", UUID, 3)


def touched(folder: Path, *records: JobRecord) -> list[str]:
    jobs = store(folder)
    for each in records:
        done(jobs.create(each))
    return [touch.title for touch in touches_of(jobs.all(), WEB)]


def test_those_of_other_guests_and_hosts_are_left_out(tmp_path: Path) -> None:
    other = record("db", uuid="11111111-2222-3333-4444-555555555555")
    assert touched(tmp_path, record(), other, record(host=THERE)) == ["Stop web"]


def test_a_guest_without_an_identity_is_found_by_its_name(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    done(jobs.create(record("gone", uuid=None, domid=None)))
    (touch,) = touches_of(jobs.all(), Subject("gone"))
    assert (touch.operation, touch.verdict, touch.who) == ("stop", Verdict.SUCCEEDED, "ann as root (192.0.2.7)")
    assert touches_of(jobs.all(), Subject("other")) == ()


def test_a_failure_has_the_words_of_the_tools_and_the_advice(tmp_path: Path) -> None:
    jobs = store(tmp_path)
    writer = jobs.create(record(operation="start"))
    error = DeviceMissing("web was not started.", argv=("xl",), exit_status=3, detail="a\nb", next_step="Look.")
    assert writer.finish(Result(Verdict.FAILED, 1_790_000_005.0, "not running", None, error))
    writer.close()
    (touch,) = touches_of(jobs.all(), WEB)
    assert (touch.said, touch.next_step, touch.at_s) == (("a", "b"), "Look.", 1_790_000_005.0)


def test_the_last_ones_are_enough(tmp_path: Path) -> None:
    assert len(touched(tmp_path, *(record() for _ in range(MOST + 2)))) == MOST
