"""The actions on a guest's share of the host: memory, maximum memory, vCPUs."""

from xentui_driver.jobs.actions.action import Action, Asks, Guard
from xentui_driver.jobs.actions.conditions import has_its_vcpus, needs, number_of, ref_of
from xentui_driver.jobs.actions.guests import STOP_WAITING
from xentui_driver.jobs.actions.in_definition import kept, maximum_changes, memory_changes, steps_kept, vcpus_changes
from xentui_driver.model.domain import DomainState
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown

BALLOON = Action(
    id="balloon",
    label="Balloon",
    help="set its memory: actual, target and maximum",
    doing="ballooning",
    guard=Guard.YES_NO,
    consequence="The guest gives memory back or takes more, down to what it can spare.",
    why_not=needs(DomainState.RUNNING, dom0=True),
    steps=steps_kept(
        lambda request: shown(commands.set_memory(ref_of(request).domid, number_of(request))), memory_changes
    ),
    perform=kept(
        lambda host, request, report: host.balloon(ref_of(request), number_of(request), report=report), memory_changes
    ),
    asks=Asks.MEMORY,
    can_keep=True,
    cancelling=STOP_WAITING,
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
        lambda host, request, report: host.set_vcpus(ref_of(request), number_of(request), report=report), vcpus_changes
    ),
    asks=Asks.VCPUS,
    can_keep=True,
    cancelling=STOP_WAITING,
    is_done=has_its_vcpus,
)
