"""Checks xl.conf, dom0's memory and the lock of `xl create`, which affect every start."""

from collections.abc import Iterator

from xentui_driver.definitions.xl_config.config import Config
from xentui_driver.host.doctor.facts import XL_CONF, Facts
from xentui_driver.host.doctor.finding import Finding, bad, good, unknown, warning
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import ParseError, XenError
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.processes import LOCKS_FILE, argv_of, command_words, lock_in, program_of, text_of
from xentui_driver.transport.protocol import FileReader

_DOM0_MEM = lazy_pattern(r"(^| )dom0_mem=((|min:|max:)[0-9]+[bBkKmMgG]?,?)+($| )")
"""The expression that xl itself looks for (auto_autoballoon, xl.c)."""
_SWITCHES = {"on": True, "1": True, "off": False, "0": False}


def check_xl_conf(facts: Facts) -> Iterator[Finding]:
    """Goes before the check of xl: with a broken file xl exits with status 1 (parse_global_config, xl.c)."""
    check, config = "xl.conf", facts.xl_conf
    if isinstance(config, ParseError):
        words = f"{config.summary} No xl command works with it."
        yield bad(check, words, f"Correct line {config.line_number} of {XL_CONF}.")
    elif isinstance(config, XenError):
        words = f"{config.summary} xl warns at every command and uses its defaults."
        yield warning(check, words, f"Restore the package's {XL_CONF}, or correct its mode.")
    else:
        yield _output_format(config)


def check_settings(facts: Facts, files: FileReader) -> Iterator[Finding]:
    yield from _dom0_memory(facts)
    yield _lock(files)


def _output_format(config: Config) -> Finding:
    if config.get_string("output_format") == "sxp":
        return warning(
            "xl.conf",
            'It has output_format="sxp": `xl list -l` then prints no JSON, and fails at a PVH guest.',
            f"Remove output_format from {XL_CONF}.",
        )
    return good("xl.conf", f"{XL_CONF} can be read.")


def _dom0_memory(facts: Facts) -> Iterator[Finding]:
    check = "dom0's memory"
    if isinstance(facts.node, XenError):
        yield unknown(check, f"Xen's command line can't be read: {facts.node.summary}")
        return
    fixed = _DOM0_MEM.search(facts.node.xen_command_line or "") is not None
    asked = facts.xl_conf.get_string("autoballoon") if isinstance(facts.xl_conf, Config) else None
    balloons = _SWITCHES.get(asked or "auto", not fixed)
    if asked is not None and asked not in (*_SWITCHES, "auto"):
        yield warning(
            check,
            f'autoballoon="{harmless(asked)}" is unknown: xl uses auto.',
            f"Write on, off or auto in {XL_CONF}.",
        )
    if balloons:
        yield warning(
            check,
            "dom0 gives up memory for each guest that starts: starts wait for one another and for dom0.",
            "Give dom0 a fixed size: dom0_mem=4G,max:4G on Xen's command line, and autoballoon=0 in {XL_CONF}.",
        )
    elif not fixed:
        yield warning(
            check,
            "dom0 got all memory at boot and autoballoon is off: no memory is left for guests.",
            "Give dom0 a fixed size: dom0_mem=4G,max:4G on Xen's command line.",
        )
    else:
        yield good(check, "dom0 has a fixed size; nothing changes it.")


@dataclass(frozen=True, slots=True)
class _HeldLock:
    """A lock that an xl process holds, and how many processes wait for it."""

    command: str
    pid: int
    waiters: int


def _lock(files: FileReader) -> Finding:
    """xl's own lock is a POSIX one, libxl's are of flock(2); a start waits for either without a message."""
    text = text_of(files, LOCKS_FILE)
    if text is None:
        return unknown("lock", f"{LOCKS_FILE} can't be read.")
    held = [lock for lock in _held_locks(text, files) if lock.waiters]
    if not held:
        return good("lock", "No xl is waiting for another.")
    longest = max(held, key=lambda lock: lock.waiters)
    return warning(
        "lock",
        f"`{longest.command}` (pid {longest.pid}) holds a lock; processes waiting for it: {longest.waiters}.",
        "Let it finish. An incoming migration holds the lock until it ends; if it hangs, check its source host first.",
    )


def _held_locks(text: str, files: FileReader) -> Iterator[_HeldLock]:
    """In /proc/locks the waiters of a lock stand below it, with an arrow (proc_pid_locks(5))."""
    holder, waiters = 0, 0
    for line in (*text.splitlines(), ""):
        lock = lock_in(line)
        if lock is not None and lock.waits:
            waiters += 1
            continue
        if holder > 0 and waiters and program_of(argv := argv_of(files, holder)) == "xl":
            yield _HeldLock(command_words(argv), holder, waiters)
        holder, waiters = lock.pid if lock is not None else 0, 0
