"""Hidden files beside others: without a name, or locked while their writer lives, so that none stays for good.

A file that must appear as a whole is written here first. A writer that is killed leaves nothing, or something that the
next writer removes.
"""

import errno
import fcntl
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.transport.safe_files import FILE_MODE, new_file, open_regular

LOCK_TIMEOUT_S = 5.0

_NAMELESS = os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC
_HIDDEN = lazy_pattern(r"\..*\.(?:[0-9a-f]{8}\.new|[0-9]+-[0-9]+\.xentui-draft)", re.DOTALL)
"""The names of xentui's own hidden files."""
_DRAFT_SUFFIX = ".xentui-draft"
_LONGEST_USE_S = 3600.0
"""For file systems without locks: an older file belongs to nobody."""


def is_draft(path: str) -> bool:
    """Whether it is a hidden file that another program must read and that is removed afterwards."""
    name = os.path.basename(path)
    return name.startswith(".") and name.endswith(_DRAFT_SUFFIX)


@contextmanager
def new_beside(place: int, name: str) -> Iterator[tuple[int, str]]:
    """A new file in the folder, locked.

    It has no name where the file system can do that, so that a kill leaves nothing.
    """
    fd, hidden = _nameless(place), ""
    if fd is None:
        hidden = hidden_name(name)
        with only_writer_in(place):  # so that nobody takes it for abandoned before it is locked
            fd = new_file(hidden, place)
            _locked(fd)
    try:
        yield fd, hidden
    finally:
        if hidden:
            with suppress(OSError):  # the file was renamed; or a hidden file stays that no scan takes for a definition
                os.unlink(hidden, dir_fd=place)


def _nameless(place: int) -> int | None:
    """None where the file system can't do that (open(2), O_TMPFILE)."""
    try:
        fd = os.open(".", _NAMELESS, FILE_MODE, dir_fd=place)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT):
            return None
        raise
    with closed_on_error(fd):
        _locked(fd)
    return fd


def give_name(place: int, fd: int, beside: str, name: str) -> None:
    """Give the file its name; unlike a rename this never overwrites."""
    if beside:
        os.link(beside, name, src_dir_fd=place, dst_dir_fd=place, follow_symlinks=False)
    else:
        os.link(f"/proc/self/fd/{fd}", name, dst_dir_fd=place)


def put_in_place(place: int, fd: int, beside: str, name: str) -> None:
    """Put the file in the place of another."""
    hidden = beside or hidden_name(name)
    if not beside:
        give_name(place, fd, "", hidden)
    with removed_on_error(place, hidden):
        os.rename(hidden, name, src_dir_fd=place, dst_dir_fd=place)


def sweep_folder(place: int) -> None:
    """Remove xentui's hidden files there that aren't in use; does nothing while another process writes there."""
    with suppress(OSError), _if_alone(place) as is_alone:
        for name in os.listdir(place) if is_alone else ():
            if _HIDDEN.fullmatch(name) and _is_abandoned(place, name):
                os.unlink(name, dir_fd=place)


@contextmanager
def _if_alone(place: int) -> Iterator[bool]:
    """Yields true while it holds the lock of `only_writer_in`, false when another process has it. Raises OSError."""
    fd = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=place)
    try:
        yield _locked(fd)
    finally:
        os.close(fd)


def _is_abandoned(place: int, name: str) -> bool:
    """Whether nobody uses that hidden file: one that is in use is locked."""
    try:
        fd = open_regular(name, place)
    except OSError:
        return False
    try:
        status = os.fstat(fd)
        if status.st_uid != os.geteuid():
            return False
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # this file system has no locks
        return time.time() - status.st_mtime > _LONGEST_USE_S
    finally:
        os.close(fd)
    return True


def hidden_name(name: str) -> str:
    return f".{name[:40]}.{os.urandom(4).hex()}.new"  # 40 characters can be 160 bytes


@contextmanager
def removed_on_error(place: int, name: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):
            os.unlink(name, dir_fd=place)
        raise


@contextmanager
def closed_on_error(fd: int) -> Iterator[None]:
    try:
        yield
    except BaseException:
        os.close(fd)
        raise


@contextmanager
def only_writer_in(place: int) -> Iterator[None]:
    """Hold the folder's lock, for which every xentui waits before it compares and replaces a file in it.

    Raises OSError.
    """
    fd = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=place)
    try:
        deadline_s = time.monotonic() + LOCK_TIMEOUT_S
        while not _locked(fd):
            if time.monotonic() > deadline_s:
                raise OSError(errno.EBUSY, "another program holds a lock on its folder")
            time.sleep(0.01)
        yield
    finally:
        os.close(fd)


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        # NFS can't lock a folder that is open for reading (flock(2)): there only the comparison protects the file.
        if error.errno not in (errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL):
            raise
    return True
