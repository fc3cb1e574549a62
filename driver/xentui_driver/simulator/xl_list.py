"""`xl list` and `xl vm-list` (xl_info.c)."""

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.invocation import Exit, Invocation
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.rows import Columns, header, padded, rows
from xentui_driver.simulator.subcommands import PERFORMED


def list_domains(invocation: Invocation, parsed: Parsed) -> int:
    """`xl list [-lvZcn] [DOMAIN]`."""
    if len(parsed.words) > 1:
        invocation.out(PERFORMED["list"].help())
        return 1
    columns = Columns(parsed.has("v"), parsed.has("Z"), parsed.has("c"), parsed.has("n"))
    with invocation.xen.at_now() as now_s:
        domains = _named(invocation, parsed.words[0]) if parsed.words else invocation.host.in_order()
        text = _details(domains) if parsed.has("l") else header(columns) + rows(domains, columns, now_s)
    invocation.out(text)
    return 0


def _named(invocation: Invocation, word: str) -> list[SimulatedDomain]:
    """Raises Exit when there is no such domain."""
    from xentui_driver.simulator.finding import domain_of, find_domid
    from xentui_driver.simulator.messages import no_domain

    domid = find_domid(invocation, word)
    domain = domain_of(invocation, domid)
    if domain is None:
        invocation.err(no_domain(domid, invocation.host.xen) + f"Error: Domain '{word}' does not exist.\n")
        raise Exit(1)
    return [domain]


def list_guests(invocation: Invocation, parsed: Parsed) -> int:
    """`xl vm-list`."""
    with invocation.xen.at_now():
        lines = [f"{d.uuid}  {d.domid}    {padded(d.name, 30)}\n" for d in invocation.host.in_order()]
    invocation.out("UUID                                  ID    name\n" + "".join(lines))
    return 0


def _details(domains: list[SimulatedDomain]) -> str:
    from xentui_driver.simulator import details

    return details.as_json([details.of_domain(domain) for domain in domains]) + "\n"
