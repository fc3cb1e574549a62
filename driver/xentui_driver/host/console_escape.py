"""The key that leaves a console: ctrl+], or another one where xl can be told (`xl console -e`, since Xen 4.18)."""

from xentui_driver.model.errors import FileUnreadable
from xentui_driver.toolstack.xl import Xl

USUAL = "ctrl+]"
_VERSION = "/sys/hypervisor/version/"
_SINCE = (4, 18)


def leaving_key(xl: Xl, wanted: str) -> str:
    """The wanted key where this host's client takes one, else the usual one; both as a config file writes them."""
    return wanted if wanted and _xen_version(xl) >= _SINCE else USUAL


def escape_word(key: str) -> str:
    """The value of `-e` for a key (xl(1))."""
    return f"^{key.removeprefix('ctrl+').upper()}"


def _xen_version(xl: Xl) -> tuple[int, ...]:
    """Empty where the kernel doesn't tell it."""
    try:
        texts = [xl.transport.read_file(f"{_VERSION}{part}").strip() for part in ("major", "minor")]
    except FileUnreadable:
        return ()
    return tuple(map(int, texts)) if all(text.isdigit() and len(text) < 4 for text in texts) else ()
