"""The words for jobs: how long, how many, and how a set has ended."""

from dataclasses import replace

import pytest

from tests.widgets import job_samples as samples
from tests.widgets.job_samples import NOW_S
from xentui_driver.model.job import Job, Unread, Verdict
from xentui_widgets.job_words import (
    badge,
    clock_words,
    collapsed,
    elapsed_s,
    said,
    summary_lines,
    verdict_word,
    what_to_check,
)


def test_the_time_runs_until_the_end() -> None:
    assert elapsed_s(samples.running(), NOW_S) == 42
    assert elapsed_s(samples.running(), NOW_S + 10) == 52
    assert elapsed_s(samples.succeeded(), NOW_S + 10) == 15


def test_a_job_that_waits_has_the_time_that_it_waits() -> None:
    assert elapsed_s(samples.waiting("3", "web"), NOW_S) == 5


def test_a_clock_that_was_set_back_makes_no_time_less_than_none() -> None:
    assert elapsed_s(samples.running(), NOW_S - 3600) == 0


@pytest.mark.parametrize("settled", [True, False])
def test_nobody_knows_how_long_an_unknown_job_took(settled: bool) -> None:
    assert elapsed_s(samples.unknown(settled=settled), NOW_S) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "-"), (0, "0:00"), (7.9, "0:07"), (92, "1:32"), (3599, "59:59"), (7384, "2:03:04"), (273_600, "3 d 4 h")],
)
def test_a_time_span_reads_like_a_clock(seconds: float | None, words: str) -> None:
    assert clock_words(seconds) == words


def test_every_kind_has_a_word_of_its_own() -> None:
    words = [verdict_word(job) for job in samples.every_kind()]
    assert words == [
        *("refused", "cancelled", "running", "unknown", "failed", "succeeded"),
        *("running", "waiting", "waiting", "running", "starting"),
    ]
    assert verdict_word(replace(samples.running(), is_cancelling=True)) == "cancelling"
    assert verdict_word(replace(samples.succeeded(), is_cancelling=True)) == "succeeded", "it came too late"


def test_the_badge_counts_what_is_under_way_here_with_the_longest_time() -> None:
    assert badge((), NOW_S) == ""
    assert badge((samples.succeeded(), samples.foreign(), samples.unknown()), NOW_S) == ""
    assert badge((samples.running(),), NOW_S) == "1 job 0:42"
    assert badge((samples.running(), samples.migrating(), samples.waiting("20", "x")), NOW_S) == "3 jobs 1:35"
    assert badge((samples.handed_over(),), NOW_S) == "1 job"


def named(job: Job, id: str, name: str) -> Job:
    return replace(job, id=id, record=replace(job.record, subject=replace(job.record.subject, name=name)))


def test_a_summary_counts_first_and_then_says_why() -> None:
    jobs = [
        named(samples.succeeded(), "1", "web"),
        named(samples.succeeded(), "2", "mail"),
        named(samples.failed(), "3", "db"),
        named(samples.unknown(settled=False), "4", "cache"),
        named(samples.cancelled(), "5", "test"),
    ]
    assert summary_lines(jobs, [("off", "it isn't running")], [("busy", "another operation is under way")]) == (
        "2 done, 1 failed, 1 unknown, 1 refused, 1 cancelled, 1 skipped",
        "",
        "Failed:",
        "  db: db-01.example.net did not shut down within 120 s. It is running still, id 9.",
        "",
        "Unknown, check these:",
        "  cache: Its process is gone and left no outcome.",
        "",
        "Skipped:",
        "  off: it isn't running",
        "",
        "Refused:",
        "  busy: another operation is under way",
        "",
        "Cancelled:",
        "  test: not started",
    )


def test_a_summary_of_nothing_but_success_is_one_line() -> None:
    assert summary_lines([samples.succeeded()] * 8) == ("8 done",)
    assert summary_lines([]) == ("Nothing was done",)


def test_lines_that_only_count_are_one() -> None:
    assert collapsed(["asked", "waiting: 1 of 9 s", "waiting: 2.5 of 9 s", "gone", "waiting: 3 of 9 s"]) == (
        "asked",
        "waiting: 2.5 of 9 s",
        "gone",
        "waiting: 3 of 9 s",
    )


def test_an_unknown_job_says_what_to_check() -> None:
    assert what_to_check(samples.unknown()).startswith("Look at both hosts")
    assert "`xl migrate 17 dom0b` was the last command started" in what_to_check(samples.unknown(settled=False))
    assert "None of its commands was started" in what_to_check(replace(samples.unknown(settled=False), commands=()))


@pytest.mark.parametrize("part", [Unread.RECORD, Unread.EVENTS])
def test_an_unreadable_job_says_that_what_had_begun_can_t_be_known(part: Unread) -> None:
    unreadable = replace(samples.unknown(settled=False), commands=(), unread=frozenset({part}))
    words = what_to_check(unreadable)
    assert "nobody knows" in words
    assert "had begun:" not in words
    half = replace(samples.unknown(settled=False), unread=frozenset({part}))
    assert "may not be the last of all" in what_to_check(half)


def test_an_outcome_that_can_t_be_read_is_not_called_absent() -> None:
    job = replace(samples.unknown(settled=False), unread=frozenset({Unread.OUTCOME}))
    assert said(job) == "Its process is gone, and the outcome it left can't be read."


def test_a_cancelled_job_that_had_begun_says_how_things_stand() -> None:
    begun = replace(samples.running(), verdict=Verdict.CANCELLED)
    assert said(begun) == begun.words
    assert said(samples.cancelled()) == "Not started."
