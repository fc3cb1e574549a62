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
        help="Its graphics card; default: cirrus.",
    ),
    Parameter(
        "videoram",
        int,
        HVM_ONLY,
        number(1, 1024, "MiB"),
        _VGA,
        unit="MiB",
        help="The card's memory; default: the least that the card can have.",
    ),
    Parameter("nographic", bool, HVM_ONLY, SWITCH, _VGA, help="No graphics card; default: no."),
    Parameter(
        "vnc", bool, PV_AND_HVM, SWITCH, _VGA, help="Offer its screen over VNC; default: yes for HVM, no for PV."
    ),
    Parameter(
        "vnclisten",
        str,
        PV_AND_HVM,
        LISTEN_ADDRESS,
        _VGA,
        help="Where VNC listens, unencrypted; default: 127.0.0.1.",
    ),
    Parameter(
        "vncdisplay",
        int,
        PV_AND_HVM,
        number(0, 65535 - _FIRST_VNC_PORT),
        _VGA,
        help="The port minus 5900; with vncunused, the first one tried.",
    ),
    Parameter("vncunused", bool, PV_AND_HVM, SWITCH, _VGA, help="Take the next free port; default: yes."),
    Parameter(
        "vncpasswd",
        str,
        PV_AND_HVM,
        secret("1 to 8 letters, digits or marks: VNC drops the rest", lambda text: _is_password(text, 8)),
        _VGA,
        is_secret=True,
        help="Stored unencrypted in the definition; without it VNC asks for no password.",
    ),
    Parameter(
        "keymap",
        str,
        PV_AND_HVM,
        pattern("a keymap like en-us", r"[a-z]{2}(-[a-z]{2})?"),
        _VGA,
        help="Default: en-us.",
    ),
    Parameter("sdl", bool, PV_AND_HVM, SWITCH, _VGA, help="Show its screen in a window on dom0's own X; default: no."),
    Parameter("spice", bool, HVM_ONLY, SWITCH, _SPICE, help="Offer its screen over SPICE; default: no."),
    Parameter("spicehost", str, HVM_ONLY, ADDRESS, _SPICE, help="Where SPICE listens; default: on all addresses."),
    Parameter("spiceport", int, HVM_ONLY, number(1, 65535), _SPICE),
    Parameter("spicetls_port", int, HVM_ONLY, number(1, 65535), _SPICE),
    Parameter(
        "spicedisable_ticketing", bool, HVM_ONLY, SWITCH, _SPICE, help="SPICE asks for no password; default: no."
    ),
    Parameter(
        "spicepasswd",
        str,
        HVM_ONLY,
        secret("1 to 60 letters, digits or marks other than a comma", lambda text: _is_password(text, 60)),
        _SPICE,
        is_secret=True,
        help="Stored unencrypted in the definition.",
    ),
    Parameter("spiceagent_mouse", bool, HVM_ONLY, SWITCH, _SPICE, help="Default: yes."),
    Parameter("spicevdagent", bool, HVM_ONLY, SWITCH, _SPICE, help="Default: no."),
    Parameter("spice_clipboard_sharing", bool, HVM_ONLY, SWITCH, _SPICE, help="Needs spicevdagent; default: no."),
    Parameter("spiceusbredirection", int, HVM_ONLY, number(0, 4), _SPICE, help="How many channels; default: none."),
    Parameter(
        "spice_image_compression",
        str,
        HVM_ONLY,
        one_of("auto_glz", "auto_lz", "quic", "glz", "lz", "off"),
        _SPICE,
        help="Default: QEMU's choice.",
    ),
    Parameter(
        "spice_streaming_video",
        str,
        HVM_ONLY,
        one_of("filter", "all", "off"),
        _SPICE,
        help="Default: QEMU's choice.",
    ),
)


def _is_password(text: str, most: int) -> bool:
    """Without a comma, which would begin another option of QEMU (libxl_dm.c)."""
    return 1 <= len(text) <= most and text.isascii() and text.isprintable() and not set(text) & set(", ")
