"""What the terminal can show, told from the environment alone."""

import os
from collections.abc import Mapping

_FEW_COLOURS = frozenset({"", "ansi", "cons25", "dumb", "linux", "screen", "unknown", "vt52"})
SILENT = frozenset({"", "dumb", "unknown"})
"""They print what they are asked."""


def start_environ() -> Mapping[str, str]:
    """The environment as this process was given it (proc(5)).

    Python puts LC_CTYPE=C.UTF-8 into its own where the locale is C (PEP 538), which hides the terminal's.
    """
    try:
        with open("/proc/self/environ", "rb") as file:
            entries = os.fsdecode(file.read()).split("\0")
    except OSError:
        return os.environ
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


def ascii_only(environ: Mapping[str, str], encoding: str) -> bool:
    """True when the terminal's character set isn't UTF-8.

    Arguments:
        environ: As in `start_environ`.
        encoding: Python's own for the stream, which counts when the locale's name says none.
    """
    if not _is_utf8(encoding):
        return True
    names = (environ.get(variable, "") for variable in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "C").partition("@")[0]
    language, dot, charset = locale.partition(".")
    if dot:
        return not _is_utf8(charset)
    return language in ("C", "POSIX")


def _is_utf8(charset: str) -> bool:
    return charset.lower().replace("-", "") == "utf8"


def colour_system(environ: Mapping[str, str]) -> str | None:
    """Rich's name for the colours that are safe, or None where Textual finds them itself.

    Textual sends 24-bit colour to TERM=dumb, and to everything else when COLORTERM came along over sudo or
    ssh, as it does into GNU screen (before 5.0), which takes it for blinking.
    """
    if environ.get("TEXTUAL_COLOR_SYSTEM"):
        return None
    term = environ.get("TERM", "").lower()
    if term in _FEW_COLOURS or term.startswith("vt"):
        return "standard"
    if "STY" in environ:
        return "256" if "256color" in term else "standard"
    return None


def unknown_term(environ: Mapping[str, str], fd: int) -> str:
    """The terminal's name where this system's terminfo doesn't know it; empty where it does, or where nobody can tell.

    `fd` is the terminal's.
    """
    name = environ.get("TERM", "")
    try:
        import curses  # not in every Python, and only asked behind the first frame
    except ImportError:
        return ""
    try:
        curses.setupterm(name, fd)
    except curses.error:
        return name
    return ""
