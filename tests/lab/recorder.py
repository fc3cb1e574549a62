"""Keep what a command of a real host answered, byte for byte, with a line about it in an index."""

import shlex
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.lab.host import LabHost
from xentui_driver.transport.protocol import Completed

# Not the shell's own end: a signal then shows as 128 + its number, and not as ssh's 255.
AS_THE_DRIVER = 'LC_ALL=C "$@"; exit $?'


INDEX = "INDEX.md"


class Recorder:
    """A folder of NAME.out, NAME.err and NAME.rc with an index; safe to use from several threads."""

    def __init__(self, folder: Path, heading: str) -> None:
        self._folder = folder
        self._heading = heading
        self._lock = threading.Lock()
        self._taken: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)
        self._rows = _rows(folder / INDEX)

    def take(self, host: LabHost, name: str, argv: Sequence[str], note: str, timeout_s: float = 600.0) -> Completed:
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
            assert name not in self._taken, f"captured twice: {name}"
            self._taken.add(name)
            self._rows[name] = _row(name, host, answer, note)
            self._write(INDEX, self._heading + "".join(self._rows[name] for name in sorted(self._rows)))
        print(f"{name}: {answer.exit_status}", flush=True)
        return answer

    def _write(self, name: str, text: str) -> None:
        (self._folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))


def _rows(index: Path) -> dict[str, str]:
    """What earlier runs recorded."""
    if not index.exists():
        return {}
    lines = index.read_text(errors="surrogateescape").splitlines(keepends=True)
    rows = (line for line in lines if line.startswith("| ") and not line.startswith("| capture "))
    return {row.split(" | ")[0].removeprefix("| "): row for row in rows}


def _row(name: str, host: LabHost, answer: Completed, note: str) -> str:
    command = shlex.join(answer.argv).replace("|", "\\|").replace("\n", "\\n")
    return f"| {name} | {host.name} | `{command}` | {answer.exit_status} | {note} |\n"
