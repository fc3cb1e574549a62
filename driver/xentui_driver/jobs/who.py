"""Finds the person behind this process: the user id alone doesn't show who came by sudo or ssh."""

import os
import pwd
from collections.abc import Mapping
from contextlib import suppress

from xentui_driver.model.job import Who
from xentui_driver.model.text import harmless

_MOST_PARENTS = 30
_LIMIT_BYTES = 1 << 16
_WORD_LIMIT = 200


def who_am_i(environ: Mapping[str, str] = os.environ) -> Who:
    """The user, who became that user by sudo, and from where.

    sudo drops SSH_CLIENT, so it is looked up in the parent processes too (environ in proc(5)).
    """
    return Who(
        user=_user(os.geteuid()),
        sudo_user=_word(environ.get("SUDO_USER", "")),
        ssh_client=_word(environ.get("SSH_CLIENT", "") or _ssh_client_above(os.getppid())).partition(" ")[0],
        terminal=_terminal(),
    )


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _terminal() -> str:
    for fd in (0, 1, 2):
        with suppress(OSError):
            return os.ttyname(fd).removeprefix("/dev/")
    return ""


def _ssh_client_above(pid: int) -> str:
    for _ in range(_MOST_PARENTS):
        if pid <= 1:
            break
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                words = file.read(_LIMIT_BYTES).split(b"\0")
            with open(f"/proc/{pid}/stat", "rb") as file:
                pid = int(file.read(_LIMIT_BYTES).rpartition(b")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            break
        for word in words:
            if word.startswith(b"SSH_CLIENT="):
                return word.partition(b"=")[2].decode("ascii", "replace")
    return ""


def _word(text: str) -> str:
    return harmless(text, _WORD_LIMIT)
