"""The hosts that one console looks after, and what is known of each; one host is a fleet too."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from xentui.fleet.host import Host
from xentui.fleet.host_state import HostState
from xentui_driver.jobs.actions import Request
from xentui_driver.jobs.actions.action import best_match, subject_of
from xentui_driver.model.clock import Clock
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import Job, JobKey
from xentui_driver.model.row_key import RowKey

if TYPE_CHECKING:
    from xentui_driver.jobs.jobs import Jobs


class Fleet:
    """Changed only from the event loop; every host keeps its own settings, jobs and state."""

    def __init__(self, hosts: Sequence[Host]) -> None:
        self.hosts = tuple(hosts)
        self._by_name = {host.name: host for host in hosts}
        assert len(self._by_name) == len(hosts) > 0, "each host has a name of its own"
        self._states = {host.name: _nothing_known(host) for host in hosts}

    @property
    def is_one(self) -> bool:
        """Whether the fleet has only one host, so that hosts needn't be told apart."""
        return len(self.hosts) == 1

    @property
    def clock(self) -> Clock:
        """The clock of the machine that the console runs on."""
        return self.hosts[0].hypervisor.clock

    @property
    def states(self) -> Mapping[str, HostState]:
        """The state of each host, by its name."""
        return MappingProxyType(self._states)

    def take(self, state: HostState) -> None:
        """Take a new state of its host."""
        self._states[state.host] = state

    def host(self, name: str) -> Host:
        """Raises KeyError."""
        return self._by_name[name]

    def of(self, instance: Instance) -> Host:
        """The host that the instance is on. Raises KeyError."""
        return self._by_name[instance.host]

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The instances of all hosts, host by host."""
        return tuple(chain.from_iterable(map(self.instances_of, self.hosts)))

    def instances_of(self, host: Host) -> tuple[Instance, ...]:
        snapshot = self._states[host.name].snapshot
        return snapshot.instances if snapshot is not None else ()

    def instance(self, key: RowKey) -> Instance | None:
        """The instance of that row, as it was last seen."""
        state = self._states.get(key.host)
        return state.instance(key.row) if state is not None else None

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The jobs of all hosts, oldest first; a job in a folder that several hosts share is there once."""
        found: dict[object, Job] = {}
        for job in (job for jobs in self._known_jobs for job in jobs.all):
            key: object = job.key if job.id else job  # a job that is being handed over has no number yet
            if key not in found or found[key].is_foreign:
                found[key] = job
        if self.is_one:
            return tuple(found.values())
        return tuple(sorted(found.values(), key=lambda job: (not job.id, job.record.submitted_s)))

    @property
    def under_way(self) -> tuple[Job, ...]:
        """The jobs under way on any host of the fleet, whoever began them."""
        return tuple(job for jobs in self._known_jobs for job in jobs.under_way)

    def job_on(self, instance: Instance) -> Job | None:
        """The job that is under way on that instance; None when there is none."""
        return self.of(instance).jobs.of(instance)

    def ended_on(self, instance: Instance) -> Job | None:
        """The job on that instance that has ended since its host was read: its state is still the one before."""
        host = self.of(instance)
        return host.jobs.ended_on(instance, self._states[host.name].listed_since_s)

    @property
    def at_work(self) -> tuple[tuple[Job, ...], ...]:
        """What `job_on` and `ended_on` are answered from: the same jobs as before give the same answers."""
        both = ((jobs, self._states[host.name].listed_since_s) for host in self.hosts for jobs in host.known_jobs)
        return tuple([each for jobs, since_s in both for each in (jobs.under_way, jobs.ended_since(since_s))])

    def owner(self, job: Job) -> Host:
        """The host that a job belongs to; for a host outside the fleet, the one whose folder the job is in."""
        own = (host for host in self.hosts if host.jobs.workplace.host == job.record.host)
        lists_it = (host for host in self.hosts if _has(host.jobs.all, job.key))
        return next(own, None) or next(lists_it, self.hosts[0])

    def instance_of(self, job: Job) -> Instance | None:
        """The instance that a job is about, as it was last seen."""
        return best_match(job.record.subject, self.instances_of(self.owner(job)))

    def doing(self) -> dict[RowKey, Job]:
        """The job that is under way on each instance, by the key of its row."""
        found: dict[RowKey, Job] = {}
        for host in self.hosts:
            at_work = (job for jobs in host.known_jobs for job in jobs.under_way)
            jobs = {key: job for job in at_work for key in job.record.subject.keys}
            for instance in self.instances_of(host) if jobs else ():
                if both := subject_of(Request(instance)).keys & jobs.keys():
                    found[instance.row_key] = jobs[next(iter(both))]
        return found

    def named(self, host: str, name: str) -> str:
        """A name on a host as events show it: with its host where there are several."""
        return name if self.is_one else f"{name} on {host}"

    def close(self) -> None:
        """End everything that waits for a host; jobs that outlive us go on."""
        for jobs in self._known_jobs:
            jobs.leave()
        for host in self.hosts:
            host.close()

    def remove(self) -> None:
        """Remove what isn't needed once this process ends."""
        for jobs in self._known_jobs:
            jobs.remove()

    @property
    def _known_jobs(self) -> "tuple[Jobs, ...]":
        return tuple(jobs for host in self.hosts for jobs in host.known_jobs)


def _nothing_known(host: Host) -> HostState:
    return HostState(host.name, host.hypervisor.clock.monotonic_s(), host.hypervisor.limits.monitor_s)


def _has(jobs: Iterable[Job], key: JobKey) -> bool:
    return any(job.key == key for job in jobs)
