"""Checks what a shutdown of the host does to its guests: xendomains saves each with `xl save`, whatever it holds."""

import re
from collections.abc import Iterator

from xentui_driver.host.doctor.facts import Facts
from xentui_driver.host.doctor.finding import Finding, good, unknown, warning
from xentui_driver.model.domain import ALIVE_STATES, Domain, DomainRole
from xentui_driver.model.errors import XenError
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless
from xentui_driver.operations.memory_grant import memory_grant
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse.libxl_json import parse_list
from xentui_driver.toolstack.processes import text_of
from xentui_driver.toolstack.xl import Xl, label

SETTINGS_FILE = "/etc/default/xendomains"
_CHECK = "host shutdown"
_SAVE_FOLDER = lazy_pattern(r"""^[ \t]*XENDOMAINS_SAVE=(["']?)([^"'\s#]*)\1""", re.MULTILINE)


def check_host_shutdown(facts: Facts, xl: Xl) -> Iterator[Finding]:
    folder = _save_folder(text_of(xl.transport, SETTINGS_FILE))
    if not folder:
        yield good(_CHECK, "xendomains saves no guest when this host shuts down.")
        return
    if isinstance(facts.listing, XenError):
        yield unknown(_CHECK, f"The domains can't be listed: {facts.listing.summary}", facts.listing.next_step)
        return
    guests = [d for d in facts.listing.domains if d.role is DomainRole.GUEST and d.state in ALIVE_STATES]
    lost = list(_lost(guests, folder, xl)) if guests else []
    yield from lost
    if not lost:
        yield good(_CHECK, f"xendomains saves guests to {folder}, and each could be restored from there.")


def _save_folder(settings: str | None) -> str:
    """Where it saves guests; empty where it saves none, as when nothing is set. The last line counts, as in a shell."""
    found = _SAVE_FOLDER.findall(settings or "")
    return harmless(found[-1][1]) if found else ""


def _lost(guests: list[Domain], folder: str, xl: Xl) -> Iterator[Finding]:
    configs = {details.domid: details.config for details in parse_list(xl.read(commands.list_all_details()))}
    for domain in guests:
        grant = memory_grant(domain, configs.get(domain.domid, {}))
        if not grant.is_enough:
            yield warning(
                _CHECK,
                f"{label(domain)} would be lost: when this host shuts down, xendomains saves it to {folder}, and it"
                f" could not be restored: {grant.words}.",
                grant.way_out,
            )
