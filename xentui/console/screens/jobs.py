"""The screen of all jobs: a list, and below it everything about the job under the cursor."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen

from xentui.console.commands.bindings import as_pressed, moves_of, pressed
from xentui.console.screens.filtered import FILTER_HELP, NOTHING_FITS, TYPING, FilteredPage, fitting
from xentui.console.wording import in_keys
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.jobs.set_back import jobs_set_back, set_back_words, why_not_set_back
from xentui_driver.jobs.store import why_not_cancelled
from xentui_driver.model.job import Job, JobKey, Verdict
from xentui_widgets.filter_line import FilterLine
from xentui_widgets.job_columns import job_rows, job_text
from xentui_widgets.job_lines import commands_of, job_heading, job_lines, job_number
from xentui_widgets.job_table import JobTable
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole, role_of_bound
from xentui_widgets.lines import Line
from xentui_widgets.row_view import HEADER_LINES
from xentui_widgets.scrolled_lines import ScrolledLines
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import PageTitle
from xentui_widgets.units import plural

MOVED = "That job is gone: move the cursor to continue."
EMPTY = "No jobs on this host yet. Actions on guests start them."
NO_JOB = "There is no job."
NO_COMMAND = "This job has no command to copy."
NONE_WAITS = "No other job that was started together with this one still waits."
EMPTY_FLEET = "No jobs on these hosts yet. Actions on guests start them."

SCROLLING = {"job_scroll_down": "scroll_details(1)", "job_scroll_up": "scroll_details(-1)"}
ACTIONS = {
    "quit": "leave",
    "details": "open",
    "filter": "filter",
    "job_cancel": "cancel",
    "job_cancel_rest": "stop_the_rest",
    "job_set_back": "set_back",
    "job_copy": "copy",
    "audit": "turn_to('audit')",
    "events": "turn_to('events')",
    "help": "app.help",
    "command_palette": "app.command_palette",
    **SCROLLING,
}
FILTER_EXAMPLE = "web alice !succeeded"
_LEAST_ROWS = 3
_SHARE_OF_TABLE = 0.4


class JobsScreen(ModalScreen[None], FilteredPage):
    """Escape goes back, and so does the key that quits."""

    help_title = "Jobs"
    help_keys = MappingProxyType(
        {
            "details": "open a failed job: what happened, and what to do",
            "filter": FILTER_HELP,
            "job_cancel": "cancel the job, where that is safe (asks first)",
            "job_cancel_rest": "cancel the jobs of its set that still wait (asks first)",
            "job_set_back": "set back what it changed (asks first)",
            "job_copy": "copy its commands to the terminal's clipboard",
            "job_scroll_down": "scroll the details down",
            "job_scroll_up": "scroll the details up",
            "audit": "the audit instead",
            "events": "the events instead",
            "quit": "back",
        }
    )

    own_actions = MappingProxyType(ACTIONS)
    DEFAULT_CSS = """
    JobsScreen {
        background: $background;
    }
    """

    table: JobTable

    def __init__(
        self,
        jobs: Callable[[], tuple[Job, ...]],
        now_s: Callable[[], float],
        symbols: Symbols,
        keys: KeyMap,
        *,
        cancel: Callable[[Sequence[Job]], None],
        set_back: Callable[[Job], None],
        open_job: Callable[[Job], None],
        copy: Callable[[str, str], None],
        say: Callable[[str], object],
        may_cancel: Callable[[Job], bool] = lambda _job: True,
        show_hosts: bool = False,
        at: JobKey | None = None,
    ) -> None:
        """`jobs` has them oldest first, `now_s` is the time in seconds since the epoch.

        `say` gets the reason why a key does nothing. The cursor begins on the job `at`, if it is there.
        """
        super().__init__()
        moves = moves_of(keys)
        acting = [*TYPING.items(), *((as_pressed(key), act) for id, act in ACTIONS.items() for key in keys.of(id))]
        bound = [Binding(key, action, show=False, priority=True) for key, action in acting]
        # Tab still goes to the details and back, unless it has another meaning.
        self._bindings = BindingsMap.from_keys({**self._bindings.key_to_bindings, **BindingsMap(bound).key_to_bindings})
        self._moves = moves.keys | pressed(keys, "filter", *SCROLLING) | (IDLE - pressed(keys, *ACTIONS))
        self._leaves = pressed(keys, "quit") | {"escape"}
        self._key_map = keys
        self._jobs = jobs
        self._now_s = now_s
        self._symbols = symbols
        self._cancel = cancel
        self._set_back = set_back
        self._open_job = open_job
        self._copy = copy
        self._say = say
        self._may_cancel = may_cancel
        self._show_hosts = show_hosts
        self._at = at
        self._all: tuple[Job, ...] = ()
        self._shown: Sequence[Job] = ()
        self._set_back_by: Mapping[JobKey, Job] = {}
        self.title_line = PageTitle("Jobs", symbols=symbols)
        self.table = JobTable(symbols=symbols, moves=moves)
        self.details = ScrolledLines(symbols=symbols, moves=moves)
        self.filter_line = FilterLine(example=FILTER_EXAMPLE, symbols=symbols)
        self.key_bar = KeyBar(symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.table
        yield self.details
        yield self.filter_line
        yield self.key_bar

    def role_of(self, key: events.Key) -> KeyRole:
        if self.is_typing or key.key in self._moves:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in self._leaves else role_of_bound(key, self._bindings)

    def on_mount(self) -> None:
        self.table.focus()
        self._show()
        if self._at is not None:
            self.table.go_to(self._at)

    def on_resize(self) -> None:
        self._show()

    def show_again(self) -> None:
        """Show how all jobs stand now."""
        if self.is_mounted:
            self._show()

    @on(JobTable.Highlighted)
    def show_another(self) -> None:
        self._show_current()

    @on(JobTable.Chosen)
    def open_chosen(self) -> None:
        self.action_open()

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.action_id)

    def show_filtered(self) -> None:
        self._show(is_chosen=True)

    def action_open(self) -> None:
        if (job := self.table.current_job) is not None:
            self._open_job(job)
        else:
            self._say(NO_JOB)

    def action_copy(self) -> None:
        job = self.table.current_job
        if job is None or not (commands := commands_of(job)):
            self._say(NO_JOB if job is None else NO_COMMAND)
        else:
            where = [f"# on {job.record.host.name}"] if self._show_hosts or job.is_foreign else []
            self._copy(plural(len(commands), "command"), "\n".join([*where, *commands]))

    def action_cancel(self) -> None:
        self._show()  # what it was a second ago doesn't count
        if (job := self._meant) is None:
            return
        if reason := self._why_not_cancelled(job):
            self._say(f"{job.record.title}: can't be cancelled: {reason}.")
        else:
            self._cancel([job])

    def action_set_back(self) -> None:
        self._show()
        if (job := self._meant) is None:
            return
        if reason := self._why_not_set_back(job):
            self._say(f"{job.record.title}: can't be set back: {reason}.")
        else:
            self._set_back(job)

    def action_stop_the_rest(self) -> None:
        self._show()
        if (job := self._meant) is None:
            return
        if rest := self._rest_of_set(job):
            self._cancel(rest)
        else:
            self._say(NONE_WAITS)

    @property
    def _meant(self) -> Job | None:
        """The job under the cursor, unless the cursor was moved there because its own job has gone."""
        if self.table.doubt:
            self.title_line.show(MOVED)
            return None
        if self.table.current_job is None:
            self._say(NO_JOB)
        return self.table.current_job

    def action_scroll_details(self, lines: int) -> None:
        self.details.action_scroll_lines(lines)

    def _show(self, *, is_chosen: bool = False) -> None:
        jobs = self._jobs()
        self._all, self._set_back_by = tuple(reversed(jobs)), jobs_set_back(jobs)
        self._shown = fitting(((job, job_text(job)) for job in self._all), self.filter_line.text)
        empty = EMPTY_FLEET if self._show_hosts else EMPTY
        self.table.empty_text = NOTHING_FITS if self._all else empty
        rows = job_rows(self._shown, self._now_s(), show_hosts=self._show_hosts)
        self.table.show(rows, is_chosen=is_chosen)
        self.table.styles.height = self._table_lines
        self.title_line.show(*self._title)
        self._show_current()

    @property
    def _table_lines(self) -> int | str:
        """As many as there are jobs, within its share of the screen; all where there is nothing to show below."""
        if not self._shown:
            return "1fr"
        most = max(HEADER_LINES + _LEAST_ROWS, int(self.app.size.height * _SHARE_OF_TABLE))
        return min(most, max(HEADER_LINES + _LEAST_ROWS, HEADER_LINES + len(self._shown)))

    @property
    def _title(self) -> tuple[str, ...]:
        shown, total = len(self._shown), len(self._all)
        under_way = sum(1 for job in self._shown if job.verdict is Verdict.RUNNING and not job.is_foreign)
        waiting = sum(1 for job in self._shown if job.verdict is Verdict.WAITING and not job.is_foreign)
        failed = sum(1 for job in self._shown if job.verdict is Verdict.FAILED)
        unknown = sum(1 for job in self._shown if job.verdict is Verdict.UNKNOWN)
        counts = ((under_way, "running"), (waiting, "waiting"), (failed, "failed"), (unknown, "unknown"))
        said = ", ".join(f"{count} {word}" for count, word in counts if count)
        count = f"{shown} of {total}" if shown != total else f"{total}"
        return (f"Jobs {count}" if total else "Jobs", said, self.filter_words)

    def _show_current(self) -> None:
        job = self.table.current_job
        self.details.display = job is not None
        self.key_bar.show(self._keys(job))
        if job is None:
            return
        now_s, about, shows_host = self._now_s(), self._about_cancelling(job), self._show_hosts
        worded = partial(in_keys, keys=self._key_map)
        set_back = set_back_words(self._set_back_by.get(job.key))

        def picture(width: int) -> tuple[Line, ...]:
            return job_lines(
                job,
                now_s,
                width,
                self._symbols,
                about_cancelling=about,
                about_setting_back=set_back,
                shows_host=shows_host,
                worded=worded,
            )

        heading = job_heading(job, now_s, self._symbols, shows_host=shows_host)
        number = job_number(job, self._symbols)
        self.details.show(job.key if job.id else job.record, heading, number, picture, follow=not job.is_over)

    def _keys(self, job: Job | None) -> list[KeyItem]:
        key = self._key_map.shown
        look = [KeyItem(key("filter"), "Filter", "filter", 6)] if self._all else []
        if job is None:
            return [*look, self.back_item]
        has_failed = job.result is not None and job.result.error is not None
        keys = [KeyItem(key("details"), "Open", "open", 4)] if has_failed else []
        if not self._why_not_cancelled(job):
            keys.append(KeyItem(key("job_cancel"), "Cancel job", "cancel", 8))
        if rest := self._rest_of_set(job):
            where = f" on {job.record.host.name}" if self._show_hosts else ""
            keys.append(KeyItem(key("job_cancel_rest"), f"Cancel the rest{where} ({len(rest)})", "stop_the_rest", 7))
        if not self._why_not_set_back(job):
            keys.append(KeyItem(key("job_set_back"), "Set back", "set_back", 8))
        if commands_of(job):
            keys.append(KeyItem(key("job_copy"), "Copy command", "copy", 6))
        scroll = f"{key('job_scroll_down')} {key('job_scroll_up')}"
        scrolls = KeyItem(scroll, "Scroll", "scroll_details(1)", 5)
        return [*keys, *look, scrolls, self.back_item]

    def _why_not_cancelled(self, job: Job) -> str:
        return self._why_untouched(job) or why_not_cancelled(job)

    def _why_not_set_back(self, job: Job) -> str:
        return self._why_untouched(job) or why_not_set_back(job, self._set_back_by.get(job.key))

    def _why_untouched(self, job: Job) -> str:
        """Why nothing can be done about it at all."""
        if not job.id:
            return "it is just being started"
        return "" if self._may_cancel(job) else "this console is read-only"

    def _rest_of_set(self, job: Job) -> list[Job]:
        """The jobs that were begun together with it and still wait, also where the filter hides them."""
        if not job.record.set_id:
            return []
        begun_with = (job.record.host, job.record.set_id)
        return [
            each
            for each in self._all
            if (each.record.host, each.record.set_id) == begun_with
            and each.verdict is Verdict.WAITING
            and not self._why_not_cancelled(each)
        ]

    def _about_cancelling(self, job: Job) -> str:
        if job.is_over:
            return ""
        if not job.id:
            return "not yet: it is just being started"
        if not self._may_cancel(job):
            return "not from here: this console is read-only"
        if reason := why_not_cancelled(job):
            return f"no: {reason}" if not job.is_cancelling else reason
        return job.record.cancelling if job.has_begun else "It won't be started."
