"""Opens windows of the terminal multiplexer that the console runs in: tmux(1) or screen(1)."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.errors import CommandFailed, ToolMissing
from xentui_driver.model.lazy_pattern import lazy_pattern
from xentui_driver.model.text import harmless_lines

_LIMIT_S = 5.0
_LONGEST_TITLE = 30
_NOT_IN_TITLE = lazy_pattern(r"[^A-Za-z0-9._-]+")
"""tmux reads a window's name as a format, in which `#(...)` runs a shell; screen has escapes of its own."""
_PASSED_ON = ("PYTHONPATH", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
"""What decides which program and which configuration it is; a new window has the environment of its server."""


_READ_BY_SCREEN = lazy_pattern(r"[$^\\]")
"""A variable, a control character, an octal number (screen(1), "Customization")."""
_NUMBER = lazy_pattern(r"(?:^|  )\d+[^\s\w]* ")
_LONGEST_LISTING = 900
"""screen cuts the list of its windows at 1 KiB."""


@dataclass(frozen=True, slots=True)
class Windows:
    """The multiplexer, and what makes a window of it."""

    name: str
    begin: tuple[str, ...]
    """Its command up to the title of the window."""
    listing: tuple[str, ...] = ()
    """Prints its windows; empty where the exit status of `begin` says whether one was opened."""
    reads_words: bool = False
    """Whether it reads variables and escapes in the words of a program."""

    def argv(self, title: str, program: Sequence[str]) -> tuple[str, ...]:
        """The command that opens a window with a program in it; several words reach it as they are, without a shell."""
        words = (_READ_BY_SCREEN.sub(r"\\\g<0>", word) for word in program) if self.reads_words else program
        return (*self.begin, window_title(title), *words)


def windows_of(environ: Mapping[str, str]) -> Windows | None:
    """Those of the multiplexer that the terminal says it is; None outside of one, and where sudo has hidden it."""
    session = environ.get("STY")
    if environ.get("TMUX") and (not session or environ.get("TERM", "").startswith("tmux")):
        return Windows("tmux", ("tmux", "new-window", "-n"))
    return _of_screen(session) if session else None


def _of_screen(session: str) -> Windows:
    command = ("screen", "-S", session)
    return Windows("screen", (*command, "-X", "screen", "-t"), (*command, "-Q", "windows"), reads_words=True)


def window_title(name: str) -> str:
    """The guest's name, as far as it means nothing to a multiplexer."""
    return _NOT_IN_TITLE.sub("_", name)[:_LONGEST_TITLE].strip("_-") or "guest"


def own_program(environ: Mapping[str, str], words: Sequence[str]) -> tuple[str, ...]:
    """The command of another process of this program, with other arguments."""
    count = len(sys.orig_argv) - (len(sys.argv) - 1)
    begin = (sys.executable, *map(_absolute, sys.orig_argv[1:count]))
    passed = [f"{name}={environ[name]}" for name in _PASSED_ON if name in environ]
    return (*(("env", *passed) if passed else ()), *begin, *words)


def open_window(windows: Windows, title: str, program: Sequence[str]) -> None:
    """Blocks for a moment. Raises ToolMissing, or CommandFailed when the multiplexer refuses."""
    argv = windows.argv(title, program)
    before = _how_many(windows)
    completed = _run(windows, argv)
    if completed.returncode != 0:
        raise CommandFailed(
            f"{windows.name} has opened no window.",
            argv=argv,
            exit_status=completed.returncode,
            detail="\n".join(harmless_lines(completed.stderr + completed.stdout, 1 << 12)),
            state_now="Nothing was done.",
            next_step="Attach the console here (do: console).",
        )
    if before is not None and _how_many(windows) == before:
        raise CommandFailed(
            f"{windows.name} has opened no window, or it was closed at once.",
            argv=argv,
            state_now=f"The session has {before} windows, as before.",
            next_step="Close windows that are over, or attach the console here (do: console).",
        )


def _how_many(windows: Windows) -> int | None:
    """None where that need not be known, or can't be: screen before 4.1 knows no -Q."""
    if not windows.listing:
        return None
    listed = _run(windows, windows.listing)
    if listed.returncode != 0 or len(listed.stdout) > _LONGEST_LISTING:
        return None
    return len(_NUMBER.findall(listed.stdout)) or None


def _run(windows: Windows, argv: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LIMIT_S,
            check=False,
        )
    except OSError as error:
        raise ToolMissing(f"{argv[0]} can't be run: {error.strerror}.") from error
    except subprocess.TimeoutExpired as error:
        raise CommandFailed(
            f"{windows.name} has not answered within {_LIMIT_S:.0f} s.",
            argv=argv,
            state_now="It may open the window yet.",
            next_step="Attach the console here (do: console).",
        ) from error


def _absolute(word: str) -> str:
    """A window may begin in another folder."""
    return os.path.abspath(word) if not word.startswith("-") and os.path.isfile(word) else word
