"""How soon a command answers, a job begins and the console draws, beside the least that Python and Textual take.

The programs of a group take turns, so that what else the machine does meets all of them; the figures are medians,
of the time on the clock and of the processor's. Everything runs from compiled files, as what is installed does.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.hang import BARE_APP
from tests.pseudo_terminal import IMPORT_PATH, Program
from tests.waiting import until
from xentui_driver.jobs.actions import PAUSE, Request
from xentui_driver.jobs.launcher import runner_argv
from xentui_driver.jobs.order_protocol import write_order
from xentui_driver.jobs.orders import Workplace, order_of
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.model.instance import Instance
from xentui_driver.model.job import HostId, Who

ROUNDS = 15
ROUNDS_ON_A_TERMINAL = 9
XENTUI = (sys.executable, "-c", "from xentui.__main__ import main; main()")
"""As the command does that an installer makes; -m would add a third of a bare Python's start."""
CONSOLE = (*XENTUI, "demo", "--domains", "100")
_STARTING_S = 60.0
_IN_MEMORY = "/dev/shm"
_SEEN_EVERY_S = 0.001
_TOOLS = ("xl", "xenstore-read", "xenstore-list", "xenstore-ls")
_TOOL = "#!/bin/sh\necho $$ >{called}\nexec sleep 60\n"


class Took(NamedTuple):
    """One start: milliseconds on the clock, and of the processor."""

    wall_ms: float
    cpu_ms: float


class Subject(NamedTuple):
    """What is started, and how many times as long as the first of its group it may take."""

    name: str
    start: Callable[[], Took]
    limit: float | None = None


def environ(import_path: str = IMPORT_PATH) -> dict[str, str]:
    """As a shell's where the program is installed: modules are compiled once, and not looked for elsewhere."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**plain, "PYTHONPATH": import_path}


def to_its_end(*argv: str, import_path: str = IMPORT_PATH) -> Took:
    begun_s = time.perf_counter()
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, env=environ(import_path))
    _, status, usage = os.wait4(process.pid, 0)
    took_s = time.perf_counter() - begun_s
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{argv} ends with {process.returncode}"
    return Took(took_s * 1000, (usage.ru_utime + usage.ru_stime) * 1000)


def cpu_ms(pid: int) -> float:
    """Of all threads of a process that is alive: proc(5), schedstat."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1_000_000


def pause_order(folder: Path) -> bytes:
    """`xentui pause` of a guest that runs, as the console hands it over."""
    domain = Domain(
        domid=7,
        uuid="7bb5acd8-4d94-433e-ba30-0123456789ab",
        name="web-01",
        role=DomainRole.GUEST,
        state=DomainState.RUNNING,
        reason="",
        raw_state="r-----",
        memory_kib=1 << 20,
        vcpus=2,
        cpu_time_s=12.0,
    )
    host = HostId("dom0a", "0123456789abcdef0123456789abcdef")
    order = order_of(PAUSE, (Request(Instance(domain.uuid, domain)),), host, Who("root"), time.time(), "benchmark")
    workplace = Workplace(host, str(folder / "jobs"), str(folder / "audit.jsonl"), audit_syslog=False)
    return write_order(workplace, order)


def to_its_first_command() -> Took:
    """The runner, from its start until a tool of the host has been called.

    Its files are in memory: what a disk takes to make them last is not the program's start.
    """
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY) as name:
        folder = Path(name)
        called = folder / "called"
        os.mkfifo(called)
        listener = os.open(called, os.O_RDONLY | os.O_NONBLOCK)
        for tool in _TOOLS:
            (folder / tool).write_text(_TOOL.format(called=called))
            (folder / tool).chmod(0o755)
        try:
            return _first_command(listener, pause_order(folder), {"PATH": f"{folder}:{os.environ['PATH']}"})
        finally:
            os.close(listener)


def _first_command(listener: int, order: bytes, more: Mapping[str, str]) -> Took:
    begun_s = time.perf_counter()
    process = subprocess.Popen(
        runner_argv(),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**environ(), **more},
        start_new_session=True,
    )
    assert process.stdin is not None
    with process.stdin:
        process.stdin.write(order)
    tool = until(lambda: _heard(listener), timeout_s=_STARTING_S, every_s=_SEEN_EVERY_S)
    took = Took((time.perf_counter() - begun_s) * 1000, cpu_ms(process.pid))
    process.kill()
    with suppress(ProcessLookupError):
        os.kill(tool, signal.SIGKILL)
    process.wait()
    return took


def _heard(listener: int) -> int:
    """The number of the process that a tool has become; 0 before there is one."""
    try:
        said = os.read(listener, 64)
    except BlockingIOError:
        return 0
    return int(said) if said.endswith(b"\n") else 0


def until_shown(argv: tuple[str, ...], text: bytes, import_path: str = IMPORT_PATH) -> Took:
    """On a terminal of 120x40, until that is on it."""
    begun_s = time.perf_counter()
    unset = {name: "" for name in os.environ if name.startswith("PYTHON")}
    with Program(argv, environ={**unset, **environ(import_path)}, columns=120, rows=40) as program:
        until(lambda: text in program.shown, timeout_s=_STARTING_S, every_s=_SEEN_EVERY_S)
        return Took((time.perf_counter() - begun_s) * 1000, cpu_ms(program.pid))


COMMANDS = (
    Subject("python -c pass", lambda: to_its_end(sys.executable, "-c", "pass")),
    Subject("xentui --version", lambda: to_its_end(*XENTUI, "--version"), 2.5),
    Subject("xentui list --simulate", lambda: to_its_end(*XENTUI, "list", "--simulate"), 5.0),
    Subject("the runner, to its first command", to_its_first_command, 4.0),
    Subject("console, its first line", lambda: until_shown(CONSOLE, b"xentui: "), 3.0),
)
FIRST_FRAMES = (
    Subject("smallest Textual app, first frame", lambda: until_shown(tuple(BARE_APP), b"no key yet")),
    Subject("console on 100 guests, first frame", lambda: until_shown(CONSOLE, b"Quit"), 1.3),
    Subject("the same, its guests shown", lambda: until_shown(CONSOLE, b"example.net")),
)


def compare(subjects: tuple[Subject, ...], rounds: int) -> bool:
    """Whether each keeps its limit."""
    for subject in subjects:
        subject.start()  # compiles, and fills the machine's cache
    took: dict[str, list[Took]] = {subject.name: [] for subject in subjects}
    for _ in range(rounds):
        for subject in subjects:
            took[subject.name].append(subject.start())
    medians = {name: Took(*map(median, zip(*each, strict=True))) for name, each in took.items()}
    base = medians[subjects[0].name]
    kept = [report(subject, medians[subject.name], base) for subject in subjects]
    return all(kept)


def report(subject: Subject, took: Took, base: Took) -> bool:
    wall, cpu = took.wall_ms / base.wall_ms, took.cpu_ms / base.cpu_ms
    is_kept = subject.limit is None or max(wall, cpu) <= subject.limit
    verdict = "baseline" if took is base else "" if subject.limit is None else "kept" if is_kept else "MISSED"
    limit = f"{subject.limit:.1f}x" if subject.limit is not None else ""
    line = (
        f"{subject.name:<35} {took.wall_ms:>7.1f} {wall:>6.2f}x {took.cpu_ms:>7.1f} {cpu:>6.2f}x {limit:>6}  {verdict}"
    )
    print(line.rstrip(), flush=True)
    return is_kept


def print_head() -> None:
    print(f"medians of {ROUNDS} and {ROUNDS_ON_A_TERMINAL} starts; limits are for both ratios")
    print_columns()


def print_columns() -> None:
    print(f"{'':<35} {'ms':>7} {'ratio':>7} {'CPU ms':>7} {'ratio':>7} {'limit':>6}")


def main() -> int:
    print_head()
    kept = [compare(COMMANDS, ROUNDS), compare(FIRST_FRAMES, ROUNDS_ON_A_TERMINAL)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
