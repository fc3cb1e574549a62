"""Writes this machine's files so that at every moment the old or the new one is there, whole."""

import errno
import fcntl
import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from xentui_driver.errors import FileChanged, FileExists, FileUnreadable, FileUnwritable, InvalidInput

SYSRQ_TRIGGER = "/proc/sysrq-trigger"
LOCK_TIMEOUT_S = 5.0

_FILE_MODE = 0o600
_FOLDER_MODE = 0o700
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_AS_BEFORE = "It is as it was."


def write_file(path: str, content: bytes, *, replacing: bytes | None) -> None:
    """As `Transport.write_file`."""
    try:
        beside = _written_beside(path, content)
        try:
            if replacing is None:
                os.link(beside, path, follow_symlinks=False)  # unlike rename it never overwrites
            else:
                with _only_writer_in(os.path.dirname(path)):
                    _require_unchanged(path, replacing)
                    os.rename(beside, path)
        finally:
            with suppress(OSError):  # renamed; or a hidden file stays that no scan takes for a definition
                os.unlink(beside)
    except FileExistsError as error:
        raise _exists(path) from error
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    _sync_folder(path)


def move_file(path: str, target: str) -> None:
    """As `Transport.move_file`."""
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) and not stat.S_ISLNK(status.st_mode):
            raise FileUnreadable(f"{path} is no regular file.")
        _make_folders(os.path.dirname(target))
        with _only_writer_in(os.path.dirname(path)), _reserved(target):
            _rename_or_copy(path, target)
    except FileNotFoundError as error:
        raise FileUnreadable(f"There is no {path}.") from error
    except FileExistsError as error:
        raise _exists(target) from error
    except (OSError, ValueError) as error:
        raise FileUnwritable(f"{path} can't be moved to {target}: {_words(error)}.", state_now=_AS_BEFORE) from error
    _sync_folder(target)
    _sync_folder(path)


def make_link(path: str, target: str) -> None:
    """As `Transport.make_link`."""
    try:
        _make_folders(os.path.dirname(path))
        os.symlink(target, path)
    except FileExistsError as error:
        raise _exists(path) from error
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    _sync_folder(path)


def remove_file(path: str) -> None:
    """As `Transport.remove_file`."""
    try:
        os.unlink(path)
    except FileNotFoundError as error:
        raise FileUnreadable(f"There is no {path}.") from error
    except (OSError, ValueError) as error:
        raise FileUnwritable(f"{path} can't be removed: {_words(error)}.", state_now=_AS_BEFORE) from error
    _sync_folder(path)


def press_sysrq(key: str) -> None:
    """As `Transport.press_sysrq`."""
    if len(key) != 1 or not key.isascii() or not key.isalnum():
        raise InvalidInput(f"{key!r} is no key of sysrq.", state_now="Nothing was done.")
    try:
        fd = os.open(SYSRQ_TRIGGER, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(fd, key.encode("ascii"))
        finally:
            os.close(fd)
    except OSError as error:
        raise FileUnwritable(
            f"{SYSRQ_TRIGGER} can't be written: {_words(error)}.",
            state_now="The kernel was told nothing.",
            next_step="Only root may, and not in a container.",
        ) from error


def _written_beside(path: str, content: bytes) -> str:
    """The path of a new hidden file in the same folder, with the content on the disk. Raises OSError."""
    beside = _hidden_name(path)
    fd = os.open(beside, _NEW, _FILE_MODE)
    with _removed_on_error(beside), open(fd, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(fd)
    return beside


def _hidden_name(path: str) -> str:
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name[:40]}.{os.urandom(4).hex()}.new")  # 40 characters can be 160 bytes


@contextmanager
def _removed_on_error(path: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with suppress(OSError):
            os.unlink(path)
        raise


@contextmanager
def _only_writer_in(folder: str) -> Iterator[None]:
    """Hold what every xentui waits for before it looks at a file of the folder and replaces it. Raises OSError."""
    fd = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
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
        # NFS locks no folder that is open for reading (flock(2)): there the look alone must do.
        if error.errno not in (errno.EBADF, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL):
            raise
    return True


def _require_unchanged(path: str, expected: bytes) -> None:
    """Raises FileChanged, FileUnwritable, OSError."""
    if os.path.islink(path):
        raise FileUnwritable(
            f"{path} is a link to {os.readlink(path)}: nothing is written through a link.",
            state_now=_AS_BEFORE,
            next_step="Edit the file that it points to.",
        )
    with _opened(path) as fd, open(fd, "rb", closefd=False) as file:
        if file.read(len(expected) + 1) != expected:
            raise FileChanged(f"{path} was changed by somebody else meanwhile.", state_now="Their version is in place.")


@contextmanager
def _opened(path: str) -> Iterator[int]:
    """A regular file, to be read; opening anything else could wait or act. Raises OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError("it is no regular file")
        yield fd
    finally:
        os.close(fd)


def _make_folders(path: str) -> None:
    """Raises OSError; makedirs would give its mode to the last one only."""
    if not path or os.path.isdir(path):
        return
    _make_folders(os.path.dirname(path))
    try:
        os.mkdir(path, _FOLDER_MODE)
    except FileExistsError as error:
        if not os.path.isdir(path):
            raise NotADirectoryError(errno.ENOTDIR, f"{path} is no folder") from error


@contextmanager
def _reserved(path: str) -> Iterator[None]:
    """The name taken by an empty file, which a rename may then replace. Raises OSError."""
    os.close(os.open(path, _NEW, _FILE_MODE))
    with _removed_on_error(path):
        yield


def _rename_or_copy(path: str, target: str) -> None:
    """Put the file in the place of what `_reserved` made. Raises FileChanged, OSError."""
    try:
        os.rename(path, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        if os.path.islink(path):
            _copy_link(path, target)
        else:
            _copy(path, target)


def _copy_link(path: str, target: str) -> None:
    beside = _hidden_name(target)
    os.symlink(os.readlink(path), beside)
    with _removed_on_error(beside):
        os.rename(beside, target)
    os.unlink(path)


def _copy(path: str, target: str) -> None:
    """A whole copy with the time of the original, which then goes, if it is still what was copied."""
    beside = _hidden_name(target)
    with _opened(path) as source_fd, _removed_on_error(beside):
        with open(os.open(beside, _NEW, _FILE_MODE), "wb") as copy, open(source_fd, "rb", closefd=False) as source:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        copied = os.fstat(source_fd)
        os.utime(beside, ns=(copied.st_atime_ns, copied.st_mtime_ns))
        os.rename(beside, target)
        if _identity(os.lstat(path)) != _identity(copied):
            raise FileChanged(f"{path} was changed by somebody else meanwhile.", state_now="Their version is in place.")
        os.unlink(path)


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _sync_folder(path: str) -> None:
    """So that the name, too, is on the disk. Raises FileUnwritable."""
    try:
        fd = os.open(os.path.dirname(path) or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
    except OSError as error:
        if error.errno == errno.EINVAL:  # a file system that can't sync a folder
            return
        raise FileUnwritable(
            f"{path} was changed, but its folder can't be brought to the disk: {_words(error)}.",
            state_now="The change is in place and may be lost with the power.",
            next_step="Look at the disk and at `dmesg`.",
        ) from error


def _words(error: OSError | ValueError) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def _unwritable(path: str, error: OSError | ValueError) -> FileUnwritable:
    return FileUnwritable(f"{path} can't be written: {_words(error)}.", state_now=_AS_BEFORE)


def _exists(path: str) -> FileExists:
    return FileExists(f"There is a {path} already.", state_now=_AS_BEFORE)
