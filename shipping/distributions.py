"""The wheel and the sdist, for pip, pipx and uv: made by the build backend of `pyproject.toml`."""

import os
import subprocess
import sys
from pathlib import Path

from shipping import own


class NotBuilt(Exception):
    """The build backend has failed."""


def build(folder: Path, epoch_s: int) -> tuple[Path, Path]:
    """Write both to the folder, without network; their paths. Raises NotBuilt."""
    argv = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(own.ROOT))
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch_s)}
    done = subprocess.run(argv, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotBuilt(f"the wheel can't be built: {(done.stderr or done.stdout).strip()}")
    name = f"xentui-{own.VERSION}"
    return folder / f"{name}-py3-none-any.whl", folder / f"{name}.tar.gz"
