"""A guest's console on the operator's terminal, and the start that is seen from its first line."""

import asyncio
from collections.abc import Callable
from functools import partial

from xentui.console.dialogs.console_session import ConsoleSession
from xentui.console.dialogs.lent_terminal import LentTerminal
from xentui.console.dialogs.stage import Stage
from xentui.console.screens.attaching import AGAIN, ATTACH, FOLLOW, UNPAUSE, paused_console, rebooted, which_console
from xentui.console.screens.failure import failure
from xentui.console.terminal.attach import AttachResult
from xentui.console.threads import in_thread
from xentui_driver.host.console_end import ConsoleEnd, Ending
from xentui_driver.host.console_terminals import ConsoleType
from xentui_driver.host.ended import Became
from xentui_driver.jobs.actions.refusal import by_state
from xentui_driver.jobs.jobs import Job
from xentui_driver.model.domain import DomainRef, DomainState
from xentui_driver.model.errors import CommandFailed, ConsoleBusy, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack.cause import cause_of, plain_words

ELSEWHERE = "; empty? Its screen may be on VNC: detach and open the guest"


class AttachConsole:
    """Attaches consoles, one at a time."""

    def __init__(self, stage: Stage, terminal: LentTerminal, unpause: Callable[[Instance], object]) -> None:
        """`unpause` lets a guest run without another question."""
        self._stage = stage
        self._terminal = terminal
        self._unpause = unpause
        self._attaching = False

    def attach(self, instance: Instance) -> None:
        """Leave the screen to the guest's console until the operator comes back."""
        if instance.ref is None:
            refusal = by_state(instance)
            self._stage.add_event_of(instance, f"no console: {self._stage.advice(refusal.words)}", "warning")
        elif instance.state is DomainState.PAUSED:
            self._ask_of_paused(instance)
        else:
            self._begin(instance, instance.ref)

    def _begin(self, instance: Instance, ref: DomainRef) -> None:
        self._stage.work(self._choose if may_have_several(instance) else self._attach_one, instance, ref)

    async def _attach_one(self, instance: Instance, ref: DomainRef, type: ConsoleType | None = None) -> None:
        host = self._stage.fleet.of(instance)
        await self._attach(ConsoleSession(self._stage, host, ref, hint_for(instance), type))

    async def _choose(self, instance: Instance, ref: DomainRef) -> None:
        """Ask for the type where there are several."""
        host = self._stage.fleet.of(instance)
        try:
            types = await in_thread(lambda: host.hypervisor.console_types(ref))
        except XenError:  # attaching says why
            types = ()
        if len(types) < 2:
            await self._attach_one(instance, ref)
            return

        def answered(choice: str | None) -> None:
            if choice in {type.value for type in types}:
                self._stage.work(self._attach_one, instance, ref, ConsoleType(choice))

        self._stage.app.push_unasked(which_console(instance, types, self._stage.names), answered)

    def _ask_of_paused(self, instance: Instance) -> None:
        def answered(choice: str | None) -> None:
            if choice == UNPAUSE:
                self._unpause(instance)
            if choice in (UNPAUSE, ATTACH) and instance.ref is not None:
                self._begin(instance, instance.ref)

        self._stage.app.push_screen(paused_console(instance, self._stage.names), answered)

    def attach_when_built(self, job: Job) -> None:
        """Attach to the paused domain that this job builds; the job boots it once its console is open."""
        built: asyncio.Future[DomainRef | None] = asyncio.get_running_loop().create_future()

        def changed(now: Job) -> None:
            if (now.built is not None or now.is_over) and not built.done():
                built.set_result(now.built)

        subscription = self._stage.router.subscribe(job.key, changed)
        built.add_done_callback(lambda _built: self._stage.router.cancel(subscription))
        self._stage.work(self._attach_built, job, built)

    async def _attach_built(self, job: Job, built: asyncio.Future[DomainRef | None]) -> None:
        ref = await built
        if ref is None:
            return
        host = self._stage.fleet.owner(job)
        try:
            await self._attach(ConsoleSession(self._stage, host, ref, "", shows_log=False))
        finally:  # no console, or none any more: it boots at once where it has waited for one
            self._stage.work(in_thread, partial(host.jobs.release, job))

    async def _attach(self, session: ConsoleSession, expected: Became | None = None) -> None:
        """With `expected` the guest has ended, and it is its next domain whose console is meant."""
        if self._attaching or self._terminal.is_lent:
            return
        self._attaching = True
        try:
            if expected is not None:
                session.expect(expected)
            else:
                await session.prepare()
            if not self._terminal.is_lent:
                await self._attach_now(session)
        except XenError as error:
            self._stage.add_event(session.host, session.name, error.summary, "error")
            self._show(session, error)
        finally:
            self._attaching = False

    async def _attach_now(self, session: ConsoleSession) -> None:
        result = await self._terminal.lend_in_turn(session.programs)
        was_left = self._stage.app.came_by_itself()  # what is typed on is meant for the guest, if that has ended
        end = session.end
        if end is None and result is not None:
            end = await session.look_at(result)
        if end is None or end.ending is Ending.LEFT:
            was_left()
        elif end.ending is not Ending.WITH_GUEST and result is not None:
            raise await self._error(session, end, result)
        elif end.comes_back:
            self._offer_again(session, end.became)

    def _offer_again(self, session: ConsoleSession, became: Became) -> None:
        def answered(choice: str | None) -> None:
            if choice in (AGAIN, FOLLOW):
                self._stage.work(self._attach, session.again(follows=choice == FOLLOW), became)

        self._stage.app.push_unasked(rebooted(session.name, became, self._stage.symbols), answered)

    async def _error(self, session: ConsoleSession, end: ConsoleEnd, result: AttachResult) -> XenError:
        error = console_error(session.name, session.argv, end, result)
        if isinstance(error, ConsoleBusy):
            return await in_thread(partial(session.host.hypervisor.who_holds, error, session.ref))
        return error

    def _show(self, session: ConsoleSession, error: XenError) -> None:
        title = self._stage.names.on(session.host.name, "Console")
        steps = (
            self._stage.names.steps(session.host.name, [session.command]) if isinstance(error, CommandFailed) else ()
        )
        self._stage.app.push_unasked(failure(title, error, steps, self._stage.symbols, self._stage.keys))


def may_have_several(instance: Instance) -> bool:
    """Whether it may have a serial console beside that of Xen."""
    return instance.definition is None or instance.definition.type not in ("pv", "pvh")


def hint_for(instance: Instance) -> str:
    """What is said above its console: an HVM guest often writes to its screen only."""
    definition = instance.definition
    return ELSEWHERE if definition is not None and definition.type == "hvm" else ""


def console_error(name: str, argv: tuple[str, ...], end: ConsoleEnd, result: AttachResult) -> CommandFailed:
    """Why a console has ended that neither the operator nor the guest has ended."""
    detail = "\n".join(result.error_lines)
    if end.ending is Ending.HELD:
        return ConsoleBusy(f"Another client is attached to the console of {name}.", argv=argv, detail=detail)
    said = plain_words(cause_of(detail)) if end.ending is Ending.FAILED else ""
    return CommandFailed(
        f"The console of {name} ended: {said or end.words}",
        argv=argv,
        exit_status=result.exit_status,
        detail=detail,
        state_now="The guest is as it was." if end.ending is not Ending.FAILED else "",
        next_step="Attach it again (do: console).",
    )
