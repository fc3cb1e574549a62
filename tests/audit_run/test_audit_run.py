"""The audit accounts for every changing command of a dom0, exactly once, whatever two consoles do at once."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.audit_run.accounts import Books, first_of, left_alone, problems, problems_of_files
from tests.audit_run.choosing import WEIGHTS
from tests.audit_run.consoles import Consoles
from tests.audit_run.population import populate
from tests.dom0 import Dom0
from tests.figures import SAID
from xentui_driver.jobs.actions import KEEP_CONSOLES, OPERATIONS
from xentui_driver.jobs.audit.entry import AuditEntry
from xentui_driver.model.job import Job, Verdict

FEW = 60
OF_EACH_CHANGE = 500
OPERATIONS_OF_A_RUN = int(os.environ.get("XENTUI_AUDIT_RUN_OPERATIONS", "2000"))
"""Each guest of a set counts; it takes about five minutes on two cores that others use too."""
WITH_KILLS = 200
KILLS = 5
SPEED = 50.0
SEED = int(os.environ.get("XENTUI_AUDIT_RUN_SEED", "1"))
"""Another one tries other operations; the order in which they meet is another one each time anyway."""


@pytest.fixture
def dom0(tmp_path: Path) -> Iterator[Dom0]:
    with Dom0(tmp_path, speed=SPEED) as made:
        populate(made)
        yield made


@pytest.fixture
def consoles(dom0: Dom0) -> Iterator[Consoles]:
    with Consoles(dom0, SEED) as started:
        yield started


def balanced(consoles: Consoles, say: Callable[[str, object], None]) -> Books:
    """The books of a run, once nothing in them is amiss."""
    books = consoles.close_books()
    say(SAID, books.figures)
    found = [*problems(books), *problems_of_files(consoles.audit_file, consoles.store)]
    assert not found, first_of(found)
    return books


def wrong(books: Books) -> Iterator[tuple[str, Books]]:
    """The same books with one thing in them that isn't so."""
    entries, jobs, log = books.entries, books.jobs, books.log
    refused = next(entry for entry in entries if entry.job is None)
    begun = next(entry for entry in entries if entry.commands)
    alone = set(left_alone(books))  # how those ended nobody has noted
    changing = next(command for command in books.changing if command.argv not in alone)
    yield "a refusal is missing", replace(books, entries=without(entries, refused))
    yield "a job's line is missing", replace(books, entries=without(entries, begun))
    yield "a refusal is there twice", replace(books, entries=(*entries, refused))
    yield "a job's line is there twice", replace(books, entries=(*entries, begun))
    yield (
        "a line is of nobody",
        replace(books, entries=(*entries, replace(refused, who=replace(refused.who, user="eve")))),
    )
    yield "a command is of nobody", replace(books, log=(*log, changing))
    yield "a command was never run", replace(books, log=tuple(command for command in log if command != changing))
    failed = tuple(replace(command, exit_status=7) if command == changing else command for command in log)
    yield "a command ended otherwise", replace(books, log=failed)
    yield "a job has another outcome", replace(books, jobs=tuple(map(otherwise, jobs)))
    yield "a job is missing", replace(books, jobs=jobs[1:])
    yield (
        "a line is late",
        replace(books, entries=(*without(entries, begun), replace(begun, time_s=begun.time_s - 60.0))),
    )


def without(entries: tuple[AuditEntry, ...], entry: AuditEntry) -> tuple[AuditEntry, ...]:
    return tuple(each for each in entries if each is not entry)


def otherwise(job: Job) -> Job:
    assert job.result is not None
    return replace(job, result=replace(job.result, verdict=Verdict.CANCELLED, after="elsewhere"))


def test_a_random_run_can_choose_every_operation_on_guests() -> None:
    assert set(WEIGHTS) == set(OPERATIONS.values()) - {KEEP_CONSOLES}


def test_the_audit_accounts_for_every_command_of_a_short_run_of_two_consoles(
    consoles: Consoles, record_property: Callable[[str, object], None]
) -> None:
    consoles.run(FEW)
    books = balanced(consoles, record_property)
    assert len(books.entries) == FEW
    assert [words for words, cooked in wrong(books) if not list(problems(cooked))] == []


@pytest.mark.parametrize(
    "operations", [OF_EACH_CHANGE, pytest.param(OPERATIONS_OF_A_RUN, marks=pytest.mark.faults_long)]
)
def test_the_audit_accounts_for_every_command_of_a_long_run_of_two_consoles(
    operations: int, consoles: Consoles, record_property: Callable[[str, object], None]
) -> None:
    consoles.run(operations)
    assert len(balanced(consoles, record_property).entries) == operations


def test_the_audit_accounts_for_every_command_when_consoles_are_killed(
    consoles: Consoles, record_property: Callable[[str, object], None]
) -> None:
    consoles.run_with_kills(WITH_KILLS, KILLS)
    books = balanced(consoles, record_property)
    assert books.submitted - books.in_doubt <= len(books.entries) <= books.submitted
