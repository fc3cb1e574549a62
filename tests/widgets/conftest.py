"""Fixtures of the widgets' tests."""

import pytest

from tests.pilots import patient_pilot
from tests.widgets import samples
from tests.widgets.gallery import Gallery
from xentui_driver.model.instance import Instance
from xentui_driver.model.snapshot import Snapshot
from xentui_widgets.instance_table import InstanceTable
from xentui_widgets.symbols import ASCII, UNICODE, Symbols

__all__ = ["patient_pilot"]


@pytest.fixture
def every_kind() -> tuple[Instance, ...]:
    return samples.every_kind()


@pytest.fixture
def host_snapshot() -> Snapshot:
    return samples.snapshot()


@pytest.fixture(params=[UNICODE, ASCII], ids=["unicode", "ascii"])
def symbols(request: pytest.FixtureRequest) -> Symbols:
    chosen = request.param
    assert isinstance(chosen, Symbols)
    return chosen


@pytest.fixture
def table() -> InstanceTable:
    return InstanceTable(empty_text="No instance")


@pytest.fixture
def gallery(table: InstanceTable) -> Gallery:
    return Gallery(table)
