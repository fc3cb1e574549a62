"""`xl save` (xl_saverestore.c): the guest suspends itself and its memory goes to a file."""

from collections.abc import Iterator

from xentui_driver.model.errors import FileUnreadable
from xentui_driver.simulator import lifecycle, migration, migration_words, requests, saved_state
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.faults import Fault
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.host import MIB_KIB
from xentui_driver.simulator.invocation import Exit, Invocation
from xentui_driver.simulator.messages import libxl_error, no_userdata
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.subcommands import PERFORMED

SUSPEND_S = 60.0
"""How long libxl waits for the guest to suspend (libxl_dom_suspend.c)."""
DISK_MIB_S = 200.0

_STAYS = "Failed to save domain, resuming domain\n"
_PAGE_KIB = 4
_BATCH_PAGES = 1024
_STEP_PERCENT = 5
_PVH_FRAMES = 1_044_480
"""A PVH guest's page numbers have holes, and count as well."""


def save(invocation: Invocation, parsed: Parsed) -> int:
    if len(parsed.words) > 3:
        invocation.out(PERFORMED["save"].help())
        return 1
    domid = find_domid(invocation, parsed.words[0])
    path = parsed.words[1]
    with invocation.xen.at_now():
        domain = domain_of(invocation, domid)
        if domain is None or domain.dying or not domid:
            invocation.err(no_userdata(domid, invocation.host.xen) + "unable to retrieve domain configuration\n")
            return 1
        head = saved_state.head(domain)
    _write(invocation, path, head)
    length = saved_state.config_bytes(head)
    invocation.err(f"Saving to {path} new xl format (info 0x3/0x0/{length})\n")
    invocation.err(migration_words.saving(domid, domain.settings.type))
    if not has_suspended(invocation, domain):
        invocation.err(migration_words.no_answer_to_suspend(domid) + _STAYS + migration_words.not_resumed(domid))
        return 1
    held_kib = _copy(invocation, domain)
    _write(invocation, path, saved_state.whole(head, held_kib))
    if parsed.has("c") or parsed.has("p"):
        run_on(invocation, domain, paused=parsed.has("p"))
    else:
        with invocation.xen.at_now() as now_s:
            lifecycle.destroy(invocation.xen, invocation.host, domain, now_s)
        invocation.wait_until(lambda _: lifecycle.is_gone(invocation.host, domain))
    return 0


def _write(invocation: Invocation, path: str, content: bytes) -> None:
    """Write the file, overwriting any other. Raises Exit."""
    files = invocation.host.files
    folder = path.rpartition("/")[0] or "/"
    with invocation.xen.at_now():
        try:
            files.entries(folder)
            writable = Fault.READ_ONLY not in invocation.host.faults and not is_folder(invocation, path)
        except FileUnreadable:
            writable = False
        if writable:
            files.write(path, content, invocation.xen.clock.epoch_s())
            return
    invocation.err(f"Failed to open temp file {path} for writing\n")
    raise Exit(1)


def is_folder(invocation: Invocation, path: str) -> bool:
    return invocation.host.files.exists(path) and invocation.host.files.read(path) is None


def has_suspended(invocation: Invocation, domain: SimulatedDomain) -> bool:
    """The guest suspends itself, or is left as it is: then false."""
    host = invocation.host
    with invocation.xen.at_now():
        asked = requests.hears_control(host, domain)

    def is_settled(_now_s: float) -> bool:
        return domain.dying or (domain.runs and domain.up and requests.obeys(host, domain))

    willing = not asked or invocation.wait_until(is_settled, SUSPEND_S)
    with invocation.xen.at_now() as now_s:
        if willing and not domain.dying and domain.shutdown_reason is None:
            migration.suspend(invocation.xen, host, domain, now_s)
            return True
    return False


def _copy(invocation: Invocation, domain: SimulatedDomain) -> int:
    """All memory that the guest holds, in KiB, goes to the file, as long as there is room. Raises Exit."""
    with invocation.xen.at_now() as now_s:
        memory_kib = domain.memory_kib(now_s)
    if Fault.DISK_FULL in invocation.host.faults:
        invocation.wait(0.5)
        reason = "No space left on device"
        invocation.err(
            f"xc: error: Failed to write page data to stream (28 = {reason}): Internal error\n"
            f"xc: error: Save failed (28 = {reason}): Internal error\n"
            + libxl_error(
                "libxl_stream_write.c:347:libxl__xc_domain_save_done",
                f"saving domain: domain responded to suspend request: {reason}",
                domain.domid,
            )
            + _STAYS
        )
        run_on(invocation, domain, paused=False)
        raise Exit(1)
    frames = memory_kib // _PAGE_KIB if domain.settings.type == "pv" else _PVH_FRAMES
    lines = list(_progress(frames))
    for line in lines:
        invocation.wait(memory_kib / MIB_KIB / DISK_MIB_S / len(lines))
        invocation.err(line)
    invocation.err("xc: progress: End of stream: 0/0    0%\n")
    return memory_kib


def _progress(frames: int) -> Iterator[str]:
    """A line for each step of so many per cent, at the end of a batch (xg_sr_save.c, xtl_logger_stdio.c)."""
    told = 0
    for done in (*range(_BATCH_PAGES, frames, _BATCH_PAGES), frames):
        percent = done * 100 // frames
        if percent >= told + _STEP_PERCENT or done == frames:
            told = percent
            yield f"xc: progress: Frames: {done}/{frames}  {percent:3d}%\n"


def run_on(invocation: Invocation, domain: SimulatedDomain, *, paused: bool) -> None:
    """The guest goes on where it was."""
    with invocation.xen.at_now() as now_s:
        domain.change(now_s)
        domain.shutdown_reason = None
        domain.request = ""
        domain.pauses += paused
        domain.follow()
