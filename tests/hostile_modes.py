"""What a hostile guest tells the terminal that its console is on: every mode at once, and half of something more."""

MOUSE = (9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016)
SWITCHED_ON = (1, 5, 6, 12, 45, 69, *MOUSE, 1049, 2004, 2026, 2031, 2048)
SWITCHED_OFF = (7, 8, 25)
PIECES = (
    *(f"\x1b[?{mode}h" for mode in SWITCHED_ON),
    *(f"\x1b[?{mode}l" for mode in SWITCHED_OFF),
    *("\x1b[4h", "\x1b[20h", "\x1b=", "\x1b(0", "\x1b)0", "\x1b*A", "\x1b+A", "\x0e", "\x1b[31;7;4m", "\x1b[5 q"),
    *("\x1b[5;10r", "\x1b]0;owned\x07", "\x1b]2;owned\x1b\\", "\x1b]4;1;#ff0000\x07", "\x1b]10;#111\x07"),
    *("\x1b]11;#111\x07", "\x1b]12;#111\x07", "\x1b]8;;http://evil\x07", "\x1b[>31u", "\x1b[>1u", "\x1b[>4;2m"),
    "\x1b%@",
)
HALVES = ("", "\x1b", "\x1b[", "\x1b[?1", "\x1b]0;half", "\x1bPhalf", "\x1b(", "\xe2\x82")
EVERYTHING = "".join(PIECES)
