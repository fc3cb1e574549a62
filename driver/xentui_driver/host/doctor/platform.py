"""Checks Xen, the control domain, root and the tools' version: without one of them nothing else can be checked."""

from collections.abc import Iterator

from xentui_driver.host.doctor.facts import HYPERVISOR_FOLDER, Facts
from xentui_driver.host.doctor.finding import Finding, bad, good, unknown
from xentui_driver.model.errors import FileUnreadable, NotControlDomain, NotRoot, NotXen, XenError
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.diagnosis import CAPABILITIES_FILE, CONTROL_DOMAIN_WORD
from xentui_driver.toolstack.processes import text_of
from xentui_driver.transport.protocol import FileReader

TOOLS_FOLDER = "/usr/lib"
_TOOLS = lazy_pattern(r"xen-(\d+\.\d+)")
"""The folders in which Debian has the tools of each version of Xen side by side."""
# Xen refuses hypercalls of another version with EACCES, and those of a domain without privilege with EPERM (domctl.c,
# sysctl.c).
_OTHER_VERSION = ("getting physinfo: Permission denied", "getting domain info list: Permission denied")


def check_platform(facts: Facts, files: FileReader) -> Iterator[Finding]:
    yield _xen(facts)
    yield _control_domain(facts)
    yield _root(facts)
    yield _tools_version(facts, files)


def _xen(facts: Facts) -> Finding:
    if facts.is_xen:
        return good("Xen", "This machine runs under Xen.")
    kind = facts.hypervisor_type
    words = f" but under {harmless(kind)}" if kind else ""
    return bad("Xen", f"This machine isn't running under Xen{words}.", NotXen.next_step)


def _control_domain(facts: Facts) -> Finding:
    check = "control domain"
    if not facts.is_xen:
        return unknown(check, "This machine isn't running under Xen.")
    if facts.capabilities is None:
        return unknown(check, f"{CAPABILITIES_FILE} can't be read.", "Mount it: `mount -t xenfs xenfs /proc/xen`.")
    if CONTROL_DOMAIN_WORD.decode() in facts.capabilities:
        return good(check, "This is the host's dom0.")
    return bad(check, "This machine is a Xen guest, not a dom0.", NotControlDomain.next_step)


def _root(facts: Facts) -> Finding:
    if facts.user_id is None:
        return unknown("root", "The user can't be determined.", NotRoot.next_step)
    if facts.user_id == 0:
        return good("root", "Commands run as root.")
    return bad("root", f"Commands run as user {facts.user_id}; Xen only answers root.", NotRoot.next_step)


def _tools_version(facts: Facts, files: FileReader) -> Finding:
    """Only Debian's layout shows the tools' version; elsewhere Xen itself refuses tools of another version."""
    check = "tools' version"
    if not facts.is_xen:
        return unknown(check, "This machine isn't running under Xen.")
    parts = [text_of(files, f"{HYPERVISOR_FOLDER}/version/{part}") for part in ("major", "minor")]
    running = ".".join(harmless(part.strip()) for part in parts if part is not None)
    if isinstance(facts.node, XenError) and any(words in facts.node.detail for words in _OTHER_VERSION):
        return bad(
            check,
            f"Xen {running} rejects xl's queries: the tools are for another version, or a policy (XSM) forbids them.",
            "Install the tools for the running version, or reboot into the installed version.",
        )
    installed = _installed_versions(files)
    if None in parts or not installed:
        return unknown(check, "The version of the tools can't be determined here.")
    if running in installed:
        return good(check, f"The installed tools match the running Xen {running}.")
    return bad(
        check,
        f"Xen {running} is running, but the installed tools are for {' and '.join(installed)}.",
        f"Install xen-utils-{running}, or reboot into the installed version.",
    )


def _installed_versions(files: FileReader) -> tuple[str, ...]:
    try:
        names = [entry.name for entry in files.list_directory(TOOLS_FOLDER)]
    except FileUnreadable:
        return ()
    return tuple(found[1] for name in names if (found := _TOOLS.fullmatch(name)))
