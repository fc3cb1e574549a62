"""Put the xentui of this work tree, with all it needs, into the dom0s of the lab."""

import fcntl
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.lab.host import LabHost

WORK_TREE = Path(__file__).parents[2]


def install(hosts: Sequence[LabHost], archive: Path) -> str:
    """The folder in the dom0s that PYTHONPATH is to name; one that has been laid there before is left as it is."""
    content = archive.read_bytes()
    folder = f"/opt/xentui-{hashlib.sha256(content).hexdigest()[:16]}"
    for host in hosts:
        if host.run(("test", "-d", folder)).exit_status != 0:
            host.unpack(folder, content)
    return folder


def packed_once(folder: Path) -> Path:
    """A tar of a site-packages in that folder; made by the first of the processes that ask."""
    archive = folder / "xentui.tar"
    with (folder / "xentui.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not archive.exists():
            unfinished = archive.with_suffix(".new")
            _pack(unfinished)
            unfinished.rename(archive)
    return archive


def _pack(archive: Path) -> None:
    """Compiled here: the dom0's Python is slow and of the same release."""
    with tempfile.TemporaryDirectory(prefix="xentui-site-") as folder:
        _python("-m", "pip", "install", "--quiet", "--no-compile", "--target", folder, str(WORK_TREE))
        _python("-m", "compileall", "-q", "-j", "2", "--invalidation-mode", "unchecked-hash", folder)
        with tarfile.open(archive, mode="w") as tar:
            tar.add(folder, arcname=".")


def _python(*arguments: str) -> None:
    done = subprocess.run((sys.executable, *arguments), check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)}:\n{done.stdout}{done.stderr}")
