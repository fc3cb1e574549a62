"""Finds the domain that a word on xl's command line names (libxl_utils.c, xl_utils.c)."""

from xentui_driver.simulator.domain import SimulatedDomain
from xentui_driver.simulator.invocation import Exit, Invocation

ERROR_INVAL = -6


def find_domid(invocation: Invocation, word: str) -> int:
    """Digits only are a number, whether such a domain is there or not, and no word at all is 0.

    Raises Exit when it is a name that no domain has.
    """
    if not word.strip("0123456789"):
        return int(word or "0")
    with invocation.xen.at_now():
        domain = invocation.host.named(word)
    if domain is None:
        invocation.err(f"{word} is an invalid domain identifier (rc={ERROR_INVAL})\n")
        raise Exit(1)
    return domain.domid


def domain_of(invocation: Invocation, domid: int) -> SimulatedDomain | None:
    """The domain of that word. Call it under the world's lock."""
    return invocation.host.domains.get(domid)
