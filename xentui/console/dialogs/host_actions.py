"""What is done with the host itself: see what is wrong with it, bring back a saved guest, power-cycle it."""

import posixpath

from xentui.console.dialogs.request_action import RequestAction
from xentui.console.dialogs.stage import Stage
from xentui.console.questions.words import SAVE_FOLDER
from xentui.console.screens.confirm import YES, shown_step
from xentui.console.screens.doctor import DoctorPage
from xentui.console.screens.failure import failure
from xentui.console.screens.question import Question
from xentui.console.threads import in_thread
from xentui_driver.jobs import noted_powercycle
from xentui_driver.jobs.actions import RESTORE, Request
from xentui_driver.model.errors import XenError
from xentui_driver.operations import powercycle
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.commands import shown
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame


class HostActions:
    """Conversations that are about no instance of the table; nothing here blocks."""

    def __init__(self, stage: Stage, acting: RequestAction) -> None:
        self._stage = stage
        self._acting = acting
        self._is_going_down = False

    def doctor(self) -> None:
        """Open the page and examine the host for it."""
        page = DoctorPage(
            self._stage.hypervisor.host_name,
            self._stage.symbols,
            read=lambda: self._begin_to_examine(page),
        )
        self._stage.app.push_screen(page)

    def _begin_to_examine(self, page: DoctorPage) -> None:
        self._stage.work(self._examine, page)

    async def _examine(self, page: DoctorPage) -> None:
        page.show(None)
        findings = await in_thread(self._stage.hypervisor.doctor)
        if page.is_attached:
            page.show(findings)

    def restore(self) -> None:
        """Ask for the file, and build the guest from it."""
        symbols = self._stage.symbols
        question = Question[str](
            "Restore a saved guest",
            (
                "It goes on from where it was saved, if its disks are as they were then.",
                "",
                f"File on the host; a bare name is in {SAVE_FOLDER}:",
            ),
            parse=_file,
            preview=lambda path: "\n".join(shown_step(step, symbols) for step in _restore_steps(path)),
            symbols=symbols,
            example="web.save",
            is_last_word=True,
        )

        def answered(path: str | None) -> None:
            if path is not None:
                self._acting.submit(RESTORE, [Request(value=path)])

        self._stage.app.push_screen(question, answered)

    def powercycle(self) -> None:
        """Reboot the node, once its name has been typed."""
        if self._is_going_down:
            return
        host = self._stage.hypervisor.host_name
        frame = DialogFrame(
            f"Power-cycle {host}?",
            [
                "The machine reboots at once. Nothing is shut down: every guest on it dies, and what has not been "
                "written to a disk is lost.",
            ],
            (Choice("no", "Cancel"), Choice(YES, "Power-cycle", danger=True)),
            commands=powercycle.steps(),
            must_type=host,
            symbols=self._stage.symbols,
        )
        self._stage.ask(Dialog(frame), lambda: self._stage.work(self._powercycle, host))

    async def _powercycle(self, host: str) -> None:
        self._is_going_down = True
        self._stage.app.add_event(host, "power-cycling the node", "warning", "; ".join(powercycle.steps()))
        told: list[str] = []
        try:
            hypervisor, jobs = self._stage.hypervisor, self._stage.jobs
            await in_thread(lambda: noted_powercycle.powercycle(hypervisor, jobs, host, told.append))
        except XenError as error:
            self._show(host, "Power-cycle", error, powercycle.steps())
        else:
            self._stage.app.add_event(host, told[-1] if told else "is gone", "success")
        finally:
            self._is_going_down = False

    def _show(self, who: str, what: str, error: XenError, steps: tuple[str, ...]) -> None:
        """In a dialog, unless the operator is busy with something else."""
        self._stage.tell_error(who, error)
        if self._stage.app.is_undisturbed:
            self._stage.app.push_unasked(failure(f"{what} failed", error, steps, self._stage.symbols))
        else:
            self._stage.toast(f"{what} failed", error.summary, "error")


def _restore_steps(path: str) -> tuple[str, ...]:
    return shown(commands.restore(path, paused=False))


def _file(text: str) -> str:
    path = text.strip()
    if path and "/" not in path:
        path = f"{SAVE_FOLDER}/{path}"
    if not path.startswith("/") or path.endswith("/") or posixpath.normpath(path) != path:
        raise ValueError("The whole path of a file, like /var/lib/xen/save/web.save.")
    return path
