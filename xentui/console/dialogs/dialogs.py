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
from xentui_driver.jobs.actions import Action
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.instance import Instance
from xentui_driver.model.severity import Severity

if TYPE_CHECKING:
    from xentui.console.dialogs.copy_value import CopyValue
    from xentui.console.dialogs.describe_guest import DescribeGuest
    from xentui.console.dialogs.edit_definition import EditDefinition
    from xentui.console.dialogs.host_actions import HostActions
    from xentui.console.dialogs.leave import Leave
    from xentui.console.dialogs.new_guests import NewGuests
    from xentui.console.dialogs.save_view import SaveView, Values
    from xentui.console.dialogs.show_records import Events, ShowRecords
    from xentui_widgets.columns import Column

__all__ = ["Attach", "Dialogs", "Stage", "load_the_rest"]


class Dialogs:
    """All conversations behind one name; nothing here blocks."""

    def __init__(self, stage: Stage, attach: Attach, drafts_folder: Path, views_file: str, own_config: str) -> None:
        self._stage = stage
        self._views_file = views_file
        self._own_config = own_config
        self._drafts_folder = drafts_folder
        self._terminal = LentTerminal(attach, stage.app.came_back)
        self._attach_console = AttachConsole(stage, self._terminal)
        self._request_action = RequestAction(stage, Batches(stage), self._attach_console.attach_when_built)
        self._job_outcome = JobOutcome(stage, self._request_action)
        self._await_job = AwaitJob(stage)

    @cached_property
    def _edit_definition(self) -> "EditDefinition":
        from xentui.console.dialogs.edit_definition import EditDefinition

        return EditDefinition(self._stage, self._terminal, Drafts(self._drafts_folder), self._await_job)

    @cached_property
    def _describe_guest(self) -> "DescribeGuest":
        from xentui.console.dialogs.describe_guest import DescribeGuest

        return DescribeGuest(self._stage, self._await_job)

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

    def choose_columns(
        self, columns: "Sequence[Column[Instance]]", shown: Sequence[str], take: Callable[[Sequence[str]], None]
    ) -> None:
        from xentui.console.dialogs.choose_columns import ChooseColumns

        is_demo = all(host.is_simulated for host in self._stage.fleet.hosts)
        ChooseColumns(self._stage, "" if is_demo else self._views_file).choose(columns, shown, take)

    @cached_property
    def _show_records(self) -> "ShowRecords":
        from xentui.console.dialogs.show_records import ShowRecords

        return ShowRecords(self._stage)

    def request(self, action: Action, targets: Sequence[Instance], doubt: str = "") -> None:
        self._request_action.request(action, targets, doubt)

    def attach_console(self, instance: Instance, doubt: str = "") -> None:
        self._stage.if_meant("Console", instance, doubt, lambda: self._attach_console.attach(instance))

    def edit(self, instance: Instance, doubt: str = "") -> None:
        self._stage.if_meant("Edit", instance, doubt, lambda: self._edit_definition.edit(instance))

    def describe(self, instance: Instance) -> None:
        self._describe_guest.describe(instance)

    def copy(self, instance: Instance) -> None:
        self._copy_value.copy(instance)

    @cached_property
    def _new_guests(self) -> "NewGuests":
        from xentui.console.dialogs.new_guests import NewGuests

        return NewGuests(self._stage, self._request_action, self._await_job)

    def create(self, host: Host, under_cursor: Instance | None = None) -> None:
        """A new guest on a host: from nothing, or as a copy of the one under the cursor."""
        self._new_guests.begin(host, under_cursor)

    def doctor(self, host: Host) -> None:
        self._host_actions.doctor(host)

    def restore(self, host: Host) -> None:
        self._host_actions.restore(host)

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

    def open_job(self, job: Job) -> None:
        """Show a job that has failed, with what can be done about it."""
        self._job_outcome.show(job)

    def cancel(self, job: Job) -> None:
        self._await_job.cancel(job)

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
        choose_columns,
        copy_value,
        describe_guest,
        edit_definition,
        host_actions,
        leave,
        new_guests,
        save_view,
        set_back,
        show_records,
    )
