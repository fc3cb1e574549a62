"""A transport that tells a job's writer of every change before it is made."""

from collections.abc import Callable, Mapping, Sequence

from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.errors import XenError
from xentui_driver.transport.hidden_files import is_draft
from xentui_driver.transport.protocol import Completed, Conversation, FileEntry, FilePart, Operation, Transport, unheard


class JournalingTransport:
    """Passes everything on, and writes down each changing command and each changed file."""

    def __init__(self, inner: Transport, writer: JobWriter, under_way: Callable[[], object] = lambda: None) -> None:
        """`under_way` is called when a command that changes something has been started."""
        self._inner = inner
        self._writer = writer
        self._under_way = under_way

    @property
    def host_name(self) -> str:
        return self._inner.host_name

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        return self._inner.run(argv, timeout_s=timeout_s)

    def start(self, argv: Sequence[str]) -> Operation:
        number = self._writer.command_begins(argv)
        try:
            operation = self._inner.start(argv)
        except XenError:
            self._writer.command_ended(number, None)
            raise
        self._writer.command_started(number, operation.output_path)
        self._under_way()
        return _JournaledOperation(operation, self._writer, number)

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        return self._inner.read_file(path, limit_bytes=limit_bytes)

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        return self._inner.list_directory(path)

    def read_links(self, path: str) -> Mapping[str, str]:
        return self._inner.read_links(path)

    def read_part(self, path: str, *, offset: int, limit_bytes: int) -> FilePart:
        return self._inner.read_part(path, offset=offset, limit_bytes=limit_bytes)

    def converse(self, module: str, called: Callable[[], object] = unheard) -> Conversation:
        return self._inner.converse(module, called)

    # A draft for xl to read is removed again, so it isn't a change.
    def write_file(self, path: str, content: bytes, *, replacing: bytes | None, keeps_mode: bool = False) -> None:
        self._inner.write_file(path, content, replacing=replacing, keeps_mode=keeps_mode)
        self._changed(path, f"{'made' if replacing is None else 'changed'} {path}")

    def move_file(self, path: str, target: str) -> None:
        self._inner.move_file(path, target)
        self._writer.changed(f"moved {path} to {target}")

    def make_link(self, path: str, target: str) -> None:
        self._inner.make_link(path, target)
        self._writer.changed(f"made the link {path} to {target}")

    def remove_file(self, path: str) -> None:
        self._inner.remove_file(path)
        self._changed(path, f"removed {path}")

    def sweep(self, folder: str) -> None:
        self._inner.sweep(folder)

    def press_sysrq(self, key: str) -> None:
        self._writer.changed(f"pressed sysrq {key}")  # before it is pressed, because there may be no afterwards
        self._inner.press_sysrq(key)

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return self._inner.terminal_argv(argv)

    def close(self) -> None:
        self._inner.close()

    def _changed(self, path: str, words: str) -> None:
        if not is_draft(path):
            self._writer.changed(words)


class _JournaledOperation:
    """An operation whose output and end are written down whenever they are read."""

    def __init__(self, inner: Operation, writer: JobWriter, number: int) -> None:
        self._inner = inner
        self._writer = writer
        self._number = number
        self._is_in_folder = inner.output_path.startswith(f"{writer.folder}/")
        self._output = ""
        self._has_ended = False

    @property
    def argv(self) -> tuple[str, ...]:
        return self._inner.argv

    @property
    def output_path(self) -> str:
        return self._inner.output_path

    def output(self) -> str:
        output = self._inner.output()
        if output != self._output and not self._is_in_folder:
            self._writer.command_output(self._number, output)
        self._output = output
        return output

    def exit_status(self) -> int | None:
        status = self._inner.exit_status()
        if status is not None and not self._has_ended:
            self._has_ended = True
            self._writer.command_ended(self._number, status)
        return status
