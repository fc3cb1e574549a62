"""Keep what a command of a real host answered, byte for byte, with a line about it in an index."""

import shlex
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab.host import LabHost
from xentui_driver.transport import Completed

# Not the shell's own end: a signal then shows as 128 + its number, and not as ssh's 255.
AS_THE_DRIVER = 'LC_ALL=C "$@"; exit $?'


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer: its name in the folder, and what it is an answer to."""

    name: str
    host: str
    completed: Completed
    note: str


class Recorder:
    """A folder of NAME.out, NAME.err and NAME.rc; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._captures: list[Capture] = []
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, host: LabHost, name: str, argv: Sequence[str], note: str, timeout_s: float = 300.0) -> Completed:
        """Run a command as the driver does, under LC_ALL=C without input, and keep its answer."""
        completed = host.run_script(AS_THE_DRIVER, *argv, timeout_s=timeout_s)
        return self.keep(host, name, argv, completed, note)

    def keep(self, host: LabHost, name: str, argv: Sequence[str], completed: Completed, note: str) -> Completed:
        """Keep an answer that was had in another way."""
        self._write(f"{name}.out", completed.stdout)
        self._write(f"{name}.err", completed.stderr)
        self._write(f"{name}.rc", f"{completed.exit_status}\n")
        answer = Completed(tuple(argv), completed.exit_status, completed.stdout, completed.stderr)
        with self._lock:
            assert all(name != capture.name for capture in self._captures), f"captured twice: {name}"
            self._captures.append(Capture(name, host.name, answer, note))
        print(f"{name}: {answer.exit_status}", flush=True)
        return answer

    def write_index(self, heading: str) -> None:
        rows = "".join(_row(capture) for capture in sorted(self._captures, key=lambda c: c.name))
        table = "| capture | host | command | status | what it shows |\n|---|---|---|---|---|\n"
        self._write("INDEX.md", f"{heading}\n{table}{rows}")

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))


def _row(capture: Capture) -> str:
    command = shlex.join(capture.completed.argv).replace("|", "\\|").replace("\n", "\\n")
    status = capture.completed.exit_status
    return f"| {capture.name} | {capture.host} | `{command}` | {status} | {capture.note} |\n"
