"""The imports that a start puts off until its first picture is on its way."""


def load_the_rest() -> None:
    """Import what the first frame did without, so that no key waits for it."""
    from xentui.console import pages, palette  # noqa: F401
    from xentui.console.dialogs import dialogs

    dialogs.load_the_rest()
