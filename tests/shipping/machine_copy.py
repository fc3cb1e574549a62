"""This machine once more, in a folder: what is installed in it is installed nowhere else, and it has no network.

Its files are those of this machine under a layer of its own, so that Debian's tools find the Python that they expect.
"""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_MAKE = """
set -e
mount -t tmpfs layer "$1"
mkdir "$1/changed" "$1/work" "$1/root"
mount -t overlay -o "lowerdir=/,upperdir=$1/changed,workdir=$1/work" copy "$1/root"
mount --rbind /proc "$1/root/proc"
mount --rbind /dev "$1/root/dev"
mount --bind "$2" "$1/root$2"
echo ready
exec cat
"""


class NoCopy(Exception):
    """This machine doesn't let us mount one."""


class MachineCopy:
    """Lives as long as the `with` block. The folder of temporary files is the same, here and there."""

    def __init__(self, place: Path) -> None:
        """`place` is an empty folder. Raises NoCopy."""
        self._root = place / "root"
        argv = ("unshare", "--mount", "--net", "sh", "-c", _MAKE, "sh", str(place), tempfile.gettempdir())
        self._holder = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self._holder.stdout is not None
        if self._holder.stdout.readline() != "ready\n":
            raise NoCopy(self._holder.communicate()[1].strip())

    def __enter__(self) -> "MachineCopy":
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.communicate()

    def argv(self, *command: str) -> tuple[str, ...]:
        """What runs a command in it."""
        enter = ("nsenter", "--mount", "--net", f"--target={self._holder.pid}")
        return (*enter, "chroot", str(self._root), *command)

    def run(
        self, *command: str, environ: Mapping[str, str] | None = None, cwd: str = "/"
    ) -> "subprocess.CompletedProcess[str]":
        """To its end, whatever that is."""
        plain = {"PATH": _PATH, "LC_ALL": "C.UTF-8", "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.run(
            self.argv("env", f"--chdir={cwd}", *command),
            env={**plain, **(environ or {})},
            capture_output=True,
            text=True,
            check=False,
        )

    def does(self, *command: str) -> str:
        """What a command that must succeed says."""
        done = self.run(*command)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stdout}{done.stderr}"
        return done.stdout
