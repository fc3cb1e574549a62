"""Every check of the doctor, in order."""

from collections.abc import Callable, Iterable, Iterator

from xentui_driver.host.doctor.counters import check_counters
from xentui_driver.host.doctor.domains import check_domains
from xentui_driver.host.doctor.facts import gather
from xentui_driver.host.doctor.finding import Finding, bad, unknown
from xentui_driver.host.doctor.folders import check_folders
from xentui_driver.host.doctor.host_shutdown import check_host_shutdown
from xentui_driver.host.doctor.moved import check_moved
from xentui_driver.host.doctor.platform import check_platform
from xentui_driver.host.doctor.services import check_services
from xentui_driver.host.doctor.settings import check_settings, check_xl_conf
from xentui_driver.host.doctor.toolstack import check_other_toolstack, check_toolstack
from xentui_driver.model.errors import XenError
from xentui_driver.toolstack.xl import Xl

Group = Callable[[], Iterable[Finding]]


def examine(xl: Xl, definitions_folder: str) -> tuple[Finding, ...]:
    """Every check, in an order in which each builds on those before; a check that can't be made says why.

    Never raises for a fault of the host.
    """
    transport = xl.transport
    try:
        facts = gather(xl)
    except XenError as error:
        return (bad("host", error.summary, error.next_step),)
    groups: tuple[tuple[str, Group], ...] = (
        ("xl.conf", lambda: check_xl_conf(facts)),
        ("xl", lambda: check_toolstack(facts)),
        ("other toolstack", lambda: check_other_toolstack(transport)),
        ("dom0's memory", lambda: check_settings(facts, transport)),
        ("consoles", lambda: check_services(transport)),
        ("folders", lambda: check_folders(facts, transport, definitions_folder)),
        ("monitors", lambda: check_domains(facts, xl)),
        ("host shutdown", lambda: check_host_shutdown(facts, xl)),
        ("moved guests", lambda: check_moved(facts, xl, definitions_folder)),
        ("counters", lambda: check_counters(facts, xl)),
    )
    found = [*_made("Xen", lambda: check_platform(facts, transport))]
    for name, group in groups:
        found += _made(name, group) if facts.is_xen else (unknown(name, "This machine isn't running under Xen."),)
    return tuple(found)


def _made(name: str, group: Group) -> Iterator[Finding]:
    """The findings of a group of checks, up to the one at which the host stops answering."""
    try:
        yield from group()
    except XenError as error:
        yield unknown(name, error.summary, error.next_step)
