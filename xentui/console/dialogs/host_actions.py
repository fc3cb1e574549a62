"""What is done with the host itself: see what is wrong with it, bring back a saved guest, power-cycle it."""

import posixpath
from collections.abc import Callable, Mapping, Sequence

from xentui.console.dialogs.request_action import RequestAction
from xentui.console.dialogs.stage import Stage
from xentui.console.questions.known import folders_of_saves, saved_files
from xentui.console.screens.confirm import YES
from xentui.console.screens.doctor import DoctorPage
from xentui.console.screens.failure import failure
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Known, Question
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui_driver.jobs import noted_powercycle
from xentui_driver.jobs.actions import RESTORE
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.domain import DomainState
from xentui_driver.model.errors import MovedAway, SaveOutdated, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.operations import powercycle
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown
from xentui_driver.toolstack.save_folder import SAVE_FILE_EXAMPLE, SAVE_FOLDER
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame

_MOST_READ = 10
"""So many save files are read for what their guests need."""


class HostActions:
    """Dialogs about a host and not about a row; nothing here blocks."""

    def __init__(self, stage: Stage, request_action: RequestAction) -> None:
        self._stage = stage
        self._request_action = request_action
        self._going_down: set[str] = set()
        """The names of the hosts that are being power-cycled."""

    def doctor(self, host: Host) -> None:
        """Open the page and examine the host for it."""

        def read() -> None:
            self._stage.work(self._examine, host, page)

        page = DoctorPage(host.name, self._stage.symbols, self._stage.keys, read=read)
        self._stage.app.push_screen(page)

    async def _examine(self, host: Host, page: DoctorPage) -> None:
        page.show(None)
        from xentui.fleet.kept.check import examined

        findings = await in_thread(lambda: examined(host))
        if page.is_attached:
            page.show(findings)

    def restore(self, host: Host, current: Instance | None) -> None:
        """Ask for the file, that of the `current` guest first, and build the guest from it."""
        names = self._stage.names
        question = Question[str](
            names.on(host.words, "Restore a saved guest"),
            (
                "The guest continues from where it was saved, if its disks haven't changed since.",
                f"A name without a folder means {SAVE_FOLDER}.",
            ),
            "File on the host:",
            parse=_file,
            value=_file_of(current),
            meaning=self._meaning_of_restore(host, {}),
            symbols=names.symbols,
            example="web.save",
            is_last_word=True,
        )

        def answered(path: str | None) -> None:
            if path is None:
                self._stage.tell_cancelled(RESTORE.label)
            else:
                self._request_action.restore(host, path)

        self._stage.app.push_screen(question, answered)
        self._stage.work(self._offer_saved_files, host, question)

    async def _offer_saved_files(self, host: Host, question: Question[str]) -> None:
        folders = folders_of_saves(host)
        offers = await in_thread(lambda: saved_files(host.hypervisor.transport, folders))
        if question.is_attached:
            question.learn(Known(offers=offers))
        read = await in_thread(lambda: _read_files(host, offers))
        if question.is_attached:
            question.learn(Known(parse=read.file, meaning=self._meaning_of_restore(host, read.need_kib)))

    def _meaning_of_restore(self, host: Host, needs: Mapping[str, int]) -> Callable[[str], Meaning]:
        """What a file would do, and where it is known what memory that takes."""

        def meaning(path: str) -> Meaning:
            fit = self._stage.fleet.states[host.name].memory_fit(needs.get(path))
            change = fit.sentences("The guest") if fit is not None else ()
            return Meaning(change, self._stage.names.steps(host.name, _restore_steps(path)))

        return meaning

    def powercycle(self, host: Host) -> None:
        """Reset the host, once its name has been typed."""
        if host.name in self._going_down:
            return
        frame = DialogFrame(
            f"Power-cycle {host.name}?",
            [
                "The host resets at once. Nothing is shut down: all guests die, and data that is not on the disks yet "
                "is lost.",
            ],
            (Choice("no", "Cancel"), Choice(YES, "Power-cycle", danger=True)),
            steps=self._stage.names.steps(host.name, powercycle.steps()),
            must_type=host.name,
            symbols=self._stage.symbols,
        )
        self._stage.ask(Dialog(frame), lambda: self._stage.work(self._powercycle, host), begins="Power-cycle")

    async def _powercycle(self, host: Host) -> None:
        self._going_down.add(host.name)
        self._stage.app.add_event(host.name, "power-cycling the host", "warning", "; ".join(powercycle.steps()))
        told: list[str] = []
        try:
            await in_thread(lambda: noted_powercycle.powercycle(host.hypervisor, host.jobs, host.name, told.append))
        except XenError as error:
            self._show(host, error)
        else:
            self._stage.app.add_event(host.name, told[-1] if told else "is gone", "success")
        finally:
            self._going_down.discard(host.name)

    def _show(self, host: Host, error: XenError) -> None:
        """Show it in a dialog; in a toast while the operator is busy with something else."""
        names = self._stage.names
        self._stage.app.add_event(host.name, self._stage.error_words(error), "error")
        title = f"{names.on(host.name, 'Power-cycle')}: failed"
        if self._stage.app.is_undisturbed:
            steps = names.steps(host.name, powercycle.steps())
            self._stage.app.push_unasked(failure(title, error, steps, self._stage.symbols, self._stage.keys))
        else:
            self._stage.toast(title, error.summary, "error")


@dataclass(frozen=True, slots=True)
class _ReadFiles:
    """What is known of save files, by path."""

    need_kib: Mapping[str, int]
    """What their guests need; without those that don't say."""
    refusals: Mapping[str, str]
    """Why they can't be restored."""

    def file(self, text: str) -> str:
        """The path of a file. Raises ValueError for one that can't be restored."""
        path = _file(text)
        if path in self.refusals:
            raise ValueError(self.refusals[path])
        return path


def _read_files(host: Host, offers: Sequence[str]) -> _ReadFiles:
    """Blocks."""
    needs: dict[str, int] = {}
    refusals: dict[str, str] = {}
    for path in map(_file, offers[:_MOST_READ]):
        try:
            if (need_kib := host.hypervisor.saved_memory_kib(path)) is not None:
                needs[path] = need_kib
            host.hypervisor.refuse_restore(path)
        except (MovedAway, SaveOutdated) as error:
            refusals[path] = error.summary
        except XenError:  # the restore itself says what is wrong with the file
            continue
    return _ReadFiles(needs, refusals)


def _file_of(instance: Instance | None) -> str:
    if instance is None or instance.departure is None or instance.state is not DomainState.SAVED:
        return ""
    return instance.departure.path


def _restore_steps(path: str) -> tuple[str, ...]:
    return shown(commands.restore(path, paused=False))


def _file(text: str) -> str:
    path = text.strip()
    if not path:
        raise ValueError("Type the name of the file.")
    if "/" not in path:
        path = f"{SAVE_FOLDER}/{path}"
    if not path.startswith("/") or path.endswith("/") or posixpath.normpath(path) != path:
        raise ValueError(f"Type the whole path of the file, such as {SAVE_FILE_EXAMPLE}.")
    return path
