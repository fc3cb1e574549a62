"""Who holds a guest's console: its client takes the flock(2) of a file (since Xen 4.6, tools/console/client/main.c)."""

from xentui_driver.model.errors import ConsoleBusy
from xentui_driver.toolstack.lock_holder import LockHolder, holder_words, lock_holder
from xentui_driver.transport.protocol import Transport


def console_holder(host: Transport, domid: int) -> LockHolder | None:
    """Who is attached to that domain's console; None when nobody is, and when that can't be told."""
    name = f"xenconsole.{domid}"  # in /var/lock, wherever that leads to
    return lock_holder(host, lambda path: path.rpartition("/")[2] == name)


def busy(what: str, holder: LockHolder, now_s: float, *, detail: str = "") -> ConsoleBusy:
    """The refusal that names who is attached; `what` is whose console."""
    return ConsoleBusy(
        f"The console of {what} is held by {holder_words(holder, now_s)}.",
        detail=detail,
        state_now="Nothing was done.",
        next_step=f"Only one client can be attached: its user leaves it with ctrl+]; `kill {holder.pid}` ends it.",
    )
