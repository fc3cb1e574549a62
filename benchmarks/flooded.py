"""How long a key takes to its effect in the view of a log to which a hostile guest prints 100 MB/s.

It is held against the same view of a quiet log, in the same program at the same time on the same machine, a key here,
a key there. A key is `w`, which wraps the lines or cuts them again: the whole screen is drawn anew, and the key bar
names the other one then. `python -m benchmarks.flooded FOLDER` is that program, on a simulated host whose console logs
are the files of that folder.
"""

import contextlib
import multiprocessing
import os
import random
import select
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from tests.hostile_output import CORPUS
from tests.pseudo_terminal import Program
from xentui.console.app import show
from xentui.fleet.fleet import Fleet
from xentui.fleet.hosts.simulated import simulated_host
from xentui.fleet.settings.values import DEFAULTS
from xentui_driver.host.logs.find_logs import CONSOLE_FOLDER
from xentui_driver.model.clock import SystemClock
from xentui_driver.simulator.guest import GuestBehaviour
from xentui_driver.simulator.transport import SimulatorTransport
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.transport.local import LocalTransport
from xentui_driver.transport.protocol import FilePart

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

HOST, LOG = "dom0a", "guest-web.log"
SPEED_BYTES, LARGEST_BYTES = 100_000_000, 256 << 20
KEYS = 200
LONGEST_MS = 50.0
SLOWER = 1.5
"""So many times as long as in the quiet log may a key take that takes longer than that: the machine is busy then."""
_COLUMNS, _ROWS = 120, 40
_EFFECTS = (b"Cut", b"Wrap")
"""What the key bar calls `w` next; no log has these words."""
_PATIENCE_S = 30.0


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        quiet, flooded = (Path(folder) / name for name in ("quiet", "flooded"))
        for each in (quiet, flooded):
            each.mkdir()
            (each / LOG).write_bytes(hostile_text())
        with viewer(quiet) as in_quiet, viewer(flooded) as in_flood, flood(flooded / LOG) as speed:
            took_ms = measured(in_quiet, in_flood)
            written = speed()
    p95_ms = {name: quantiles(times, n=20)[-1] for name, times in took_ms.items()}
    for name, times in took_ms.items():
        print(f"{name:8} {len(times)} keys: median {median(times):5.1f} ms, p95 {p95_ms[name]:5.1f} ms")
    ratio = p95_ms["flooded"] / p95_ms["quiet"]
    print(f"at {written / 1e6:.0f} MB/s: {ratio:.1f} times as long (p95)")
    return 0 if p95_ms["flooded"] <= LONGEST_MS or ratio <= SLOWER else 1


def hostile_text() -> bytes:
    text = b"\n".join(CORPUS.values()) + b"\n"
    assert not any(effect in text for effect in _EFFECTS)
    return text


def measured(quiet: Program, flooded: Program) -> dict[str, list[float]]:
    """In ms; keys come at any moment between two looks at the log."""
    dice = random.Random(1)
    took_ms: dict[str, list[float]] = {"quiet": [], "flooded": []}
    for number in range(KEYS):
        for name, program in (("quiet", quiet), ("flooded", flooded)):
            time.sleep(dice.uniform(0.05, 0.15))
            took_ms[name].append(key_ms(program, _EFFECTS[number % 2]))
    return took_ms


def key_ms(program: Program, effect: bytes) -> float:
    with contextlib.suppress(BlockingIOError):
        while os.read(program.line, 1 << 16):
            pass
    begun_s = time.perf_counter()
    os.write(program.line, b"w")
    shown = b""
    while effect not in shown:
        if not select.select([program.line], [], [], _PATIENCE_S)[0]:
            raise TimeoutError(f"no {effect!r} after a key")
        shown += os.read(program.line, 1 << 16)
    return (time.perf_counter() - begun_s) * 1000


@contextlib.contextmanager
def viewer(folder: Path) -> Iterator[Program]:
    """The program with the log of its guest open, at its end."""
    argv = [sys.executable, "-m", "benchmarks.flooded", str(folder)]
    environ = {"XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with Program(argv, columns=_COLUMNS, rows=_ROWS, environ=environ) as program:
        program.sees("web")
        program.press(b"/web\r")
        program.sees("filter: web")
        program.press(b"l")
        program.sees("follows")
        program.sees("Wrap")
        yield program


@contextlib.contextmanager
def flood(path: Path) -> Iterator[Callable[[], float]]:
    """The guest prints; yields what tells how fast, in bytes/s."""
    written = multiprocessing.Value("q")
    process = multiprocessing.Process(target=write_fast, args=(path, written), daemon=True)
    process.start()
    begun_s = time.monotonic()
    try:
        yield lambda: written.value / (time.monotonic() - begun_s)
    finally:
        process.kill()
        process.join()


def write_fast(path: Path, written: "Synchronized[int]") -> None:
    text = hostile_text()
    begun_s = time.monotonic()
    with open(path, "ab", buffering=0) as log:
        while True:
            written.value += log.write(text)
            if log.tell() > LARGEST_BYTES:  # the disk need not hold it all: it goes on as a log that is rotated does
                log.truncate(0)
            time.sleep(max(0.0, begun_s + written.value / SPEED_BYTES - time.monotonic()))


class OwnConsoleLogs(SimulatorTransport):
    """Its console logs are files of this machine."""

    def __init__(self, world: SimulatedXen, folder: str) -> None:
        super().__init__(world, HOST)
        self._files, self._folder = LocalTransport(), folder

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        if path == f"{CONSOLE_FOLDER}/{LOG}":
            return self._files.read_part(f"{self._folder}/{LOG}", offset=offset, limit_bytes=limit_bytes)
        return super().read_part(path, offset=offset, limit_bytes=limit_bytes)


def program(folder: str) -> int:
    clock = SystemClock()
    world = SimulatedXen(clock, seed=1)
    world.add_host(HOST)
    world.write_file(HOST, "/etc/xen/web.cfg", 'name = "web"\ntype = "pvh"\nkernel = "/boot/vmlinuz"\nmemory = 256\n')
    world.write_file(HOST, f"{CONSOLE_FOLDER}/{LOG}", "in the folder of the benchmark\n")
    world.set_guest("web", GuestBehaviour(boot_s=0.0))
    transport = OwnConsoleLogs(world, folder)
    transport.run(("xl", "create", "/etc/xen/web.cfg"), timeout_s=60)
    return show(Fleet([simulated_host(transport, clock, DEFAULTS)]), settings=DEFAULTS, ascii_only=False)


if __name__ == "__main__":
    sys.exit(program(sys.argv[1]) if sys.argv[1:] else main())
