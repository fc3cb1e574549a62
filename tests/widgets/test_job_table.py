"""The table of jobs: its cursor belongs to a job, and it costs what has changed."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from textual.geometry import Region
from textual.pilot import Pilot

from tests.widgets import job_samples as samples
from tests.widgets.gallery import Gallery, play, text_lines
from tests.widgets.job_samples import NOW_S
from tests.widgets.samples import HOSTILE
from xentui_driver.model.job import Job
from xentui_widgets.columns import GAP, choose
from xentui_widgets.job_columns import JOB_COLUMNS, job_rows
from xentui_widgets.job_lines import job_lines
from xentui_widgets.job_looks import brief_moment
from xentui_widgets.job_table import JobTable
from xentui_widgets.lines import cells
from xentui_widgets.symbols import UNICODE, Symbols


@pytest.fixture
def table() -> JobTable:
    return JobTable(empty_text="Nothing")


@pytest.fixture
def gallery(table: JobTable) -> Gallery:
    return Gallery(table)


def newest_first(jobs: Sequence[Job]) -> tuple[Job, ...]:
    return tuple(reversed(jobs))


def cursor(table: JobTable) -> str:
    return table.current_job.id if table.current_job is not None else ""


def test_the_keys_move_the_cursor(table: JobTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        table.show(job_rows(newest_first(samples.crowd(100)), NOW_S))
        seen = []
        for key in ("down", "j", "up", "k", "k", "G", "g", "end", "home", "pagedown", "pageup"):
            await pilot.press(key)
            seen.append(int(cursor(table)))
        assert seen == [99, 98, 99, 100, 100, 1, 100, 1, 100, 77, 100]

    play(gallery, script)


def test_the_cursor_stays_with_its_job_when_new_ones_come(table: JobTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        jobs = samples.crowd(60)
        table.show(job_rows(newest_first(jobs[:40]), NOW_S))
        await pilot.press("down", "down")
        table.show(job_rows(newest_first(jobs), NOW_S))
        await pilot.pause()
        assert cursor(table) == "38"
        assert any(" Stop web-38 " in line for line in text_lines(table))

    play(gallery, script)


def test_the_cursor_follows_a_job_that_was_handed_over(table: JobTable, gallery: Gallery) -> None:
    async def script(_pilot: Pilot[None]) -> None:
        pending = samples.handed_over()
        table.show(job_rows((pending, samples.succeeded()), NOW_S))
        begun = replace(pending, id="12", record=replace(pending.record, submitted_s=NOW_S, set_id="3"))
        table.show(job_rows((samples.waiting("13", "web-10.example.net"), begun, samples.succeeded()), NOW_S))
        assert cursor(table) == "12"

    play(gallery, script)


def test_the_cursor_stays_in_its_line_when_its_job_is_gone(table: JobTable, gallery: Gallery) -> None:
    async def script(pilot: Pilot[None]) -> None:
        jobs = newest_first(samples.crowd(5))
        table.show(job_rows(jobs, NOW_S))
        await pilot.press("G")
        table.show(job_rows(jobs[:-1], NOW_S))
        assert cursor(table) == "2"
        table.show(job_rows((), NOW_S))
        assert table.current is None
        assert "Nothing" in "\n".join(text_lines(table))

    play(gallery, script)


def test_a_second_repaints_only_the_lines_that_count(
    table: JobTable, gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[Region] = []

    async def script(pilot: Pilot[None]) -> None:
        jobs = (samples.running("501"), *newest_first(samples.crowd(500))[2:])
        table.show(job_rows(jobs, NOW_S))
        await pilot.pause()
        monkeypatch.setattr(table, "refresh", lambda *regions, **_: painted.extend(regions))
        table.show(job_rows(jobs, NOW_S))
        assert painted == []
        table.show(job_rows(jobs, NOW_S + 1))
        assert [region.y for region in painted] == [1]

    play(gallery, script)


def test_a_foreign_job_has_its_hosts_name(table: JobTable, gallery: Gallery) -> None:
    async def script(_pilot: Pilot[None]) -> None:
        table.show(job_rows((samples.foreign(),), NOW_S))
        assert "dom0b: Start build-07" in text_lines(table)[1]

    play(gallery, script)


def shown(width: int) -> dict[str, int]:
    return {place.column.id: place.width for place in choose(JOB_COLUMNS, width)[0]}


@pytest.mark.parametrize("width", range(32, 200))
def test_what_a_job_does_and_how_it_stands_finds_room_at_every_width(width: int) -> None:
    assert list(shown(width))[:2] == ["state", "job"]
    assert sum(shown(width).values()) + GAP * (len(shown(width)) - 1) <= width


def test_on_80_cells_who_asked_and_when_come_before_what_is_below_the_table_too() -> None:
    assert shown(76) == {"state": 12, "job": 24, "who": 16, "begun": 8, "elapsed": 8}


def test_on_120_cells_everything_finds_room() -> None:
    assert shown(116) == {"state": 12, "job": 33, "who": 16, "begun": 8, "elapsed": 8, "said": 29}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_in_its_cell(text: str, symbols: Symbols) -> None:
    table = JobTable(symbols=symbols)
    job = replace(samples.failed(), record=samples.record(text), lines=(text,))

    async def script(_pilot: Pilot[None]) -> None:
        table.show(job_rows((job, samples.succeeded()), NOW_S))
        lines = text_lines(table)
        assert "\x1b" not in "".join(lines)
        assert "failed" in lines[1]
        assert "succeeded" in lines[2]
        if symbols.ascii_only:
            assert "".join(lines[1:3]).isascii()

    play(Gallery(table), script)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [40, 79, 119])
def test_everything_of_a_job_fits_the_width(text: str, width: int, symbols: Symbols) -> None:
    job = samples.failed()
    run = replace(job.commands[0], output=f"{text}\n{text}", argv=("xl", text))
    for each in (
        replace(job, record=samples.record(text, before=text), lines=(text,), commands=(run,), problems=(text,)),
        replace(job, result=None, commands=(), changes=(text,), lines=(text, text)),
    ):
        for line in job_lines(each, NOW_S, width, symbols, about_cancelling=text):
            assert cells(line) <= width
            assert "\x1b" not in "".join(span.text for span in line)


def text_of(job: Job, width: int = 79) -> str:
    lines = job_lines(job, NOW_S, width, UNICODE, about_cancelling="")
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)


def test_the_words_of_a_failure_stand_once() -> None:
    job = samples.failed()
    assert job.result is not None
    assert job.result.error is not None
    detail = job.result.error.detail
    printed = replace(job, commands=(replace(job.commands[0], output=f"{detail}\n", exit_status=1),))
    assert text_of(job).count("libxl: error") == 1
    assert text_of(printed).count("libxl: error") == 1
    assert "exit 1" in text_of(printed)


def test_of_a_long_output_the_end_is_shown_and_said_so() -> None:
    job = samples.running()
    output = "".join(f"line {number}\n" for number in range(1000))
    text = text_of(replace(job, commands=(replace(job.commands[0], output=output),)))
    assert "last 200 lines" in text
    assert "line 999" in text
    assert "line 799" not in text


def test_a_command_whose_end_nobody_has_seen_says_so() -> None:
    assert "exit unknown" in text_of(samples.unknown())
    assert "~ running" in text_of(samples.running())


def test_before_there_are_commands_the_plan_is_shown() -> None:
    assert "Planned:\n $ xl shutdown 21" in text_of(samples.waiting("3", "web"))
    assert "Not started:\n $ xl shutdown 12" in text_of(samples.cancelled())


def test_a_job_that_cannot_be_read_says_so() -> None:
    job = replace(samples.unknown(settled=False), problems=("job.json can't be read: it isn't an object",))
    assert "! job.json can't be read: it isn't an object" in text_of(job)


@pytest.mark.parametrize(
    ("ago_s", "shown"),
    [(60, r"\d\d:\d\d:\d\d"), (86_400, r"\d\d \d\d:\d\d"), (86_400 * 40, r"\d\d-\d\d-\d\d")],
)
def test_when_a_job_began_finds_room_whatever_the_day_is(ago_s: float, shown: str) -> None:
    now_s = 1_790_000_000.0
    assert re.fullmatch(shown, brief_moment(now_s - ago_s, now_s))
    assert brief_moment(None, now_s) == brief_moment(1e300, now_s) == "-"
