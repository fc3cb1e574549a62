"""vCPUs: set online, and believed when they are."""

from dataclasses import dataclass

from xentui_driver.model import DomainRef, Outcome
from xentui_driver.xl import Report, Xl


@dataclass(frozen=True, slots=True)
class DomainVcpus:
    """How many vCPUs a domain has."""

    online: int
    maximum: int | None
    """As it was built; None where it can't be told."""


def read_vcpus(xl: Xl, ref: DomainRef) -> DomainVcpus:
    """Raises XenError."""
    raise NotImplementedError


def set_vcpus(xl: Xl, ref: DomainRef, count: int, *, report: Report) -> Outcome:
    """`xl vcpu-set`; waits until the guest has brought them online or offline."""
    raise NotImplementedError
