"""The actions on a guest's share of the host: memory, maximum memory, vCPUs."""

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions.action import Action, Asks, Guard, Request
from xentui_driver.jobs.actions.conditions import has_its_vcpus, needs, number_of, ref_of
from xentui_driver.jobs.actions.guests import STOP_WAITING
from xentui_driver.jobs.actions.in_definition import kept, maximum_changes, memory_changes, steps_kept, vcpus_changes
from xentui_driver.model.domain import DomainState
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown

_BUSY_SHARE = 0.5
"""A guest that uses more of the vCPUs that it is to keep than this is busy."""


def _takes_half(request: Request) -> str:
    domain, target_kib = request.instance.domain, number_of(request)
    if domain is None or 2 * target_kib > domain.memory_kib:
        return ""
    return "It loses half of its memory or more: what finds no room is swapped out or killed."


def _takes_from_busy(request: Request) -> str:
    domain, cpu_percent, count = request.instance.domain, request.instance.cpu_percent, number_of(request)
    if domain is None or cpu_percent is None or count >= domain.vcpus or cpu_percent <= _BUSY_SHARE * 100 * count:
        return ""
    return f"It is busy: it uses {cpu_percent:.0f} % CPU now, and {count} of {domain.vcpus} vCPUs are {count * 100} %."


def present_memory(host: Hypervisor, request: Request) -> str:
    """Its target in KiB, as the record of a job has it. Raises XenError, as the next two."""
    return str(host.memory_of(ref_of(request)).set_kib)


def present_maximum(host: Hypervisor, request: Request) -> str:
    return str(host.memory_of(ref_of(request)).maximum_kib or "")


def present_vcpus(host: Hypervisor, request: Request) -> str:
    return str(host.vcpus_of(ref_of(request)).online)


BALLOON = Action(
    id="balloon",
    label="Balloon",
    help="set its memory: actual, target and maximum",
    doing="ballooning",
    guard=Guard.YES_NO,
    consequence="The guest may stop short if it can't free that much.",
    why_not=needs(DomainState.RUNNING, dom0=True),
    steps=steps_kept(
        lambda request: shown(commands.set_memory(ref_of(request).domid, number_of(request))), memory_changes
    ),
    perform=kept(
        lambda host, request, report: host.balloon(ref_of(request), number_of(request), report=report),
        memory_changes,
        present_memory,
    ),
    asks=Asks.MEMORY,
    can_keep=True,
    cancelling=STOP_WAITING,
    why_drastic=_takes_half,
)
MAXMEM = Action(
    id="maxmem",
    label="Maximum memory",
    help="set what it can be ballooned to at most",
    doing="changing",
    guard=Guard.YES_NO,
    consequence="From now on it can be given this much and no more; the guest isn't told.",
    why_not=needs(DomainState.RUNNING, DomainState.PAUSED),
    steps=steps_kept(
        lambda request: shown(commands.set_maximum_memory(ref_of(request).domid, number_of(request))), maximum_changes
    ),
    perform=kept(
        lambda host, request, report: host.set_maximum_memory(ref_of(request), number_of(request), report=report),
        maximum_changes,
        present_maximum,
    ),
    asks=Asks.MEMORY,
    can_keep=True,
)
VCPUS = Action(
    id="vcpus",
    label="vCPUs",
    help="set how many vCPUs are online",
    doing="changing",
    guard=Guard.YES_NO,
    consequence="The guest takes vCPUs online or offline, up to the maximum it was built with.",
    why_not=needs(DomainState.RUNNING, dom0=True),
    steps=steps_kept(
        lambda request: shown(commands.set_vcpus(ref_of(request).domid, number_of(request))), vcpus_changes
    ),
    perform=kept(
        lambda host, request, report: host.set_vcpus(ref_of(request), number_of(request), report=report),
        vcpus_changes,
        present_vcpus,
    ),
    asks=Asks.VCPUS,
    can_keep=True,
    cancelling=STOP_WAITING,
    is_done=has_its_vcpus,
    why_drastic=_takes_from_busy,
)
