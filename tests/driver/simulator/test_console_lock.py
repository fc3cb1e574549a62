"""A simulated console is held by the process that shows it, as a real one by its client."""

import subprocess

from tests.driver.simulator.small_world import SmallWorld
from tests.pseudo_terminal import Program
from tests.waiting import until
from xentui_driver.host.console_holder import console_holder, is_attached
from xentui_driver.simulator.console_lock import ConsoleLock, held


def test_a_lock_is_held_as_long_as_somebody_holds_it() -> None:
    lock = ConsoleLock()
    assert not lock.is_held()
    with held(lock.path):
        assert lock.is_held()
    assert not lock.is_held()


def test_a_client_on_a_terminal_is_attached_until_it_is_left(world: SmallWorld) -> None:
    domid = world.started("web").domid
    argv = world.a.terminal_argv(["xl", "console", str(domid)])
    assert not is_attached(world.a, domid)
    with Program(argv) as client:
        client.shows("root@web")
        until(lambda: is_attached(world.a, domid))
        holder = console_holder(world.a, domid)
        assert holder is not None
        assert holder.command.startswith(f"xenconsole {domid} ")
        second = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        assert second.returncode != 0
        assert "Could not lock" in second.stderr
        client.press(b"\x1d")
        assert client.ended() == 0
    assert console_holder(world.a, domid) is None


def test_the_simulated_client_is_left_with_it(world: SmallWorld) -> None:
    domid = world.started("web").domid
    with Program(world.a.terminal_argv(["xl", "console", "-e", "^T", str(domid)])) as client:
        client.shows("root@web")
        client.press(b"\x1d")
        client.press(b"\x14")
        assert client.ended() == 0
