"""A realistic population for a demonstration: two hosts, and guests in every state that an operator meets."""

from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from xentui_driver.definitions.parameters.stable_mac import stable_mac
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.writer import write
from xentui_driver.model.dataclass import replace
from xentui_driver.simulator import lifecycle, monitor, requests
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.guest import GuestBehaviour
from xentui_driver.simulator.host import GIB_KIB, MIB_KIB, HostFacts, SimulatedHost
from xentui_driver.simulator.names import Sketch, sketches
from xentui_driver.simulator.settings import REASON_CRASH, BuildSettings, Disk
from xentui_driver.simulator.world import SimulatedXen
from xentui_driver.simulator.xen_versions import XEN_VERSIONS

if TYPE_CHECKING:
    from xentui_driver.definitions.xl_config.meaning.shape import Record

HOSTS = ("dom0a", "dom0b")

_DAY_S = 86_400.0
_CRASHED_AGO_S = 3 * 3600.0
_BRIDGE = "xenbr0"
_VIDEO_KIB = 8 << 10
"""What a definition that says nothing of its graphics card gets."""
_ON_CRASH = "preserve"
_SECOND_HOST_SHARE = 3
_MOST_ON_SECOND_HOST = 9
_BROKEN = """\
# moved here from the old cluster
name = "staging.example.net"
type = "pvh"
memory = 4096 MiB
vcpus = 2
"""
_STOPPED = (
    Sketch("web-04.example.net", "pvh", 4, 8, 16),
    Sketch("test-01", "pvh", 2, 2, 4),
    Sketch("win-2016-old", "hvm", 2, 4),
    Sketch("db-03.example.net", "hvm", 8, 32, 64),
)
_UNUSED = ("/dev/san/spare-01", "/dev/san/spare-02", "/srv/iso/debian-12.iso")
"""For guests that are made."""
_TEMPERS = {
    "legacy-erp": GuestBehaviour(obeys=False, busy_cpus=0.0),
    "win-2022": GuestBehaviour(pv_drivers=False, shutdown_s=12.0),
    "print-server": GuestBehaviour(pv_drivers=False, acpi=False),
    "db-02.example.net": GuestBehaviour(balloon_floor_kib=24 * GIB_KIB, says_used_kib=23 * GIB_KIB, shutdown_s=8.0),
}


def populate(
    xen: SimulatedXen, domains: int = 15, churn: float = 0.4, seed: int = 0, *, xen_version: str = "4.17"
) -> None:
    """Two hosts, dom0a with so many guests and dom0b with a third of them, at most a handful.

    `churn` is the share of the guests whose figures differ from one listing to the next. Definitions without a
    domain, one of them broken, come on top. The same seed makes the same hosts.
    """
    with xen.at_now() as now_s:
        xen.random.seed(seed)
        others = min(_MOST_ON_SECOND_HOST, domains // _SECOND_HOST_SHARE)
        found = list(islice(sketches(), domains + others))
        for name, chosen in zip(HOSTS, (found[:domains], found[domains:]), strict=True):
            host = xen.add_host(name, replace(_facts(chosen), xen_version=XEN_VERSIONS[xen_version]))
            host.keep_consoles()
            _settle(xen, host, chosen, churn, now_s)
        _add_definitions(xen, domains)
        for host_name in HOSTS:
            _share_disks(xen, host_name)


def _settle(xen: SimulatedXen, host: SimulatedHost, chosen: list[Sketch], churn: float, now_s: float) -> None:
    host.booted_s = host.domains[0].built_s = now_s - 41 * _DAY_S
    host.domains[0].set_cpu_time(41 * _DAY_S * 0.09)
    busy = _busy_places(xen, chosen, churn)
    for at, sketch in enumerate(chosen):
        domain = _start(xen, host, sketch, _busy_cpus(xen, sketch) if at in busy else 0.0, now_s)
        _write_definition(xen, host, sketch, domain.uuid)
    _upset(xen, host, chosen, now_s)


def _busy_places(xen: SimulatedXen, chosen: list[Sketch], churn: float) -> set[int]:
    """The positions of the busy guests in the list: those with a load of their own come first."""
    lively = [at for at, sketch in enumerate(chosen) if not _is_paused(at) and not _has_crashed(at, sketch)]
    loaded = [at for at in lively if chosen[at].load_cpus]
    others = [at for at in lively if not chosen[at].load_cpus]
    xen.random.shuffle(others)
    return set((loaded + others)[: round(churn * len(chosen))])


def _is_paused(at: int) -> bool:
    return at % 12 == 6


def _has_crashed(at: int, sketch: Sketch) -> bool:
    return sketch.name == "mail.example.net" or at % 500 == 33


def _facts(chosen: Iterable[Sketch]) -> HostFacts:
    """A host large enough for its guests, with some memory left."""
    needed_gib = sum(sketch.memory_gib for sketch in chosen)
    facts = HostFacts(shadow_paging=False)
    memory_gib = 128
    while memory_gib < needed_gib * 1.15 + 8:
        memory_gib *= 2
    return replace(facts, memory_kib=memory_gib * GIB_KIB, cpus=32 if memory_gib <= 512 else 128)


def _busy_cpus(xen: SimulatedXen, sketch: Sketch) -> float:
    return sketch.load_cpus or round(min(sketch.vcpus * 0.6, 0.05 + xen.random.expovariate(1.4)), 2)


def _start(xen: SimulatedXen, host: SimulatedHost, sketch: Sketch, busy_cpus: float, now_s: float) -> SimulatedDomain:
    """A guest that has been up for days."""
    temper = _TEMPERS.get(sketch.name, GuestBehaviour())
    xen.set_guest(sketch.name, replace(temper, busy_cpus=busy_cpus))
    domain = lifecycle.build(xen, host, _settings(host, sketch, xen.new_uuid()), now_s)
    domain.pauses = 0
    up_s = xen.random.uniform(0.1, 40.0) * _DAY_S
    domain.built_s = now_s - up_s
    domain.set_cpu_time(up_s * (busy_cpus * 0.05 or xen.random.uniform(0.0005, 0.01)))
    lifecycle.boot(xen, host, domain, now_s)
    domain.set_memory(domain.memory_goal_kib)
    domain.follow()
    if "/" not in sketch.name:
        monitor.watch(xen, host, domain)
    return domain


def _settings(host: SimulatedHost, sketch: Sketch, uuid: str) -> BuildSettings:
    """The settings as in its definition, so that what runs and what would be started again are the same.

    The definition itself is parsed only when the details of the guest are asked for.
    """

    @cache
    def record() -> "Record":
        from xentui_driver.definitions.xl_config.meaning.definition import understood
        from xentui_driver.definitions.xl_config.reader import parse
        from xentui_driver.simulator.definition import facts_for

        return understood(parse(_definition(sketch, uuid), sketch.name), host=facts_for(host)).record

    memory_kib = int(sketch.memory_gib * 1024) * MIB_KIB
    return BuildSettings(
        sketch.name,
        sketch.type,
        sketch.vcpus,
        memory_kib,
        int(sketch.maximum_gib * 1024) * MIB_KIB or memory_kib,
        uuid,
        kernel=_kernel(sketch),
        disks=(Disk(_disk_path(sketch), "xvda"),),
        bridges=(_BRIDGE,),
        on_crash=_ON_CRASH,
        maximum_vcpus=sketch.vcpus,
        video_kib=_VIDEO_KIB if sketch.type == "hvm" else 0,
        record=record,
    )


def _kernel(sketch: Sketch) -> str | None:
    return "/boot/vmlinuz" if sketch.type != "hvm" else None


def _upset(xen: SimulatedXen, host: SimulatedHost, chosen: list[Sketch], now_s: float) -> None:
    """One guest has crashed, one in a dozen is paused."""
    guests = [domain for domain in host.in_order() if domain.domid]
    for at, (domain, sketch) in enumerate(zip(guests, chosen, strict=True)):
        if _has_crashed(at, sketch):
            has_monitor, domain.monitor = domain.monitor is not None, None
            requests.shut_down(xen, host, domain, REASON_CRASH, now_s)
            if has_monitor:
                monitor.note_crash(host, domain, xen.clock.epoch_s() - _CRASHED_AGO_S)
        elif _is_paused(at):
            lifecycle.pause(domain, now_s)


def _add_definitions(xen: SimulatedXen, domains: int) -> None:
    """Guests that don't run now, and a file that xl can't read."""
    first, second = (xen.host(name) for name in HOSTS)
    stopped = _STOPPED[: 1 + min(domains // 6, len(_STOPPED) - 1)] if domains > 1 else ()
    for sketch in stopped:
        _write_definition(xen, first, sketch, None)
    if domains > 4:
        xen.write_file(first.name, "/etc/xen/staging.cfg", _BROKEN)
        _write_definition(xen, second, _STOPPED[1], None)


def _write_definition(xen: SimulatedXen, host: SimulatedHost, sketch: Sketch, uuid: str | None) -> None:
    name = "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in sketch.name)
    path = f"/etc/xen/{name.strip('_')}.cfg"
    xen.write_file(host.name, path, _definition(sketch, uuid))
    if xen.random.random() < 0.6:
        host.files.link(path.replace("/etc/xen/", "/etc/xen/auto/"), path, xen.clock.epoch_s())


def _definition(sketch: Sketch, uuid: str | None) -> str:
    """Without a UUID as people write them by hand: no mac either."""
    mac = f"mac={stable_mac(uuid, 0)}, " if uuid else ""
    values: dict[str, Value | None] = {
        "name": sketch.name,
        "uuid": uuid,
        "type": sketch.type,
        "kernel": _kernel(sketch),
        "vcpus": str(sketch.vcpus),
        "memory": str(int(sketch.memory_gib * 1024)),
        "maxmem": str(int(sketch.maximum_gib * 1024)) if sketch.maximum_gib else None,
        "disk": (f"phy:{_disk_path(sketch)},xvda,w",),
        "vif": (f"{mac}bridge={_BRIDGE}",),
        "on_crash": _ON_CRASH,
    }
    return write({key: value for key, value in values.items() if value is not None})


def _disk_path(sketch: Sketch) -> str:
    name = "".join(letter for letter in sketch.name if letter.isascii() and (letter.isalnum() or letter in ".-"))
    return f"/dev/san/{name}-root"


def _share_disks(xen: SimulatedXen, host_name: str) -> None:
    """Both hosts see the same storage, or no guest could move."""
    for name in HOSTS:
        for domain in xen.host(name).in_order():
            for disk in domain.settings.disks:
                xen.write_file(host_name, disk.path, "")
    for path in (*map(_disk_path, _STOPPED), *_UNUSED):
        xen.write_file(host_name, path, "")
