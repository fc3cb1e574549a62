"""Follows a log that is written to, renamed, emptied, removed and made again meanwhile.

Nothing is remembered here (decision 0011): a caller keeps a `LogPlace`, and gets the next one with the news.
"""

import posixpath
from enum import Enum

from xentui_driver.host.logs.log_source import LogSource
from xentui_driver.host.logs.read_log import read_log
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import FileMissing, FileUnreadable
from xentui_driver.toolstack.xl import Xl
from xentui_driver.transport.protocol import FilePart

_MARK_BYTES = 512


@dataclass(frozen=True, slots=True)
class LogPlace:
    """How far a log has been read."""

    offset: int = 0
    device: int = 0
    inode: int = 0
    mark: bytes = b""
    """The bytes before it: a file that was emptied and has grown again doesn't have them there."""


class LogChange(Enum):
    """What has become of the log since."""

    WENT_ON = "went on"
    """The same file, longer or not."""
    REPLACED = "replaced"
    """Another file has its name, and the news is from its beginning; the old one was read to its end."""
    EMPTIED = "emptied"
    """The file was cut, and the news is from its beginning; of a ring: it has turned over since."""
    GONE = "gone"
    """No file has its name."""


@dataclass(frozen=True, slots=True)
class LogNews:
    """What a look at a log has brought."""

    content: bytes
    place: LogPlace
    """For the next look."""
    change: LogChange = LogChange.WENT_ON
    behind_bytes: int = 0
    """How many bytes are after `content`, to be read by another look."""


def place_after(part: FilePart) -> LogPlace:
    """The place at the end of a part that was read, for the first look."""
    return LogPlace(part.end, part.device, part.inode, part.content[-_MARK_BYTES:])


def follow_log(xl: Xl, source: LogSource, place: LogPlace, *, limit_bytes: int) -> LogNews:
    """Does what `Hypervisor.follow_log` says."""
    if not source.path:
        return _follow_ring(xl, source, place, limit_bytes)
    try:
        part = _from(xl, source, place, limit_bytes)
    except FileMissing:
        rest = _rest_of_old(xl, source, place, limit_bytes)
        return rest or LogNews(b"", place, LogChange.GONE)
    if (part.device, part.inode) != (place.device, place.inode):
        return _rest_of_old(xl, source, place, limit_bytes) or _anew(xl, source, LogChange.REPLACED, limit_bytes)
    if not _goes_on(part, place):
        return _anew(xl, source, LogChange.EMPTIED, limit_bytes)
    return _went_on(part, place)


def _from(xl: Xl, source: LogSource, place: LogPlace, limit_bytes: int) -> FilePart:
    """The part from the place's mark on. Raises FileUnreadable."""
    mark = len(place.mark)
    return read_log(xl, source, offset=place.offset - mark, limit_bytes=mark + limit_bytes)


def _goes_on(part: FilePart, place: LogPlace) -> bool:
    return part.size_bytes >= place.offset and part.content.startswith(place.mark)


def _went_on(part: FilePart, place: LogPlace) -> LogNews:
    content = part.content[len(place.mark) :]
    return LogNews(content, _further(part, part.content), behind_bytes=max(0, part.size_bytes - part.end))


def _further(part: FilePart, read: bytes) -> LogPlace:
    return LogPlace(part.end, part.device, part.inode, read[-_MARK_BYTES:])


def _anew(xl: Xl, source: LogSource, change: LogChange, limit_bytes: int) -> LogNews:
    """From the beginning of what has the name now. Raises FileUnreadable."""
    part = read_log(xl, source, offset=0, limit_bytes=limit_bytes)
    behind_bytes = max(0, part.size_bytes - part.end)
    return LogNews(part.content, _further(part, part.content), change, behind_bytes)


def _rest_of_old(xl: Xl, source: LogSource, place: LogPlace, limit_bytes: int) -> LogNews | None:
    """What the file that had the name before got until it was renamed; None where there is no more of it."""
    if not place.inode:
        return None
    folder = posixpath.dirname(source.path)
    try:
        entries = xl.transport.list_directory(folder)
        old = next((e for e in entries if (e.device, e.inode) == (place.device, place.inode)), None)
        if old is None or old.size_bytes <= place.offset:
            return None
        part = _from(xl, LogSource(source.kind, f"{folder}/{old.name}"), place, limit_bytes)
    except FileUnreadable:  # it is the log of that name that matters
        return None
    is_same = (part.device, part.inode) == (place.device, place.inode)
    return _went_on(part, place) if is_same and _goes_on(part, place) and part.end > place.offset else None


def _follow_ring(xl: Xl, source: LogSource, place: LogPlace, limit_bytes: int) -> LogNews:
    """Xen's ring loses its first lines once it is full: then the mark is further up than it was."""
    whole = read_log(xl, source, offset=0, limit_bytes=1 << 30).content
    start = place.offset - len(place.mark)
    if not (start >= 0 and whole.startswith(place.mark, start)):
        start = whole.rfind(place.mark)
    change = LogChange.WENT_ON if start >= 0 else LogChange.EMPTIED
    new = start + len(place.mark) if start >= 0 else 0
    end = min(len(whole), new + limit_bytes)
    further = LogPlace(end, mark=whole[:end][-_MARK_BYTES:])
    return LogNews(whole[new:end], further, change, len(whole) - end)
