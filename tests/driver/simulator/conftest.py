"""The world that most tests of the simulator need."""

import pytest

from tests.driver.simulator.small_world import SmallWorld


@pytest.fixture
def world() -> SmallWorld:
    return SmallWorld()


@pytest.fixture
def held_world() -> SmallWorld:
    """Its clock stands still until the test advances it."""
    return SmallWorld(held=True)
