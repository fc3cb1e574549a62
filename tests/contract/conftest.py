"""Every test of this folder runs on the simulator, and with `-m lab` on real Xen, of either release."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.contract.cells import Notes, noted
from tests.contract.worlds import Backend, LabBackend, Pair, SimulatedBackend, World, make_pair, make_world
from tests.lab.introduction import introduce

SIMULATED = {
    "simulator": ("host-a", "host-b"),
    "simulator-4.20": ("host-c",),
    "simulator-4.17-and-4.20": ("host-a", "host-c"),
}
LAB = pytest.param("lab", marks=pytest.mark.lab)
LAB_420 = pytest.param("lab-4.20", marks=(pytest.mark.lab, pytest.mark.lab_long))
LAB_BOTH = pytest.param("lab-4.17-and-4.20", marks=(pytest.mark.lab, pytest.mark.lab_long))


@pytest.fixture(params=("simulator", "simulator-4.20", LAB, LAB_420))
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """One host: on real Xen of the older release the one that this process has."""
    with _noted(request) as notes:
        made = make_world(_backend(request, "empty_host"), notes)
        yield made
        made.close()


@pytest.fixture(params=("simulator", LAB))
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Two hosts of one release that reach each other."""
    with _noted(request) as notes:
        made = make_pair(_backend(request, "empty_hosts"), notes)
        yield made
        made.close()


@pytest.fixture(params=("simulator-4.17-and-4.20", LAB_BOTH))
def mixed_pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Xen 4.17 on the one host and 4.20 on the other; they reach each other."""
    with _noted(request) as notes:
        made = make_pair(_backend(request, "empty_host"), notes)
        yield made
        made.close()


@contextmanager
def _noted(request: pytest.FixtureRequest) -> Iterator[Notes]:
    notes = Notes()
    yield notes
    if request.param not in SIMULATED:
        request.node.user_properties.append(noted(notes.cells))


def _backend(request: pytest.FixtureRequest, of_4_17: str) -> Backend:
    """`of_4_17` is the fixture for what is real and of the older release."""
    if request.param in SIMULATED:
        return SimulatedBackend(*SIMULATED[request.param])
    if request.param == "lab-4.20":
        return LabBackend((request.getfixturevalue("empty_host_c"),))
    found = request.getfixturevalue(of_4_17)
    if request.param == "lab-4.17-and-4.20":
        newer = request.getfixturevalue("empty_host_c")
        introduce(found, newer)
        return LabBackend((found, newer))
    return LabBackend(found if of_4_17 == "empty_hosts" else (found,))
