"""Opens the logs of a guest or of a host, and saves what is held of one to a file."""

import os
import re
import time
from collections.abc import Callable, Sequence

from xentui.console.dialogs.stage import Stage
from xentui.console.logs.opened import OpenedLog, OpenedLogs
from xentui.console.screens.confirm import YES
from xentui.console.screens.failure import failure
from xentui.console.screens.logs import LogsScreen
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Question
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui_driver.host.logs.log_lines import LogLine
from xentui_driver.host.logs.log_source import OF_GUESTS, FoundLog, LogKind
from xentui_driver.host.logs.log_text import text_of
from xentui_driver.jobs.actions.action import is_dom0
from xentui_driver.model.errors import FileExists, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.transport.local import LocalTransport
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.units import plural

_OF_HOSTS = tuple(kind for kind in LogKind if kind not in OF_GUESTS)
_LARGEST_BYTES = 64 << 20
"""Of a file that may be replaced: what a console saves is smaller."""


class ShowLogs:
    """Nothing of it is known to a poll: the logs are read while they are open."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def of_guest(self, instance: Instance) -> None:
        host = self._stage.fleet.of(instance)
        if is_dom0(instance):
            self.of_host(host)
            return
        name = instance.name
        title = f"Logs of {self._stage.names.instance(instance)}"
        self._open(host, tuple(LogKind), title, name, lambda: host.hypervisor.logs_of(name, ref=instance.ref))

    def of_host(self, host: Host) -> None:
        title = f"Logs of the host {host.name}"
        self._open(host, _OF_HOSTS, title, host.name, host.hypervisor.host_logs)

    def _open(
        self,
        host: Host,
        kinds: Sequence[LogKind],
        title: str,
        name: str,
        find: Callable[[], tuple[FoundLog, ...]],
    ) -> None:
        stage = self._stage

        def changed() -> None:
            if screen.is_attached:
                screen.show_again()

        opened = OpenedLogs(host.hypervisor, kinds, title, find, stage.symbols, work=stage.work, changed=changed)
        screen = LogsScreen(opened, _Answers(stage, name), stage.symbols, stage.keys)
        stage.app.push_screen(screen)


class _Answers:
    """What the screen has done elsewhere."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage = stage
        self._name = name

    def copy(self, what: str, text: str) -> None:
        self._stage.app.copy(what, text)

    def save(self, log: OpenedLog) -> None:
        """Ask where, and write it there; a file that is there is replaced only if the operator says so."""
        kind, lines = log.source.kind, log.page.held.lines
        question = Question[str](
            f"Save the {log.title} log",
            (f"{plural(len(lines), 'line')} around what is shown, as plain text, on this machine.",),
            "File:",
            parse=_path,
            meaning=lambda path: Meaning((f"It is written to {path}.",)),
            symbols=self._stage.symbols,
            value=self._proposed(log),
        )

        def answered(path: str | None) -> None:
            if path is not None:
                self._stage.work(self._save, path, kind, lines)

        self._stage.app.push_screen(question, answered)

    def _proposed(self, log: OpenedLog) -> str:
        name = re.sub(r"[^A-Za-z0-9._-]+", "_", self._name).strip("._") or "guest"
        moment = time.strftime("%Y%m%dT%H%M%S", time.localtime(self._stage.fleet.clock.epoch_s()))
        return os.path.join(os.path.expanduser("~"), f"{name}-{log.source.kind.value}-{moment}.log")

    async def _save(self, path: str, kind: LogKind, lines: Sequence[LogLine]) -> None:
        await self._write(path, await in_thread(lambda: _content(kind, lines)), None)

    async def _write(self, path: str, content: bytes, replacing: bytes | None) -> None:
        files = LocalTransport()
        try:
            await in_thread(lambda: files.write_file(path, content, replacing=replacing))
        except FileExists:
            self._ask_to_replace(path, content)
        except XenError as error:
            self._stage.app.push_unasked(
                failure("The log isn't saved", error, (), self._stage.symbols, self._stage.keys)
            )
        else:
            self._stage.app.add_event("logs", f"saved to {path}", "success")

    def _ask_to_replace(self, path: str, content: bytes) -> None:
        frame = DialogFrame(
            "Replace the file?",
            [f"{path} exists. What is in it would be lost."],
            (Choice("no", "Cancel", "n"), Choice(YES, "Replace", "y")),
            symbols=self._stage.symbols,
        )

        def replace() -> None:
            self._stage.work(self._replace, path, content)

        self._stage.ask(Dialog(frame), replace, begins="Save the log", unasked=True)

    async def _replace(self, path: str, content: bytes) -> None:
        try:
            there = await in_thread(lambda: LocalTransport().read_file(path, limit_bytes=_LARGEST_BYTES))
        except XenError as error:
            self._stage.app.push_unasked(
                failure("The log isn't saved", error, (), self._stage.symbols, self._stage.keys)
            )
            return
        await self._write(path, content, there)


def _content(kind: LogKind, lines: Sequence[LogLine]) -> bytes:
    return "".join(f"{text_of(kind, line.content)}\n" for line in lines).encode("utf-8", "replace")


def _path(typed: str) -> str:
    """Raises ValueError."""
    path = os.path.expanduser(typed.strip())
    if not path:
        raise ValueError("Give a file.")
    return os.path.abspath(path)
