"""Reads parts of this machine's files that may be large, still be written to, and be replaced at any moment."""

import os
import stat

from xentui_driver.transport.protocol import FilePart
from xentui_driver.transport.safe_files import folder, open_regular, require_regular


def read_part(path: str, offset: int, limit_bytes: int) -> FilePart:
    """Does what `Transport.read_part` says. Raises Untrusted, OSError, ValueError."""
    with folder(os.path.dirname(path)) as place:
        fd = _open(os.path.basename(path), place)
    try:
        status = os.fstat(fd)
        start = offset if offset >= 0 else max(0, status.st_size + offset)
        content = os.pread(fd, limit_bytes, start)
    finally:
        os.close(fd)
    return FilePart(content, start, status.st_size, status.st_mtime, status.st_dev, status.st_ino)


def _open(name: str, place: int) -> int:
    status = os.stat(name, dir_fd=place, follow_symlinks=False)  # opening a device may act
    if stat.S_ISLNK(status.st_mode):
        raise OSError(f"it is a link to {os.readlink(name, dir_fd=place)}, which isn't followed")
    require_regular(status)
    return open_regular(name, place)
