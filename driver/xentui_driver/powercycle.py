"""Power-cycle the node: sync, remount read-only, sysrq reboot, and if that is not enough Xen's own reboot key."""

from xentui_driver.xl import Report, Xl


def steps() -> tuple[str, ...]:
    """What will be done, in order."""
    raise NotImplementedError


def powercycle(xl: Xl, typed_host_name: str, *, report: Report) -> None:
    """Reboot this host at once; its guests die with it. Every step is tried though one before it failed.

    Raises InvalidInput when the name that was typed isn't this host's, CommandFailed when the host is still there.
    """
    raise NotImplementedError
