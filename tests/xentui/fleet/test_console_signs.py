"""What a guest's console shows is the guest's: of the domain that runs, and a problem where it is one."""

from tests.driver.simulated_host import SimulatedHostWithDriver
from tests.xentui.fleet.watching import Watcher
from xentui_driver.host.sources import SourceName
from xentui_driver.model.instance import Instance

LOG = "/var/log/xen/console/guest-web.log"
PANIC = "Kernel panic - not syncing: Fatal exception\n"


def watched(host: SimulatedHostWithDriver) -> Instance:
    watcher = Watcher(host.driver)
    watcher.look()
    watcher.read(SourceName.CONSOLES)
    assert watcher.state.snapshot is not None
    return next(each for each in watcher.state.snapshot.instances if each.name == "web")


def test_a_panic_is_a_problem_that_names_the_line() -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    host.xen.write_file("dom0a", LOG, PANIC)
    row = watched(host)
    assert row.problems == ("its kernel has panicked: Kernel panic - not syncing: Fatal exception",)
    assert row.has_trouble


def test_a_login_prompt_is_none() -> None:
    host = SimulatedHostWithDriver()
    host.started("web")
    host.xen.write_file("dom0a", LOG, "\nweb login: ")
    row = watched(host)
    assert row.problems == ()
    assert row.said is not None
    assert row.said.words == "it waits for a login: web login:"


def test_what_was_printed_before_the_domain_was_built_is_not_its_own() -> None:
    host = SimulatedHostWithDriver()
    host.xen.write_file("dom0a", LOG, PANIC)
    host.clock.advance(600.0)
    host.started("web")
    assert watched(host).said is None


def test_a_guest_that_does_not_run_says_nothing() -> None:
    host = SimulatedHostWithDriver()
    host.define("web")
    host.xen.write_file("dom0a", LOG, PANIC)
    assert watched(host).said is None
