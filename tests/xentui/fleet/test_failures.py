"""What failed with a guest counts until something overtakes it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.driver.jobs.keeping_jobs import record
from tests.instances import DB, TEST, WEB, running, stopped
from xentui.fleet.failures import failure_sentence, failure_words, failures_among
from xentui_driver.jobs.actions import OPERATIONS, Request
from xentui_driver.jobs.actions.action import subject_of
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import CommandFailed, GuestIgnoredRequest, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, Result, Verdict
from xentui_driver.model.outcome import Outcome

NOW_S = 1_790_000_000.0
SINCE_S = NOW_S - 3600.0
FAILED = CommandFailed("it was not done.")
IGNORED = GuestIgnoredRequest("it did not react.")


def job(
    operation: str,
    of: Instance,
    verdict: Verdict = Verdict.FAILED,
    *,
    id: str = "1",
    error: XenError | None = FAILED,
    ended_s: float = NOW_S,
) -> Job:
    made = replace(record(operation=operation), subject=subject_of(Request(of)))
    outcome = Outcome("done") if verdict is Verdict.SUCCEEDED else None
    result = Result(verdict, ended_s, outcome=outcome, error=error if outcome is None else None)
    began_s = None if verdict is Verdict.WAITING else ended_s
    return Job(id, made, verdict, began_s, result=result if verdict.is_over else None)


def marked(jobs: Sequence[Job], *instances: Instance) -> list[str]:
    found = failures_among(jobs, instances, SINCE_S)
    return [instance.name for instance in instances if instance.row_key in found]


@pytest.mark.parametrize("guest", [WEB, DB, TEST], ids=["running", "paused", "stopped"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_action_that_failed_marks_its_guest_unless_the_guest_is_as_it_was_to_be(
    operation: str, guest: Instance
) -> None:
    failed = job(operation, guest)
    is_done = OPERATIONS[operation].is_done(failed.record, guest)
    assert marked([failed], WEB, DB, TEST) == ([] if is_done else [guest.name])


def test_a_failure_of_the_shift_before_is_not_told() -> None:
    assert marked([job("start", TEST, ended_s=SINCE_S - 1.0)], TEST) == []


def test_what_another_host_did_is_not_about_this_one() -> None:
    assert marked([replace(job("start", TEST), is_foreign=True)], TEST) == []


def test_a_guest_that_was_started_by_hand_needs_nobody() -> None:
    now = replace(running(TEST.name, 7), definition=TEST.definition)
    assert marked([job("start", TEST)], now) == []


def test_a_reset_that_left_the_guest_off_stays_marked() -> None:
    now = replace(WEB, domain=None)
    assert marked([job("reset", WEB)], now) == [WEB.name]
    again = replace(running(WEB.name, 9), definition=WEB.definition)
    assert marked([job("reset", WEB)], again) == []


def test_a_guest_that_ignored_a_stop_and_is_gone_ignores_nothing() -> None:
    assert marked([job("reboot", WEB, error=IGNORED)], replace(WEB, domain=None)) == []


def test_another_definition_with_the_same_guest_is_not_marked() -> None:
    copy = replace(stopped("copy"), copy_of=WEB.ref)
    assert marked([job("pause", WEB)], copy, WEB) == [WEB.name]


VERDICTS = st.lists(st.sampled_from(Verdict), min_size=1, max_size=6)


@given(VERDICTS)
def test_the_last_job_that_was_begun_decides(verdicts: list[Verdict]) -> None:
    jobs = [job("save", WEB, verdict, id=str(number)) for number, verdict in enumerate(verdicts)]
    begun = [each for each in verdicts if each not in (Verdict.WAITING, Verdict.REFUSED)]
    is_marked = bool(begun) and begun[-1] in (Verdict.FAILED, Verdict.UNKNOWN)
    assert marked(jobs, WEB, DB) == ([WEB.name] if is_marked else [])


@pytest.mark.parametrize(
    ("operation", "error", "words"),
    [
        ("start", FAILED, "start failed"),
        ("stop_acpi", IGNORED, "ignored a stop"),
        ("await_stop", IGNORED, "ignored a stop"),
        ("stop", FAILED, "stop failed"),
        ("balloon", FAILED, "set memory failed"),
        ("vcpus", FAILED, "set vCPUs failed"),
        ("nmi", FAILED, "NMI failed"),
        ("of a newer version", FAILED, "of a newer version failed"),
    ],
)
def test_it_is_told_in_a_few_words(operation: str, error: XenError, words: str) -> None:
    failed = job(operation, WEB, error=error)
    assert failure_words(failed) == words
    assert failure_sentence(failed) == f"{words}: {error.summary}"


def test_nobody_knows_how_it_ended() -> None:
    unknown = job("start", TEST, Verdict.UNKNOWN)
    assert failure_words(unknown) == "start has no known outcome"
    left = replace(unknown, result=None)
    assert failure_sentence(left).endswith("its process is gone and left no outcome")
