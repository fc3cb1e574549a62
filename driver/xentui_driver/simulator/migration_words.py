"""What both ends of a migration print, mixed on the sender's standard error (xl_migrate.c, libxl, libxc)."""

from xentui_driver.simulator.messages import Version, libxl_error, not_destroyed

TYPES = {"pv": "x86 PV", "pvh": "x86 HVM", "hvm": "x86 HVM"}
FAILED_BADLY = """\
** Migration failed during final handshake **
Domain state is now undefined !
Please CHECK AT BOTH ENDS for running instances, before renaming and
 resuming at most one instance.  Two simultaneous instances of the domain
 would probably result in SEVERE DATA LOSS and it is now your
 responsibility to avoid that.  Sorry.
"""
CREATION_FAILED = "migration target: Domain creation failed (code -3).\n"


def preamble(config_length: int) -> str:
    return (
        "migration target: Ready to receive domain.\n"
        f"Saving to migration stream new xl format (info 0x3/0x0/{config_length})\n"
        f"Loading new save file <incoming migration stream> (new xl fmt info 0x3/0x0/{config_length})\n"
        " Savefile contains xl domain config in JSON format\n"
        "Parsing config from <saved>\n"
    )


def saving(domid: int, kind: str) -> str:
    return f"xc: info: Saving domain {domid}, type {TYPES[kind]}\n"


def restoring(kind: str, xen: Version) -> str:
    """With the version of Xen that the stream comes from."""
    return f"xc: info: Found {TYPES[kind]} domain from Xen {xen[0]}.{xen[1]}\nxc: info: Restoring domain\n"


def copied() -> str:
    return (
        "xc: info: Restore successful\n"
        "xc: info: XenStore: mfn 0xfeffc, dom 0, evt 1\n"
        "xc: info: Console: mfn 0xfefff, dom 0, evt 2\n"
        "migration target: Transfer complete, requesting permission to start domain.\n"
        "migration sender: Target has acknowledged transfer.\n"
    )


def no_receiver(process: int, status: int) -> str:
    """ssh or the remote xl ended before it said anything."""
    return libxl_error(
        "libxl_utils.c:505:libxl_read_exactly",
        "file/stream truncated reading banner from migration receiver stream",
    ) + _transport_ended(process, status)


def no_log_dirty(domid: int) -> str:
    return (
        "xc: error: Failed to enable logdirty: 95,22,0 (22 = Invalid argument): Internal error\n"
        "xc: error: Save failed (22 = Invalid argument): Internal error\n"
    ) + _did_not_suspend(domid, "Invalid argument")


def did_not_acknowledge(domid: int) -> str:
    place = "libxl_dom_suspend.c:269:domain_suspend_common_pvcontrol_suspending"
    return libxl_error(place, "guest didn't acknowledge suspend, cancelling request", domid)


def not_resumed(domid: int) -> str:
    """A domain that is not suspended is asked to resume."""
    return f"xc: error: Dom {domid} not suspended: (shutdown 0, reason 255): Internal error\n" + libxl_error(
        "libxl_dom_suspend.c:666:domain_resume_done", "xc_domain_resume failed: Invalid argument", domid
    )


def no_answer_to_suspend(domid: int) -> str:
    return (
        did_not_acknowledge(domid)
        + "xc: error: Domain has not been suspended: shutdown 0, reason 255: Internal error\n"
        + "xc: error: Save failed (0 = Success): Internal error\n"
        + _did_not_suspend(domid, "Success")
    )


def receiver_was_left(domid: int, xen: Version) -> str:
    """The receiver's part when the sender has stopped sending."""
    return (
        "xc: error: Failed to read Record Header from stream (0 = Success): Internal error\n"
        "xc: error: Restore failed (0 = Success): Internal error\n"
    ) + _not_restored(domid, "Success", xen)


def receiver_has_no_memory(domid: int, xen: Version) -> str:
    """No page is left for what still comes."""
    return (
        "xc: error: Failed to populate physmap (16 = Device or resource busy): Internal error\n"
        "xc: error: Failed to populate pfns for batch of 1024 pages: Internal error\n"
        "xc: error: Restore failed (16 = Device or resource busy): Internal error\n"
    ) + _not_restored(domid, "Device or resource busy", xen)


def sender_was_left(domid: int, process: int) -> str:
    """The sender's part when the receiver has gone; it resumes what it has not suspended."""
    return (
        libxl_error(
            "libxl_utils.c:505:libxl_read_exactly",
            f"file/stream truncated reading ipc msg header from domain {domid} save/restore helper stdout pipe",
        )
        + libxl_error(
            "libxl_exec.c:127:libxl_report_child_exitstatus",
            f"domain {domid} save/restore helper [{process + 1}] died due to fatal signal Broken pipe",
        )
        + "migration sender: libxl_domain_suspend failed (rc=-3)\n"
        + _transport_ended(process, 1)
        + "Migration failed, resuming at sender.\n"
        + not_resumed(domid)
    )


def failed_to_suspend(incoming_domid: int, process: int, xen: Version, *, restoring: str = "") -> str:
    """Both ends after the sender has given up; `restoring` is what the receiver hadn't said yet."""
    return (
        "migration sender: libxl_domain_suspend failed (rc=-8)\n"
        + restoring
        + receiver_was_left(incoming_domid, xen)
        + _transport_ended(process, 1)
        + "Migration failed, failed to suspend at sender.\n"
    )


def startup_failed(code: int) -> str:
    return (
        "migration target: Failure, destroying our copy.\n"
        f"migration sender: Target reports startup failure (status code {code}).\n"
        "migration target: Cleanup OK, granting sender permission to resume.\n"
        "migration sender: Trying to resume at our end.\n"
        "migration sender: Resumed OK.\n"
        "Migration failed due to problems at target.\n"
    )


def link_lost(process: int) -> str:
    return (
        libxl_error(
            "libxl_utils.c:505:libxl_read_exactly",
            "file/stream truncated reading success/failure report message from migration receiver stream",
        )
        + FAILED_BADLY
        + _transport_ended(process, 255)
    )


def _did_not_suspend(domid: int, reason: str) -> str:
    return libxl_error(
        "libxl_stream_write.c:347:libxl__xc_domain_save_done",
        f"saving domain: domain did not respond to suspend request: {reason}",
        domid,
    )


def _not_restored(domid: int, reason: str, xen: Version) -> str:
    return (
        libxl_error("libxl_stream_read.c:850:libxl__xc_domain_restore_done", f"restoring domain: {reason}")
        + libxl_error("libxl_create.c:1640:domcreate_rebuild_done", "cannot (re-)build domain: -3", domid)
        + not_destroyed(domid, xen)
        + CREATION_FAILED
    )


def _transport_ended(process: int, status: int) -> str:
    return (
        "libxl: info: libxl_exec.c:117:libxl_report_child_exitstatus: "
        f"migration transport process [{process}] exited with error status {status}\n"
    )
