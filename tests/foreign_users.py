"""Other users of the machine, for tests of what root must not trust; only root can bring them about."""

import os
from pathlib import Path

import pytest

MALLORY = 54_321
"""A user id that nobody has."""

only_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to another user")


def given_to_mallory(path: Path, mode: int | None = None) -> Path:
    os.chown(path, MALLORY, MALLORY, follow_symlinks=False)
    if mode is not None:
        path.chmod(mode)
    return path
