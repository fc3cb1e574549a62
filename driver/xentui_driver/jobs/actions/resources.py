"""The actions on a guest's share of the host: memory, maximum memory, vCPUs."""

from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions.action import Action, Asks, Guard, Request
from xentui_driver.jobs.actions.conditions import has_its_vcpus, needs, number_of, ref_of
from xentui_driver.jobs.actions.guests import STOP_WAITING
from xentui_driver.jobs.actions.in_definition import kept, maximum_changes, memory_changes, steps_kept, vcpus_changes
from xentui_driver.model.asked_memory import asked_memory_kib
from xentui_driver.model.domain import DomainState
from xentui_driver.model.units import MIB_KIB
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown

_LIVES_ON_KIB = 64 * MIB_KIB
"""Less is too little for the kernel and the first programs of nearly every guest."""
_BUSY_SHARE = 0.7
"""A guest that uses more of the vCPUs that it is to keep than this is busy."""


def _hardly_lives_on(request: Request) -> str:
    domain, target_kib = request.instance.domain, number_of(request)
    if domain is None or target_kib >= min(_LIVES_ON_KIB, domain.memory_kib):
        return ""
    return f"With {target_kib // MIB_KIB} MiB hardly any guest lives on: it kills its own programs, or hangs."


def _takes_half(request: Request) -> str:
    domain, target_kib = request.instance.domain, number_of(request)
    if domain is None or 2 * target_kib > domain.memory_kib or _hardly_lives_on(request):
        return ""
    return "This takes half of the guest's memory or more: it may have to swap or kill processes."


def _may_stop_short(request: Request) -> str:
    """Only a guest that is to give memory back has to free it."""
    domain = request.instance.domain
    shrinks = domain is not None and number_of(request) < domain.memory_kib
    return "It may stop short if it can't free that much." if shrinks else ""


def _takes_from_busy(request: Request) -> str:
    domain, cpu_percent, count = request.instance.domain, request.instance.cpu_percent, number_of(request)
    if domain is None or cpu_percent is None or count >= domain.vcpus or cpu_percent <= _BUSY_SHARE * 100 * count:
        return ""
    most = f"{count} of {domain.vcpus} vCPUs give it {count * 100} % at most"
    return f"The guest is busy: it uses {cpu_percent:.0f} % CPU, and {most}."


def present_memory(host: Hypervisor, request: Request) -> str:
    """Its target in KiB, as the record of a job has it. Raises XenError, as the next two."""
    return str(asked_memory_kib(host.memory_of(ref_of(request)), request.instance.definition))


def present_maximum(host: Hypervisor, request: Request) -> str:
    return str(host.memory_of(ref_of(request)).maximum_kib or "")


def present_vcpus(host: Hypervisor, request: Request) -> str:
    return str(host.vcpus_of(ref_of(request)).online)


BALLOON = Action(
    id="balloon",
    label="Memory",
    help="change the memory of a running guest (balloon)",
    doing="resizing",
    guard=Guard.YES_NO,
    consequence="The guest is told its new target and follows it.",
    question="Set memory of {}",
    yes="Set memory",
    sets="memory",
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
    why_deadly=_hardly_lives_on,
    may_fail=_may_stop_short,
)
MAXMEM = Action(
    id="maxmem",
    label="Maximum memory",
    help="change the most memory the guest can be given",
    doing="changing",
    guard=Guard.YES_NO,
    consequence="Limits what Memory can give the guest. The guest itself isn't told.",
    question="Set maximum memory of {}",
    yes="Set maximum",
    sets="maximum memory",
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
    help="change how many vCPUs are online",
    doing="changing",
    guard=Guard.YES_NO,
    consequence="The guest brings vCPUs online or takes them offline.",
    question="Set vCPUs of {}",
    yes="Set vCPUs",
    sets="vCPUs",
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
