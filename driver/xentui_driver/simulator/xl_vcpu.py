"""`xl vcpu-list` and `xl vcpu-set` (xl_vcpu.c, libxl_domain.c)."""

import re

from xentui_driver.simulator import numa, vcpus
from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.finding import domain_of, find_domid
from xentui_driver.simulator.host import SimulatedHost
from xentui_driver.simulator.invocation import Exit, Invocation
from xentui_driver.simulator.messages import libxl_error
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.rows import padded

_HEADER = "Name                                ID  VCPU   CPU State   Time(s) Affinity (Hard / Soft)\n"
_SET_ONLINE = "libxl_set_vcpuonline"
_ERROR_FAIL = -3


def list_vcpus(invocation: Invocation, parsed: Parsed) -> int:
    """A header, then a row for each vCPU; a domain that isn't there costs a line of complaint only."""
    invocation.out(_HEADER)
    domids = [find_domid(invocation, word) for word in parsed.words]
    with invocation.xen.at_now() as now_s:
        for domid in domids or sorted(invocation.host.domains):
            domain = domain_of(invocation, domid)
            if domain is None:
                message = "Getting infolist: No such file or directory"
                invocation.err(libxl_error("libxl_domain.c:1667:libxl_list_vcpu", message, domid))
            else:
                invocation.out(_rows(invocation.host, domain, now_s))
    return 0


def _rows(host: SimulatedHost, domain: SimulatedDomain, now_s: float) -> str:
    online = domain.online_vcpus
    each_s = domain.cpu_time_s(now_s) / max(online, 1)
    at_work = domain.state(now_s)[:2]
    node = numa.node_of(host, domain)
    cpus = numa.cpus_of(host, node) if node is not None else range(host.facts.cpus)
    soft = "all" if node is None else f"{cpus.start}-{cpus.stop - 1}"
    lines: list[str] = []
    for number in range(domain.settings.built_vcpus):
        begin = f"{padded(domain.name, 32)} {domain.domid:5d} {number:5d}"
        if number < online:
            place = f"{cpus[(domain.domid + number) % len(cpus)]:5d} {at_work[0]:>3}{at_work[1]}- {each_s:9.1f}"
        else:
            place = f"{'-':>5} {'-':>3}-p {0.0:9.1f}"
        lines.append(f"{begin}{place}  all / {soft}\n")
    return "".join(lines)


def set_vcpus(invocation: Invocation, parsed: Parsed) -> int:
    domid = find_domid(invocation, parsed.words[0])
    digits = re.match(r"\s*\d+", parsed.words[1])
    if digits is None:
        invocation.err("Error: Invalid argument.\n")
        return 1
    count = int(digits.group())
    with invocation.xen.at_now() as now_s:
        domain = domain_of(invocation, domid)
        if domain is None:
            return 1  # without a word
        _check(invocation, domain, count, ignore_host=parsed.has("i"))
        vcpus.want(invocation.xen, domain, count, now_s)
    return 0


def _check(invocation: Invocation, domain: SimulatedDomain, count: int, *, ignore_host: bool) -> None:
    """Raises Exit when xl or libxl refuses."""
    cpus = invocation.host.facts.cpus
    if not ignore_host and count > domain.online_vcpus and count > cpus:
        invocation.err(
            f"You are overcommmitting! You have {cpus} physical CPUs and want {count} vCPUs! "
            "Aborting, use --ignore-host to continue\n"
        )
        raise Exit(1)
    built = domain.settings.built_vcpus
    if count and count <= built:
        return
    if count:
        place, message = 1869, f"Requested {count} VCPUs, however maxcpus is {built}!"
    else:
        place, message = 1863, "Requested 0 VCPUs!"
    invocation.err(
        libxl_error(f"libxl_domain.c:{place}:{_SET_ONLINE}", f"{message}: Function not implemented", domain.domid)
        + f"{_SET_ONLINE} failed domid={domain.domid} max_vcpus={count}, rc: {_ERROR_FAIL}\n"
    )
    raise Exit(1)
