"""A terminal in tmux: keys go in, the screen comes out; on this machine or on a host of the lab."""

import os
import shlex
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from tests.waiting import ROOM_S, reads, until

Run = Callable[[Sequence[str]], str]
"""Runs a command and gives its standard output. Raises subprocess.CalledProcessError."""


def run_here(argv: Sequence[str]) -> str:
    return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60).stdout


_AGAIN_S = 20.0
"""How long a key may take to be answered on a host that is emulated."""


class TmuxTerminal:
    """One window of a tmux server of its own; ended when the `with` block is left."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        name: str,
        size: tuple[int, int] = (80, 24),
        environ: Mapping[str, str] | None = None,
        run: Run = run_here,
        patience_s: float = ROOM_S,
        look_every_s: float | None = None,
    ) -> None:
        self._run = run
        # Nobody else's: other runs of these tests on the same machine have servers of the same names.
        self._tmux = ("tmux", "-f", "/dev/null", "-L", f"xentui-{os.getpid()}-{name}")
        self._patience_s = patience_s
        self._look_every_s = look_every_s
        words = ["env", *(f"{key}={value}" for key, value in (environ or {}).items()), *command]
        # The shell stays, so that what the program leaves on the screen can be read, and its status.
        script = f"{shlex.join(words)}; echo exit status $?; exec sleep 600"
        columns, rows = size
        with suppress(subprocess.CalledProcessError):  # of an earlier run that was killed
            self._command("kill-server")
        self._command("new-session", "-d", "-x", str(columns), "-y", str(rows), script)

    def __enter__(self) -> "TmuxTerminal":
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(subprocess.CalledProcessError):  # gone already
            self._command("kill-server")

    def press(self, *keys: str) -> None:
        """Keys by tmux's names: Down, Enter, C-], x."""
        self._command("send-keys", *keys)

    def press_until(self, key: str, *texts: str) -> str:
        """Press it again where it was too soon, until the screen shows one of these."""
        return self._press(key, lambda screen: any(reads(screen, text) for text in texts), f"{key}: {texts}")

    def press_while(self, key: str, text: str) -> str:
        """Press it again where it was too soon, as long as the screen shows that."""
        return self._press(key, lambda screen: not reads(screen, text), f"{key}, and no longer: {text}")

    def _press(self, key: str, is_done: Callable[[str], bool], what: str) -> str:
        pressed_s = -_AGAIN_S

        def is_so(screen: str) -> bool:
            nonlocal pressed_s
            if is_done(screen):
                return True
            if time.monotonic() - pressed_s >= _AGAIN_S:
                self.press(key)
                pressed_s = time.monotonic()
            return False

        return self.until(is_so, what)

    def type(self, text: str) -> None:
        self._command("send-keys", "-l", text)

    def resize(self, columns: int, rows: int) -> None:
        self._command("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self) -> str:
        return self._command("capture-pane", "-p")

    def sees(self, *texts: str, patience_s: float | None = None) -> str:
        """The screen, as soon as it shows all of these."""
        return self.until(lambda screen: all(reads(screen, text) for text in texts), f"{texts}", patience_s)

    def until(self, condition: Callable[[str], bool], what: str, patience_s: float | None = None) -> str:
        """The screen, as soon as it is so."""
        seen = ""

        def is_so() -> bool:
            nonlocal seen
            seen = self.screen()
            return condition(seen)

        try:
            until(is_so, timeout_s=patience_s or self._patience_s, every_s=self._look_every_s)
        except AssertionError as error:
            raise AssertionError(f"never came: {what}\n{seen}") from error
        return seen

    def _command(self, *words: str) -> str:
        return self._run((*self._tmux, *words))
