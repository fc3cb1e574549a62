"""The conversations that lead from a key to a change: which guest, what value, is the operator sure, how it ended.

The large and rare ones are loaded after the first frame, or when they are opened before that.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xentui.console.dialogs.attach_console import AttachConsole
from xentui.console.dialogs.await_job import AwaitJob
from xentui.console.dialogs.batches import Batches
from xentui.console.dialogs.job_outcome import JobOutcome
from xentui.console.dialogs.lent_terminal import Attach, LentTerminal
from xentui.console.dialogs.request_action import RequestAction
from xentui.console.dialogs.stage import Stage
from xentui.console.drafts import Drafts
from xentui.fleet.host import Host
from xentui_driver.jobs.actions import UNPAUSE, Action, Request
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Subject
from xentui_driver.model.severity import Severity

if TYPE_CHECKING:
    from xentui.console.dialogs.copy_value import CopyValue
    from xentui.console.dialogs.edit_definition import EditDefinition
    from xentui.console.dialogs.host_actions import HostActions
    from xentui.console.dialogs.leave import Leave
    from xentui.console.dialogs.new_guests import NewGuests
    from xentui.console.dialogs.open_guest import OpenGuest
    from xentui.console.dialogs.save_view import SaveView, Values
    from xentui.console.dialogs.show_death import ShowDeath
    from xentui.console.dialogs.show_logs import ShowLogs
    from xentui.console.dialogs.show_records import Events, ShowRecords
    from xentui_widgets.instance_table import InstanceTable

__all__ = ["Attach", "Dialogs", "Stage", "load_the_rest"]


class Dialogs:
    """All conversations behind one name; nothing here blocks."""

    def __init__(
        self,
        stage: Stage,
        attach: Attach,
        drafts_folder: Path,
        views_file: str,
        own_config: str,
        options: Sequence[str] = (),
    ) -> None:
        """`options` are those of the command line that say which host and which configuration is meant."""
        self._stage = stage
        self._options = options
        self._views_file = views_file
        self._own_config = own_config
        self._drafts_folder = drafts_folder
        self._terminal = LentTerminal(attach, stage.app.came_back)
        self._attach_console = AttachConsole(stage, self._terminal, self._unpause)
        self._request_action = RequestAction(
            stage, Batches(stage, self.request), self._attach_console.attach_when_built, self.set_back
        )
        self._job_outcome = JobOutcome(stage, self._request_action, self._attach_console.attach)
        self._await_job = AwaitJob(stage)

    @cached_property
    def _edit_definition(self) -> "EditDefinition":
        from xentui.console.dialogs.edit_definition import EditDefinition

        return EditDefinition(self._stage, self._terminal, Drafts(self._drafts_folder), self._await_job)

    @cached_property
    def _open_guest(self) -> "OpenGuest":
        from xentui.console.dialogs.open_guest import OpenGuest

        return OpenGuest(self._stage, self._await_job)

    @cached_property
    def _copy_value(self) -> "CopyValue":
        from xentui.console.dialogs.copy_value import CopyValue

        return CopyValue(self._stage)

    @cached_property
    def _host_actions(self) -> "HostActions":
        from xentui.console.dialogs.host_actions import HostActions

        return HostActions(self._stage, self._request_action)

    @cached_property
    def _leave(self) -> "Leave":
        from xentui.console.dialogs.leave import Leave

        return Leave(self._stage)

    @cached_property
    def _save_view(self) -> "SaveView":
        from xentui.console.dialogs.save_view import SaveView

        return SaveView(self._stage, self._views_file, self._own_config)

    def choose_columns(self, table: "InstanceTable", take: Callable[[Sequence[str]], None]) -> None:
        from xentui.console.dialogs.choose_columns import ChooseColumns

        is_demo = all(host.is_simulated for host in self._stage.fleet.hosts)
        ChooseColumns(self._stage, "" if is_demo else self._views_file).choose(table, take)

    @cached_property
    def _show_records(self) -> "ShowRecords":
        from xentui.console.dialogs.show_records import ShowRecords

        return ShowRecords(self._stage)

    def request(self, action: Action, targets: Sequence[Instance], doubt: str = "") -> None:
        self._request_action.request(action, targets, doubt)

    def attach_console(self, instance: Instance, doubt: str = "") -> None:
        self._stage.if_meant("Console", instance, doubt, lambda: self._attach_console.attach(instance))

    def open_windows(self, targets: Sequence[Instance]) -> None:
        """Consoles in windows of their own."""
        from xentui.console.dialogs.open_windows import OpenWindows

        OpenWindows(self._stage, self._options).open(targets)

    def open_viewer(self, instance: Instance) -> None:
        """The guest's screen, in the viewer that is configured."""
        from xentui.console.dialogs.open_viewer import OpenViewer

        OpenViewer(self._stage).open(instance)

    def _unpause(self, instance: Instance) -> None:
        self._request_action.submit(UNPAUSE, [Request(instance)])

    def edit(self, instance: Instance, doubt: str = "") -> None:
        self._stage.if_meant("Edit", instance, doubt, lambda: self._edit_definition.edit(instance))

    def open_guest(self, instance: Instance) -> None:
        self._open_guest.open(instance)

    def open_history(self, instance: Instance) -> None:
        self._open_guest.open_history(instance)

    def open_definition(self, instance: Instance) -> None:
        self._open_guest.open_definition(instance)

    def copy(self, instance: Instance) -> None:
        self._copy_value.copy(instance)

    @cached_property
    def _new_guests(self) -> "NewGuests":
        from xentui.console.dialogs.new_guests import NewGuests

        return NewGuests(self._stage, self._request_action, self._await_job)

    def create(self, host: Host, under_cursor: Instance | None = None) -> None:
        """A new guest on a host: from nothing, or as a copy of the one under the cursor."""
        self._new_guests.begin(host, under_cursor)

    @cached_property
    def _show_death(self) -> "ShowDeath":
        from xentui.console.dialogs.show_death import ShowDeath

        return ShowDeath(self._stage)

    def show_death(self, host: Host, guest: Subject) -> None:
        """The page that says why a guest has ended."""
        self._show_death.show(host, guest)

    def keep_death(self, host: Host, guest: Subject) -> None:
        """Keep what is left of a guest's end."""
        self._show_death.keep(host, guest)

    def doctor(self, host: Host) -> None:
        self._host_actions.doctor(host)

    def host_cpus(self, host: Host, is_frozen: Callable[[], bool]) -> None:
        from xentui.console.dialogs.show_layout import LayoutPage, show_layout

        show_layout(self._stage, host, LayoutPage.CPUS, is_frozen)

    def host_memory(self, host: Host, is_frozen: Callable[[], bool]) -> None:
        from xentui.console.dialogs.show_layout import LayoutPage, show_layout

        show_layout(self._stage, host, LayoutPage.MEMORY, is_frozen)

    @cached_property
    def _show_logs(self) -> "ShowLogs":
        from xentui.console.dialogs.show_logs import ShowLogs

        return ShowLogs(self._stage)

    def logs(self, instance: Instance) -> None:
        """Those of a guest; of Domain-0 they are the host's."""
        self._show_logs.of_guest(instance)

    def host_logs(self, host: Host) -> None:
        self._show_logs.of_host(host)

    def restore(self, host: Host, current: Instance | None) -> None:
        """Of the current row, where that guest is in a file."""
        self._host_actions.restore(host, current)

    def keep_consoles(self, host: Host) -> None:
        """Have it keep what guests print, once the operator has seen what that takes."""
        from xentui.console.dialogs.keep_consoles import KeepConsoles

        KeepConsoles(self._stage, self._request_action, host).ask()

    def powercycle(self, host: Host) -> None:
        self._host_actions.powercycle(host)

    def leave(self) -> None:
        self._leave.leave()

    def save_view(self, values: "Values") -> None:
        self._save_view.save(values)

    def audit(self) -> None:
        self._show_records.audit()

    def events(self, events: "Events") -> None:
        """`events` has them oldest first, each with what identifies it."""
        self._show_records.events(events)

    def toast(self, title: str, text: str, severity: Severity) -> None:
        self._stage.toast(title, text, severity)

    def answer(self, title: str, text: str, severity: Severity) -> None:
        self._stage.answer(title, text, severity)

    def open_job(self, job: Job) -> None:
        """Show a job that has failed, with what can be done about it."""
        self._job_outcome.show(job)

    def cancel(self, jobs: Sequence[Job]) -> None:
        """Cancel them, once the operator is sure."""
        from xentui.console.dialogs.cancel_jobs import CancelJobs

        CancelJobs(self._stage).cancel(jobs)

    def set_back(self, job: Job) -> None:
        """Set back what a job has changed, once the operator is sure."""
        from xentui.console.dialogs.set_back import SetBack

        SetBack(self._stage, self._request_action).set_back(job)

    def job_is_over(self, job: Job) -> None:
        """Say how a job ended that no dialog waits for."""
        self._job_outcome.job_is_over(job)


def load_the_rest() -> None:
    """Import what the first frame did without, so that no key waits for it."""
    from xentui.console.dialogs import (  # noqa: F401
        cancel_jobs,
        choose_columns,
        copy_value,
        edit_definition,
        follow_memory,
        host_actions,
        keep_consoles,
        leave,
        new_guests,
        open_guest,
        save_view,
        set_back,
        show_death,
        show_layout,
        show_logs,
        show_records,
    )
