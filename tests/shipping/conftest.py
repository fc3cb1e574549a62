"""The one file, made once for the tests of a worker."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shipping.one_file import OneFile
from tests.shipping.one_file import made as make


@pytest.fixture(scope="session")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> OneFile:
    return make(tmp_path_factory.mktemp("dist"))


@pytest.fixture
def copied(one_file: OneFile, tmp_path: Path) -> Callable[[int | None], Path]:
    """A copy of it that has only so many bytes."""

    def copy(size: int | None = None) -> Path:
        path = tmp_path / "xentui.pyz"
        path.write_bytes(one_file.path.read_bytes()[:size])
        return path

    return copy
