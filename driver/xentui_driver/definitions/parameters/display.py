"""Parameters for a guest's screen, and who can see it."""

from xentui_driver.definitions.parameters.parameter import HVM_ONLY, PV_AND_HVM, Parameter
from xentui_driver.definitions.parameters.rules import ADDRESS, LISTEN_ADDRESS, SWITCH, number, one_of, pattern, secret

_VGA = "xl.cfg(5), Emulated VGA Graphics Device"
_SPICE = "xl.cfg(5), Spice Graphics Support"
_FIRST_VNC_PORT = 5900

DISPLAY = (
    Parameter(
        "vga",
        str,
        HVM_ONLY,
        one_of("none", "stdvga", "cirrus", "qxl"),
        _VGA,
        help="Its graphics card; without it cirrus.",
    ),
    Parameter(
        "videoram",
        int,
        HVM_ONLY,
        number(1, 1024, "MiB"),
        _VGA,
        unit="MiB",
        help="The card's memory; without it the least that the card can have.",
    ),
    Parameter("nographic", bool, HVM_ONLY, SWITCH, _VGA, help="No graphics card; without it no."),
    Parameter("vnc", bool, PV_AND_HVM, SWITCH, _VGA, help="Show it by VNC; without it yes for HVM, no for PV."),
    Parameter(
        "vnclisten",
        str,
        PV_AND_HVM,
        LISTEN_ADDRESS,
        _VGA,
        help="Where VNC listens; without it on 127.0.0.1. There is no encryption.",
    ),
    Parameter(
        "vncdisplay",
        int,
        PV_AND_HVM,
        number(0, 65535 - _FIRST_VNC_PORT),
        _VGA,
        help="The port less 5900; with vncunused the first to be tried.",
    ),
    Parameter("vncunused", bool, PV_AND_HVM, SWITCH, _VGA, help="Take the next free port; without it yes."),
    Parameter(
        "vncpasswd",
        str,
        PV_AND_HVM,
        secret("1 to 8 letters, digits or marks: VNC drops the rest", lambda text: _is_password(text, 8)),
        _VGA,
        is_secret=True,
        help="It stands in clear in the definition; without it VNC asks for none.",
    ),
    Parameter(
        "keymap",
        str,
        PV_AND_HVM,
        pattern("a keymap like en-us", r"[a-z]{2}(-[a-z]{2})?"),
        _VGA,
        help="Without it en-us.",
    ),
    Parameter("sdl", bool, PV_AND_HVM, SWITCH, _VGA, help="Show it in a window of dom0's own X; without it no."),
    Parameter("spice", bool, HVM_ONLY, SWITCH, _SPICE, help="Show it by SPICE; without it no."),
    Parameter("spicehost", str, HVM_ONLY, ADDRESS, _SPICE, help="Where SPICE listens; without it everywhere."),
    Parameter("spiceport", int, HVM_ONLY, number(1, 65535), _SPICE),
    Parameter("spicetls_port", int, HVM_ONLY, number(1, 65535), _SPICE),
    Parameter(
        "spicedisable_ticketing", bool, HVM_ONLY, SWITCH, _SPICE, help="SPICE asks for no password; without it no."
    ),
    Parameter(
        "spicepasswd",
        str,
        HVM_ONLY,
        secret("1 to 60 letters, digits or marks other than a comma", lambda text: _is_password(text, 60)),
        _SPICE,
        is_secret=True,
        help="It stands in clear in the definition.",
    ),
    Parameter("spiceagent_mouse", bool, HVM_ONLY, SWITCH, _SPICE, help="Without it yes."),
    Parameter("spicevdagent", bool, HVM_ONLY, SWITCH, _SPICE, help="Without it no."),
    Parameter("spice_clipboard_sharing", bool, HVM_ONLY, SWITCH, _SPICE, help="Needs spicevdagent; without it no."),
    Parameter("spiceusbredirection", int, HVM_ONLY, number(0, 4), _SPICE, help="Channels; without it none."),
    Parameter(
        "spice_image_compression",
        str,
        HVM_ONLY,
        one_of("auto_glz", "auto_lz", "quic", "glz", "lz", "off"),
        _SPICE,
        help="Without it as QEMU thinks fit.",
    ),
    Parameter(
        "spice_streaming_video",
        str,
        HVM_ONLY,
        one_of("filter", "all", "off"),
        _SPICE,
        help="Without it as QEMU thinks fit.",
    ),
)


def _is_password(text: str, most: int) -> bool:
    """Without a comma, which would begin another option of QEMU (libxl_dm.c)."""
    return 1 <= len(text) <= most and text.isascii() and text.isprintable() and not set(text) & set(", ")
