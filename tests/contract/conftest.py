"""Every test of this folder runs on the simulator, and with `-m lab` on real Xen."""

from collections.abc import Iterator

import pytest

from tests.contract.worlds import Backend, LabBackend, Pair, SimulatedBackend, World, make_pair, make_world

BACKENDS = ("simulator", pytest.param("lab", marks=pytest.mark.lab))


@pytest.fixture(params=BACKENDS)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """One host: on real Xen the one that this process has."""
    backend: Backend = SimulatedBackend()
    if request.param == "lab":
        backend = LabBackend((request.getfixturevalue("empty_host"),))
    made = make_world(backend)
    yield made
    made.close()


@pytest.fixture(params=BACKENDS)
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Two hosts that reach each other."""
    backend: Backend = SimulatedBackend()
    if request.param == "lab":
        backend = LabBackend(request.getfixturevalue("empty_hosts"))
    made = make_pair(backend)
    yield made
    made.close()
