"""Put the xentui of this work tree, with all it needs, into the dom0s of the lab."""

import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.lab.host import LabHost

SITE_PACKAGES = "/opt/xentui"
WORK_TREE = Path(__file__).parents[2]


def install(hosts: Sequence[LabHost]) -> str:
    """The folder in the dom0s that PYTHONPATH is to name."""
    archive = _archive()
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda host: host.unpack(SITE_PACKAGES, archive), hosts))
    return SITE_PACKAGES


def _archive() -> bytes:
    """A tar of a site-packages, compiled here: the dom0's Python is slow and of the same release."""
    with tempfile.TemporaryDirectory(prefix="xentui-site-") as folder:
        _python("-m", "pip", "install", "--quiet", "--no-compile", "--target", folder, str(WORK_TREE))
        _python("-m", "compileall", "-q", "-j", "2", "--invalidation-mode", "unchecked-hash", folder)
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            tar.add(folder, arcname=".")
        return packed.getvalue()


def _python(*arguments: str) -> None:
    done = subprocess.run((sys.executable, *arguments), check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)}:\n{done.stdout}{done.stderr}")
