"""From a key to a job: what is meant, what is asked, how sure the operator is, and what comes of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from xentui.actions import START_ATTACHED, Action, Asks, Guard, Request
from xentui.attach import AttachResult
from xentui.jobs import Job, Jobs
from xentui.questions import host_question, memory_picture, memory_question
from xentui.screens.confirm import MOST_SHOWN, YES, Skipped, confirm, named
from xentui.screens.failure import failed_job, failure
from xentui.threads import in_thread
from xentui_driver import commands
from xentui_driver.errors import CommandFailed, ConsoleBusy, XenError
from xentui_driver.hypervisor import Hypervisor
from xentui_driver.model import DomainRef, Instance
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.symbols import Symbols
from xentui_widgets.units import age_words

if TYPE_CHECKING:
    from xentui.app import XentuiApp

LARGE_SET = 5
"""Above so many marked instances the host's name has to be typed."""
BOOT_AFTER_ATTACH_S = 1.0
"""From the start of the console's client until the guest may boot, so that its first line is seen."""
COME_BACK = "ctrl+] comes back"
CONSOLE_LOCKED = "Could not lock"
"""xenconsole's words when another client is attached (xenconsole's main.c)."""

Attach = Callable[["XentuiApp", tuple[str, ...], str, str], Awaitable[AttachResult]]


class Flows:
    """The conversations that lead to an action; nothing here blocks."""

    def __init__(self, app: "XentuiApp", hypervisor: Hypervisor, jobs: Jobs, symbols: Symbols, attach: Attach) -> None:
        self._app = app
        self._hypervisor = hypervisor
        self._jobs = jobs
        self._symbols = symbols
        self._attach = attach
        self._awaited: dict[int, asyncio.Future[Job]] = {}
        self._attaching = False

    def request(self, action: Action, targets: Sequence[Instance]) -> None:
        """Do `action` with what of the targets it can be done with, once the operator is sure.

        The first dialog is open when this returns, so that a key typed ahead can't reach the main screen.
        """
        if action.asks is not Asks.NOTHING or action is START_ATTACHED:
            targets = targets[:1]
        able = tuple(target for target in targets if not self._why_not(action, target))
        skipped = [(target, reason) for target in targets if (reason := self._why_not(action, target))]
        if not able:
            for instance, reason in skipped[:1]:
                self._app.tell(instance.name, f"{action.label} is not possible: {reason}.", "warning")
        elif action.asks is Asks.MEMORY:
            self._ask_memory(able[0], lambda kib: self._confirm(action, [Request(able[0], kib)], skipped))
        elif action.asks is Asks.HOST:
            self._ask_host(able[0], lambda host: self._confirm(action, [Request(able[0], host)], skipped))
        else:
            self._confirm(action, [Request(instance) for instance in able], skipped)

    def _confirm(self, action: Action, requests: Sequence[Request], skipped: Skipped) -> None:
        guard = action.guard_for(tuple(request.instance for request in requests), LARGE_SET)
        if guard is Guard.NONE:
            self._submit(action, requests)
            return
        host = self._hypervisor.host_name
        dialog = confirm(action, requests, guard=guard, host=host, skipped=skipped, symbols=self._symbols)
        self._push(dialog, lambda: self._submit(action, requests))

    def _push(self, dialog: Dialog, if_yes: Callable[[], None]) -> None:
        def answered(choice: str | None) -> None:
            if choice == YES:
                if_yes()

        self._app.push_screen(dialog, answered)

    def _submit(self, action: Action, requests: Sequence[Request]) -> None:
        jobs = self._jobs.submit(action, requests)
        if action is START_ATTACHED:
            built: asyncio.Future[Job] = asyncio.get_running_loop().create_future()
            self._awaited[jobs[0].number] = built
            self._app.run_worker(self._attach_and_boot(built))

    def attach_console(self, instance: Instance) -> None:
        """Leave the screen to the guest's console until the operator comes back."""
        if instance.ref is None:
            self._app.tell(instance.name, "It has no console: it isn't running.", "warning")
        else:
            self._app.run_worker(self._attach_domain(instance.ref))

    def leave(self) -> None:
        """Leave, at once when nothing is under way, else when the operator is sure."""
        under_way = self._jobs.under_way
        if not under_way:
            self._app.exit()
            return
        lines = [f"{job.action.doing} {named(job.instance)}: {job.words}" for job in under_way[:MOST_SHOWN]]
        waiting = sum(1 for job in under_way if not job.has_begun)
        begun = "What has begun goes on without the console; you will not see its end here."
        rest = [f"{waiting} of them have not begun and will not."] if waiting else []
        frame = DialogFrame(
            "Leave while jobs are under way?",
            [*lines, "", begun, *rest],
            (Choice("no", "Stay", "n"), Choice(YES, "Leave", "y")),
            symbols=self._symbols,
        )
        self._push(Dialog(frame), self._app.exit)

    def job_is_over(self, job: Job) -> None:
        """Wake whoever waits for it; show a failure unless the operator is busy with something else."""
        awaited = self._awaited.pop(job.number, None)
        if awaited is not None and not awaited.done():
            awaited.set_result(job)
        if job.error is None:
            return
        if self._app.is_undisturbed and not self._jobs.under_way:
            self._app.push_screen(failed_job(job, self._symbols))
        else:
            self._app.notify(job.words, title=f"{job.action.label} failed", severity="error", markup=False)

    def _why_not(self, action: Action, instance: Instance) -> str:
        job = self._jobs.of(instance.key)
        return f"it is {job.action.doing} already" if job is not None else action.why_not(instance)

    def _ask_memory(self, instance: Instance, answered: Callable[[int], None]) -> None:
        snapshot = self._app.picture.snapshot
        free_kib = snapshot.memory.free_kib if snapshot is not None and snapshot.memory is not None else None
        question = memory_question(instance, free_kib, self._symbols)

        async def complete() -> None:
            ref = instance.ref
            assert ref is not None, "only a domain has memory to change"
            try:
                memory = await in_thread(lambda: self._hypervisor.memory_of(ref))
            except XenError as error:
                self._app.tell(instance.name, error.summary, "warning")
                return
            if question.is_attached:
                question.show_body(memory_picture(instance, memory, free_kib, self._symbols))

        self._app.push_screen(question, lambda kib: None if kib is None else answered(kib))
        self._app.run_worker(complete())

    def _ask_host(self, instance: Instance, answered: Callable[[str], None]) -> None:
        question = host_question(instance, self._symbols)
        self._app.push_screen(question, lambda host: None if host is None else answered(host))

    async def _attach_and_boot(self, built: asyncio.Future[Job]) -> None:
        outcome = (await built).outcome
        if outcome is None or outcome.ref is None:
            return
        ref = outcome.ref

        async def boot() -> None:
            await asyncio.sleep(BOOT_AFTER_ATTACH_S)
            try:
                outcome = await in_thread(lambda: self._hypervisor.unpause(ref))
            except XenError as error:
                self._app.tell(ref.name, str(error), "error")
            else:
                self._app.tell(ref.name, outcome.summary, "success", "; ".join(outcome.steps))

        self._app.run_worker(boot())
        await self._attach_domain(ref)

    async def _attach_domain(self, ref: DomainRef) -> None:
        if not self._attaching:  # there is one terminal
            self._attaching = True
            try:
                await self._attach_now(ref)
            finally:
                self._attaching = False

    async def _attach_now(self, ref: DomainRef) -> None:
        name = ref.name or "(no name)"
        command = " ".join(commands.console(ref.domid))
        try:
            argv = await in_thread(lambda: self._hypervisor.console_argv(ref))
            self._app.tell(name, "console attached", "info", command)
            result = await self._attach(self._app, argv, f"Console of {name} (id {ref.domid})", COME_BACK)
        except XenError as error:
            self._app.tell(name, error.summary, "error")
            self._app.push_screen(failure("Console", error, (), self._symbols))
            return
        self._app.came_back()
        if result.exit_status == 0:
            self._app.tell(name, f"console left after {age_words(result.lasted_s)}", "info", command)
            return
        ended = console_error(name, argv, result)
        self._app.tell(name, ended.summary, "error", command)
        self._app.push_screen(failure("Console", ended, (command,), self._symbols))


def console_error(name: str, argv: tuple[str, ...], result: AttachResult) -> CommandFailed:
    """Why a console ended by itself, in the words of whoever ended it."""
    detail = "\n".join(result.error_lines)
    if CONSOLE_LOCKED in detail:
        return ConsoleBusy(f"Another client holds the console of {name}.", argv=argv, detail=detail)
    last = result.error_lines[-1] if result.error_lines else f"its client ended with status {result.exit_status}"
    return CommandFailed(
        f"The console of {name} has ended: {last}",
        argv=argv,
        exit_status=result.exit_status,
        detail=detail,
        next_step="Look at the guest's row: a guest that stops or restarts ends its console.",
    )
