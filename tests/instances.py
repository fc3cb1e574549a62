"""Instances of every kind, for tests that need rows and no host."""

from tests.scripted import uuid_of
from xentui_driver.model.cpu_use import CpuUse
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import Domain, DomainRole, DomainState
from xentui_driver.model.instance import Instance

GIB_KIB = 1024 * 1024


def running(name: str, domid: int = 1, **changes: object) -> Instance:
    values: dict[str, object] = {
        "role": DomainRole.GUEST,
        "state": DomainState.RUNNING,
        "reason": "",
        "raw_state": "-b----",
        "memory_kib": 4 * GIB_KIB,
        "vcpus": 2,
        "cpu_time_s": 1.0,
    }
    domain = Domain(domid, uuid_of(domid), name, **(values | changes))  # type: ignore[arg-type]
    return Instance(name, domain, Definition(f"/etc/xen/{name}.cfg", name, type="pvh"), cpu=CpuUse(50.0))


def stopped(name: str, error: str = "") -> Instance:
    return Instance(name, definition=Definition(f"/etc/xen/{name}.cfg", name, memory_kib=GIB_KIB, error=error))


WEB = running("web-01")


DB = running("db-01", 2, state=DomainState.PAUSED, memory_kib=16 * GIB_KIB, vcpus=8)


TEST = stopped("web-test")
