"""Hard reset: the plug is pulled, and the guest is built anew from its definition."""

from xentui_driver.model import Definition, DomainRef, Outcome
from xentui_driver.xl import Report, Xl


def reset(xl: Xl, ref: DomainRef, definition: Definition | None, *, report: Report) -> Outcome:
    """Destroy and start; nothing is destroyed that couldn't be started again (no definition, or one xl refuses)."""
    raise NotImplementedError
