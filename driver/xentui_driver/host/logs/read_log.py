"""Reads parts of a log; what a command prints is read as a whole, for Xen keeps little of it."""

from xentui_driver.host.logs.log_source import LogSource
from xentui_driver.model.errors import FileMissing
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import FilePart


def read_log(xl: Xl, source: LogSource, *, offset: int, limit_bytes: int) -> FilePart:
    """At most so many bytes from `offset` on; a negative one counts from the log's end.

    Raises FileUnreadable for a file, FileMissing where there is none, and XenError where the command fails.
    """
    if source.path:
        return xl.transport.read_part(source.path, offset=offset, limit_bytes=limit_bytes)
    if not source.command:
        raise FileMissing(f"There is no {source.title} log.", next_step="The guest's name can't be that of a file.")
    content = xl.read(source.command).encode("utf-8", "surrogateescape")
    start = offset if offset >= 0 else max(0, len(content) + offset)
    return FilePart(content[start : start + limit_bytes], start, len(content), xl.clock.epoch_s())
