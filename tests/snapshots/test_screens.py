"""Every screen and state that matters, as a picture, with frozen clock and size."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests import samples
from tests.scripted import ScriptedTransport, domids, listing, row
from tests.snapshots.screens import INFO, SMALL, TINY, Snapshot, before, on, sample
from tests.xentui.console.driving import Console, guest
from xentui.fleet.looks import looked_at_again
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.definitions.naming import find_instance
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import BALLOON, Request
from xentui_driver.operations.departure_book import FILE_NAME
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.guest import DEAF
from xentui_driver.simulator.population import populate
from xentui_driver.simulator.world import SimulatedXen
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

LARGE = (120, 40)
SMALLEST = pytest.mark.parametrize("size", [SMALL, TINY], ids=["80x24", "40x12"])
GONE = b"""{"format": 1, "departures": [{"uuid": "10111213-1415-1617-1819-1a1b1c1d1e1f", "name": "gone",
 "domid": 12, "source": "dom0a", "host": "dom0b", "at_s": 1795788201.0, "is_certain": true}]}"""


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_main_screen(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample(simulated=True)
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, "down"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_populated_host(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    clock = SimulatedClock()
    world = SimulatedXen(clock)
    populate(world, domains=60, churn=0.0, seed=4)
    console = Console(clock)
    console.use(world, "dom0a")
    assert snap_compare(console.app, terminal_size=size, run_before=before(console))


def at_work(symbols: Symbols) -> Console:
    """A host that has been looked at for two minutes, so that everything has its rates."""
    clock = SimulatedClock()
    world = SimulatedXen(clock)
    populate(world, domains=26, churn=0.6, seed=4)
    console = Console(clock, symbols)
    console.use(world, "dom0a")
    return console


async def watch_for_two_minutes(console: Console) -> None:
    console.app.pollers.leave()
    state = console.host_state
    for _ in range(12):
        console.clock.wait(12.0)
        state = looked_at_again(state, console.hypervisor)
    console.app.fleet.take(state)
    console.app.overview.show_all()
    console.move_to("web-01.example.net")
    await console.press("N", "P")


@pytest.mark.parametrize(
    ("size", "symbols"),
    [(SMALL, UNICODE), (LARGE, UNICODE), (TINY, UNICODE), (SMALL, ASCII), (LARGE, ASCII)],
    ids=["80x24", "120x40", "40x12", "80x24-ascii", "120x40-ascii"],
)
def test_a_host_at_work(snap_compare: Snapshot, size: tuple[int, int], symbols: Symbols) -> None:
    console = at_work(symbols)
    play = before(console, then=watch_for_two_minutes)
    assert snap_compare(console.app, terminal_size=size, run_before=play)


def test_every_state_looks_different(snap_compare: Snapshot) -> None:
    rows = [
        row("running", 1, "r-----"),
        row("idle", 2, "-b----"),
        row("paused", 3, "--p---"),
        row("shut down", 4, "---s--"),
        row("rebooting", 5, "---sr-"),
        row("suspended", 6, "---ss-"),
        row("crashed", 7, "---sc-"),
        row("watchdog", 8, "---sw-"),
        row("(null)", 9, "--ps-d"),
        row("moving--incoming", 10, "--p---"),
        row("moved--migratedaway", 11, "---ss-"),
    ]
    text = listing(*rows, "what is this line\n")
    answers = {"xl list -v": text, "xenstore-list /local/domain": domids(*range(1, 12)), "xl info": INFO}
    files = {
        "/etc/xen/stopped.cfg": b'name = "stopped"\nmemory = 512\n',
        "/etc/xen/broken.cfg": b'name = "broken\n',
        "/etc/xen/gone.cfg": b'name = "gone"\nmemory = 512\n',
    }
    files[f"/etc/xen/{FILE_NAME}"] = GONE
    console = Console()
    transport = ScriptedTransport(answers, files, talk=lambda: samples.sample(*map(samples.record, range(1, 12))))
    console.look_at(Hypervisor(transport, SimulatedClock()), lambda: transport)
    assert snap_compare(console.app, terminal_size=LARGE, run_before=before(console))


def test_no_colour(snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, "down"))


def test_ascii(snap_compare: Snapshot) -> None:
    console = sample(symbols=ASCII)
    assert snap_compare(console.app, terminal_size=LARGE, run_before=before(console, "down", "X"))


def test_sixteen_colours_of_a_linux_console(snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, "down"))


def test_host_that_stopped_answering(snap_compare: Snapshot) -> None:
    async def stop_answering(console: Console) -> None:
        console.world.set_fault(Fault.SAMPLER_REFUSED)
        console.world.set_fault(Fault.EMPTY)
        console.clock.wait(12.0)
        await console.press("ctrl+r")
        await console.sees("stale")

    console = sample()
    assert snap_compare(console.app, terminal_size=LARGE, run_before=before(console, "down", then=stop_answering))


def test_host_that_never_answered(snap_compare: Snapshot) -> None:
    console = sample()
    console.world.set_fault(Fault.GARBAGE)
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console))


def test_empty_host(snap_compare: Snapshot) -> None:
    console = Console()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console))


def test_filter_that_nothing_fits(snap_compare: Snapshot) -> None:
    async def type_it(console: Console) -> None:
        await console.type("nothing mem>x")

    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, "slash", then=type_it))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_yes_or_no(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=on("mail", "x")))


def test_dialog(snap_compare: Snapshot) -> None:
    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=on("mail", "X", "right")))


@SMALLEST
def test_type_the_name(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        await on("Domain-0", "b")(console)
        await console.type("1500m")
        await console.press("enter")
        await console.sees("Type Domain-0")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@pytest.mark.parametrize("size", [SMALL, TINY, LARGE], ids=["80x24", "40x12", "120x40"])
def test_start_of_a_guest_that_is_in_a_file(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    ref = find_instance(console.hypervisor.snapshot().instances, "mail").ref
    assert ref is not None
    console.hypervisor.save(ref, "/root/mail.save")
    console.clock.wait(0.5)  # it has ended on the second, where a rounding decides which one is shown
    ask = on("mail", "s", wait_for="Start mail?")
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=ask))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_choice_that_was_moved(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        console.move_to("test-01")
        console.hypervisor.transport.remove_file("/etc/xen/test-01.cfg")
        await console.press("ctrl+r")
        await console.sees("cursor moved by itself")
        await console.press("x")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_text_that_was_typed_into_the_wrong_window(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        await console.press("slash", "w", "enter", "asterisk", "slash", *"eb-01", "enter")
        await console.burst_of("proxy_pass http://web-01")
        await console.sees("typed text ignored")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


def test_start_of_a_guest_that_has_moved(snap_compare: Snapshot) -> None:
    console = sample()
    ref = next(i.ref for i in console.hypervisor.snapshot().instances if i.name == "mail")
    assert ref is not None
    console.hypervisor.migrate(ref, "dom0b")
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=on("mail", "s")))


def test_marked_set(snap_compare: Snapshot) -> None:
    console = sample()
    assert snap_compare(console.app, terminal_size=LARGE, run_before=before(console, "asterisk", "x"))


@SMALLEST
def test_balloon(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        await on("db-01.example.net", "b", wait_for="maximum      4.0 GiB")(console)
        await console.type("3g")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@SMALLEST
def test_more_memory_than_the_maximum(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        await on("db-01.example.net", "b", wait_for="maximum      4.0 GiB")(console)
        await console.type("+4g")
        await console.sees("F2 writes")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@SMALLEST
def test_half_of_the_memory(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        await on("db-01.example.net", "b", wait_for="maximum      4.0 GiB")(console)
        await console.type("50%")
        await console.press("enter")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@SMALLEST
def test_restore_of_what_was_saved(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        for name in ("mail", "web-01"):
            console.world.write_file("dom0a", f"/var/lib/xen/save/{name}.save", "state")
        console.app.action_restore()
        await console.sees("Tab: ")
        await console.press("m", "tab")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@SMALLEST
def test_set_back(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        console.app.pollers.leave()
        request = Request(next(i for i in console.app.main_screen.table.rows if i.name == "mail"), 1 << 19)
        console.jobs.submit(console.jobs.prepare(BALLOON, (request,)))
        await console.jobs_over()
        await console.press("5", "u")
        await console.sees("Sets back")

    console = sample(settings=replace(DEFAULTS, toasts=False))
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@SMALLEST
def test_migrate(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        await on("mail", "m")(console)
        await console.type("dom0b; id")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_error_dialog(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        # No poll after the job: the CPU use that it would measure hangs on the moment when it comes.
        console.app.pollers.leave()
        await on("deaf", "x", "y")(console)
        await console.jobs_over()
        await console.sees("Next:")

    console = Console()
    console.world.set_guest("deaf", DEAF)
    console.define("deaf", start=True)
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
def test_help(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, "question_mark"))


def test_jobs(snap_compare: Snapshot) -> None:
    async def play(console: Console) -> None:
        console.app.pollers.leave()
        await on("test-01", "s")(console)
        await console.jobs_over()
        await console.press("5")

    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


def by_name(name: str, words: str, *, wait_for: str) -> Callable[[Console], Awaitable[None]]:
    """An action without a key, through the palette."""

    async def play(console: Console) -> None:
        console.move_to(name)
        await console.press("colon")
        await console.type(words)
        await console.press("enter")
        await console.sees(wait_for)

    return play


@BOTH
def test_balloon_in_the_definition_too(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        await on("db-01.example.net", "b", wait_for="maximum      4.0 GiB")(console)
        await console.type("2g")
        await console.press("enter")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@SMALLEST
def test_vcpus(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        await on("mail", "v", wait_for="maximum      2")(console)
        await console.type("3")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


def test_rename(snap_compare: Snapshot) -> None:
    async def play(console: Console) -> None:
        await by_name("mail", "rename", wait_for="New name:")(console)
        await console.type("mail 2")

    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


def test_save_to_a_file(snap_compare: Snapshot) -> None:
    console = sample()
    play = by_name("mail", "save", wait_for="xl save 4 /var/lib/xen/save/mail.save")
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


def test_remove(snap_compare: Snapshot) -> None:
    console = sample()
    play = by_name("test-01", "remove", wait_for="move /etc/xen/test-01.cfg")
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


def edited(
    monkeypatch: pytest.MonkeyPatch, folder: Path, text: str, symbols: Symbols = UNICODE
) -> tuple[Console, Callable[[Console], Awaitable[None]]]:
    """A console in which the definition of mail is edited to that text."""
    monkeypatch.setenv("VISUAL", "vi")
    console = sample(drafts_folder=folder, symbols=symbols)
    console.meanwhile = lambda argv: Path(argv[-1]).write_text(text)

    async def play(console: Console) -> None:
        await on("mail", "e", wait_for=" xl ")(console)
        await console.until(lambda: "~ xl is checking it" not in console.screen_text())

    return console, play


GOOD = guest("mail", 2048, more="# it needs more since May\n")


@BOTH
def test_edit(snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: tuple[int, int]) -> None:
    console, play = edited(monkeypatch, tmp_path, GOOD)
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@BOTH
def test_edit_that_xl_refuses(
    snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: tuple[int, int]
) -> None:
    console, play = edited(monkeypatch, tmp_path, guest("mail", more="vif = [ 'bridge=xenbr0'\n"))
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


def test_edit_in_ascii(snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    console, play = edited(monkeypatch, tmp_path, guest("mail", 2048, more="# für später\n"), ASCII)
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


def test_edit_while_somebody_else_writes(
    snap_compare: Snapshot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    console, begin = edited(monkeypatch, tmp_path, GOOD)

    async def play(console: Console) -> None:
        await begin(console)
        console.world.write_file("dom0a", "/etc/xen/mail.cfg", guest("mail", more="# somebody else's\n"))
        await console.press("s")
        await console.sees("Save over it")

    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


FILLED = ("web-05", "2g", "", "two", "/boot/vmlinuz", "", "root=/dev/xvda1 ro", "", "/dev/vg0/web-05,raw,xvda,rw")


def form(*texts: str, then: str = "") -> Callable[[Console], Awaitable[None]]:
    async def play(console: Console) -> None:
        await console.press("n", "f")  # the cursor is on a guest
        for text in texts:
            await console.type(text)
            await console.press("enter")
        if then:
            await console.press(then)

    return play


@BOTH
def test_new_instance(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=form()))


@BOTH
def test_new_instance_half_filled(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=form(*FILLED)))


def test_new_instance_in_ascii(snap_compare: Snapshot) -> None:
    console = sample(symbols=ASCII)
    assert snap_compare(console.app, terminal_size=LARGE, run_before=before(console, then=form(*FILLED)))


def test_new_instance_that_is_not_ready(snap_compare: Snapshot) -> None:
    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=form("web-05", then="f2")))


def test_the_definition_of_a_new_instance_on_a_small_screen(snap_compare: Snapshot) -> None:
    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=form(*FILLED, then="f4")))


@BOTH
def test_new_instance_of_which_the_host_lacks_parts(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    async def play(console: Console) -> None:
        await form(*FILLED[:3], "2", *FILLED[4:], then="f2")(console)
        await console.sees("Save web-05 despite these warnings?")

    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@BOTH
def test_doctor(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    console = sample()
    console.world.set_fault(Fault.MONITORS_GONE)
    play = by_name("mail", "doctor", wait_for="has no monitor")
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


@BOTH
def test_keep_consoles(snap_compare: Snapshot, size: tuple[int, int]) -> None:
    play = by_name("mail", "keep consoles", wait_for="XENCONSOLED_ARGS")
    console = sample()
    assert snap_compare(console.app, terminal_size=size, run_before=before(console, then=play))


def test_power_cycle(snap_compare: Snapshot) -> None:
    play = by_name("mail", "power-cycle", wait_for="Power-cycle dom0a?")
    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


def test_which_definition(snap_compare: Snapshot) -> None:
    console = Console()
    console.define("web-a", text=guest("web"), start=True)
    console.define("web-b", text=guest("web", 2048))
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, "G", "R"))
