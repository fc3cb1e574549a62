"""What the largest guests say that they use of their memory: only those with a guest agent say so, in xenstore.

Who says nothing ends the command that asks, so only the few that could give much are asked, and it rarely.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from xentui_driver.model.counters import Identity
from xentui_driver.model.dataclass import dataclass, field
from xentui_driver.model.domain import Domain
from xentui_driver.model.errors import TransportClosed, XenError
from xentui_driver.model.memory_fit import could_give
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse.xenstore import parse_used_kib
from xentui_driver.toolstack.xl import Xl

REREAD_S = 10.0
ASK_AGAIN_S = 60.0
"""So long after a guest said nothing it is asked again."""
MOST_ASKED = 8


@dataclass(frozen=True, slots=True)
class SaidUse:
    """What they said when they were last asked."""

    used_kib: Mapping[Identity, int] = field(default_factory=dict)
    """Never more than the guest has."""
    read_s: float = field(default=-math.inf, compare=False)
    """When, on the driver's monotonic clock."""
    silent: Mapping[Identity, float] = field(default_factory=dict, compare=False)
    """When those who said nothing were last asked."""


def read_said_use(
    xl: Xl, domains: Iterable[Domain], before: SaidUse | None = None, *, most_commands: int = 1
) -> SaidUse:
    """As `before` where that is not old. One that says nothing is no failure. Raises TransportClosed.

    A command ends at the first guest that says nothing. With one, as for a poll, the others wait for the next reading:
    a slow host mustn't be held up.
    """
    before, now_s = before or SaidUse(), xl.clock.monotonic_s()
    if now_s - before.read_s < REREAD_S:
        return before
    largest = {_identity(each): each for each in _largest(domains)}
    speaking = [each for identity, each in largest.items() if identity in before.used_kib]
    due = sorted(
        (at_s, identity)
        for identity in largest.keys() - before.used_kib.keys()
        if now_s - (at_s := before.silent.get(identity, -math.inf)) >= ASK_AGAIN_S
    )
    said = _asked(xl, [*speaking, *(largest[identity] for _, identity in due)], most_commands)
    silent = {identity: at_s for identity, at_s in before.silent.items() if identity in largest}
    silent |= {identity: now_s for identity, used_kib in said.items() if used_kib is None}
    used_kib = {identity: each for identity, each in said.items() if each is not None}
    return SaidUse(used_kib, now_s, {identity: at_s for identity, at_s in silent.items() if identity not in used_kib})


def _asked(xl: Xl, domains: Sequence[Domain], most_commands: int) -> Mapping[Identity, int | None]:
    """What each says that was reached; None of one that says nothing."""
    said: dict[Identity, int | None] = {}
    for _ in range(most_commands if domains else 0):
        try:
            completed = xl.transport.run(commands.read_store(*_paths(domains)), timeout_s=xl.limits.read_s)
        except TransportClosed:
            raise
        except XenError:
            break
        lines = completed.stdout.splitlines()
        reached = domains[: len(lines) // 2 + (completed.exit_status != 0)]
        for at, each in enumerate(reached):
            said[_identity(each)] = _used_kib(lines[2 * at : 2 * at + 2], each)
        domains = domains[len(reached) :]
        if not domains:
            break
    return said


def _largest(domains: Iterable[Domain]) -> Sequence[Domain]:
    return sorted(filter(could_give, domains), key=lambda each: -each.memory_kib)[:MOST_ASKED]


def _identity(domain: Domain) -> Identity:
    return domain.uuid, domain.domid


def _paths(domains: Iterable[Domain]) -> Sequence[str]:
    return [f"/local/domain/{each.domid}/data/{name}" for each in domains for name in ("meminfo_total", "meminfo_free")]


def _used_kib(lines: Sequence[str], domain: Domain) -> int | None:
    used_kib = parse_used_kib("\n".join(lines))
    return used_kib if used_kib is not None and used_kib <= domain.memory_kib else None
