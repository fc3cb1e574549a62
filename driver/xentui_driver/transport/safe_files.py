"""Opens files and folders so that only root and this process's own user decide what is opened.

Every level of a folder's path is checked, as sshd does for StrictModes, and held by a descriptor from then on: no name
is resolved twice, so a link that somebody else puts there meanwhile isn't followed.
"""

import errno
import os
import pwd
import stat
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

FILE_MODE = 0o600
FOLDER_MODE = 0o700

_LEVEL = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# Doesn't wait for the writer of a FIFO, and makes no terminal that it opens its own.
_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_MOST_LINKS = 40
"""The kernel's own limit (MAXSYMLINKS)."""
_LONGEST_UID = 10
_OWN_NAME = "xentui"
"""The folders of xentui's own state have this name, and everything below them is ours."""
_FIRST_GROUP_OF_PEOPLE = 1000
"""login.defs(5), GID_MIN: those below are the system's; Ubuntu's /var/log can be written by the group syslog."""


class Untrusted(OSError):
    """Somebody else could change what is written, or where to."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(errno.EPERM, reason)
        self.remedy = remedy


def remedy_of(error: BaseException) -> str:
    """The advice that corrects it, where that is more than the error's own words."""
    return error.remedy if isinstance(error, Untrusted) else ""


def words_of(error: OSError | ValueError) -> str:
    """The words of an OSError, without its number and its path."""
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


@contextmanager
def folder(path: str, *, make: bool = False, strict: bool = False, also: frozenset[int] = frozenset()) -> Iterator[int]:
    """Like `open_folder`; the descriptor is closed at the end."""
    fd = open_folder(path, make=make, strict=strict, also=also)
    try:
        yield fd
    finally:
        os.close(fd)


def open_folder(path: str, *, make: bool = False, strict: bool = False, also: frozenset[int] = frozenset()) -> int:
    """A descriptor of a folder that only root and this user can have put where it is.

    Arguments:
        make: Make the levels that aren't there, for nobody else to look into (0700).
        strict: The folder is one of xentui's own: refuse levels that a group of people may write, too.
        also: Other users whose folders and links are as good as our own.

    Raises Untrusted, OSError, ValueError.
    """
    walk = _Walk(frozenset({0, os.geteuid()}) | also, make=make, strict=strict)
    level = walk.to(os.path.join(os.getcwd(), path) if not path.startswith("/") else path)
    try:
        return os.open(".", _FOLDER, dir_fd=level)
    finally:
        os.close(level)


def require_ours(path: str, *, strict: bool = False, also: frozenset[int] = frozenset()) -> None:
    """Refuse a file or folder of xentui's own as `open_folder` does; only it itself is looked at.

    Raises Untrusted, OSError.
    """
    _require_trusted(os.stat(path), path, frozenset({0, os.geteuid()}) | also, strict=strict, is_own=True)


def behind_sudo(environ: Mapping[str, str]) -> frozenset[int]:
    """The user who became root by sudo (SUDO_UID): a path they give may be in a folder of their own."""
    uid = environ.get("SUDO_UID", "")
    return frozenset({int(uid)}) if uid.isascii() and uid.isdecimal() and len(uid) <= _LONGEST_UID else frozenset()


def new_file(name: str, folder_fd: int | None = None, *, more_flags: int = 0) -> int:
    """A descriptor of a new file that only its owner can read. Raises OSError, also when the name is taken."""
    return os.open(name, _NEW | more_flags, FILE_MODE, dir_fd=folder_fd)


def open_regular(path: str, folder_fd: int | None = None, *, follow: bool = False) -> int:
    """A descriptor of a regular file, for reading; never waits for a FIFO. Raises OSError, ValueError."""
    fd = os.open(path, _READ | (0 if follow else os.O_NOFOLLOW), dir_fd=folder_fd)
    try:
        require_regular(os.fstat(fd))
    except OSError:
        os.close(fd)
        raise
    return fd


def read_regular(path: str, limit_bytes: int, *, follow: bool = True) -> bytes:
    """At most so many bytes of a regular file. Raises OSError, ValueError."""
    if follow:
        require_regular(os.stat(path))  # opening a device may act
    with open(open_regular(path, follow=follow), "rb") as file:
        return file.read(limit_bytes)


def require_regular(status: os.stat_result) -> None:
    """Raises OSError."""
    if not stat.S_ISREG(status.st_mode):
        raise OSError("it is a folder" if stat.S_ISDIR(status.st_mode) else "it isn't a regular file")


def require_own_file(status: os.stat_result, path: str) -> None:
    """Refuse to append to another user's file, or to one with a second name. Raises Untrusted, OSError."""
    require_regular(status)
    if status.st_uid not in (0, os.geteuid()):
        raise Untrusted(f"it belongs to {user_name(status.st_uid)}", f"Move {path} away: xentui creates a new one.")
    if status.st_nlink > 1:
        raise Untrusted("it has another name too (a hard link)", f"Move {path} away: xentui creates a new one.")


def user_name(uid: int) -> str:
    with suppress(KeyError):
        return pwd.getpwuid(uid).pw_name
    return f"user {uid}"


class _Walk:
    """Goes down a path, one level at a time."""

    def __init__(self, owners: frozenset[int], *, make: bool, strict: bool) -> None:
        self._owners = owners
        self._make = make
        self._strict = strict

    def to(self, path: str) -> int:
        """Raises Untrusted, OSError, ValueError."""
        names = deque(path.split("/"))
        level, shown, links = self._root(), "", 0
        try:
            while names:
                name = names.popleft()
                if name in ("", "."):
                    continue
                target = self._link_target(level, name, f"{shown}/{name}")
                if target is None:
                    is_last = not any(names)
                    level, shown = self._down(level, name, f"{shown}/{name}", is_last=is_last), f"{shown}/{name}"
                    continue
                links += 1
                if links > _MOST_LINKS:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
                names.extendleft(reversed(target.split("/")))
                if target.startswith("/"):
                    os.close(level)
                    level, shown = self._root(), ""
        except BaseException:
            os.close(level)
            raise
        return level

    def _root(self) -> int:
        return os.open("/", _LEVEL)

    def _link_target(self, level: int, name: str, shown: str) -> str | None:
        """None where the name isn't a link."""
        try:
            status = os.stat(name, dir_fd=level, follow_symlinks=False)
        except FileNotFoundError:
            return None
        if not stat.S_ISLNK(status.st_mode):
            return None
        if status.st_uid not in self._owners:
            raise Untrusted(
                f"{shown} is a link that belongs to {user_name(status.st_uid)}",
                f"Remove {shown}, or give another folder.",
            )
        return os.readlink(name, dir_fd=level)

    def _down(self, level: int, name: str, shown: str, *, is_last: bool) -> int:
        """Open the next level and close the one before."""
        try:
            below = os.open(name, _LEVEL, dir_fd=level)
        except FileNotFoundError:
            if not self._make:
                raise
            with suppress(FileExistsError):  # another process was faster
                os.mkdir(name, FOLDER_MODE, dir_fd=level)
            below = os.open(name, _LEVEL, dir_fd=level)
        except NotADirectoryError as error:
            raise NotADirectoryError(errno.ENOTDIR, f"{shown} isn't a folder") from error
        try:
            is_own = self._strict and (is_last or _OWN_NAME in shown.split("/"))
            _require_trusted(os.fstat(below), shown, self._owners, strict=self._strict, is_own=is_own)
        except OSError:
            os.close(below)
            raise
        os.close(level)
        return below


def _require_trusted(status: os.stat_result, path: str, owners: frozenset[int], *, strict: bool, is_own: bool) -> None:
    """Raises Untrusted.

    Advises to correct a folder of xentui's own; another user's, such as a home, should stay as it is.
    """
    me = user_name(os.geteuid())

    def refused(reason: str, mended_by: str) -> Untrusted:
        another = f"Give a {'folder' if stat.S_ISDIR(status.st_mode) else 'file'} that only {me} can write to"
        return Untrusted(reason, f"{another}, or {mended_by}." if is_own else f"{another}.")

    if status.st_uid not in owners:
        raise refused(
            f"{path} belongs to {user_name(status.st_uid)}, who could change what is written there",
            f"`chown {me} {path}`",
        )
    if status.st_mode & stat.S_IWOTH and not status.st_mode & stat.S_ISVTX:
        raise refused(f"everybody can write into {path}", f"`chmod o-w {path}` once you have checked what is in it")
    if strict and status.st_mode & stat.S_IWGRP and not status.st_mode & stat.S_ISVTX and _is_of_people(status):
        raise refused(f"a group can write into {path}", f"`chmod g-w {path}` once you have checked what is in it")


def _is_of_people(status: os.stat_result) -> bool:
    return status.st_gid >= _FIRST_GROUP_OF_PEOPLE and status.st_gid != os.getegid()
