"""The screen of all jobs: a list, and below it everything about the job under the cursor."""

from collections.abc import Callable
from functools import partial
from types import MappingProxyType

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.screen import ModalScreen

from xentui.console.commands.bindings import bindings_of, moves_of, pressed
from xentui.console.wording import in_keys
from xentui.fleet.settings.key_map import KeyMap
from xentui_driver.jobs.set_back import why_not_set_back
from xentui_driver.jobs.store import why_not_cancelled
from xentui_driver.model.job import Job, JobKey, Verdict
from xentui_widgets.answered_once import AnsweredOnce
from xentui_widgets.job_columns import job_rows
from xentui_widgets.job_lines import commands_of, job_heading, job_lines, job_number
from xentui_widgets.job_table import JobTable
from xentui_widgets.key_bar import KeyBar, KeyItem
from xentui_widgets.key_roles import IDLE, KeyRole
from xentui_widgets.lines import Line
from xentui_widgets.row_view import HEADER_LINES
from xentui_widgets.scrolled_lines import ScrolledLines
from xentui_widgets.symbols import Symbols
from xentui_widgets.title_line import TitleLine
from xentui_widgets.units import plural

MOVED = "That job is gone, and the cursor is on another one: move it to go on."
EMPTY = "Nothing has been done on this host yet."
EMPTY_FLEET = "Nothing has been done on these hosts yet."

SCROLLING = {"job_scroll_down": "scroll_details(1)", "job_scroll_up": "scroll_details(-1)"}
ACTIONS = {
    "quit": "leave",
    "details": "open",
    "job_cancel": "cancel",
    "job_cancel_rest": "stop_the_rest",
    "job_set_back": "set_back",
    "job_copy": "copy",
    "help": "app.help",
    **SCROLLING,
}
_LEAST_ROWS = 3
_SHARE_OF_TABLE = 0.4


class JobsScreen(ModalScreen[None], AnsweredOnce[None]):
    """Escape goes back, and so does the key that quits."""

    help_title = "Jobs"
    help_keys = MappingProxyType(
        {
            "details": "open a job that has failed: what happened and what can be done",
            "job_cancel": "cancel it, where that is safe",
            "job_cancel_rest": "stop what waits of the set that it belongs to",
            "job_set_back": "set back what it has changed (asks first)",
            "job_copy": "copy its commands to your terminal's clipboard",
            "job_scroll_down": "scroll what is below the list down",
            "job_scroll_up": "and up",
            "quit": "back",
        }
    )

    DEFAULT_CSS = """
    JobsScreen {
        background: $background;
    }
    """

    def __init__(
        self,
        jobs: Callable[[], tuple[Job, ...]],
        now_s: Callable[[], float],
        symbols: Symbols,
        keys: KeyMap,
        *,
        cancel: Callable[[Job], None],
        set_back: Callable[[Job], None],
        open_job: Callable[[Job], None],
        copy: Callable[[str, str], None],
        may_cancel: Callable[[Job], bool] = lambda _job: True,
        show_hosts: bool = False,
        at: JobKey | None = None,
    ) -> None:
        """`jobs` has them oldest first, `now_s` is the time in seconds since the epoch.

        The cursor begins on the job `at`, if it is there.
        """
        super().__init__()
        moves = moves_of(keys)
        bound = [Binding("escape", "leave", show=False), *bindings_of(keys, ACTIONS)]
        # Tab still goes to the details and back, unless it has another meaning.
        self._bindings = BindingsMap.from_keys({**self._bindings.key_to_bindings, **BindingsMap(bound).key_to_bindings})
        self._moves = moves.keys | pressed(keys, *SCROLLING) | (IDLE - pressed(keys, *ACTIONS))
        self._leaves = pressed(keys, "quit") | {"escape"}
        self._key_map = keys
        self._jobs = jobs
        self._now_s = now_s
        self._symbols = symbols
        self._cancel = cancel
        self._set_back = set_back
        self._open_job = open_job
        self._copy = copy
        self._may_cancel = may_cancel
        self._show_hosts = show_hosts
        self._at = at
        self._shown: tuple[Job, ...] = ()
        self.title_line = TitleLine("Jobs", symbols=symbols)
        self.table = JobTable(symbols=symbols, empty_text=EMPTY_FLEET if show_hosts else EMPTY, moves=moves)
        self.details = ScrolledLines(symbols=symbols, moves=moves)
        self.key_bar = KeyBar(symbols=symbols)

    def compose(self) -> ComposeResult:
        yield self.title_line
        yield self.table
        yield self.details
        yield self.key_bar

    def role_of(self, key: events.Key) -> KeyRole:
        if key.key in self._moves:
            return KeyRole.FREE
        return KeyRole.ANSWER if key.key in self._leaves else KeyRole.ALONE

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

    @on(JobTable.ColumnsChanged)
    def show_hidden_columns(self) -> None:
        self.title_line.show(*self._title, right=self._hidden)

    @on(JobTable.Chosen)
    def open_chosen(self) -> None:
        self.action_open()

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        event.stop()
        await self.run_action(event.action_id)

    def action_leave(self) -> None:
        self.dismiss()

    def action_open(self) -> None:
        if (job := self.table.current_job) is not None:
            self._open_job(job)

    def action_copy(self) -> None:
        if (job := self.table.current_job) is not None and (commands := commands_of(job)):
            where = [f"# on {job.record.host.name}"] if self._show_hosts or job.is_foreign else []
            self._copy(plural(len(commands), "command"), "\n".join([*where, *commands]))

    def action_cancel(self) -> None:
        self._show()  # what it was a second ago doesn't count
        if (job := self._meant) is not None and self._can_cancel(job):
            self._cancel(job)

    def action_set_back(self) -> None:
        self._show()
        if (job := self._meant) is not None and self._can_set_back(job):
            self._set_back(job)

    def action_stop_the_rest(self) -> None:
        self._show()
        if (job := self._meant) is not None:
            for each in self._rest_of_set(job):
                self._cancel(each)

    @property
    def _meant(self) -> Job | None:
        """The job under the cursor, unless the cursor was moved there because its own job has gone."""
        if self.table.doubt:
            self.title_line.show(MOVED, right=self._hidden)
            return None
        return self.table.current_job

    def action_scroll_details(self, lines: int) -> None:
        self.details.action_scroll_lines(lines)

    def _show(self) -> None:
        self._shown = tuple(reversed(self._jobs()))
        self.table.show(job_rows(self._shown, self._now_s(), show_hosts=self._show_hosts))
        self.table.styles.height = self._table_lines
        self.title_line.show(*self._title, right=self._hidden)
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
        under_way = sum(1 for job in self._shown if job.verdict is Verdict.RUNNING and not job.is_foreign)
        waiting = sum(1 for job in self._shown if job.verdict is Verdict.WAITING and not job.is_foreign)
        failed = sum(1 for job in self._shown if job.verdict is Verdict.FAILED)
        unknown = sum(1 for job in self._shown if job.verdict is Verdict.UNKNOWN)
        counts = ((under_way, "under way"), (waiting, "waiting"), (failed, "failed"), (unknown, "unknown"))
        said = ", ".join(f"{count} {word}" for count, word in counts if count)
        return (f"Jobs {len(self._shown)}" if self._shown else "Jobs", said)

    @property
    def _hidden(self) -> str:
        hidden = self.table.hidden_columns if self._shown else 0
        return f"{plural(hidden, 'column')} hidden" if hidden else ""

    def _show_current(self) -> None:
        job = self.table.current_job
        self.details.display = job is not None
        self.key_bar.show(self._keys(job))
        if job is None:
            return
        now_s, about, shows_host = self._now_s(), self._about_cancelling(job), self._show_hosts
        worded = partial(in_keys, keys=self._key_map)

        def picture(width: int) -> tuple[Line, ...]:
            return job_lines(
                job, now_s, width, self._symbols, about_cancelling=about, shows_host=shows_host, worded=worded
            )

        heading = job_heading(job, now_s, self._symbols, shows_host=shows_host)
        number = job_number(job, self._symbols)
        self.details.show(job.key if job.id else job.record, heading, number, picture, follow=not job.is_over)

    def _keys(self, job: Job | None) -> list[KeyItem]:
        if job is None:
            return [KeyItem("Esc", "Back", "leave", 9)]
        key = self._key_map.shown
        keys = [KeyItem(key("details"), "Open", "open", 4)]
        if self._can_cancel(job):
            keys.append(KeyItem(key("job_cancel"), "Cancel", "cancel", 8))
        if rest := self._rest_of_set(job):
            where = f" on {job.record.host.name}" if self._show_hosts else ""
            keys.append(KeyItem(key("job_cancel_rest"), f"Stop the rest{where} ({len(rest)})", "stop_the_rest", 7))
        if self._can_set_back(job):
            keys.append(KeyItem(key("job_set_back"), "Set back", "set_back", 8))
        if commands_of(job):
            keys.append(KeyItem(key("job_copy"), "Copy command", "copy", 6))
        scroll = f"{key('job_scroll_down')} {key('job_scroll_up')}"
        return [*keys, KeyItem(scroll, "Scroll", "scroll_details(1)", 5), KeyItem("Esc", "Back", "leave", 9)]

    def _can_cancel(self, job: Job) -> bool:
        return bool(job.id) and self._may_cancel(job) and not why_not_cancelled(job)

    def _can_set_back(self, job: Job) -> bool:
        return bool(job.id) and self._may_cancel(job) and not why_not_set_back(job)

    def _rest_of_set(self, job: Job) -> list[Job]:
        """The jobs that were begun together with it and still wait."""
        if not job.record.set_id:
            return []
        begun_with = (job.record.host, job.record.set_id)
        return [
            each
            for each in self._shown
            if (each.record.host, each.record.set_id) == begun_with
            and each.verdict is Verdict.WAITING
            and self._can_cancel(each)
        ]

    def _about_cancelling(self, job: Job) -> str:
        if job.is_over:
            return ""
        if not job.id:
            return "not yet: it is just being begun"
        if not self._may_cancel(job):
            return "not from here: this console only looks"
        if reason := why_not_cancelled(job):
            return f"no: {reason}" if not job.is_cancelling else reason
        return job.record.cancelling if job.has_begun else "It will not be begun."
