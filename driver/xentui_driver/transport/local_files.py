"""Writes this machine's files so that at every moment either the old or the new file is there as a whole."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from xentui_driver.model.errors import FileChanged, FileExists, FileUnreadable, FileUnwritable, InvalidInput
from xentui_driver.transport.hidden_files import (
    closed_on_error,
    give_name,
    hidden_name,
    new_beside,
    only_writer_in,
    put_in_place,
    removed_on_error,
    sweep_folder,
)
from xentui_driver.transport.safe_files import folder, new_file, open_regular, remedy_of, words_of

SYSRQ_TRIGGER = "/proc/sysrq-trigger"

_AS_BEFORE = "It was not changed."


def write_file(path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
    """Does what `Transport.write_file` says."""
    os.close(write_held(path, content, replacing=replacing, keeps_mode=keeps_mode))


def write_held(path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> int:
    """Like `write_file`; returns a descriptor that holds the file's lock, without which a hidden file is swept."""
    with _as_unwritable(path), folder(os.path.dirname(path)) as place:
        fd = _put(place, os.path.basename(path), path, content, replacing, keeps_mode=keeps_mode)
        with closed_on_error(fd):
            _sync_folder(place, path)
        return fd


def move_file(path: str, target: str) -> None:
    """Does what `Transport.move_file` says."""
    name, target_name = os.path.basename(path), os.path.basename(target)
    try:
        with folder(os.path.dirname(path)) as source:
            _require_movable(source, name, path)
            with folder(os.path.dirname(target), make=True, strict=True) as place:
                sweep_folder(place)
                with only_writer_in(source), _reserved(place, target_name):
                    _rename_or_copy(source, name, place, target_name)
                _sync_folder(place, target)
            _sync_folder(source, path)
    except FileNotFoundError as error:
        raise FileUnreadable(f"{path} doesn't exist.") from error
    except FileExistsError as error:
        raise _exists(target) from error
    except (OSError, ValueError) as error:
        raise FileUnwritable(
            f"{path} can't be moved to {target}: {words_of(error)}.",
            state_now=_AS_BEFORE,
            next_step=remedy_of(error),
        ) from error


def make_link(path: str, target: str) -> None:
    """Does what `Transport.make_link` says."""
    with _as_unwritable(path), folder(os.path.dirname(path), make=True) as place:
        os.symlink(target, os.path.basename(path), dir_fd=place)
        _sync_folder(place, path)


def remove_file(path: str) -> None:
    """Does what `Transport.remove_file` says."""
    try:
        with folder(os.path.dirname(path)) as place:
            os.unlink(os.path.basename(path), dir_fd=place)
            _sync_folder(place, path)
    except FileNotFoundError as error:
        raise FileUnreadable(f"{path} doesn't exist.") from error
    except (OSError, ValueError) as error:
        raise FileUnwritable(
            f"{path} can't be removed: {words_of(error)}.", state_now=_AS_BEFORE, next_step=remedy_of(error)
        ) from error


def sweep(path: str) -> None:
    """As `Transport.sweep`."""
    with suppress(OSError, ValueError), folder(path) as place:
        sweep_folder(place)


def press_sysrq(key: str) -> None:
    """Does what `Transport.press_sysrq` says."""
    if len(key) != 1 or not key.isascii() or not key.isalnum():
        raise InvalidInput(f"{key!r} isn't a sysrq key.", state_now="Nothing was done.")
    try:
        fd = os.open(SYSRQ_TRIGGER, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(fd, key.encode("ascii"))
        finally:
            os.close(fd)
    except OSError as error:
        raise FileUnwritable(
            f"{SYSRQ_TRIGGER} can't be written: {words_of(error)}.",
            state_now="Nothing was sent to the kernel.",
            next_step="Only root can do that, and not in a container.",
        ) from error


def _put(place: int, name: str, path: str, content: bytes, replacing: bytes | None, *, keeps_mode: bool) -> int:
    """Write the file under its name, and keep it locked. Raises XenError, OSError, ValueError."""
    sweep_folder(place)
    with new_beside(place, name) as (fd, beside), closed_on_error(fd):
        _write(fd, content)
        if replacing is None:
            give_name(place, fd, beside, name)
        else:
            with only_writer_in(place):
                _require_unchanged(place, name, path, replacing)
                if keeps_mode:
                    _take_mode(fd, os.stat(name, dir_fd=place, follow_symlinks=False))
                put_in_place(place, fd, beside, name)
    return fd


def _write(fd: int, content: bytes) -> None:
    with open(fd, "wb", closefd=False) as file:
        file.write(content)
    os.fsync(fd)


def _take_mode(fd: int, of: os.stat_result) -> None:
    """The owner first: a change of it takes the set-user-ID bits away (chown(2)). Raises OSError."""
    os.fchown(fd, of.st_uid, of.st_gid)
    os.fchmod(fd, stat.S_IMODE(of.st_mode))


def _require_unchanged(place: int, name: str, path: str, expected: bytes) -> None:
    """Raises FileChanged, FileUnwritable, OSError."""
    mode = os.stat(name, dir_fd=place, follow_symlinks=False).st_mode
    if stat.S_ISLNK(mode):
        raise FileUnwritable(
            f"{path} is a link to {os.readlink(name, dir_fd=place)}: xentui doesn't write through links.",
            state_now=_AS_BEFORE,
            next_step="Edit the file that it points to.",
        )
    if not stat.S_ISREG(mode):
        raise OSError("it isn't a regular file")
    with open(open_regular(name, place), "rb") as file:
        if file.read(len(expected) + 1) != expected:
            raise FileChanged(f"{path} was changed by somebody else meanwhile.", state_now="Their version is in place.")


def _require_movable(place: int, name: str, path: str) -> None:
    """Raises FileUnreadable, OSError."""
    mode = os.stat(name, dir_fd=place, follow_symlinks=False).st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
        raise FileUnreadable(f"{path} isn't a regular file.")


@contextmanager
def _reserved(place: int, name: str) -> Iterator[None]:
    """Take the name with an empty file, which a rename may then replace. Raises OSError."""
    os.close(new_file(name, place))
    with removed_on_error(place, name):
        yield


def _rename_or_copy(source: int, name: str, place: int, target: str) -> None:
    """Put the file in the place of the one that `_reserved` made. Raises FileChanged, OSError."""
    try:
        os.rename(name, target, src_dir_fd=source, dst_dir_fd=place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        if stat.S_ISLNK(os.stat(name, dir_fd=source, follow_symlinks=False).st_mode):
            _copy_link(source, name, place, target)
        else:
            _copy(source, name, place, target)


def _copy_link(source: int, name: str, place: int, target: str) -> None:
    beside = hidden_name(target)
    os.symlink(os.readlink(name, dir_fd=source), beside, dir_fd=place)
    with removed_on_error(place, beside):
        os.rename(beside, target, src_dir_fd=place, dst_dir_fd=place)
    os.unlink(name, dir_fd=source)


def _copy(source: int, name: str, place: int, target: str) -> None:
    """Copy the file with its time, then remove the original if it hasn't changed meanwhile."""
    import shutil

    with (
        open(open_regular(name, source), "rb") as original,
        new_beside(place, target) as (fd, beside),
        open(fd, "wb") as copy,
    ):
        shutil.copyfileobj(original, copy)
        copy.flush()
        os.fsync(fd)
        copied = os.fstat(original.fileno())
        os.utime(fd, ns=(copied.st_atime_ns, copied.st_mtime_ns))
        put_in_place(place, fd, beside, target)
        if _identity(os.stat(name, dir_fd=source, follow_symlinks=False)) != _identity(copied):
            raise FileChanged(f"{name} was changed by somebody else meanwhile.", state_now="Their version is in place.")
        os.unlink(name, dir_fd=source)


def _identity(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _sync_folder(place: int, path: str) -> None:
    """Bring the name to the disk too. Raises FileUnwritable."""
    try:
        os.fsync(place)
    except OSError as error:
        if error.errno == errno.EINVAL:  # this file system can't sync a folder
            return
        raise FileUnwritable(
            f"{path} was changed, but its folder can't be synced to disk: {words_of(error)}.",
            state_now="The change is in place, but a power cut could lose it.",
            next_step="Check the disk, and `dmesg`.",
        ) from error


@contextmanager
def _as_unwritable(path: str) -> Iterator[None]:
    """The OSError as one of our errors: FileExists, FileUnwritable."""
    try:
        yield
    except FileExistsError as error:
        raise _exists(path) from error
    except (OSError, ValueError) as error:
        raise FileUnwritable(
            f"{path} can't be written: {words_of(error)}.", state_now=_AS_BEFORE, next_step=remedy_of(error)
        ) from error


def _exists(path: str) -> FileExists:
    return FileExists(f"{path} already exists.", state_now=_AS_BEFORE)
