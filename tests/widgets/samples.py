"""Instances, a node and hostile texts to put on the screen."""

from dataclasses import replace

from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRole, DomainState, UnreadableRow
from xentui_driver.model.instance import Instance
from xentui_driver.model.node import Memory, NodeInfo
from xentui_driver.model.rates import Flow, Rates, Traffic
from xentui_driver.model.snapshot import Snapshot

MIB_KIB = 1024
GIB_KIB = 1024 * MIB_KIB

HOSTILE = (
    "[red]markup[/red]",
    "[/",
    "[@click=app.quit]x[/]",
    "esc\x1b[31mape\x1b]0;title\x07",
    "two\nlines\r\n",
    "tab\tbell\x07del\x7f c1\x9b31m",
    "日本語日本語日本語日本語日本語日本語",
    "a" + "\u0301" * 500,
    "\u0301\u0301\u0301",
    "👩\u200d👩\u200d👧\u200d👦 family",
    "rtl \u202eevil\u2066",
    "x" * 5000,
    "\U0001f1e9\U0001f1ea\ufe0f flag",
    " ",
)


def ascii_id(text: str) -> str:
    """A hostile text as the name of a test."""
    return ascii(text[:12])


def domain(
    name: str,
    domid: int,
    state: DomainState = DomainState.RUNNING,
    *,
    role: DomainRole = DomainRole.GUEST,
    reason: str = "",
    memory_kib: int = 8 * GIB_KIB,
    vcpus: int = 4,
    cpu_time_s: float = 4242.0,
    problems: tuple[str, ...] = (),
) -> Domain:
    return Domain(
        domid=domid,
        uuid=f"7bb5acd8-4d94-433e-ba30-{domid:012x}",
        name=name,
        role=role,
        state=state,
        reason=reason,
        raw_state="r-----",
        memory_kib=memory_kib,
        vcpus=vcpus,
        cpu_time_s=cpu_time_s,
        problems=problems,
    )


def definition(
    name: str, type: str = "pvh", *, memory_kib: int = 8 * GIB_KIB, error: str = "", vcpus: int = 4
) -> Definition:
    return Definition(
        path=f"/etc/xen/{name}.cfg",
        name=name,
        uuid="7bb5acd8-4d94-433e-ba30-9aebfb57f0ea",
        type=type,
        vcpus=vcpus,
        memory_kib=memory_kib,
        maximum_memory_kib=2 * memory_kib,
        error=error,
    )


def running(name: str, domid: int, cpu_percent: float | None = 12.5, memory_kib: int = 8 * GIB_KIB) -> Instance:
    return Instance(
        key=name,
        domain=domain(name, domid, memory_kib=memory_kib),
        definition=definition(name, memory_kib=memory_kib),
        cpu=CpuUse(cpu_percent),
        running_maximum_kib=2 * memory_kib,
    )


def rates(network: tuple[float, float] | None = None, disk: tuple[float, float] | None = None) -> Rates:
    """Bytes each second: received and sent, read and written."""
    return Rates(_traffic(network), _traffic(disk))


def _traffic(bytes_per_s: tuple[float, float] | None) -> Traffic | None:
    if bytes_per_s is None:
        return None
    inward, outward = (Flow(each, each / 1000) for each in bytes_per_s)
    return Traffic(inward, outward, 2.0)


def stopped(name: str) -> Instance:
    return Instance(key=name, definition=definition(name, memory_kib=16 * GIB_KIB))


def crowd(count: int) -> list[Instance]:
    return [running(f"web-{index}", index + 1, float(index)) for index in range(count)]


def _in_state(name: str, domid: int, state: DomainState, cpu_percent: float | None = None, **rest: str) -> Instance:
    return Instance(
        key=name,
        domain=domain(name, domid, state, **rest),  # type: ignore[arg-type]
        definition=definition(name, "hvm"),
        cpu=CpuUse(cpu_percent),
        running_maximum_kib=16 * GIB_KIB,
    )


def every_kind() -> tuple[Instance, ...]:
    """One instance of each look that the table has."""
    return (
        Instance(
            key="dom0",
            domain=domain("Domain-0", 0, role=DomainRole.DOM0, memory_kib=4 * GIB_KIB, vcpus=4),
            cpu=CpuUse(3.4),
        ),
        replace(running("web-1.example.net", 12, 137.2), rates=rates((61e6, 1.2e6), (0.0, 204_800.0))),
        replace(_in_state("web-2.example.net", 13, DomainState.RUNNING, 0.3), rates=rates((60.0, 60.0), (0.0, 0.0))),
        stopped("web-10.example.net"),
        _in_state("db-1.example.net", 9, DomainState.REBOOTING, 2.1, reason="reboot"),
        _in_state("mail.example.net", 17, DomainState.CRASHED, reason="watchdog"),
        _in_state("batch.example.net", 18, DomainState.CRASHED, reason="crash"),
        _in_state("build.example.net", 19, DomainState.PAUSED, 0.0),
        _in_state("old.example.net", 21, DomainState.SHUTDOWN, reason="poweroff"),
        _in_state("saved.example.net", 22, DomainState.SUSPENDED, reason="suspend"),
        Instance(key="in", domain=domain("cache--incoming", 30, DomainState.PAUSED, role=DomainRole.INCOMING)),
        Instance(
            key="away",
            domain=domain("proxy--migratedaway", 31, DomainState.SHUTDOWN, role=DomainRole.MIGRATED_AWAY),
        ),
        Instance(key="nameless", domain=domain("", 32, DomainState.PAUSED, role=DomainRole.NAMELESS, memory_kib=0)),
        Instance(key="dying", domain=domain("", 33, DomainState.DYING, role=DomainRole.NAMELESS, memory_kib=640)),
        Instance(
            key="broken",
            definition=Definition(
                path="/etc/xen/typo.cfg", name="typo.cfg", error="line 4: config parsing error near `memry'"
            ),
        ),
        Instance(key="unreadable", unreadable=UnreadableRow(9, "evil row", "no state letters in the row")),
        Instance(
            key="stubdom",
            domain=domain(
                "win7-dm", 40, DomainState.RUNNING, role=DomainRole.DEVICE_MODEL, memory_kib=32 * MIB_KIB, vcpus=1
            ),
            cpu=CpuUse(0.1),
        ),
        Instance(
            key="big",
            domain=domain(
                "analytics-warehouse-primary-long-name.dc2.example.net", 32766, vcpus=128, memory_kib=1536 * GIB_KIB
            ),
            definition=replace(definition("big"), problems=("memory is above the host's", "no disk")),
            cpu=CpuUse(12799.9),
            running_maximum_kib=16 * GIB_KIB,
        ),
    )


NODE = NodeInfo(
    host_name="dom0a.example.net",
    xen_version="4.17.7",
    scheduler="credit2",
    cpus=32,
    numa_nodes=2,
    cores_per_socket=8,
    threads_per_core=2,
    memory_total_kib=256 * GIB_KIB,
    memory_free_kib=49 * GIB_KIB,
)

MEMORY = Memory(
    total_kib=256 * GIB_KIB,
    free_kib=49 * GIB_KIB,
    dom0_kib=4 * GIB_KIB,
    guests_kib=201 * GIB_KIB,
    xen_kib=2 * GIB_KIB,
)


def snapshot(
    instances: tuple[Instance, ...] | None = None, memory: Memory | None = MEMORY, node: NodeInfo = NODE
) -> Snapshot:
    return Snapshot(
        host_name=node.host_name or "",
        node=node,
        memory=memory,
        instances=every_kind() if instances is None else instances,
        taken_s=1000.0,
    )
