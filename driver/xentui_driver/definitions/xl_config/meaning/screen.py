"""VNC and SDL, for emulated screens and paravirtual ones (xl_parse.c: parse_top_level_vnc_options and the like)."""

from xentui_driver.definitions.xl_config.meaning.c_numbers import as_int
from xentui_driver.definitions.xl_config.meaning.reading import Reading, defbool, options, put
from xentui_driver.definitions.xl_config.meaning.shape import Record

_FRAMEBUFFER = {
    "vnc": ("vnc", "enable", bool),
    "vnclisten": ("vnc", "listen", str),
    "vncpasswd": ("vnc", "passwd", str),
    "vncdisplay": ("vnc", "display", int),
    "vncunused": ("vnc", "findunused", bool),
    "sdl": ("sdl", "enable", bool),
    "opengl": ("sdl", "opengl", bool),
    "display": ("sdl", "display", str),
    "xauthority": ("sdl", "xauthority", str),
}


def read_vnc(reading: Reading, vnc: Record) -> None:
    put(vnc, "enable", reading.flag("vnc"))
    reading.texts_into(vnc, {"vnclisten": "listen", "vncpasswd": "passwd"})
    put(vnc, "display", reading.number("vncdisplay"))
    put(vnc, "findunused", reading.flag("vncunused"))


def read_sdl(reading: Reading, sdl: Record) -> None:
    reading.flags_into(sdl, {"sdl": "enable", "opengl": "opengl"})
    reading.texts_into(sdl, {key: key for key in ("display", "xauthority")})


def read_framebuffers(reading: Reading, domain: Record) -> None:
    """The list `vfb`; each brings a keyboard."""
    domain["vfbs"], domain["vkbs"] = [], []
    for specification in reading.strings("vfb") or ():
        domain["vfbs"].append(_framebuffer(specification) | {"devid": len(domain["vfbs"])})
        domain["vkbs"].append({"devid": len(domain["vkbs"])})


def read_pv_screen(reading: Reading, domain: Record) -> None:
    """The same by `vnc = 1`."""
    if not reading.number("vnc"):
        return
    framebuffer: Record = {"devid": 0, "vnc": {}, "sdl": {}}
    domain["vfbs"].append(framebuffer)
    domain["vkbs"].append({"devid": len(domain["vkbs"])})
    read_vnc(reading, framebuffer["vnc"])
    read_sdl(reading, framebuffer["sdl"])
    put(framebuffer, "keymap", reading.string("keymap"))


def _framebuffer(specification: str) -> Record:
    """Unknown options count for nothing, and what follows one without = is lost."""
    found: Record = {"vnc": {}, "sdl": {}}
    for option in options(specification):
        key, equals, value = option.partition("=")
        if not equals:
            break
        if key == "keymap":
            found["keymap"] = value
        elif key in _FRAMEBUFFER:
            part, member, kind = _FRAMEBUFFER[key]
            number = as_int(value)
            found[part][member] = value if kind is str else defbool(number) if kind is bool else number
    return found
