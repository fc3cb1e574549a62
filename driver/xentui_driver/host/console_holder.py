"""Finds out who holds a guest's console: since Xen 4.6 its client takes a flock(2) (tools/console/client/main.c)."""

from collections.abc import Callable

from xentui_driver.model.errors import ConsoleBusy
from xentui_driver.toolstack.lock_holder import LockHolder, holder_words, lock_holder, locker
from xentui_driver.transport.protocol import Transport

_STANDARD_STREAMS = ("0", "1", "2")
_TERMINAL = "/dev/pts/"


def console_holder(host: Transport, domid: int) -> LockHolder | None:
    """The process attached to that domain's console; None when there is none, and when it can't be found out."""
    return lock_holder(host, _is_lock_of(domid))


def is_attached(host: Transport, domid: int) -> bool:
    """Whether a client has that domain's console open, so that no byte of it is lost any more.

    It takes the lock first and opens the console's terminal then (main.c): one beside its standard streams. A device
    model throws away what is written to a serial line before that (char_pty_chr_write, chardev/char-pty.c).
    """
    found = locker(host, _is_lock_of(domid))
    if found is None:
        return False
    return any(path.startswith(_TERMINAL) for number, path in found.opened.items() if number not in _STANDARD_STREAMS)


def _is_lock_of(domid: int) -> Callable[[str], bool]:
    name = f"xenconsole.{domid}"  # in /var/lock, which may be a link
    return lambda path: path.rpartition("/")[2] == name


def busy(what: str, holder: LockHolder, now_s: float, *, detail: str = "") -> ConsoleBusy:
    """The error that names who is attached; `what` is the domain in words."""
    return ConsoleBusy(
        f"The console of {what} is in use by {holder_words(holder, now_s)}.",
        detail=detail,
        state_now="Nothing was done.",
        next_step=f"Only one client can be attached; its user leaves it with ctrl+], and `kill {holder.pid}` ends it.",
    )
