"""Every test of this folder runs on the simulator, and with `-m lab` on real Xen."""

from collections.abc import Iterator

import pytest

from tests.contract.worlds import Backend, LabBackend, SimulatedBackend, World, make_world


@pytest.fixture(params=["simulator", pytest.param("lab", marks=pytest.mark.lab)])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    backend: Backend
    if request.param == "lab":
        backend = LabBackend(request.getfixturevalue("lab_hosts"))
        backend.clean()
    else:
        backend = SimulatedBackend()
    made = make_world(backend)
    yield made
    made.a.close()
    made.b.close()
    backend.clean()
