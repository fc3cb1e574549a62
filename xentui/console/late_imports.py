"""What a start puts off until its first picture is on its way: imports, and Python's search for garbage."""

import gc


def load_the_rest() -> None:
    """Import what the first frame did without, so that no key waits for it."""
    from xentui.console import pages, palette  # noqa: F401
    from xentui.console.dialogs import dialogs

    dialogs.load_the_rest()


def begin_to_collect() -> None:
    """Look for garbage where a start has put it off, and never among what that has made, which stays to the end.

    While modules are loaded each search takes 10 to 20 ms, and finds nothing.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
