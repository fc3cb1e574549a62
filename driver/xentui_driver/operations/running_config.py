"""libxl's own configuration of a running guest: what it is saved with, and built from at another host."""

from xentui_driver.definitions.libxl_config import Json
from xentui_driver.model.domain import Domain
from xentui_driver.model.errors import CommandFailed
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.parse.libxl_json import parse_list
from xentui_driver.toolstack.xl import Xl, label


def running_config(xl: Xl, domain: Domain, *, nothing_done: str) -> Json:
    """Raises CommandFailed where there is none.

    A domain whose configuration libxl can't read is left out, with exit status 0 (xl_info.c).
    """
    for details in parse_list(xl.read(commands.list_details(domain.domid))):
        if details.domid == domain.domid:
            return details.config
    raise CommandFailed(
        f"libxl has no configuration for {label(domain)}.",
        state_now=nothing_done,
        next_step="It wasn't built by xl, or /var/lib/xen can't be written. Such a guest can't be saved or migrated.",
    )
