"""Balloons a guest: sets the target and watches the memory, because xl returns before anything has moved."""

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DOM0_DOMID, Domain, DomainMemory, DomainRef, DomainState
from xentui_driver.model.errors import BalloonRefused, BalloonStoppedShort, DomainChanged, NoSuchDomain, NotEnoughMemory
from xentui_driver.model.memory_size import compared_words, memory_words
from xentui_driver.model.outcome import Outcome
from xentui_driver.model.units import MIB_KIB
from xentui_driver.operations.lifecycle import how_it_stands
from xentui_driver.operations.memory_grant import MemoryGrant
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.known_messages import change_error, complaints
from xentui_driver.toolstack.parse.xl_info import parse_info
from xentui_driver.toolstack.way_out import WAYS
from xentui_driver.toolstack.xl import Report, Xl, label, state_words

MINIMUM_GUEST_KIB = 4 * MIB_KIB
"""xl itself accepts any target, even zero (libxl_mem.c); no guest can live with less than this."""
MINIMUM_DOM0_KIB = 128 * MIB_KIB
"""LIBXL_MIN_DOM0_MEM."""
_NEEDS_RESTART = "A Linux guest uses no more than the maximum it was started with: reboot it to use more."
_TOLERANCE_KIB = 2 * MIB_KIB
"""xl list truncates to MiB, and target and actual differ by rounding."""


def least_kib(domid: int | None) -> int:
    """The least memory that a domain can live with."""
    return MINIMUM_DOM0_KIB if domid == DOM0_DOMID else MINIMUM_GUEST_KIB


def balloon(xl: Xl, ref: DomainRef, target_kib: int, *, report: Report) -> Outcome:
    """Set the memory target in KiB and wait until the guest has reached it or stops changing."""
    domain = xl.find(ref)
    if domain.state is not DomainState.RUNNING:
        raise DomainChanged(
            f"{label(domain)} can't change its memory: it is {state_words(domain)}.",
            state_now="Nothing was done.",
            next_step=WAYS[domain.state],
        )
    memory = xl.domain_memory(domain)
    _check(xl, domain, memory, target_kib)
    argv = commands.set_memory(domain.domid, target_kib)
    completed = xl.change(argv, xl.limits.change_s, report)
    if completed.exit_status != 0:
        raise change_error(
            completed,
            f"The memory of {label(domain)} was not changed",
            state_now=f"It has {memory_words(domain.memory_kib)}.",
        )
    video_kib = xl.video_memory_kib(domain)
    actual_kib = _watch(xl, domain, target_kib - video_kib, report)
    if target_kib - video_kib - _TOLERANCE_KIB <= actual_kib <= target_kib + _TOLERANCE_KIB:
        video = _video_words(video_kib, is_included=actual_kib > target_kib - video_kib + _TOLERANCE_KIB)
        had = _before("it had", domain.memory_kib, actual_kib)
        summary = f"{label(domain)} now has {memory_words(actual_kib)} of memory{video}{had}."
        return Outcome(summary, commands.shown(argv), complaints(completed))
    actual, target = compared_words(actual_kib, target_kib)
    raise BalloonStoppedShort(
        f"{label(domain)} stopped at {actual}; its target is {target}.",
        argv=argv,
        detail=completed.stdout,
        state_now="The target stays set."
        if MemoryGrant(actual_kib, target_kib).is_enough
        else "The target stays set. Until the guest reaches it, it can't be saved or migrated.",
    )


def _before(words: str, before_kib: int | None, now_kib: int) -> str:
    """From what it was changed, where that is known and reads differently."""
    if before_kib is None or memory_words(before_kib) == memory_words(now_kib):
        return ""
    return f"; {words} {memory_words(before_kib)}"


def _video_words(video_kib: int, *, is_included: bool) -> str:
    """A Linux guest counts its video memory as given back (drivers/xen/xen-balloon.c); one without drivers holds it."""
    if not video_kib:
        return ""
    return f"{', including' if is_included else ', plus'} {memory_words(video_kib)} of video memory"


def _check(xl: Xl, domain: Domain, memory: DomainMemory, target_kib: int) -> None:
    least = least_kib(domain.domid)
    nothing = "Nothing was done."
    if target_kib < least:
        raise BalloonRefused(f"{label(domain)} needs at least {least // MIB_KIB} MiB.", state_now=nothing)
    if memory.maximum_kib is not None and target_kib > memory.maximum_kib:
        target, maximum = compared_words(target_kib, memory.maximum_kib)
        raise BalloonRefused(
            f"{label(domain)} can have {maximum} at most, not {target}.",
            state_now=nothing,
            next_step="The maximum is fixed at start: raise maxmem in its definition (do: edit) and restart it.",
        )
    # Growing takes only the pages themselves: what Xen needs for their tables, and the 1 or 2 MiB a guest that libxl
    # adds, were set aside for the guest's maximum when it was built (libxl_create.c, libxl_mem.c).
    growth_kib = target_kib - memory.actual_kib
    free_kib = parse_info(xl.read(commands.info())).memory_free_kib
    if growth_kib > 0 and free_kib is not None and growth_kib > free_kib:
        growth, free = compared_words(growth_kib, free_kib)
        raise NotEnoughMemory(f"{label(domain)} would need {growth} more, but {free} is free.", state_now=nothing)


@dataclass(slots=True)
class _Watch:
    """The memory so far, and since when it has not changed."""

    actual_kib: int
    since_s: float


def _watch(xl: Xl, domain: Domain, target_kib: int, report: Report) -> int:
    """The memory in KiB once it has reached the target or has not changed for a while. Raises Cancelled.

    The target is what the guest is to have.
    """
    watch = _Watch(domain.memory_kib, xl.clock.monotonic_s())
    while True:
        actual_kib = _actual_kib(xl, domain)
        now_s = xl.clock.monotonic_s()
        if actual_kib != watch.actual_kib:
            watch.actual_kib, watch.since_s = actual_kib, now_s
            actual, target = compared_words(actual_kib, target_kib)
            report(f"{actual} now, {target} wanted")
        arrived = abs(actual_kib - target_kib) <= _TOLERANCE_KIB
        if arrived or now_s - watch.since_s >= xl.limits.settle_s or xl.wake.is_set():
            return actual_kib
        xl.leave_if_cancelled(
            f"It has {actual_kib // MIB_KIB} MiB on the way to {target_kib // MIB_KIB} MiB. The target stays set."
        )
        xl.clock.wait(xl.limits.look_every_s, xl.wake)


def _actual_kib(xl: Xl, domain: Domain) -> int:
    try:
        return xl.find(domain.ref).memory_kib
    except (NoSuchDomain, DomainChanged) as ended:
        raise DomainChanged(
            f"{label(domain)} ended while its memory was being changed.", state_now=how_it_stands(xl, domain.ref)
        ) from ended


def set_maximum(xl: Xl, ref: DomainRef, maximum_kib: int, *, report: Report) -> Outcome:
    """`xl mem-max`: the most that the guest can be ballooned to; never below its target."""
    domain = xl.find(ref)
    memory = xl.domain_memory(domain)
    had = "It had no maximum." if memory.maximum_kib is None else f"It stays at {memory_words(memory.maximum_kib)}."
    if memory.target_kib is not None and maximum_kib < memory.target_kib:
        maximum, target = compared_words(maximum_kib, memory.target_kib)
        raise BalloonRefused(
            f"The maximum can't be {maximum}: the memory target of {label(domain)} is {target}.",
            state_now="Nothing was done.",
            next_step="Reduce its memory first (do: balloon).",
        )
    argv = commands.set_maximum_memory(domain.domid, maximum_kib)
    completed = xl.change(argv, xl.limits.change_s, report)
    what = f"The maximum memory of {label(domain)} was not changed"
    if completed.exit_status != 0:
        raise change_error(completed, what, state_now=had)
    now_kib = xl.domain_memory(xl.find(ref)).maximum_kib
    if now_kib != maximum_kib:
        there = "no maximum" if now_kib is None else memory_words(now_kib)
        raise BalloonRefused(f"{what}, although xl reported success.", argv=argv, state_now=f"xenstore has {there}.")
    raised = memory.maximum_kib is not None and maximum_kib > memory.maximum_kib
    warnings = (*complaints(completed), *((_NEEDS_RESTART,) if raised else ()))
    had = _before("before, up to", memory.maximum_kib, maximum_kib)
    return Outcome(f"{label(domain)} can have up to {memory_words(maximum_kib)}{had}.", commands.shown(argv), warnings)
