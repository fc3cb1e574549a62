"""`xentui --lines`: what happens on a host as lines, in the words of the console, without a screen."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

from tests.pseudo_terminal import IMPORT_PATH
from tests.waiting import until
from xentui.command_line.lines import LineStream
from xentui.fleet.fleet import Fleet
from xentui.fleet.host import Host
from xentui.fleet.host_state import PATIENCE_S
from xentui.fleet.hosts.simulated import simulated_host
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.jobs.actions import PAUSE, Request
from xentui_driver.jobs.orders import record_of
from xentui_driver.jobs.store import JobStore
from xentui_driver.model.clock import SystemClock
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import HostId, JobRecord, Result, Verdict, Who
from xentui_driver.simulator import requests
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.population import HOSTS, populate
from xentui_driver.simulator.settings import REASON_CRASH
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen

EVERY_S = 0.05
WEB = "web-01.example.net"
Value = TypeVar("Value")


class Heard:
    """A simulated host and the lines about it."""

    def __init__(self, host: Host, world: SimulatedXen) -> None:
        self.host = host
        self.world = world
        self.lines: list[str] = []
        self._fleet = Fleet([host])
        self._stream = LineStream(self._fleet, EVERY_S, lambda _came_s, _host, line: self.lines.append(line))

    def __enter__(self) -> "Heard":
        self._stream.start()
        self.hears("16 guests")
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    @property
    def web(self) -> Instance:
        return next(each for each in self.host.hypervisor.snapshot().instances if each.name == WEB)

    def crash(self, name: str) -> None:
        with self.world.at_now() as now_s:
            host = self.world.host(HOSTS[0])
            domain = host.named(name)
            assert domain is not None
            requests.shut_down(self.world, host, domain, REASON_CRASH, now_s)

    def record(self, host: HostId) -> JobRecord:
        """Of a pause of that guest on a host."""
        return record_of(PAUSE, Request(self.web), host, Who("root"), self.world.clock.epoch_s())

    def hears(self, text: str) -> str:
        """Wait for a line with that in it."""
        return self.until(lambda: next((line for line in self.lines if text in line), ""))

    def until(self, condition: Callable[[], Value]) -> Value:
        """Listen until that is true."""

        def listened() -> Value:
            self._stream.tell_news(EVERY_S)
            return condition()

        return until(listened)

    def is_listed_after(self, taken_s: float) -> bool:
        snapshot = self._fleet.states[self.host.name].snapshot
        return snapshot is not None and snapshot.taken_s > taken_s


@contextmanager
def demo() -> Iterator[Heard]:
    world = SimulatedXen(SystemClock(), 1)
    populate(world, domains=12, churn=0.0, seed=1)
    with Heard(simulated_host(SimulatorTransport(world, HOSTS[0]), world.clock, DEFAULTS), world) as heard:
        yield heard


def test_an_operation_is_told_with_who_did_it_and_what_it_changed() -> None:
    with demo() as heard:
        heard.host.jobs.submit(heard.host.jobs.prepare(PAUSE, (Request(heard.web),)))
        heard.hears(f"{WEB}: paused with id 1, was running")
        assert re.match(rf"job 1: Pause {WEB}, by .+: {WEB} \(id 1\) is paused\.", heard.hears("is paused."))


def test_a_job_whose_process_died_is_told_with_what_was_found_and_not_before() -> None:
    with demo() as heard:
        writer = heard.host.jobs.store.create(heard.record(heard.host.jobs.workplace.host))
        writer.begin()
        writer.close()
        heard.host.jobs.look()
        heard.hears("its process is gone and left no outcome")
        (line,) = (line for line in heard.lines if line.startswith("job 1:"))
        assert "None of its commands was started" in line, "what to do next"


def test_a_job_of_a_set_is_told_while_it_waits_while_it_works_and_when_it_has_failed() -> None:
    with demo() as heard:
        writer = heard.host.jobs.store.create(heard.record(heard.host.jobs.workplace.host))
        heard.host.jobs.look()
        heard.hears(f"job 1: Pause {WEB}, by root: waiting")
        writer.begin()
        heard.host.jobs.look()
        heard.hears(f"job 1: Pause {WEB}, by root: running")
        error = XenError("It is gone.", state_now="Nothing was done.", next_step="Start it (do: start).")
        writer.finish(Result(Verdict.FAILED, heard.world.clock.epoch_s(), error=error))
        writer.close()
        heard.host.jobs.look()
        heard.hears(f"job 1: Pause {WEB}, by root: It is gone. Nothing was done. Start it (`xentui start NAME`).")
        assert [line.startswith("job 1:") for line in heard.lines].count(True) == 3


def test_a_job_of_another_host_in_a_shared_folder_is_left_to_that_host() -> None:
    with demo() as heard:
        elsewhere = HostId("dom0z", "another machine")
        shared = JobStore(heard.host.jobs.store.folder, elsewhere, heard.world.clock)
        with closing(shared.create(heard.record(elsewhere))):
            heard.host.jobs.submit(heard.host.jobs.prepare(PAUSE, (Request(heard.web),)))
            heard.hears("is paused.")
        assert [line for line in heard.lines if line.startswith("job 1:")] == []


def test_a_crash_is_told_once() -> None:
    with demo() as heard:
        heard.crash(WEB)
        heard.hears(f"{WEB}: crashed")
        taken_s = heard.world.clock.monotonic_s()
        heard.until(lambda: heard.is_listed_after(taken_s))
        assert len([line for line in heard.lines if WEB in line and "crash" in line]) == 1


def test_a_host_that_refuses_and_answers_again_is_told_once_each() -> None:
    with demo() as heard:
        heard.world.set_fault(Fault.REFUSE)
        refused = heard.hears("Only root can use")
        heard.world.set_fault(Fault.REFUSE, on=False)
        heard.hears("answers again")
        assert heard.lines.count(refused) == 1


def test_a_host_that_hangs_is_told_with_the_age_of_what_is_known() -> None:
    with demo() as heard:
        heard.world.set_fault(Fault.SAMPLER_REFUSED)
        heard.world.set_fault(Fault.HANG)
        assert re.search(r"the last answer is \d+ s old", heard.hears("has not answered for"))
        heard.world.set_fault(Fault.HANG, on=False)
        heard.hears("answers again")


def test_a_host_that_goes_on_being_slow_is_told_once() -> None:
    with demo() as heard:
        heard.world.set_fault(Fault.SAMPLER_REFUSED)
        heard.world.set_fault(Fault.SLOW)
        slow = heard.hears("has not answered for")
        until_s = heard.world.clock.monotonic_s() + 2 * PATIENCE_S
        heard.until(lambda: heard.is_listed_after(until_s))
        assert [line for line in heard.lines if "has not answered" in line] == [slow]
        heard.world.set_fault(Fault.SLOW, on=False)
        heard.hears("answers again")


def command(*words: str) -> "subprocess.Popen[str]":
    argv = (sys.executable, "-m", "xentui", *words)
    environ = {**os.environ, "PYTHONPATH": IMPORT_PATH, "LC_ALL": "C"}
    return subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_every_line_has_date_time_and_host_and_nothing_that_moves_a_cursor() -> None:
    with command("demo", "--lines") as stream:
        assert stream.stdout is not None
        lines = [stream.stdout.readline() for _ in range(18)]
        stream.send_signal(signal.SIGINT)
        _, errors = stream.communicate()
    assert (stream.returncode, errors) == (0, "")
    for line in lines:
        assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d dom0a \S", line)
        assert not {"\x1b", "\r"} & set(line)


def test_nobody_who_reads_it_any_more_ends_it() -> None:
    with command("demo", "--lines") as stream:
        assert stream.stdout is not None
        stream.stdout.readline()
        stream.stdout.close()
        until(lambda: stream.poll() is not None)
        assert stream.returncode == 1


def test_only_ascii_where_that_is_asked_for() -> None:
    with command("demo", "--lines", "--ascii") as stream:
        assert stream.stdout is not None
        odd = until(lambda: next((line for line in stream.stdout if "shop-99" in line), ""))  # type: ignore[union-attr]
        stream.kill()
    assert "shop-99 [b]sale^[[31m [link=x]: running" in odd
