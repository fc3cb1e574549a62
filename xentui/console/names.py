"""What guests, jobs and commands are called: with their host, where the console looks after several."""

from collections.abc import Iterable

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job
from xentui_driver.model.outcome import StepKind
from xentui_widgets.job_looks import title_of
from xentui_widgets.symbols import Symbols


def name_and_id(instance: Instance) -> str:
    """Two instances of one name on one host are told apart by their ids."""
    name = instance.name or "(no name)"
    return name if instance.domid is None else f"{name} (id {instance.domid})"


@dataclass(frozen=True, slots=True)
class Names:
    """Equal names, ids and commands on two hosts are told apart by the host."""

    shows_hosts: bool
    symbols: Symbols

    def on(self, host: str, words: str) -> str:
        """Something on a host."""
        return f"{words} on {host}" if self.shows_hosts else words

    def instance(self, instance: Instance) -> str:
        """The instance in titles and lists: name, id and host."""
        return self.on(instance.host, name_and_id(instance))

    def job(self, job: Job) -> str:
        """The job's title, as the table of jobs has it."""
        return title_of(job, shows_host=self.shows_hosts)

    def step(self, host: str, step: str) -> str:
        """A command behind a prompt, anything else as it is."""
        return self._step(host, step, StepKind.of(step))

    def steps(self, host: str, steps: Iterable[str]) -> tuple[str, ...]:
        """A line for each."""
        return tuple(self.step(host, step) for step in steps)

    def steps_of(self, job: Job) -> tuple[str, ...]:
        """What a job was to do, a line a step."""
        return tuple(self._step(job.record.host.name, step, kind) for step, kind in job.record.planned)

    def _step(self, host: str, step: str, kind: StepKind) -> str:
        if kind is StepKind.COMMAND:
            return f"{host} {self.symbols.prompt} {step}" if self.shows_hosts else f"{self.symbols.prompt} {step}"
        return f"{host}: {step}" if self.shows_hosts else step
