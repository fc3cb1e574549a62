"""The lab for tests: `lab_hosts`, `empty_hosts`, `lab_transports`, `installed_xentui`.

Every test has them through tests/conftest.py: named a second time in another conftest.py, each would be another lab.
"""

from collections.abc import Iterator

import pytest

from tests.lab import install, lab
from tests.lab.host import LabHost
from tests.lab.transport import SshTransport

TwoHosts = tuple[LabHost, LabHost]


@pytest.fixture(scope="session")
def lab_hosts(request: pytest.FixtureRequest) -> Iterator[TwoHosts]:
    """host-a and host-b, up; built and booted when the first test asks for them."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def say(line: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\nlab: {line}", flush=True)

    with lab.running_lab(say) as running:
        yield running.hosts


@pytest.fixture
def empty_hosts(lab_hosts: TwoHosts) -> Iterator[TwoHosts]:
    """Both hosts without a guest, before and after the test."""
    for host in lab_hosts:
        host.destroy_guests()
    yield lab_hosts
    for host in lab_hosts:
        host.destroy_guests()


@pytest.fixture
def lab_transports(empty_hosts: TwoHosts) -> Iterator[tuple[SshTransport, SshTransport]]:
    """What the driver is given, for both hosts."""
    a, b = (host.transport() for host in empty_hosts)
    yield a, b
    a.close()
    b.close()


@pytest.fixture(scope="session")
def installed_xentui(lab_hosts: TwoHosts) -> str:
    """The folder in both dom0s that PYTHONPATH is to name for `python3 -m xentui`."""
    return install.install(lab_hosts)
