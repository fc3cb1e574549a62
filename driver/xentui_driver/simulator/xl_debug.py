"""`xl debug-keys` (xl_misc.c): each letter is a key of Xen's own console (keyhandler.c), and `R` resets."""

from xentui_driver.model.errors import HostUnreachable
from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.options import Parsed
from xentui_driver.simulator.restart import restart

REBOOT_KEY = "R"


def debug_keys(invocation: Invocation, parsed: Parsed) -> int:
    """Raises HostUnreachable where the machine is gone before the command can end."""
    if REBOOT_KEY not in parsed.words[0]:
        return 0
    restart(invocation.xen, invocation.host)
    raise HostUnreachable(f"{invocation.host.name} can't be reached.", detail="Connection to it was lost.")
