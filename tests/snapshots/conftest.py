"""What every picture of a screen relies on."""

import time
from collections.abc import Iterator

import pytest

from tests.pilots import patient_pilot

__all__ = ["patient_pilot"]


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
