"""Performs one order in a process and session of its own: what `launcher.runner_argv` starts.

The order comes on standard input, the answer is one line on standard output: the numbers of the jobs, or why
there is none. Whoever has sent the order may be gone by then.
"""

import gc

_OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""As in `xentui/__main__.py`: a start makes no garbage, and every job would pay for a search for it."""


def main() -> int:
    """Exit status 0 when the order was begun; the jobs themselves hold their outcomes."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    from xentui_driver.jobs.run_order import run_order

    return run_order()
