"""The last lines that a guest has printed, to be shown above its console: that shows only what comes from then on."""

from xentui_driver.host.logs.find_logs import guest_logs
from xentui_driver.host.logs.log_lines import lines_of
from xentui_driver.host.logs.log_source import LogKind
from xentui_driver.host.logs.log_text import text_of
from xentui_driver.host.logs.read_log import read_log
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import FileUnreadable
from xentui_driver.toolstack.xl import Xl

_BYTES = 8 << 10


def last_printed(xl: Xl, ref: DomainRef, count: int) -> tuple[str, ...]:
    """At most so many lines as safe text; none where no log is kept or it can't be read."""
    (found,) = guest_logs(xl, ref.name, (LogKind.CONSOLE,), ref=ref)
    if not found.is_readable:
        return ()
    try:
        part = read_log(xl, found.source, offset=-_BYTES, limit_bytes=_BYTES)
    except FileUnreadable:  # it has gone, or was rotated just now
        return ()
    return tuple(text_of(LogKind.CONSOLE, line.content) for line in lines_of(part.content, part.offset)[-count:])
