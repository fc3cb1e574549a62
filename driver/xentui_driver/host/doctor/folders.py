"""Checks the folders that xl needs, and those that xendomains uses at the next boot."""

import posixpath
from collections.abc import Iterator

from xentui_driver.host.doctor.facts import Facts
from xentui_driver.host.doctor.finding import Finding, bad, good, unknown, warning
from xentui_driver.model.errors import FileExists, FileMissing, FileUnreadable, FileUnwritable, NotRoot
from xentui_driver.model.text import harmless
from xentui_driver.toolstack.monitor_log import FOLDER as LOG_FOLDER
from xentui_driver.toolstack.save_folder import SAVE_FOLDER
from xentui_driver.transport.protocol import Transport

LIBXL_FOLDER = "/var/lib/xen"
PROBE = ".xentui-doctor"
_PROBE_CONTENT = b"written by xentui doctor, which removes it at once\n" * 80
"""A whole block: an empty file fits on a full disk."""


def check_folders(facts: Facts, transport: Transport, definitions_folder: str) -> Iterator[Finding]:
    yield from _writables(facts, transport)
    yield _definitions(transport, definitions_folder)
    yield from _autostart(transport, posixpath.join(definitions_folder, "auto"))
    yield from _saved(transport)


def _writables(facts: Facts, transport: Transport) -> Iterator[Finding]:
    if facts.user_id:
        yield unknown("log folder", "Only root can check whether it is writable.", NotRoot.next_step)
        return
    yield _writable(
        transport,
        "log folder",
        LOG_FOLDER,
        "every guest that starts loses its monitor at once, and nothing starts it again when it reboots",
    )
    yield _writable(transport, "libxl's folder", LIBXL_FOLDER, "libxl can't store what it knows of its guests")


def _writable(transport: Transport, check: str, folder: str, consequence: str) -> Finding:
    """Only a write shows it: a full disk, a read-only file system and a missing folder all end a monitor."""
    try:
        transport.list_directory(folder)
        _probe(transport, posixpath.join(folder, PROBE))
    except FileUnreadable as error:
        return bad(check, f"{error.summary} So {consequence}.", f"Create it: `install -d -m 0750 {folder}`.")
    except FileUnwritable as error:
        return bad(check, f"{folder} is not writable, so {consequence}. {error.summary}", FileUnwritable.next_step)
    return good(check, f"{folder} is writable.")


def _probe(transport: Transport, path: str) -> None:
    try:
        transport.write_file(path, _PROBE_CONTENT, replacing=None)
    except FileExists:  # left by a doctor that was interrupted: look again
        transport.remove_file(path)
        transport.write_file(path, _PROBE_CONTENT, replacing=None)
    transport.remove_file(path)


def _definitions(transport: Transport, folder: str) -> Finding:
    check = "definitions folder"
    try:
        transport.list_directory(folder)
    except FileUnreadable as error:
        return warning(check, error.summary, "Create it, or give the right folder with --definitions.")
    return good(check, f"{folder} is readable.")


def _autostart(transport: Transport, folder: str) -> Iterator[Finding]:
    """xendomains starts everything in auto/ with `xl create`; without the folder it starts nothing."""
    check = "autostart"
    try:
        entries = [entry for entry in transport.list_directory(folder) if not entry.name.startswith(".")]
    except FileUnreadable:
        yield good(check, f"There is no {folder}: no guest starts with the host.")
        return
    lost = [entry for entry in entries if not entry.is_file]
    for entry in lost:
        path = harmless(posixpath.join(folder, entry.name))
        target = f": it points to {harmless(entry.link_target)}" if entry.link_target else ""
        yield warning(
            check,
            f"{path} isn't a file that xl can start{target}.",
            "Remove it or correct the link: its guest does not start with the host.",
        )
    if not lost:
        yield good(check, f"Guests that start with the host: {len(entries)}.")


def _saved(transport: Transport) -> Iterator[Finding]:
    check = "saved guests"
    try:
        left = [entry.name for entry in transport.list_directory(SAVE_FOLDER) if entry.is_file]
    except FileMissing:
        yield good(check, "No saved guest is waiting to be restored.")
        return
    except FileUnreadable as error:
        yield unknown(check, error.summary)
        return
    for name in left:
        yield warning(
            check,
            f"{harmless(posixpath.join(SAVE_FOLDER, name))} holds a guest that was saved and not restored.",
            "If the guest has been started since, remove the file: restoring it would wreck its file systems.",
        )
    if not left:
        yield good(check, "No saved guest is waiting to be restored.")
