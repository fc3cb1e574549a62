"""Network and disk traffic in the fewest words, each direction in as many cells at every poll."""

from xentui_driver.model.rates import Rates, Traffic
from xentui_widgets import units
from xentui_widgets.symbols import Symbols

_DISK = ("r", "w")
_NETWORK = ("↓", "↑")
_NETWORK_IN_ASCII = ("in ", "out ")


def network_words(rates: Rates, symbols: Symbols) -> str:
    """What is received and sent: `↓ 84M ↑ 12M/s`; empty where it isn't known."""
    return _words(rates.network, _NETWORK_IN_ASCII if symbols.ascii_only else _NETWORK)


def disk_words(rates: Rates) -> str:
    """What is read and written: `r 18M w 41M/s`; empty where it isn't known."""
    return _words(rates.disk, _DISK)


def _words(traffic: Traffic | None, labels: tuple[str, str]) -> str:
    if traffic is None:
        return ""
    figures = (units.rate_words(flow.bytes_per_s) for flow in (traffic.inward, traffic.outward))
    parts = (f"{label}{figure:>{units.RATE_CELLS}}" for label, figure in zip(labels, figures, strict=True))
    return f"{' '.join(parts)}/s"
