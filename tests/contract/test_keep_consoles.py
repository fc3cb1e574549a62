"""xenconsoled is made to keep what guests print, while they run."""

from collections.abc import Iterator

import pytest

from tests.contract.worlds import World
from xentui_driver.host.doctor.finding import Health
from xentui_driver.host.logs.log_source import LogKind
from xentui_driver.model.errors import CommandFailed

SETTINGS = "/etc/default/xen"


@pytest.fixture
def restored_world(world: World) -> Iterator[World]:
    """Its xenconsoled keeps nothing again at the end."""
    before = world.a.transport.read_file(SETTINGS)
    yield world
    world.backend.keep_no_consoles(world.a.host_name, SETTINGS, before)


def console_logging(world: World) -> Health:
    return next(finding.health for finding in world.a.doctor() if finding.check == "console logging")


def test_what_guests_print_is_kept_from_then_on_and_they_run_on(restored_world: World) -> None:
    world = restored_world
    talker = world.linux("talker")
    keeping = world.a.keeping_consoles()
    assert console_logging(world) is Health.WARNING
    assert [line for line in keeping.diff if line.startswith(("+X", "-X"))] == ['+XENCONSOLED_ARGS="--log=guest"']

    outcome = world.a.keep_consoles(keeping)
    assert outcome.summary == "What guests print is kept from now on."
    assert world.a.transport.read_file(SETTINGS).decode() == keeping.after
    assert console_logging(world) is Health.GOOD
    assert world.domain("talker").domid == talker.domid

    for again in (world.a.keeping_consoles, lambda: world.a.keep_consoles(keeping)):
        with pytest.raises(CommandFailed, match="is kept already"):
            again()

    world.a.stop(talker.ref)
    (log,) = world.a.logs_of("talker", kinds=(LogKind.CONSOLE,))[:1]
    assert log.is_readable
    world.linux("later")
    (log,) = world.a.logs_of("later", kinds=(LogKind.CONSOLE,))[:1]
    world.until(lambda: world.a.log_tail(log.source, 4096).content)
