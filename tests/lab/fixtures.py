"""The lab for tests: one host or both, theirs alone while they run, and xentui installed there.

Every test has them through tests/conftest.py: named a second time in another conftest.py, each would be another lab.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.lab import install, sharing
from tests.lab.host import LabHost
from tests.lab.lab import HOST_C, Lab, running_lab

TwoHosts = tuple[LabHost, LabHost]


@pytest.fixture(scope="session")
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    """host-a and host-b, up: those of the whole run, or built and booted when the first test asks for them."""
    given = sharing.given_lab(request.config)
    if given is not None:
        given.wait_until_up()
        yield given
        for host in given.hosts:
            host.disconnect()
        return
    with running_lab(_sayer(request.config)) as running:
        yield running


@pytest.fixture(scope="session")
def host_c(request: pytest.FixtureRequest) -> Iterator[LabHost]:
    """Debian 13 with Xen 4.20: this process's own, booted when the first test asks for it."""
    with running_lab(_sayer(request.config), HOST_C) as running:
        yield running.hosts[0]


def _sayer(config: pytest.Config) -> Callable[[str], None]:
    capture = config.pluginmanager.getplugin("capturemanager")

    def say(line: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\nlab: {line}", flush=True)

    return say


@pytest.fixture
def claimed_hosts(request: pytest.FixtureRequest, lab: Lab) -> Iterator[tuple[LabHost, ...]]:
    """The hosts that no other test has meanwhile: both in their order, or this process's own."""
    own = (lab.hosts[sharing.own_number(request.config)],)
    hosts = lab.hosts if sharing.needs_both_hosts(request.node) else own
    with ExitStack() as claims:
        for host in hosts:
            claims.enter_context(host.claimed())
        yield hosts


@pytest.fixture
def lab_host(claimed_hosts: tuple[LabHost, ...]) -> LabHost:
    """One host, whichever: most tests need no more, and two of them run side by side."""
    return claimed_hosts[0]


@pytest.fixture
def lab_hosts(claimed_hosts: tuple[LabHost, ...]) -> TwoHosts:
    """host-a and host-b."""
    a, b = claimed_hosts
    return a, b


@pytest.fixture
def empty_host(lab_host: LabHost) -> Iterator[LabHost]:
    """One host without guests, definitions and jobs, before and after the test."""
    lab_host.empty()
    yield lab_host
    lab_host.empty()


@pytest.fixture
def empty_host_c(host_c: LabHost) -> Iterator[LabHost]:
    """host-c without guests, definitions and jobs, before and after the test."""
    host_c.empty()
    yield host_c
    host_c.empty()


@pytest.fixture
def empty_hosts(lab_hosts: TwoHosts) -> Iterator[TwoHosts]:
    """Both hosts without guests, definitions and jobs, before and after the test."""
    for host in lab_hosts:
        host.empty()
    yield lab_hosts
    for host in lab_hosts:
        host.empty()


@pytest.fixture(scope="session")
def packed_xentui(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of this work tree's xentui; the workers of a run share it."""
    base = tmp_path_factory.getbasetemp()
    return install.packed_once(base.parent if base.name.startswith("popen-") else base)


@pytest.fixture
def installed_xentui(claimed_hosts: tuple[LabHost, ...], packed_xentui: Path) -> str:
    """The folder in the dom0s that PYTHONPATH is to name for `python3 -m xentui`."""
    return install.install(claimed_hosts, packed_xentui)


@pytest.fixture
def installed_on_c(host_c: LabHost, packed_xentui: Path) -> str:
    """The same in host-c."""
    return install.install((host_c,), packed_xentui)
