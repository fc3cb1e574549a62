"""A transport that tells a job's writer of every change before it is made."""

from collections.abc import Callable, Mapping, Sequence

from xentui_driver.jobs.writer import JobWriter
from xentui_driver.model.errors import XenError
from xentui_driver.transport.hidden_files import is_draft
from xentui_driver.transport.protocol import Completed, FileEntry, Operation, Transport


class JournalingTransport:
    """Passes everything on; each command that changes something and each changed file is written down."""

    def __init__(self, inner: Transport, writer: JobWriter, under_way: Callable[[], object] = lambda: None) -> None:
        """`under_way` is called when a command that changes something has been started."""
        self.inner = inner
        self._writer = writer
        self._under_way = under_way

    @property
    def host_name(self) -> str:
        return self.inner.host_name

    def run(self, argv: Sequence[str], *, timeout_s: float) -> Completed:
        return self.inner.run(argv, timeout_s=timeout_s)

    def start(self, argv: Sequence[str]) -> Operation:
        number = self._writer.command_begins(argv)
        try:
            operation = self.inner.start(argv)
        except XenError:
            self._writer.command_ended(number, None)
            raise
        self._writer.command_started(number, operation.output_path)
        self._under_way()
        return _JournaledOperation(operation, self._writer, number)

    def read_file(self, path: str, *, limit_bytes: int = 1 << 20) -> bytes:
        return self.inner.read_file(path, limit_bytes=limit_bytes)

    def list_directory(self, path: str) -> tuple[FileEntry, ...]:
        return self.inner.list_directory(path)

    def read_links(self, path: str) -> Mapping[str, str]:
        return self.inner.read_links(path)

    # A draft that xl is to read goes away again, and is no change.
    def write_file(self, path: str, content: bytes, *, replacing: bytes | None) -> None:
        self.inner.write_file(path, content, replacing=replacing)
        self._changed(path, f"{'made' if replacing is None else 'changed'} {path}")

    def move_file(self, path: str, target: str) -> None:
        self.inner.move_file(path, target)
        self._writer.changed(f"moved {path} to {target}")

    def make_link(self, path: str, target: str) -> None:
        self.inner.make_link(path, target)
        self._writer.changed(f"made the link {path} to {target}")

    def remove_file(self, path: str) -> None:
        self.inner.remove_file(path)
        self._changed(path, f"removed {path}")

    def press_sysrq(self, key: str) -> None:
        self._writer.changed(f"pressed sysrq {key}")  # before, for there may be no afterwards
        self.inner.press_sysrq(key)

    def terminal_argv(self, argv: Sequence[str]) -> tuple[str, ...]:
        return self.inner.terminal_argv(argv)

    def close(self) -> None:
        self.inner.close()

    def _changed(self, path: str, words: str) -> None:
        if not is_draft(path):
            self._writer.changed(words)


class _JournaledOperation:
    """An operation whose output and end are written down as soon as somebody looks at them."""

    def __init__(self, inner: Operation, writer: JobWriter, number: int) -> None:
        self.inner = inner
        self._writer = writer
        self._number = number
        self._is_in_folder = inner.output_path.startswith(f"{writer.folder}/")
        self._output = ""
        self._has_ended = False

    @property
    def argv(self) -> tuple[str, ...]:
        return self.inner.argv

    @property
    def output_path(self) -> str:
        return self.inner.output_path

    def output(self) -> str:
        output = self.inner.output()
        if output != self._output and not self._is_in_folder:
            self._writer.command_output(self._number, output)
        self._output = output
        return output

    def exit_status(self) -> int | None:
        status = self.inner.exit_status()
        if status is not None and not self._has_ended:
            self._has_ended = True
            self._writer.command_ended(self._number, status)
        return status
