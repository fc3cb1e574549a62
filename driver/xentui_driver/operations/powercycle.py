"""Power-cycles the node: sync, remount read-only, reboot by sysrq, and if that isn't enough Xen's own reboot key."""

from collections.abc import Callable

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import (
    CommandFailed,
    CommandTimedOut,
    FileUnreadable,
    HostUnreachable,
    InvalidInput,
    TransportClosed,
    XenError,
)
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import reading_error
from xentui_driver.toolstack.xl import Report, Xl
from xentui_driver.transport.protocol import Transport

BOOT_ID_FILE = "/proc/sys/kernel/random/boot_id"
XEN_REBOOT_KEY = "R"
_BREATH_S = 2.0
"""The kernel only queues what the keys s and u ask for (drivers/tty/sysrq.c)."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One attempt, and how it is described."""

    words: str
    attempt: Callable[[Xl], None]


def steps() -> tuple[str, ...]:
    """The steps that will be taken, in order."""
    return tuple(step.words for step in _STEPS)


def powercycle(xl: Xl, typed_host_name: str, *, report: Report) -> None:
    """Reboot this host at once; its guests die with it.

    Every step is tried, even if an earlier one failed. Raises InvalidInput when the name that was typed isn't this
    host's, CommandFailed when the host is still up.
    """
    name = xl.transport.host_name
    if typed_host_name != name:
        raise InvalidInput(
            f"{typed_host_name!r} is not the name of this host.",
            state_now="Nothing was done.",
            next_step=f"Type {name} to power-cycle it.",
        )
    boot = _boot_id(xl.transport)
    failures: list[str] = []
    for step in _STEPS:
        report(step.words)
        try:
            step.attempt(xl)
        except TransportClosed:
            raise
        except HostUnreachable:
            report(f"{name} is gone")
            return
        except XenError as error:
            failures.append(f"{step.words}: {error.summary}")
            report(failures[-1])
    if _is_still_there(xl, boot, report):
        raise CommandFailed(
            f"{name} was told to reboot in every possible way, but is still up.",
            argv=commands.debug_keys(XEN_REBOOT_KEY),
            detail="\n".join(failures),
            state_now="Its file systems may be read-only now; its guests may still be running.",
            next_step="Reset it through its BMC (IPMI) or its power switch.",
        )


def _run(xl: Xl, argv: commands.Argv) -> None:
    """Runs it as a reading command: the files of an operation would go to a disk that is going away."""
    completed = xl.transport.run(argv, timeout_s=xl.limits.change_s)
    if completed.exit_status != 0:
        raise reading_error(completed)


def _sync(xl: Xl) -> None:
    """A sync waits for ever on a dead disk, hence the time limit."""
    _run(xl, commands.sync())


def _press(key: str) -> Callable[[Xl], None]:
    def press(xl: Xl) -> None:
        xl.transport.press_sysrq(key)
        xl.clock.wait(_BREATH_S, xl.wake)

    return press


def _xen_reboot(xl: Xl) -> None:
    _run(xl, commands.debug_keys(XEN_REBOOT_KEY))


_STEPS = (
    _Step("sync", _sync),
    _Step("sysrq s: sync what can still be synced", _press("s")),
    _Step("sysrq u: remount every file system read-only", _press("u")),
    _Step("sysrq b: reboot without shutting down", _press("b")),
    _Step("xl debug-keys R: let Xen reboot the machine", _xen_reboot),
)


def _boot_id(transport: Transport) -> bytes | None:
    """The id of this boot; None where the kernel doesn't tell."""
    try:
        return transport.read_file(BOOT_ID_FILE)
    except FileUnreadable:
        return None


def _is_still_there(xl: Xl, boot: bytes | None, report: Report) -> bool:
    """Whether the host still answers after a while, in the same boot."""
    deadline_s = xl.clock.monotonic_s() + xl.limits.settle_s
    while True:
        try:
            now = _boot_id(xl.transport)
        except TransportClosed:
            raise
        except (HostUnreachable, CommandTimedOut):
            report(f"{xl.transport.host_name} is gone")
            return False
        if now is not None and boot is not None and now != boot:
            report(f"{xl.transport.host_name} has booted")
            return False
        if xl.clock.monotonic_s() >= deadline_s or xl.wake.is_set():
            return True
        xl.clock.wait(xl.limits.look_every_s, xl.wake)
