"""The demonstration's guests are built without reading their definitions, and still match them."""

import random
from itertools import islice
from uuid import UUID

import pytest

from xentui_driver.definitions.xl_config.meaning.definition import understood
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.simulator.clock import SimulatedClock
from xentui_driver.simulator.definition import facts_for, settings_of
from xentui_driver.simulator.host import HostFacts
from xentui_driver.simulator.names import sketches
from xentui_driver.simulator.population import _definition, _settings
from xentui_driver.simulator.subcommands import PERFORMED
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.simulator.xl import main_of


def test_each_guest_is_what_its_definition_says() -> None:
    xen = SimulatedXen(SimulatedClock())
    host = xen.add_host("dom0a", HostFacts())
    for sketch in islice(sketches(), 100):
        uuid = xen.new_uuid()
        stated = understood(parse(_definition(sketch, uuid), sketch.name), host=facts_for(host)).record
        found = _settings(host, sketch, uuid)
        assert found == settings_of(stated)
        assert found.record() == stated


def test_a_uuid_is_as_the_standard_library_makes_it() -> None:
    xen, dice = SimulatedXen(SimulatedClock(), seed=7), random.Random(7)
    for _ in range(100):
        assert xen.new_uuid() == str(UUID(int=dice.getrandbits(128), version=4))


@pytest.mark.parametrize("name", PERFORMED)
def test_each_subcommand_has_what_it_runs(name: str) -> None:
    assert callable(main_of(name))
