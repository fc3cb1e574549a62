"""`xl restore` (xl_saverestore.c, xl_vmcontrol.c): a guest is built from a file that `xl save` wrote."""

from xentui_driver.simulator import lifecycle, memory, migration_words, monitor, saved_state
from xentui_driver.simulator.admission import why_not_received
from xentui_driver.simulator.definition import settings_of
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.host import MIB_KIB
from xentui_driver.simulator.invocation import Exit, Invocation
from xentui_driver.simulator.messages import Version, libxl_error, not_destroyed
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.settings import BuildSettings
from xentui_driver.simulator.subcommands import PERFORMED
from xentui_driver.simulator.xl_create import read_definition
from xentui_driver.simulator.xl_save import DISK_MIB_S, is_folder

_READ_EXACTLY = "libxl_utils.c:505:libxl_read_exactly"


def restore(invocation: Invocation, parsed: Parsed) -> int:
    if len(parsed.words) > 2:
        invocation.out(PERFORMED["restore"].help())
        return 1
    *definition, path = parsed.words
    content = _read(invocation, path)
    length = saved_state.config_bytes(content)
    invocation.err(f"Loading new save file {path} (new xl fmt info 0x3/0x0/{length})\n")
    try:
        settings = saved_state.settings_of(content)
    except saved_state.CutOff:
        invocation.err(
            libxl_error(_READ_EXACTLY, f"file/stream truncated reading optdata from {path}")
            + "xl: fatal error: xl_vmcontrol.c:740: Protocol error: libxl_read_exactly( ctx, restore_fd, "
            'optdata_begin, hdr.optional_data_len, restore_source, "optdata")\n'
        )
        return 1
    invocation.err(" Savefile contains xl domain config in JSON format\n")
    if definition:  # it takes the place of the configuration that was saved
        settings = settings_of(read_definition(invocation, definition[0]).record)
    else:
        invocation.err("Parsing config from <saved>\n")
    domain = _build(invocation, settings, content)
    invocation.wait(settings.memory_kib / MIB_KIB / DISK_MIB_S)
    mfns = ("0x7d487", "0x7d486") if settings.type == "pv" else ("0xfeffc", "0xfefff")
    invocation.err(
        f"xc: info: Restore successful\nxc: info: XenStore: mfn {mfns[0]}, dom 0, evt 1\n"
        f"xc: info: Console: mfn {mfns[1]}, dom 0, evt 2\n"
    )
    _start(invocation, domain, paused=parsed.has("p"))
    return 0


def _read(invocation: Invocation, path: str) -> bytes:
    """Raises Exit when it isn't a file of xl save."""
    with invocation.xen.at_now():
        content = invocation.host.files.read(path)
        folder = is_folder(invocation, path)
    if folder:
        reason = "Is a directory"
        invocation.err(
            libxl_error(_READ_EXACTLY, f"failed to read header from {path}: {reason}")
            + f"xl: fatal error: xl_vmcontrol.c:713: {reason}: libxl_read_exactly( ctx, restore_fd, &hdr, "
            'sizeof(hdr), restore_source, "header")\n'
        )
    elif content is None:
        invocation.err("Can't open restore file: No such file or directory\n")
    elif not saved_state.is_one(content):
        invocation.err("File has wrong magic number - corrupt or for a different tool?\n")
    else:
        return content
    raise Exit(1)


def _build(invocation: Invocation, settings: BuildSettings, content: bytes) -> SimulatedDomain:
    """The guest's domain with its memory on the way. Raises Exit."""
    xen, host = invocation.xen, invocation.host
    whole = saved_state.is_whole(content)
    held_kib = saved_state.held_kib(content) if whole else settings.memory_kib
    with xen.at_now() as now_s:
        refused = why_not_received(host, settings, now_s)
        if refused:
            invocation.err(refused)
            raise Exit(1)
        invocation.err(migration_words.restoring(settings.type, host.xen))
        enough = held_kib <= memory.obtainable_kib(host, settings.memory_kib, now_s)
        if whole and enough:
            domain = lifecycle.build(xen, host, settings, now_s)
            domain.plan = None
            domain.set_memory(held_kib)
            return domain
        domid = host.peek_domid(now_s)
        host.spoil_domid(now_s)
    if enough:
        words = _cut_off(domid, host.xen)
    else:
        words = migration_words.receiver_has_no_memory(domid, host.xen).removesuffix(migration_words.CREATION_FAILED)
    invocation.err(words)
    raise Exit(1)


def _cut_off(domid: int, xen: Version) -> str:
    return (
        "xc: error: Failed to read 4202504 bytes of data for record (0x00000001, Page data) (0 = Success): "
        "Internal error\nxc: error: Restore failed (0 = Success): Internal error\n"
        + libxl_error("libxl_stream_read.c:850:libxl__xc_domain_restore_done", "restoring domain: Success")
        + libxl_error("libxl_create.c:1640:domcreate_rebuild_done", "cannot (re-)build domain: -3", domid)
        + not_destroyed(domid, xen)
    )


def _start(invocation: Invocation, domain: SimulatedDomain, *, paused: bool) -> None:
    with invocation.xen.at_now() as now_s:
        if domain.dying:
            return
        if "/" not in (domain.name or ""):  # there can be no log of that name, and without it no monitor
            monitor.watch(invocation.xen, invocation.host, domain)
        domain.change(now_s)
        domain.up = True
        domain.online_vcpus = domain.wanted_vcpus if domain.guest.uses_vcpus else 1
        domain.follow()
        memory.set_target(invocation.host, domain, domain.target_kib, now_s)
        if not paused:
            lifecycle.unpause(invocation.xen, domain, now_s)
