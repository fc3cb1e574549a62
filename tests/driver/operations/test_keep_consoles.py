"""xenconsoled keeps what guests print from now on: its settings, its restart, and what is told where that fails."""

import threading

import pytest

from tests.driver.simulator.small_world import SmallWorld
from tests.scripted import ScriptedTransport
from xentui_driver.model.errors import CommandFailed, FileChanged, FileUnwritable
from xentui_driver.operations.keep_consoles import keep_consoles, plan, steps
from xentui_driver.simulator import Fault, SimulatedClock
from xentui_driver.simulator.console_daemon import KEEPING_TEXT, SETTINGS, SETTINGS_TEXT
from xentui_driver.toolstack.console_daemon import is_logging
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.xl import Xl, silent

PID_FILE = "/run/xenconsoled.pid"
DAEMON = ("/usr/lib/xen-4.17/bin/xenconsoled", "--pid-file", PID_FILE)
LINE = 'XENCONSOLED_ARGS="--log=guest"'
RESTART = "systemctl restart xenconsoled"


def simulated(world: SmallWorld) -> Xl:
    return Xl(world.a, world.clock, Limits(), threading.Event())


class OfXen(ScriptedTransport):
    """A host of Xen's own tree: a restart makes the daemon what `restarted` says, an empty one ends it."""

    def __init__(self, settings: str, *restarted: str, running: str = "--log=none", status: int = 0) -> None:
        self._next = list(restarted)
        self._is_there = True
        super().__init__(
            {RESTART: lambda: (status, self._restart(), "")},
            {"/etc/default/xencommons": settings.encode(), "/proc/812": b"", "/proc/812/comm": b"xenconsoled\n"},
        )
        self._run(running)

    @property
    def settings(self) -> str:
        return self._files["/etc/default/xencommons"].decode()

    def _restart(self) -> str:
        self._run(self._next.pop(0))
        return "Job for xenconsoled.service failed.\n" if not self._is_there else ""

    def _run(self, arguments: str) -> None:
        self._is_there = bool(arguments)
        self._files["/proc/812/comm"] = b"xenconsoled\n" if arguments else b"cat\n"
        self._files["/proc/812/cmdline"] = f"/usr/sbin/xenconsoled\0-i\0{arguments}\0".encode()


def scripted(transport: ScriptedTransport) -> Xl:
    return Xl(transport, SimulatedClock(), Limits(), threading.Event())


@pytest.mark.parametrize(
    ("words", "keeps"),
    [
        (("--log=guest",), True),
        (("--log=all",), True),
        (("--log", "guest"), True),
        (("--log=guest", "--log=hv"), True),
        (("--log=hv",), False),
        (("--log=none", "--log-dir=guest"), False),
        (("--log",), False),
        (("guest",), False),
    ],
)
def test_each_log_option_adds_to_those_before(words: tuple[str, ...], keeps: bool) -> None:
    assert is_logging(("/usr/sbin/xenconsoled", *words)) is keeps


def test_the_plan_is_the_change_of_a_line_and_the_restart_of_that_daemon_alone() -> None:
    keeping = plan(simulated(SmallWorld()))
    assert keeping.diff[-1] == f"+{LINE}"
    assert [line for line in keeping.diff if line.startswith("-")] == [f"--- {SETTINGS}"]
    assert steps(keeping) == (
        f"{SETTINGS}: {LINE}",
        "mkdir -p -m 0750 -- /var/log/xen/console",
        f"start-stop-daemon --stop --quiet --retry=TERM/30/KILL/5 --remove-pidfile --pidfile {PID_FILE} "
        "--name xenconsoled",
        f"start-stop-daemon --start --quiet --pidfile {PID_FILE} --exec {DAEMON[0]} -- --log=guest "
        f"--pid-file {PID_FILE}",
    )
    assert [argv[-3:] for argv in keeping.way_back] == [("--", "--pid-file", PID_FILE)]


def test_what_guests_print_is_kept_now_and_after_the_next_boot() -> None:
    world = SmallWorld()
    world.started("web")
    xl, host = simulated(world), world.xen.host("a")
    world.xen.attach_console("a", world.rows()["web"][0])
    assert host.all_console_clients
    told: list[str] = []
    outcome = keep_consoles(xl, plan(xl), report=told.append)
    assert outcome.summary == "What guests print is kept from now on."
    assert host.console_daemon == (DAEMON[0], "--log=guest", *DAEMON[1:])
    assert world.a.read_file(SETTINGS).decode() == KEEPING_TEXT
    assert "web" in world.rows(), "guests run on"
    assert not world.xen.host("a").all_console_clients, "consoles end"
    assert told[0] == f"writing {SETTINGS}"
    host.boot(world.clock.monotonic_s())
    assert host.keeps_consoles


def test_it_is_not_done_twice() -> None:
    world = SmallWorld()
    xl = simulated(world)
    keeping = plan(xl)
    keep_consoles(xl, keeping, report=silent)
    for again in (lambda: plan(xl), lambda: keep_consoles(xl, keeping, report=silent)):
        with pytest.raises(CommandFailed, match="is kept already") as refused:
            again()
        assert refused.value.state_now == "Nothing was done."


def test_where_the_file_says_so_already_only_the_restart_is_missing() -> None:
    world = SmallWorld()
    world.xen.write_file("a", SETTINGS, "XENCONSOLED_ARGS='-v --log=all'\n")
    keeping = plan(simulated(world))
    assert not keeping.changes_file
    assert keeping.diff == ()
    assert len(steps(keeping)) == 3
    keep_consoles(simulated(world), keeping, report=silent)
    assert world.xen.host("a").keeps_consoles


def gone(world: SmallWorld) -> None:
    world.xen.host("a").console_daemon = ()


def relative(world: SmallWorld) -> None:
    world.xen.host("a").console_daemon = ("xenconsoled", *DAEMON[1:])


def without_pid_file(world: SmallWorld) -> None:
    world.xen.host("a").console_daemon = DAEMON[:1]


@pytest.mark.parametrize(
    ("done", "reason"),
    [
        (gone, "xenconsoled isn't running: no guest has a console"),
        (relative, "it runs as `xenconsoled --pid-file"),
        (without_pid_file, "it runs as `/usr/lib/xen-4.17/bin/xenconsoled`"),
        (lambda world: world.xen.remove_file("a", SETTINGS), f"{SETTINGS}: No such file"),
        (lambda world: world.xen.remove_file("a", "/etc/init.d/xen"), "/etc/init.d/xen: No such file"),
        (lambda world: world.xen.write_file("a", "/etc/init.d/xen", "exec true"), "knows no XENCONSOLED_ARGS"),
        (lambda world: world.xen.write_file("a", SETTINGS, "if x; then\n"), f"{SETTINGS} isn't understood. Its line 1"),
    ],
)
def test_what_cant_be_done_says_why_and_does_nothing(done: object, reason: str) -> None:
    world = SmallWorld()
    assert callable(done)
    done(world)
    with pytest.raises(CommandFailed) as refused:
        plan(simulated(world))
    assert reason in refused.value.summary
    assert refused.value.state_now == "Nothing was done."
    assert refused.value.next_step


def test_another_file_than_was_shown_is_left_alone() -> None:
    world = SmallWorld()
    xl = simulated(world)
    keeping = plan(xl)
    world.xen.write_file("a", SETTINGS, "XENCONSOLED_ARGS=-v\n")
    with pytest.raises(CommandFailed, match="have changed since this was shown"):
        keep_consoles(xl, keeping, report=silent)
    assert world.a.read_file(SETTINGS) == b"XENCONSOLED_ARGS=-v\n"
    assert not world.xen.host("a").keeps_consoles


@pytest.mark.parametrize("fault", [Fault.READ_ONLY, Fault.DISK_FULL])
def test_a_file_that_cant_be_written_leaves_the_daemon_alone(fault: Fault) -> None:
    world = SmallWorld()
    xl = simulated(world)
    keeping = plan(xl)
    world.let(fault)
    with pytest.raises(CommandFailed) as failed:
        keep_consoles(xl, keeping, report=silent)
    assert failed.value.state_now == "It was not changed. xenconsoled was not restarted."
    assert isinstance(failed.value.__cause__, FileUnwritable)
    assert world.xen.host("a").console_daemon == DAEMON


def test_a_daemon_that_doesnt_come_up_is_started_as_before_and_the_file_set_back() -> None:
    world = SmallWorld()
    xl = simulated(world)
    world.let(Fault.CONSOLE_LOGGING_FAILS)
    with pytest.raises(CommandFailed, match=r"xenconsoled doesn't run with --log=guest\.") as failed:
        keep_consoles(xl, plan(xl), report=silent)
    assert failed.value.state_now == f"xenconsoled was started again as before. {SETTINGS} is as it was."
    assert world.xen.host("a").console_daemon == DAEMON
    assert world.a.read_file(SETTINGS).decode() == SETTINGS_TEXT


def test_a_file_that_somebody_changes_meanwhile_is_not_set_back() -> None:
    world = SmallWorld()
    xl = simulated(world)
    world.let(Fault.CONSOLE_LOGGING_FAILS)

    def change(line: str) -> None:
        if line == "restarting xenconsoled":
            world.xen.write_file("a", SETTINGS, "THEIRS=1\n")

    with pytest.raises(CommandFailed) as failed:
        keep_consoles(xl, plan(xl), report=change)
    assert f"{SETTINGS} could not be set back" in failed.value.state_now
    assert FileChanged(f"{SETTINGS} was changed by somebody else meanwhile.").summary in failed.value.state_now
    assert world.a.read_file(SETTINGS) == b"THEIRS=1\n"


EXAMPLE = "## Log xenconsoled messages (cf xl dmesg)\n#XENCONSOLED_TRACE=[none|guest|hv|all]\n\nXENSTORED_ARGS=\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (EXAMPLE, EXAMPLE.replace("|all]\n", "|all]\nXENCONSOLED_TRACE=guest\n")),
        ("XENCONSOLED_TRACE=none\n", "XENCONSOLED_TRACE=guest\n"),
        ("XENCONSOLED_TRACE=\n", "XENCONSOLED_TRACE=guest\n"),
        ('XENCONSOLED_TRACE="hv" # Xen\n', "XENCONSOLED_TRACE=all # Xen\n"),
        ("XENCONSOLED_TRACE='all'\n", "XENCONSOLED_TRACE='all'\n"),
    ],
)
def test_on_a_host_of_xens_own_tree_the_trace_is_set_and_the_unit_restarted(before: str, after: str) -> None:
    host = OfXen(before, "--log=guest")
    xl = scripted(host)
    keeping = plan(xl)
    assert keeping.commands == (("systemctl", "restart", "xenconsoled"),)
    keep_consoles(xl, keeping, report=silent)
    assert host.settings == after
    assert host.started == [RESTART]


def test_a_trace_that_isnt_known_is_left_alone() -> None:
    with pytest.raises(CommandFailed, match="XENCONSOLED_TRACE is loud"):
        plan(scripted(OfXen("XENCONSOLED_TRACE=loud\n")))


def test_a_unit_that_fails_is_restarted_with_the_old_settings() -> None:
    host = OfXen(EXAMPLE, "", "--log=none", status=1)
    xl = scripted(host)
    with pytest.raises(CommandFailed, match="was not restarted with --log=guest") as failed:
        keep_consoles(xl, plan(xl), report=silent)
    assert host.settings == EXAMPLE
    assert host.started == [RESTART, RESTART]
    assert failed.value.state_now == "xenconsoled was started again as before. /etc/default/xencommons is as it was."
    assert f"`{RESTART}` failed with exit status 1." in failed.value.detail


def test_a_unit_that_heeds_another_setting_runs_on_as_before() -> None:
    host = OfXen(EXAMPLE, "--log=none")
    xl = scripted(host)
    with pytest.raises(CommandFailed, match="doesn't run with --log=guest") as failed:
        keep_consoles(xl, plan(xl), report=silent)
    assert host.started == [RESTART]
    assert failed.value.state_now == "xenconsoled runs as before. /etc/default/xencommons is as it was."


def test_that_no_guest_has_a_console_is_told_with_the_command_that_helps() -> None:
    host = OfXen(EXAMPLE, "", "", status=1)
    xl = scripted(host)
    with pytest.raises(CommandFailed) as failed:
        keep_consoles(xl, plan(xl), report=silent)
    assert failed.value.state_now == (
        "xenconsoled is NOT running: no guest has a console until it is started; the guests run on. "
        "/etc/default/xencommons is as it was."
    )
    assert failed.value.next_step == f"Start it at once: `{RESTART}`."
