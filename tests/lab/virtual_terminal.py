"""Runs in the dom0: bring a virtual terminal to the front, type at the keyboard, show its screen.

The numbers are those of linux/vt.h, linux/uinput.h and linux/input-event-codes.h.
"""

import fcntl
import os
import struct
import sys
from collections.abc import Iterator

VT_ACTIVATE, VT_WAITACTIVE = 0x5606, 0x5607
UI_SET_EVBIT, UI_SET_KEYBIT, UI_DEV_SETUP, UI_DEV_CREATE = 0x40045564, 0x40045565, 0x405C5503, 0x5501
EV_SYN, EV_KEY = 0, 1
BUS_VIRTUAL = 6
CTRL, SHIFT = 29, 42
NAMED = {"Escape": 1, "Tab": 15, "Enter": 28, "Up": 103, "Left": 105, "Right": 106, "Down": 108, "PageDown": 109}
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
PLAIN = {key: first + at for first, keys, _ in _ROWS for at, key in enumerate(keys)}
SHIFTED = {key: first + at for first, _, keys in _ROWS for at, key in enumerate(keys)}


def activate(number: int) -> None:
    terminal = os.open("/dev/tty0", os.O_RDWR | os.O_NOCTTY)
    fcntl.ioctl(terminal, VT_ACTIVATE, number)
    fcntl.ioctl(terminal, VT_WAITACTIVE, number)


def type_keys(keys: list[str]) -> None:
    keyboard = os.open("/dev/uinput", os.O_WRONLY)
    fcntl.ioctl(keyboard, UI_SET_EVBIT, EV_KEY)
    for code in range(1, 128):
        fcntl.ioctl(keyboard, UI_SET_KEYBIT, code)
    fcntl.ioctl(keyboard, UI_DEV_SETUP, struct.pack("HHHH80sI", BUS_VIRTUAL, 1, 1, 1, b"lab keyboard", 0))
    fcntl.ioctl(keyboard, UI_DEV_CREATE)
    for key in keys:
        for code, is_down in _strokes(key):
            os.write(keyboard, struct.pack("llHHi", 0, 0, EV_KEY, code, is_down))
            os.write(keyboard, struct.pack("llHHi", 0, 0, EV_SYN, 0, 0))


def _strokes(key: str) -> Iterator[tuple[int, int]]:
    """Codes, each with 1 where it is pressed and 0 where it is let go."""
    held = (CTRL,) if key.startswith("Ctrl+") else (SHIFT,) if key in SHIFTED and key not in PLAIN else ()
    key = key.removeprefix("Ctrl+")
    code = NAMED.get(key) or PLAIN.get(key) or SHIFTED[key]
    yield from ((each, 1) for each in (*held, code))
    yield from ((each, 0) for each in (code, *held))


def screen(number: int) -> str:
    """The head of vcsa has the size, vcsu the characters."""
    with open(f"/dev/vcsa{number}", "rb") as file:
        rows, columns = file.read(2)
    with open(f"/dev/vcsu{number}", "rb") as file:
        cells = struct.iter_unpack("I", file.read(4 * rows * columns))
    text = "".join(chr(code) for (code,) in cells)
    return "\n".join(text[at : at + columns].rstrip() for at in range(0, len(text), columns))


def main(number: int, verb: str, *keys: str) -> None:
    match verb:
        case "activate":
            activate(number)
        case "type":
            type_keys(list(keys))
        case "show":
            print(screen(number))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
