"""Every test of this folder runs on the simulator, and with `-m lab` on real Xen, of either release."""

from collections.abc import Iterator

import pytest

from tests.contract.worlds import Backend, LabBackend, Pair, SimulatedBackend, World, make_pair, make_world

SIMULATED = {"simulator": ("host-a", "host-b"), "simulator-4.20": ("host-c",)}
LAB = pytest.param("lab", marks=pytest.mark.lab)
LAB_420 = pytest.param("lab-4.20", marks=(pytest.mark.lab, pytest.mark.lab_long))


@pytest.fixture(params=(*SIMULATED, LAB, LAB_420))
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """One host: on real Xen of the older release the one that this process has."""
    made = make_world(_backend(request))
    yield made
    made.close()


def _backend(request: pytest.FixtureRequest) -> Backend:
    if request.param in SIMULATED:
        return SimulatedBackend(*SIMULATED[request.param])
    fixture = "empty_host" if request.param == "lab" else "empty_host_c"
    return LabBackend((request.getfixturevalue(fixture),))


@pytest.fixture(params=("simulator", LAB))
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Two hosts that reach each other."""
    backend: Backend = SimulatedBackend("host-a", "host-b")
    if request.param == "lab":
        backend = LabBackend(request.getfixturevalue("empty_hosts"))
    made = make_pair(backend)
    yield made
    made.close()
