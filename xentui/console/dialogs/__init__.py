"""The conversations that lead to something being done: what is meant, what is asked, and what comes of it.

Those that need most and are had least are loaded after the first frame, or when they are asked for before that.
"""

from collections.abc import Sequence
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
    from xentui.console.dialogs.create_guest import CreateGuest
    from xentui.console.dialogs.describe_guest import DescribeGuest
    from xentui.console.dialogs.edit_definition import EditDefinition
    from xentui.console.dialogs.host_actions import HostActions
    from xentui.console.dialogs.leave import Leave

__all__ = ["Attach", "Dialogs", "Stage", "load_the_rest"]


class Dialogs:
    """All conversations behind one name; nothing here blocks."""

    def __init__(self, stage: Stage, attach: Attach, drafts_folder: Path) -> None:
        self._stage = stage
        self._drafts_folder = drafts_folder
        self._terminal = LentTerminal(attach, stage.app.came_back)
        self._consoles = AttachConsole(stage, self._terminal)
        self._acting = RequestAction(stage, Batches(stage), self._consoles.attach_when_built)
        self._ending = JobOutcome(stage, self._acting)
        self._doing = AwaitJob(stage)

    @cached_property
    def _editing(self) -> "EditDefinition":
        from xentui.console.dialogs.edit_definition import EditDefinition

        return EditDefinition(self._stage, self._terminal, Drafts(self._drafts_folder), self._doing)

    @cached_property
    def _describing(self) -> "DescribeGuest":
        from xentui.console.dialogs.describe_guest import DescribeGuest

        return DescribeGuest(self._stage, self._doing)

    @cached_property
    def _creating(self) -> "CreateGuest":
        from xentui.console.dialogs.create_guest import CreateGuest

        return CreateGuest(self._stage, self._acting, self._doing)

    @cached_property
    def _hosting(self) -> "HostActions":
        from xentui.console.dialogs.host_actions import HostActions

        return HostActions(self._stage, self._acting)

    @cached_property
    def _leaving(self) -> "Leave":
        from xentui.console.dialogs.leave import Leave

        return Leave(self._stage)

    def request(self, action: Action, targets: Sequence[Instance], doubt: str = "") -> None:
        self._acting.request(action, targets, doubt)

    def attach_console(self, instance: Instance, doubt: str = "") -> None:
        self._stage.if_meant("Console", instance, doubt, lambda: self._consoles.attach(instance))

    def edit(self, instance: Instance, doubt: str = "") -> None:
        self._stage.if_meant("Edit", instance, doubt, lambda: self._editing.edit(instance))

    def describe(self, instance: Instance) -> None:
        self._describing.describe(instance)

    def create(self, host: Host) -> None:
        self._creating.create(host)

    def doctor(self, host: Host) -> None:
        self._hosting.doctor(host)

    def restore(self, host: Host) -> None:
        self._hosting.restore(host)

    def powercycle(self, host: Host) -> None:
        self._hosting.powercycle(host)

    def leave(self) -> None:
        self._leaving.leave()

    def toast(self, title: str, text: str, severity: Severity) -> None:
        self._stage.toast(title, text, severity)

    def open_job(self, job: Job) -> None:
        """A job that has failed, with what can be done about it."""
        self._ending.show(job)

    def cancel(self, job: Job) -> None:
        self._doing.cancel(job)

    def job_is_over(self, job: Job) -> None:
        """Say how a job ended for which nobody waits."""
        self._ending.job_is_over(job)


def load_the_rest() -> None:
    """Import what the first frame did without, so that no key waits for it."""
    from xentui.console.dialogs import create_guest, describe_guest, edit_definition, host_actions, leave  # noqa: F401
