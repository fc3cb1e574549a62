"""`xl migrate` (xl_migrate.c)."""

from xentui_driver.simulator.invocation import Invocation
from xentui_driver.simulator.options import Parsed


def migrate(invocation: Invocation, parsed: Parsed) -> int:
    raise NotImplementedError
