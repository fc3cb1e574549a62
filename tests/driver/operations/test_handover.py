"""The halves of a migration: what is asked before, and what is cleared up after, on one host each."""

import json
import threading
from collections.abc import Mapping, Sequence

import pytest

from tests.driver.simulator.small_world import DISK, UUID, SmallWorld
from tests.scripted import DATA, Answer, ScriptedTransport, listing, row, uuid_of
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandFailed, DomainChanged, MigrationRefused, NoSuchDomain, ParseError
from xentui_driver.operations import handover
from xentui_driver.operations.handover import (
    MigrationInfo,
    MigrationState,
    accept_migration,
    finalize_source,
    finalize_target,
    migration_info,
    migration_status,
)
from xentui_driver.operations.migration_checks import check_guest
from xentui_driver.simulator import Fault, HostFacts, SimulatedClock
from xentui_driver.toolstack.limits import Limits
from xentui_driver.toolstack.xl import Xl, silent
from xentui_driver.transport.protocol import Completed, Transport

INFO = (DATA / "xl-golden/info.out").read_text()
WEB = DomainRef(uuid_of(7), 7, "web")
VIF = 'vif = [ "bridge=xenbr0" ]'


def xl_of(transport: Transport) -> Xl:
    return Xl(transport, SimulatedClock(), Limits(), threading.Event())


def details(**more: object) -> str:
    config = {"c_info": {"type": "pvh", "name": "web"}, "b_info": {"max_memkb": 1 << 20, "target_memkb": 1 << 20}}
    return json.dumps([{"domid": 7, "config": {**config, **more}}])


class SoundTransport(ScriptedTransport):
    """xenstore has the domains of the listing that was told last."""

    listed = ""

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        if argv[0] == "xenstore-list":
            return Completed(
                tuple(argv), 0, "".join(f"{line.split()[1]}\n" for line in self.listed.splitlines()[1:]), ""
            )
        completed = super().run(argv, timeout_s=timeout_s)
        if tuple(argv) == ("xl", "list", "-v"):
            self.listed = completed.stdout
        return completed


def scripted(
    rows: str = row("web", 7), answers: Mapping[str, Answer | list[Answer]] | None = None
) -> tuple[Xl, ScriptedTransport]:
    script: dict[str, Answer | list[Answer]] = {"xl info": INFO, "xl list -v": listing(rows)}
    transport = SoundTransport({**script, **(answers or {})})
    return xl_of(transport), transport


def info_of(config: str, rows: str = row("web", 7, mem=1024)) -> MigrationInfo:
    xl, _ = scripted(rows, {"xl list -l 7": config})
    return migration_info(xl, WEB)


def world_with(*lines: str, type: str = "pvh") -> tuple[SmallWorld, Xl, Xl, DomainRef]:
    world = SmallWorld()
    domain = world.started("web", *lines, type=type)
    a, b = (Xl(transport, world.clock, Limits(), threading.Event()) for transport in (world.a, world.b))
    return world, a, b, DomainRef(domain.uuid, domain.domid, "web")


def test_the_source_tells_what_the_target_must_have() -> None:
    _, a, _, ref = world_with(f'disk = [ "phy:{DISK},xvda,w" ]', VIF)
    info = migration_info(a, ref)
    assert (info.name, info.uuid, info.type, info.xen_version) == ("web", ref.uuid, "pvh", "4.17.7")
    assert (info.disks, info.bridges, info.problems) == ((DISK,), ("xenbr0",), ())


@pytest.mark.parametrize(
    ("kind", "build", "needed_kib"),
    [
        # 1 GiB, 4 * (256 * vCPUs + pages for each MiB of its maximum), the extra of its type; up to 2 MiB more.
        ("pvh", {}, 1048576 + 4 * (256 + 1024) + 2048 + 1024),
        ("hvm", {"max_vcpus": 4}, 1048576 + 4 * (1024 + 1024) + 2048),
        ("pv", {}, 1048576 + 4 * (256 + 1024) + 1024),
        ("pvh", {"shadow_memkb": 8192, "iommu_memkb": 2048}, 1048576 + 8192 + 2048 + 2048),
        ("hvm", {"target_memkb": 2048 * 1024}, 2048 * 1024 + 4 * (256 + 1024) + 2048 + 1024),
    ],
)
def test_the_memory_is_reckoned_as_libxl_does(kind: str, build: dict[str, int], needed_kib: int) -> None:
    create = {"type": kind, "name": "web"}
    memory = {"max_memkb": 1 << 20, "target_memkb": 1 << 20}
    info = info_of(details(c_info=create, b_info=memory | build))
    assert info.memory_kib == -(-needed_kib // 2048) * 2048
    assert info.memory_kib - needed_kib < 2048


def test_a_guest_without_hap_needs_shadow_pages_too() -> None:
    build = {"max_memkb": 1 << 20, "target_memkb": 1 << 20}
    with_hap = info_of(details(c_info={"type": "hvm", "name": "web"}, b_info=build)).memory_kib
    without = info_of(details(c_info={"type": "hvm", "name": "web", "hap": "False"}, b_info=build)).memory_kib
    assert without - with_hap == 4 * 1024


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"pcidevs": [{"dev": 2, "bus": 1}]}, "PCI device"),
        ({"b_info": {"vnuma_nodes": [{"memkb": 1}]}}, "vNUMA"),
        ({"b_info": {"disable_migrate": "True"}}, "nomigrate=1"),
        ({"b_info": {"nested_hvm": "True"}}, "nested"),
        ({"b_info": {"type.hvm": {"nested_hvm": "True"}}}, "nested"),
    ],
)
def test_a_guest_that_can_move_nowhere_says_why(config: dict[str, object], problem: str) -> None:
    info = info_of(details(**config))
    assert len(info.problems) == 1
    assert problem in info.problems[0]
    with pytest.raises(MigrationRefused, match="can't be migrated"):
        check_guest(info)


def test_a_pv_guest_on_a_xen_without_shadow_paging_can_move_nowhere() -> None:
    without = INFO.replace("hap shadow", "hap")
    for text, problems in ((without, 1), (INFO, 0), (INFO.replace("hap shadow", "hvm_directio"), 0)):
        config = details(c_info={"type": "pv", "name": "web"})
        xl, _ = scripted(answers={"xl info": text, "xl list -l 7": config})
        assert len(migration_info(xl, WEB).problems) == problems


@pytest.mark.parametrize("state", ["--p---", "---s--", "---sc-"])
def test_a_guest_that_cannot_hear_the_request_is_a_problem(state: str) -> None:
    assert "has to answer" in info_of(details(), row("web", 7, state)).problems[0]


def test_disks_that_are_no_files_of_dom0_are_not_looked_for() -> None:
    disks = [
        {"pdev_path": "/dev/vg/web", "vdev": "xvda"},
        {"pdev_path": "/dev/vg/web", "vdev": "xvdb"},
        {"vdev": "hdc", "is_cdrom": "True"},
        {"pdev_path": "pool/web", "vdev": "xvdc", "script": "block-rbd"},
        {"pdev_path": "/dev/x", "vdev": "xvdd", "backend_domname": "storage"},
        "garbage",
    ]
    assert info_of(details(disks=disks)).disks == ("/dev/vg/web",)


@pytest.mark.parametrize("text", ["(domain (domid 7))\n", "", "[", "\x1b", "{}", "[1]"])
def test_a_configuration_that_is_no_json_is_told(text: str) -> None:
    with pytest.raises(ParseError):
        info_of(text)


@pytest.mark.parametrize("text", ["[\n\n]\n", '[{"domid": 8, "config": {}}]'])
def test_a_guest_that_libxl_knows_nothing_of_is_told(text: str) -> None:
    with pytest.raises(CommandFailed, match="no configuration for web"):
        info_of(text)


def test_a_target_that_has_all_of_it_accepts() -> None:
    _, a, b, ref = world_with(f'disk = [ "phy:{DISK},xvda,w" ]', VIF)
    accept_migration(b, migration_info(a, ref))


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda world: world.xen.remove_file("b", DISK), "b has no /dev/san/disk, a disk of web"),
        (lambda world: world.xen.remove_file("b", "/sys/class/net/xenbr0"), "b has no bridge xenbr0"),
        (lambda world: world.let(Fault.NO_MEMORY, host="b"), "b has 7 MiB free; web needs"),
    ],
)
def test_a_target_that_lacks_something_refuses_by_its_name(break_it, words: str) -> None:  # type: ignore[no-untyped-def]  # a lambda
    world, a, b, ref = world_with(f'disk = [ "phy:{DISK},xvda,w" ]', VIF)
    break_it(world)
    with pytest.raises(MigrationRefused, match=words) as refused:
        accept_migration(b, migration_info(a, ref))
    assert "keeps running" in refused.value.state_now
    assert refused.value.next_step


@pytest.mark.parametrize("name", ["web", "web--incoming", "web--migratedaway"])
def test_a_target_that_has_one_of_its_names_refuses(name: str) -> None:
    info = info_of(details())
    xl, _ = scripted(row(name, 3))
    with pytest.raises(MigrationRefused, match="dom0a already has web"):
        accept_migration(xl, info)


def test_a_target_that_has_its_uuid_under_another_name_refuses() -> None:
    info = info_of(details())
    xl, _ = scripted(row("other", 3, uuid=info.uuid))
    with pytest.raises(MigrationRefused, match="dom0a already has other"):
        accept_migration(xl, info)


def test_a_target_with_an_older_xen_refuses() -> None:
    info = info_of(details())
    xl, _ = scripted("", {"xl info": INFO.replace("4.17.7-pre", "4.16.1")})
    with pytest.raises(MigrationRefused, match=r"dom0a has 4\.16\.1"):
        accept_migration(xl, info)


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ("", MigrationState.NOT_HERE),
        (row("web", 7), MigrationState.HERE),
        (row("web", 7, "--p---"), MigrationState.HERE),
        (row("web--incoming", 7, "--p---"), MigrationState.ARRIVING),
        (row("web--migratedaway", 7, "---ss-"), MigrationState.HANDED_OVER),
        (row("web", 7) + row("web--incoming", 8, "--p---", uuid=uuid_of(7)), MigrationState.ARRIVING),
    ],
)
def test_either_host_says_where_the_guest_is_in_its_move(rows: str, state: MigrationState) -> None:
    xl, _ = scripted(rows)
    status = migration_status(xl, uuid_of(7))
    assert status.state is state
    assert (status.ref is None) is (state is MigrationState.NOT_HERE)


AWAY = row("web--migratedaway", 7, "---ss-")
LISTING = "xl list -v"


def test_after_a_success_the_suspended_copy_at_the_source_is_destroyed() -> None:
    xl, transport = scripted(answers={LISTING: [listing(AWAY), listing(AWAY), listing()], "xl destroy 7": ""})
    outcome = finalize_source(xl, uuid_of(7), success=True, report=silent)
    assert transport.started == ["xl destroy 7"]
    assert "was forced off" in outcome.summary
    assert "run twice" in outcome.warnings[0]


def test_after_a_success_that_left_nothing_nothing_is_done_and_the_definition_stays() -> None:
    xl, transport = scripted("")
    outcome = finalize_source(xl, uuid_of(7), success=True, report=silent)
    assert (transport.started, transport.changed) == ([], [])
    assert "definition" in outcome.warnings[0]


@pytest.mark.parametrize("rows", [row("web", 7), row("web--migratedaway", 7, "r-----"), row("web", 7, "---ss-")])
def test_a_guest_that_was_not_handed_over_is_never_destroyed_at_the_source(rows: str) -> None:
    xl, transport = scripted(rows)
    with pytest.raises(DomainChanged, match="was not handed over"):
        finalize_source(xl, uuid_of(7), success=True, report=silent)
    assert transport.started == []


def test_a_copy_that_begins_to_run_at_the_last_moment_is_not_destroyed() -> None:
    xl, transport = scripted(answers={LISTING: [listing(AWAY), listing(row("web--migratedaway", 7, "r-----"))]})
    with pytest.raises(DomainChanged, match="now"):
        finalize_source(xl, uuid_of(7), success=True, report=silent)
    assert transport.started == []


def test_after_a_failure_a_running_copy_gets_its_name_back() -> None:
    runs: list[Answer] = [listing(row("web--migratedaway", 7, "-b----")), listing(row("web", 7, "-b----"))]
    xl, transport = scripted(answers={LISTING: runs, "xl rename 7 web": ""})
    outcome = finalize_source(xl, uuid_of(7), success=False, report=silent)
    assert transport.started == ["xl rename 7 web"]
    assert outcome.summary == "web (id 7) runs on this host."


def test_a_name_that_is_taken_meanwhile_is_not_claimed_to_be_back() -> None:
    said = 'libxl: error: x.c:1:libxl__domain_rename: Domain 7:Domain with name "web" already exists.\n'
    xl, _ = scripted(AWAY, {"xl rename 7 web": (1, "", said)})
    with pytest.raises(CommandFailed, match="did not get its name back: a guest of that name already exists"):
        finalize_source(xl, uuid_of(7), success=False, report=silent)


def test_from_4_20_on_a_suspended_guest_is_resumed() -> None:
    rows: list[Answer] = [listing(AWAY), listing(row("web", 7, "---ss-")), listing(row("web", 7, "-b----"))]
    info = INFO.replace("4.17.7-pre", "4.20.1")
    xl, transport = scripted(answers={LISTING: rows, "xl info": info, "xl rename 7 web": "", "xl resume 7": ""})
    outcome = finalize_source(xl, uuid_of(7), success=False, report=silent)
    assert outcome.steps == ("xl rename 7 web", "xl resume 7")
    assert transport.started == list(outcome.steps)


def test_a_resume_that_reports_success_and_does_nothing_is_not_believed() -> None:
    info = INFO.replace("4.17.7-pre", "4.20.1")
    xl, _ = scripted(row("web", 7, "---ss-"), {"xl info": info, "xl resume 7": ""})
    with pytest.raises(CommandFailed, match="was not resumed"):
        finalize_source(xl, uuid_of(7), success=False, report=silent)


def test_after_a_failure_a_guest_that_runs_is_left_alone() -> None:
    xl, transport = scripted()
    assert "runs on this host" in finalize_source(xl, uuid_of(7), success=False, report=silent).summary
    assert transport.started == []


def test_a_guest_that_is_not_at_the_source_after_a_failure_is_looked_for_at_the_target() -> None:
    xl, _ = scripted("")
    with pytest.raises(NoSuchDomain) as missing:
        finalize_source(xl, uuid_of(7), success=False, report=silent)
    assert "target" in missing.value.next_step


INCOMING = row("web--incoming", 7, "--p---", cpu=0.0)


def test_after_a_failure_a_paused_incoming_copy_at_the_target_is_destroyed() -> None:
    xl, transport = scripted(answers={LISTING: [listing(INCOMING), listing(INCOMING), listing()], "xl destroy 7": ""})
    outcome = finalize_target(xl, uuid_of(7), success=False, report=silent)
    assert transport.started == ["xl destroy 7"]
    assert "never ran here" in outcome.summary


@pytest.mark.parametrize(
    "rows",
    [
        row("web", 7, "-b----", cpu=0.0),
        row("web", 7, "--p---", cpu=0.0),
        row("web--incoming", 7, "-b----", cpu=0.0),
        row("web--incoming", 7, "r-----", cpu=0.0),
        row("web--incoming", 7, "--p--d", cpu=0.0),
    ],
)
def test_nothing_else_is_destroyed_at_the_target(rows: str) -> None:
    xl, transport = scripted(rows)
    with pytest.raises(DomainChanged, match="isn't a leftover"):
        finalize_target(xl, uuid_of(7), success=False, report=silent)
    assert transport.started == []


def test_a_copy_that_is_still_being_filled_is_not_destroyed_at_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    xl, transport = scripted(INCOMING)
    monkeypatch.setattr(handover, "receivers", lambda _files: (77,))
    with pytest.raises(DomainChanged, match=r"not destroyed: a guest is being received .* process 77"):
        finalize_target(xl, uuid_of(7), success=False, report=silent)
    assert transport.started == []


def test_after_a_failure_that_left_nothing_at_the_target_nothing_is_done() -> None:
    xl, transport = scripted(row("other", 8))
    assert "Nothing" in finalize_target(xl, uuid_of(7), success=False, report=silent).summary
    assert transport.started == []


def test_after_a_success_the_guest_runs_at_the_target() -> None:
    xl, transport = scripted()
    outcome = finalize_target(xl, uuid_of(7), success=True, report=silent)
    assert outcome.ref == WEB
    assert "definition" in outcome.warnings[0]
    assert transport.started == []


@pytest.mark.parametrize("rows", ["", INCOMING, row("web", 7, "--p---"), row("web--incoming", 7, "-b----")])
def test_a_success_that_the_target_does_not_see_is_not_believed(rows: str) -> None:
    xl, _ = scripted(rows)
    with pytest.raises((DomainChanged, NoSuchDomain)):
        finalize_target(xl, uuid_of(7), success=True, report=silent)


def test_a_link_that_breaks_at_the_end_is_cleared_up_on_both_sides() -> None:
    """As xl leaves it: the source suspended under another name, the target running."""
    world, a, b, ref = world_with()
    world.let(Fault.MIGRATION_LOST, host=None)
    assert world.xl("migrate", str(ref.domid), "b").exit_status == 1
    world.let(Fault.MIGRATION_LOST, on=False, host=None)
    assert migration_status(a, ref.uuid).state is MigrationState.HANDED_OVER
    arrived = migration_status(b, ref.uuid).state is MigrationState.HERE
    if arrived:
        finalize_target(b, ref.uuid, success=True, report=silent)
    finalize_source(a, ref.uuid, success=True, report=silent)
    assert arrived
    assert migration_status(a, ref.uuid).state is MigrationState.NOT_HERE
    assert "web" in world.rows(on="b")


def test_an_older_xen_can_only_give_the_name_back() -> None:
    world, a, _, ref = world_with(f'uuid = "{UUID}"')
    world.let(Fault.MIGRATION_LOST, host=None)
    world.xl("migrate", str(ref.domid), "b")
    with pytest.raises(CommandFailed, match=r"no `resume` \(new in 4\.20\)") as failed:
        finalize_source(a, UUID, success=False, report=silent)
    assert "---ss-" in world.state("web")
    assert "does not run on the target" in failed.value.next_step


def test_hosts_of_different_versions_are_told_apart_by_the_simulator_too() -> None:
    world = SmallWorld()
    world.xen.add_host("old", HostFacts(xen_version=(4, 16, ".1")))
    assert "4.16.1" in world.run("ssh", "old", "xl info").stdout
