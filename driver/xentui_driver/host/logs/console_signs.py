"""Reads from the ends of the consoles' logs what each guest shows: a login prompt, a panic, no memory, no root.

Only logs that were written to are read again, few of them at a time, and only their ends.
"""

import re

from xentui_driver.host.logs.consoles_read import ConsoleLog, ConsolesRead
from xentui_driver.host.logs.find_logs import CONSOLE_FOLDER
from xentui_driver.host.logs.log_lines import lines_of
from xentui_driver.model.console_sign import ConsoleSaid, ConsoleSign
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.printed import printed_text
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import FileEntry

TAIL_BYTES = 8192
MOST_AT_ONCE = 8
_LOG = lazy_pattern(r"guest-(.+)\.log", re.DOTALL)
_SIGNS = (
    (
        ConsoleSign.NO_ROOT,
        lazy_pattern(r"unable to mount root fs|cannot open root device|gave up waiting for root", re.I),
    ),
    (ConsoleSign.PANIC, lazy_pattern(r"kernel panic\b", re.I)),
    (ConsoleSign.OUT_OF_MEMORY, lazy_pattern(r"out of memory: kill|oom-killer|oom-kill:", re.I)),
    (ConsoleSign.OOPS, lazy_pattern(r"\boops(?: - [\w ]+)?:|\bBUG: |general protection fault", re.I)),
)
"""In the words of Linux (init/do_mounts.c, kernel/panic.c, mm/oom_kill.c, arch/x86/kernel/dumpstack.c), initramfs-tools
and dracut; the first that fits a line counts."""
_LOGIN = lazy_pattern(r"\S+ login: *\Z")
"""getty(8); only where nothing was printed after it."""
_OVER = lazy_pattern(r"\bLinux version \d|reboot: |\bPower down\b|System halted")
"""A new kernel, or the end of the one before: what was printed above is no longer so."""


def read_consoles(xl: Xl, before: ConsolesRead | None) -> ConsolesRead:
    """Without a folder of logs there is none. Raises HostError."""
    try:
        entries = xl.transport.list_directory(CONSOLE_FOLDER)
    except FileUnreadable:
        return ConsolesRead()
    there = {found[1]: entry for entry in entries if (found := _LOG.fullmatch(entry.name)) and entry.is_file}
    known = before.logs if before is not None else {}
    changed = [name for name, entry in there.items() if not _is_same(known.get(name), entry)]
    changed.sort(key=lambda name: -there[name].modified_s)
    read = {name: _read(xl, there[name]) for name in changed[:MOST_AT_ONCE]}
    kept = {name: log for name, log in known.items() if name in there}
    return ConsolesRead(kept | read)


def sign_in(content: bytes, offset: int) -> tuple[ConsoleSign, str] | None:
    """The last sign in the end of a log, and its line."""
    texts = [printed_text(line.content) for line in lines_of(content, offset)]
    if texts and _LOGIN.search(texts[-1]):
        return ConsoleSign.LOGIN, texts[-1]
    found = None
    for text in reversed(texts):
        if _OVER.search(text):
            break
        sign = next((sign for sign, pattern in _SIGNS if pattern.search(text)), None)
        if sign is not None and (found is None or _matters_more(sign, found[0])):
            found = sign, text
    return found


def _matters_more(earlier: ConsoleSign, later: ConsoleSign) -> bool:
    """What led to a panic says more than that there was one; all else is told by its last line."""
    return later is ConsoleSign.PANIC and earlier in (ConsoleSign.NO_ROOT, ConsoleSign.OUT_OF_MEMORY)


def _is_same(log: ConsoleLog | None, entry: FileEntry) -> bool:
    return log is not None and (log.size_bytes, log.modified_s) == (entry.size_bytes, entry.modified_s)


def _read(xl: Xl, entry: FileEntry) -> ConsoleLog:
    """One that can't be read says nothing until it is written to again."""
    written_s = xl.clock.monotonic_s() - max(0.0, xl.clock.epoch_s() - entry.modified_s)
    try:
        part = xl.transport.read_part(f"{CONSOLE_FOLDER}/{entry.name}", offset=-TAIL_BYTES, limit_bytes=TAIL_BYTES)
    except FileUnreadable:
        return ConsoleLog(entry.size_bytes, entry.modified_s, None)
    sign = sign_in(part.content, part.offset)
    said = ConsoleSaid(sign[0], sign[1], written_s) if sign is not None else None
    return ConsoleLog(entry.size_bytes, entry.modified_s, said)
