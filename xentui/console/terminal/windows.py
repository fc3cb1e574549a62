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


@dataclass(frozen=True, slots=True)
class Windows:
    """The multiplexer, and what makes a window of it."""

    name: str
    begin: tuple[str, ...]
    """Its command up to the title of the window."""

    def argv(self, title: str, program: Sequence[str]) -> tuple[str, ...]:
        """The command that opens a window with a program in it; several words reach it without a shell."""
        return (*self.begin, window_title(title), *program)


def windows_of(environ: Mapping[str, str]) -> Windows | None:
    """Those of the multiplexer that the terminal says it is; None outside of one, and where sudo has hidden it."""
    session = environ.get("STY")
    if environ.get("TMUX") and (not session or environ.get("TERM", "").startswith("tmux")):
        return Windows("tmux", ("tmux", "new-window", "-n"))
    return Windows("screen", ("screen", "-S", session, "-X", "screen", "-t")) if session else None


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
    try:
        completed = subprocess.run(
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
    if completed.returncode != 0:
        raise CommandFailed(
            f"{windows.name} has opened no window.",
            argv=argv,
            exit_status=completed.returncode,
            detail="\n".join(harmless_lines(completed.stderr + completed.stdout, 1 << 12)),
            state_now="Nothing was done.",
            next_step="Attach the console here (do: console).",
        )


def _absolute(word: str) -> str:
    """A window may begin in another folder."""
    return os.path.abspath(word) if not word.startswith("-") and os.path.isfile(word) else word
