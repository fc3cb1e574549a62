"""What a poll asks of a host: xl at first, then the sampler, and xl again for what only xl knows."""

from tests.driver.simulator.small_world import SmallWorld
from tests.xentui.fleet.watching import Watcher
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.host.sources import DomainsRead, NodeRead, SourceName
from xentui_driver.simulator.faults import Fault
from xentui_driver.transport.protocol import Completed


class Asked:
    """A driver on a host, and the commands that it runs."""

    def __init__(self) -> None:
        self.world = SmallWorld()
        self.web = self.world.started("web")
        transport, self.commands = self.world.a, list[str]()
        run = transport.run

        def noting(argv: tuple[str, ...], *, timeout_s: float) -> Completed:
            self.commands.append(" ".join(argv[:2]))
            return run(argv, timeout_s=timeout_s)

        transport.run = noting  # type: ignore[method-assign, assignment]
        self.watcher = Watcher(Hypervisor(transport, self.world.clock))

    def poll(self, after_s: float = 2.0) -> list[str]:
        """The commands of one more poll."""
        self.commands.clear()
        self.world.clock.advance(after_s)
        self.watcher.look()
        self.watcher.read(SourceName.COUNTERS)
        return list(self.commands)

    @property
    def node(self) -> NodeRead:
        return self.watcher.state.known.node

    @property
    def listed(self) -> DomainsRead:
        value = self.watcher.state.readings[SourceName.LISTING].value
        assert isinstance(value, DomainsRead)
        return value


def test_the_first_listing_waits_for_no_sampler() -> None:
    host = Asked()
    host.watcher.look()
    assert host.listed.counted is None
    assert host.commands[:1] == ["xl list"]
    assert "xl info" in host.commands


def test_most_polls_run_no_command() -> None:
    host = Asked()
    for _ in range(4):
        host.poll()
    ran = [host.poll() for _ in range(20)]
    assert host.listed.counted is not None
    assert ran.count([]) >= 15, ran
    assert all("xl info" not in commands and "xl list" not in commands for commands in ran)


def test_each_minute_xl_is_asked_again() -> None:
    host = Asked()
    for _ in range(4):
        host.poll()
    ran = [command for _ in range(60) for command in host.poll()]
    assert ran.count("xl list") == 2
    assert ran.count("xl info") == 2


def test_free_memory_is_that_of_the_sample() -> None:
    host = Asked()
    for _ in range(4):
        host.poll()
    before = host.node.node.memory_free_kib
    host.world.xl("mem-set", str(host.web.domid), "256m")
    for _ in range(20):
        host.poll()
    assert before is not None
    assert host.node.node.memory_free_kib is not None
    assert host.node.node.memory_free_kib > before
    assert host.node.account.memory is not None
    assert host.node.account.memory.free_kib == host.node.node.memory_free_kib


def test_a_guest_that_comes_is_listed_at_once_with_its_name() -> None:
    host = Asked()
    for _ in range(4):
        host.poll()
    host.world.started("db")
    host.poll()
    assert [each.name for each in host.listed.listing.domains] == ["Domain-0", "web", "db"]


def test_a_sampler_that_dies_is_replaced_by_xl_in_the_same_poll() -> None:
    host = Asked()
    for _ in range(4):
        host.poll()
    host.world.let(Fault.SAMPLER_DIES)
    assert "xl list" in host.poll()
    assert host.watcher.state.failure is None
    assert "aren't counted" in host.watcher.state.why_uncounted


def test_while_xenstored_is_down_the_figures_go_on() -> None:
    host = Asked()
    for _ in range(4):
        host.poll()
    host.world.let(Fault.XENSTORED_DOWN)
    before = host.listed.listing.domains[1].cpu_time_s
    for _ in range(10):
        host.poll()
    state = host.watcher.state
    assert state.failure is None
    assert host.listed.listing.domains[1].name == "web"
    assert host.listed.listing.domains[1].cpu_time_s >= before
    assert state.snapshot is not None
    assert any(each.startswith("names may be old: xenstored has not answered") for each in state.snapshot.problems)
