"""What the operator has chosen, and which commands can be done with it."""

from xentui.console.commands.command import Command, Scope
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui_driver.jobs.actions.refusal import Refusal
from xentui_driver.model.instance import Instance
from xentui_widgets.instance_table import InstanceTable

READ_ONLY = Refusal("its host is only looked at", "Its settings say so: `read_only` in the configuration.")


class Choice:
    """The marks and the cursor of the table: what a command works on."""

    def __init__(self, table: InstanceTable, fleet: Fleet) -> None:
        self._table = table
        self._fleet = fleet

    @property
    def current(self) -> Instance | None:
        """The instance under the cursor."""
        return self._table.current

    @property
    def current_host(self) -> Host:
        """The host of the row under the cursor; the first one while there is none."""
        return self._fleet.hosts[0] if self.current is None else self._fleet.of(self.current)

    @property
    def targets(self) -> tuple[Instance, ...]:
        """The marked instances; without marks the one under the cursor."""
        if self._table.marked:
            return self._table.marked
        return (self.current,) if self.current is not None else ()

    @property
    def doubt(self) -> str:
        """Why an action might hit something other than the operator means; empty when it can't."""
        count = self._table.hidden_marks
        hidden = f"{count} of the marked {'is' if count == 1 else 'are'} hidden by the filter"
        return self._table.doubt or (hidden if count else "")

    def targets_of(self, command: Command) -> tuple[Instance, ...]:
        """What a command would be done with."""
        if command.scope is Scope.CHOSEN:
            return self.targets
        return (self.current,) if command.scope is Scope.ROW and self.current is not None else ()

    def words_for(self, command: Command) -> str:
        """What a command would be done with, where there are several hosts; empty for what is shown."""
        if self._fleet.is_one or command.scope is Scope.SCREEN:
            return ""
        if command.scope is Scope.HOST:
            return self.current_host.name
        targets = self.targets_of(command)
        if len(targets) == 1:
            return self._fleet.named(targets[0].host, targets[0].name)
        return f"{len(targets)} marked" if targets else ""

    def why_not(self, command: Command) -> Refusal | None:
        """Why it can't be done with what is chosen; None when it can, or when there is nothing to choose."""
        if command.scope is Scope.SCREEN:
            return None
        if command.scope is Scope.HOST:
            return READ_ONLY if command.changes and self.current_host.settings.read_only else None
        refusals = [self._why_not(command, target) for target in self.targets_of(command)]
        return None if any(refusal is None for refusal in refusals) or not refusals else refusals[0]

    def _why_not(self, command: Command, target: Instance) -> Refusal | None:
        if command.changes and self._fleet.of(target).settings.read_only:
            return READ_ONLY
        return command.why_not(target)

    def can_run(self, command: Command) -> bool:
        """There is something that it can be done with, or it needs nothing."""
        if command.scope in (Scope.CHOSEN, Scope.ROW) and not self.targets_of(command):
            return False
        return self.why_not(command) is None
