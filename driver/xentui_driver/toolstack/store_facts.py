"""What only xenstore has of each running domain: the most memory that it can be given, and when it was built."""

import math
from collections.abc import Mapping, Sequence

from xentui_driver.model.counters import Identity
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.domain import Domain, DomainRole
from xentui_driver.model.errors import TransportClosed, XenError
from xentui_driver.model.identity import identifies
from xentui_driver.toolstack import commands, uptime
from xentui_driver.toolstack.parse.xenstore import parse_kib, parse_start_time
from xentui_driver.transport.protocol import Runner, Transport

REREAD_S = 10.0
"""They hardly ever change: a process for them at each poll would cost more than it tells."""
ASK_AGAIN_S = 60.0
"""So long after a domain had no start time it is asked again: each one that has none costs a command."""
_WITHOUT = frozenset({DomainRole.NAMELESS, DomainRole.DOM0})
"""A domain that is going away has left xenstore; that of dom0 is written late or not at all (libxl_mem.c)."""

_MOST_COMMANDS = 4
"""So many domains may have gone since they were listed; where more have, the next reading comes soon."""


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """Those of the domains of one listing."""

    maxima: Mapping[Identity, int] = field(default_factory=dict)
    """The most memory, in KiB, of the domains that have one."""
    built_s: Mapping[Identity, float] = field(default_factory=dict)
    """When the domain was built, on the driver's monotonic clock; read once, since it never changes."""
    asked: frozenset[Identity] = frozenset()
    """The domains of which they were read."""
    read_s: float = field(default=-math.inf, compare=False)
    """When, on the driver's monotonic clock."""
    without_start: frozenset[Identity] = field(default=frozenset(), compare=False)
    """The domains that had no start time when they were last asked."""
    asked_again_s: float = field(default=-math.inf, compare=False)
    """When those were asked."""


def read_store_facts(
    transport: Transport, domains: Sequence[Domain], timeout_s: float, *, now_s: float, before: StoreFacts | None = None
) -> StoreFacts:
    """Those that can be read, as a rule with one command; one that isn't known is no failure.

    They are as `before` where that is of these very domains and not old. Raises TransportClosed when the console
    leaves.
    """
    before = before or StoreFacts()
    asked = frozenset([_identity(each) for each in domains if each.role not in _WITHOUT])
    if before.asked == asked and now_s - before.read_s < REREAD_S:
        return before
    built_s = {key: before.built_s[key] for each in domains if (key := _identity(each)) in before.built_s}
    asks_again = now_s - before.asked_again_s >= ASK_AGAIN_S
    unknown = {_identity(each): _start_path(each) for each in domains if _has_start(each)}
    unknown = {identity: path for identity, path in unknown.items() if identity not in built_s}
    old = [identity for identity in unknown if identity in before.without_start]
    # What has had no start time comes last: a command ends at the first path that isn't there.
    starts = [identity for identity in unknown if identity not in before.without_start] + old * asks_again
    maxima = {_identity(each): _maximum_path(each) for each in domains if each.role not in _WITHOUT}
    found = _read(transport, [*maxima.values(), *(unknown[identity] for identity in starts)], timeout_s)
    texts = {identity: found[unknown[identity]] for identity in starts if unknown[identity] in found}
    built_s |= _built(transport, texts, [_identity(each) for each in domains if _is_new_dom0(each, built_s)], now_s)
    return StoreFacts(
        {identity: kib for identity, path in maxima.items() if (kib := parse_kib(found.get(path, ""))) is not None},
        built_s,
        asked,
        now_s,
        frozenset(identity for identity in (*texts, *old) if identity not in built_s),
        now_s if asks_again else before.asked_again_s,
    )


def _identity(domain: Domain) -> Identity:
    return domain.uuid, domain.domid


def _has_start(domain: Domain) -> bool:
    """One that arrives gets it when it is complete; dom0 is as old as the host."""
    without = domain.role in _WITHOUT or domain.role is DomainRole.INCOMING
    return not without and identifies(domain.uuid)


def _maximum_path(domain: Domain) -> str:
    return f"/local/domain/{domain.domid}/memory/static-max"


def _start_path(domain: Domain) -> str:
    """Where `xl uptime` has it from (libxl_vm_get_start_time); a domain that is built or restored gets a new one."""
    return f"/vm/{domain.uuid}/start_time"


def _is_new_dom0(domain: Domain, built_s: Mapping[Identity, float]) -> bool:
    return domain.role is DomainRole.DOM0 and _identity(domain) not in built_s


def _read(runner: Runner, asked: Sequence[str], timeout_s: float) -> Mapping[str, str]:
    """The line of each path; an empty one for what isn't there, and nothing of what wasn't reached."""
    found: dict[str, str] = {}
    for _ in range(_MOST_COMMANDS):
        if not asked:
            break
        try:
            completed = runner.run(commands.read_store(*asked), timeout_s=timeout_s)
        except TransportClosed:
            raise
        except XenError:
            return found
        lines = completed.stdout.splitlines()
        found.update(zip(asked, lines, strict=False))
        if completed.exit_status == 0 or len(lines) >= len(asked):
            break
        found[asked[len(lines)]] = ""  # it ends at the first that isn't there
        asked = asked[len(lines) + 1 :]
    return found


def _built(
    transport: Transport, texts: Mapping[Identity, str], dom0: Sequence[Identity], now_s: float
) -> Mapping[Identity, float]:
    """When these were built, on the driver's monotonic clock: by their start times, and dom0 with the host."""
    if not dom0 and not any(texts.values()):
        return {}
    host = uptime.read_host_clock(transport)
    if host is None:
        return {}
    since = dict.fromkeys(dom0, host.up_s)
    for identity, text in texts.items():
        if (epoch_s := parse_start_time(text)) is not None and (up_s := host.time_since(epoch_s)) is not None:
            since[identity] = up_s
    return {identity: now_s - up_s for identity, up_s in since.items()}
