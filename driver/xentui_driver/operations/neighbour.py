"""Another host, asked through ssh from this one."""

from collections.abc import Sequence

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import HostUnreachable
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.cause import telling_lines
from xentui_driver.toolstack.known_messages import host_error
from xentui_driver.transport.protocol import Completed, Runner

_SSH_FAILED = 255


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A Runner of the other host's commands. What it runs only reads."""

    runner: Runner
    host: str

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        """Raises HostUnreachable, whatever `Runner.run` raises."""
        completed = self.runner.run(commands.on_host(self.host, tuple(argv)), timeout_s=timeout_s)
        if completed.exit_status == _SSH_FAILED:
            raise host_error(completed) or HostUnreachable(
                f"ssh to {self.host} failed.", detail=telling_lines(completed.stderr)
            )
        return completed
