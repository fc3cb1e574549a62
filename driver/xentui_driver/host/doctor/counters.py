"""Checks that what passes through the domains can be counted, and that it agrees with `xl list`."""

from collections.abc import Iterator, Sequence

from xentui_driver.host.counters.session import CounterSession, SamplerFacts
from xentui_driver.host.doctor.facts import Facts
from xentui_driver.host.doctor.finding import Finding, good, unknown, warning
from xentui_driver.model.errors import NotCounted, XenError
from xentui_driver.toolstack.xl import Xl

_CHECK = "counters"
_QEMU_S = 4.0
"""Longer than a QEMU is waited for, once (`sampler/qmp.py`)."""
_MOST_NAMED = 5


def check_counters(facts: Facts, xl: Xl) -> Iterator[Finding]:
    if isinstance(facts.listing, XenError):
        yield unknown(_CHECK, "Without a listing nothing vouches for them.")
        return
    session = CounterSession(xl)
    try:
        used = _counted(session, xl)
    except NotCounted as error:
        yield warning(_CHECK, error.summary, error.next_step)
        return
    finally:
        session.close()
    by = f" by the library of Xen {used.xen}" if used is not None else ""
    yield good(_CHECK, f"CPU time, disks and networks are counted{by}, and xl list agrees.")
    if used is not None and used.unheard:
        names = {each.domid: each.name for each in facts.listing.domains}
        yield _silent_device_models([names.get(domid) or f"id {domid}" for domid in used.unheard])


def _counted(session: CounterSession, xl: Xl) -> SamplerFacts | None:
    """Raises NotCounted, TransportClosed. QEMUs are asked beside the first reading, and answer after it."""
    session.read()
    deadline_s = xl.clock.monotonic_s() + _QEMU_S
    while session.facts is not None and session.facts.unheard and xl.clock.monotonic_s() < deadline_s:
        xl.clock.wait(xl.limits.look_every_s, xl.wake)
        session.read()
    return session.facts


def _silent_device_models(names: Sequence[str]) -> Finding:
    named = ", ".join(names[:_MOST_NAMED]) + (
        f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    )
    return warning(
        _CHECK,
        f"QEMU doesn't say what the disks of {named} have carried: their rates are unknown.",
        "If another program keeps its socket, /var/run/xen/qmp-libxenstat-ID, end that; else QEMU may hang: see "
        "/var/log/xen/qemu-dm-NAME.log.",
    )
