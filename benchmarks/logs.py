"""How long a log of 1 GiB takes to open, and what following a fast writer holds in memory.

Both are held against something in the same run: opening against opening a log of 1 MiB, which reads as much, and memory
against the bound of what is held. The log is sparse: Linux reads holes as zeros.
"""

import asyncio
import os
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Callable, Coroutine
from pathlib import Path
from statistics import median
from typing import Any

from xentui.console.logs.held import MOST_BYTES
from xentui.console.logs.page import LogPage
from xentui.console.logs.reader import LogReader
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.logs.log_source import LogKind, LogSource
from xentui_driver.transport.local import LocalTransport
from xentui_widgets.symbols import UNICODE

GIB, MIB = 1 << 30, 1 << 20
LINE = b"[    0.412880] blkfront: xvda: flush diskcache: enabled; persistent grants: enabled;\r\n"
ROUNDS = 15
SLOWER = 3.0
"""A log a thousand times as large may take so many times as long to open; it reads the same bytes."""
LONGEST_MS = 200.0
FOLLOWED_S = 3.0
OVERHEAD = 6.0
"""A line is an object of its own beside its bytes, and what was read is there twice for a moment."""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        small, large, followed = (Path(folder) / name for name in ("small.log", "large.log", "followed.log"))
        write(small, MIB)
        write(large, GIB)
        opens = opening(small, large)
        follows = following(followed)
    return 0 if opens and follows else 1


def write(path: Path, size_bytes: int) -> None:
    """A log of that size whose last MiB is lines."""
    lines = LINE * (MIB // len(LINE))
    with open(path, "wb") as log:
        log.truncate(max(0, size_bytes - len(lines)))
        log.seek(0, os.SEEK_END)
        log.write(lines)


def opening(small: Path, large: Path) -> bool:
    took_ms = {path: median(opened_ms(path) for _ in range(ROUNDS)) for path in (small, large)}
    ratio = took_ms[large] / took_ms[small]
    print(f"opening 1 MiB {took_ms[small]:6.1f} ms, 1 GiB {took_ms[large]:6.1f} ms: {ratio:.1f} times as long")
    return ratio <= SLOWER and took_ms[large] <= LONGEST_MS


def opened_ms(path: Path) -> float:
    """From the key to the first picture."""
    began_s = time.perf_counter()
    reader, page = reader_of(path)
    reader.read_end()
    assert len(page.picture(120, 40)) == 40, "the screen is full"
    return (time.perf_counter() - began_s) * 1000


def following(path: Path) -> bool:
    path.write_bytes(LINE)
    written, stop = [0], threading.Event()
    writer = threading.Thread(target=write_fast, args=(path, written, stop))
    reader, page = reader_of(path)
    reader.read_end()
    tracemalloc.start()
    writer.start()
    began_s, most_held, looks = time.monotonic(), 0, 0
    while time.monotonic() - began_s < FOLLOWED_S:
        reader.look()
        page.picture(120, 40)
        most_held, looks = max(most_held, len(page.held.content)), looks + 1
    stop.set()
    writer.join()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    speed = written[0] / FOLLOWED_S / MIB
    print(f"following {speed:.0f} MiB/s, {looks} looks: {most_held / MIB:.2f} MiB held, {peak / MIB:.1f} MiB at most")
    return most_held <= MOST_BYTES and peak <= OVERHEAD * MOST_BYTES + 2 * MIB


def write_fast(path: Path, written: list[int], stop: threading.Event) -> None:
    chunk = LINE * 4096
    with open(path, "ab", buffering=0) as log:
        while not stop.is_set():
            written[0] += log.write(chunk)
            if log.tell() > 256 * MIB:  # the disk need not hold it all: it goes on as a log that is rotated does
                log.truncate(0)


def reader_of(path: Path) -> tuple[LogReader, LogPage]:
    page = LogPage(LogKind.CONSOLE, UNICODE)
    source = LogSource(LogKind.CONSOLE, str(path))
    return LogReader(Hypervisor(LocalTransport()), source, page, work=at_once, changed=lambda: None), page


def at_once(conversation: Callable[[], Coroutine[object, object, None]]) -> None:
    """What the application does in its event loop."""
    coroutine: Coroutine[Any, Any, None] = conversation()
    asyncio.run(coroutine)


if __name__ == "__main__":
    sys.exit(main())
