from pathlib import Path

import pytest

from tests.driver.sampler.fake_bus import FakeBus


@pytest.fixture
def bus(tmp_path: Path) -> FakeBus:
    return FakeBus(tmp_path)
