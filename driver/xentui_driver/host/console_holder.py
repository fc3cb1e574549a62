"""Finds out who holds a guest's console: since Xen 4.6 its client takes a flock(2) (tools/console/client/main.c)."""

from xentui_driver.model.errors import ConsoleBusy
from xentui_driver.toolstack.lock_holder import LockHolder, holder_words, lock_holder
from xentui_driver.transport.protocol import Transport


def console_holder(host: Transport, domid: int) -> LockHolder | None:
    """The process attached to that domain's console; None when there is none, and when it can't be found out."""
    name = f"xenconsole.{domid}"  # in /var/lock, which may be a link
    return lock_holder(host, lambda path: path.rpartition("/")[2] == name)


def busy(what: str, holder: LockHolder, now_s: float, *, detail: str = "") -> ConsoleBusy:
    """The error that names who is attached; `what` is the domain in words."""
    return ConsoleBusy(
        f"The console of {what} is held by {holder_words(holder, now_s)}.",
        detail=detail,
        state_now="Nothing was done.",
        next_step=f"Only one client can be attached: its user leaves it with ctrl+]; `kill {holder.pid}` ends it.",
    )
