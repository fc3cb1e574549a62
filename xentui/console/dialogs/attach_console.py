"""A guest's console on the operator's terminal, and the start that is seen from its first line."""

import asyncio
from functools import partial

from xentui.console.dialogs.lent_terminal import LentTerminal
from xentui.console.dialogs.stage import Stage
from xentui.console.screens.failure import failure
from xentui.console.terminal.attach import AttachResult
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui_driver.host.ended import Became, Fate
from xentui_driver.jobs.actions.refusal import by_state
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.domain import DomainRef
from xentui_driver.model.errors import CommandFailed, ConsoleBusy, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack import commands
from xentui_driver.toolstack.cause import cause_of, plain_words
from xentui_driver.toolstack.commands import shown
from xentui_widgets.units import age_words

BOOT_AFTER_ATTACH_S = 1.0
"""From the start of the console's client until the guest may boot, so that its first line is seen."""
COME_BACK = "ctrl+] comes back"
CONSOLE_LOCKED = "Could not lock"
"""xenconsole's words when another client is attached (xenconsole's main.c)."""
_AS_IT_WAS = Became(Fate.ALIVE)


class AttachConsole:
    """Attaches consoles, one at a time."""

    def __init__(self, stage: Stage, terminal: LentTerminal) -> None:
        self._stage = stage
        self._terminal = terminal
        self._attaching = False

    def attach(self, instance: Instance) -> None:
        """Leave the screen to the guest's console until the operator comes back."""
        if instance.ref is None:
            refusal = by_state(instance)
            self._stage.add_event_of(instance, f"It has no console: {self._stage.advice(refusal.words)}", "warning")
        else:
            self._stage.work(self._attach_domain, self._stage.fleet.of(instance), instance.ref)

    def attach_when_built(self, job: Job) -> None:
        """Attach to the paused domain that this job builds, and let the job go on with its boot."""
        built: asyncio.Future[DomainRef | None] = asyncio.get_running_loop().create_future()

        def changed(now: Job) -> None:
            if (now.built is not None or now.is_over) and not built.done():
                built.set_result(now.built)

        subscription = self._stage.router.subscribe(job.key, changed)
        built.add_done_callback(lambda _built: self._stage.router.cancel(subscription))
        self._stage.work(self._attach_and_boot, job, built)

    async def _attach_and_boot(self, job: Job, built: asyncio.Future[DomainRef | None]) -> None:
        ref = await built
        if ref is None:
            return

        host = self._stage.fleet.owner(job)

        async def boot() -> None:
            await asyncio.sleep(BOOT_AFTER_ATTACH_S)
            await in_thread(lambda: host.jobs.release(job))

        self._stage.work(boot)
        await self._attach_domain(host, ref)

    async def _attach_domain(self, host: Host, ref: DomainRef) -> None:
        if not self._attaching and not self._terminal.is_lent:
            self._attaching = True
            try:
                await self._attach_now(host, ref)
            finally:
                self._attaching = False

    async def _attach_now(self, host: Host, ref: DomainRef) -> None:
        app, names = self._stage.app, self._stage.names
        name = ref.name or "(no name)"
        (command,) = shown(commands.console(ref.domid))
        title = names.on(host.name, "Console")
        try:
            argv = await in_thread(lambda: host.hypervisor.console_argv(ref))
            if self._terminal.is_lent:
                return
            self._stage.add_event(host, name, "console attached", "information", command)
            banner = names.on(host.name, f"Console of {name} (id {ref.domid})")
            result = await self._terminal.lend(argv, banner, COME_BACK)
            was_left = app.came_by_itself()  # what is typed on is meant for the guest, if that has ended
        except XenError as error:
            self._stage.add_event(host, name, error.summary, "error")
            app.push_unasked(failure(title, error, (), self._stage.symbols, self._stage.keys))
            return
        became = await self._what_became_of(host, ref)
        if result.exit_status == 0:
            if became.fate is Fate.ALIVE:
                was_left()
            self._tell_end(host, name, became, age_words(result.lasted_s), command)
            return
        ended = console_error(name, argv, result, became)
        if isinstance(ended, ConsoleBusy):
            ended = await in_thread(partial(host.hypervisor.who_holds, ended, ref))
        self._stage.add_event(host, name, ended.summary, "error", command)
        app.push_unasked(
            failure(title, ended, names.steps(host.name, [command]), self._stage.symbols, self._stage.keys)
        )

    async def _what_became_of(self, host: Host, ref: DomainRef) -> Became:
        """The console's client ends without a word both when the operator leaves it and when the guest ends."""
        try:
            return await in_thread(lambda: host.hypervisor.what_became_of(ref))
        except XenError:  # the host doesn't answer: the main screen says so
            return _AS_IT_WAS

    def _tell_end(self, host: Host, name: str, became: Became, lasted: str, command: str) -> None:
        if became.fate is Fate.ALIVE:
            self._stage.add_event(host, name, f"console left after {lasted}", "information", command)
            return
        words = f"{became.words}: its console has ended with it, after {lasted}"
        if became.fate is Fate.REBOOTING:
            words += "; c attaches again once it is back"
        self._stage.add_event(host, name, words, "warning", command)


def console_error(name: str, argv: tuple[str, ...], result: AttachResult, became: Became = _AS_IT_WAS) -> CommandFailed:
    """Why a console ended by itself: the guest has ended, or what its client has said."""
    detail = "\n".join(result.error_lines)
    if CONSOLE_LOCKED in detail:
        return ConsoleBusy(f"Another client holds the console of {name}.", argv=argv, detail=detail)
    said = plain_words(cause_of(detail)) or f"its client ended with status {result.exit_status}"
    if became.fate is not Fate.ALIVE:
        said = f"{name} {became.words}"
    return CommandFailed(
        f"The console of {name} has ended: {said}",
        argv=argv,
        exit_status=result.exit_status,
        detail=detail,
        next_step="Look at the guest's row: a guest that stops or restarts ends its console.",
    )
