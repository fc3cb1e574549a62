"""Types on a terminal after a screen came up unasked: the console takes no key until that can be seen."""

import time

from tests.waiting import until
from xentui.console.keys.typed_on import UNSEEN_S


def until_keys_are_taken() -> None:
    """Call it once the screen shows what has come."""
    seen_s = time.monotonic()
    until(lambda: time.monotonic() - seen_s > UNSEEN_S)
