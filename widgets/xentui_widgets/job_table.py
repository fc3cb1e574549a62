"""The table of jobs, the newest first."""

from collections.abc import Sequence

from xentui_driver.model.job import HostId, Job, JobKey, Subject
from xentui_widgets.job_columns import JOB_COLUMNS, JobRow, job_name
from xentui_widgets.job_looks import is_handed_over
from xentui_widgets.line_table import LineTable
from xentui_widgets.moves import USUAL_MOVES, Moves
from xentui_widgets.row_kind import RowKind
from xentui_widgets.symbols import UNICODE, Symbols

JobRowKey = tuple[object, ...]


def job_row_key(row: JobRow) -> JobRowKey:
    """Its host and number; what it is about while it has none."""
    record = row.job.record
    host = (record.host.name, record.host.machine_id)
    return (*host, row.job.id) if row.job.id else (*host, record.operation, record.subject, record.submitted_s)


def numbered(row: JobRow, rows: Sequence[JobRow]) -> JobRow | None:
    """What a job that was being handed over is now that it has a number: the newest that does the same."""
    record = row.job.record
    if not is_handed_over(row.job):
        return None
    same = (record.host, record.operation, record.subject)
    return next((each for each in rows if _about(each) == same), None)


def all_numbered(gone: Sequence[JobRow], rows: Sequence[JobRow]) -> list[JobRow | None]:
    return [numbered(row, rows) for row in gone]


def _about(row: JobRow) -> tuple[HostId, str, Subject]:
    record = row.job.record
    return record.host, record.operation, record.subject


def _is_foreign(row: JobRow) -> bool:
    return row.job.is_foreign


JOBS = RowKind(job_row_key, job_name, is_dimmed=_is_foreign, successors=all_numbered)


class JobTable(LineTable[JobRow, JobRowKey]):
    """Shows jobs in the order in which it gets them."""

    def __init__(
        self,
        *,
        symbols: Symbols = UNICODE,
        empty_text: str = "",
        moves: Moves = USUAL_MOVES,
        id: str | None = None,
    ) -> None:
        super().__init__(JOBS, JOB_COLUMNS, symbols=symbols, empty_text=empty_text, moves=moves, id=id)

    def go_to(self, key: JobKey) -> None:
        """Put the cursor on that job, if it is in the table."""
        for index, row in enumerate(self.rows):
            if row.job.key == key:
                self._go(index)

    @property
    def current_job(self) -> Job | None:
        """The job under the cursor."""
        return self.current.job if self.current is not None else None
