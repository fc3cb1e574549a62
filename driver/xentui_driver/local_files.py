"""Writes this machine's files so that at every moment the old or the new one is there, whole."""

import errno
import os
import secrets
import shutil
import stat
from contextlib import suppress

from xentui_driver.errors import FileChanged, FileExists, FileUnreadable, FileUnwritable
from xentui_driver.text import harmless

SYSRQ_TRIGGER = "/proc/sysrq-trigger"
_FILE_MODE = 0o600
_FOLDER_MODE = 0o700


def write_file(path: str, content: bytes, *, replacing: bytes | None) -> None:
    """As `Transport.write_file`."""
    try:
        beside = _written_beside(path, content)
        try:
            if replacing is None:
                os.link(beside, path, follow_symlinks=False)  # unlike rename it never overwrites
            else:
                _require_unchanged(path, replacing)
                os.rename(beside, path)
            _sync_folder(path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(beside)
    except FileExistsError as error:
        raise _exists(path) from error
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error


def move_file(path: str, target: str) -> None:
    """As `Transport.move_file`."""
    if not os.path.lexists(path):
        raise FileUnreadable(f"There is no {harmless(path)}.")
    try:
        os.makedirs(os.path.dirname(target), mode=_FOLDER_MODE, exist_ok=True)
        try:
            os.link(path, target, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError as error:
            if error.errno not in (errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK):
                raise
            _copy(path, target)
        _sync_folder(target)
        os.unlink(path)
        _sync_folder(path)
    except FileExistsError as error:
        raise _exists(target) from error
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error


def make_link(path: str, target: str) -> None:
    """As `Transport.make_link`."""
    try:
        os.symlink(target, path)
        _sync_folder(path)
    except FileExistsError as error:
        raise _exists(path) from error
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error


def remove_file(path: str) -> None:
    """As `Transport.remove_file`."""
    try:
        os.unlink(path)
        _sync_folder(path)
    except FileNotFoundError as error:
        raise FileUnreadable(f"There is no {harmless(path)}.") from error
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error


def press_sysrq(key: str) -> None:
    """As `Transport.press_sysrq`."""
    try:
        with open(SYSRQ_TRIGGER, "wb", buffering=0) as trigger:
            trigger.write(key.encode("ascii"))
    except OSError as error:
        raise unwritable(SYSRQ_TRIGGER, error) from error


def unwritable(path: str, error: OSError | ValueError) -> FileUnwritable:
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return FileUnwritable(f"{path} can't be written: {words}.", state_now="It is as it was.")


def _written_beside(path: str, content: bytes) -> str:
    """The path of a new file in the same folder, with the content on the disk. Raises OSError."""
    folder, name = os.path.split(path)
    beside = os.path.join(folder, f".{name[:100]}.{secrets.token_hex(4)}.new")
    fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _FILE_MODE)
    try:
        with open(fd, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
    return beside


def _require_unchanged(path: str, expected: bytes) -> None:
    """Raises FileChanged, FileUnwritable, OSError."""
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        raise FileUnwritable(
            f"{path} is a link to {os.readlink(path)}: nothing is written through a link.",
            state_now="It is as it was.",
            next_step="Edit the file that it points to.",
        )
    if not stat.S_ISREG(status.st_mode):
        raise FileUnwritable(f"{path} is no regular file.", state_now="It is as it was.")
    with open(path, "rb") as file:
        if file.read(len(expected) + 1) != expected:
            raise FileChanged(f"{path} was changed by somebody else meanwhile.", state_now="Their version is in place.")


def _copy(path: str, target: str) -> None:
    """A whole copy or none, of a file or of a link. Raises OSError."""
    if os.path.islink(path):
        os.symlink(os.readlink(path), target)
        return
    fd = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _FILE_MODE)
    try:
        with open(path, "rb") as source, open(fd, "wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
    except BaseException:
        with suppress(OSError):
            os.unlink(target)
        raise


def _sync_folder(path: str) -> None:
    """So that the name, too, is on the disk."""
    fd = os.open(os.path.dirname(path) or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _exists(path: str) -> FileExists:
    return FileExists(f"There is a {path} already.", state_now="It is as it was.")
