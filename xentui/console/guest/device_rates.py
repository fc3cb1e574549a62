"""What passes through a disk or a network in words, and what each device is called."""

from xentui_driver.definitions.xl_config import vdev
from xentui_driver.model.rates import Traffic
from xentui_widgets import units


def network_rate_words(traffic: Traffic | None) -> str:
    return _words(traffic, ("received", "sent"), "packets")


def disk_rate_words(traffic: Traffic | None) -> str:
    return _words(traffic, ("read", "written"), "requests")


def disk_name(number: str) -> str:
    """Of its number in xenstore: 51712 is xvda."""
    return vdev.name_of(int(number))


def interface_name(number: str) -> str:
    return f"interface {number}"


def _words(traffic: Traffic | None, directions: tuple[str, str], requests: str) -> str:
    if traffic is None:
        return ", ".join(f"{direction} {units.UNKNOWN}" for direction in directions)
    flows = zip(directions, (traffic.inward, traffic.outward), strict=True)
    return ", ".join(
        f"{direction} {units.rate_words(flow.bytes_per_s)}/s ({flow.requests_per_s:.0f} {requests}/s)"
        for direction, flow in flows
    )
