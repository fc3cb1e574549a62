"""Opens the screen of a guest, and writes back what its next start would lose."""

from collections.abc import Mapping

from xentui.console.commands.bindings import moves_of
from xentui.console.commands.registry import with_one_guest
from xentui.console.dialogs.await_job import AwaitJob
from xentui.console.dialogs.stage import Stage
from xentui.console.guest.opened import OpenedGuest
from xentui.console.guest.panes import Look
from xentui.console.guest.tabs import TabId
from xentui.console.guest.view import Described, GuestView
from xentui.console.recorded import recorded
from xentui.console.screens.confirm import YES
from xentui.console.screens.failure import failure
from xentui.console.screens.guest import GuestScreen
from xentui.console.screens.host_history import HostHistory
from xentui.fleet.host import Host
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.jobs.actions import CHANGE_DEFINITION, Request
from xentui_driver.jobs.actions.action import is_dom0
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.diff import Difference, diff_content
from xentui_widgets.history_lines import Recorded


class OpenGuest:
    """One screen at a time is open; asked for again, it turns to the tab."""

    def __init__(self, stage: Stage, await_job: AwaitJob) -> None:
        self._stage = stage
        self._await_job = await_job

    def open(self, instance: Instance) -> None:
        """At the tab Now."""
        self._push(instance, TabId.NOW)

    def open_definition(self, instance: Instance) -> None:
        """At the tab Definition; the question of which one is open when this returns, where it has several."""
        self._stage.choose_definition(instance, self._show_definition)

    def open_history(self, instance: Instance) -> None:
        """At the tab History; that of the host where this is shown, and for Domain-0."""
        here = self._open_screen
        if here is None and not is_dom0(instance):
            self._push(instance, TabId.HISTORY)
        elif here is None or here.tab is TabId.HISTORY:
            self._push_host(self._stage.fleet.of(instance))
        else:
            here.turn_to(TabId.HISTORY)

    @property
    def _open_screen(self) -> GuestScreen | None:
        return next((each for each in reversed(self._stage.app.screen_stack) if isinstance(each, GuestScreen)), None)

    def _push_host(self, host: Host) -> None:
        stage, app, clock = self._stage, self._stage.app, host.hypervisor.clock

        def shown() -> Recorded:
            jobs = [job for job in stage.fleet.jobs if stage.fleet.owner(job) is host]
            return recorded(stage.fleet.states[host.name].host_past, clock, jobs, app.events_on(host.name))

        screen = HostHistory(host.name, shown, stage.symbols, stage.keys, poll=app.poll_now, say=stage.say)
        app.push_screen(screen)

    def _show_definition(self, instance: Instance) -> None:
        here = self._open_screen
        if here is None:
            self._push(instance, TabId.DEFINITION)
            return
        if instance.definition is not None:
            here.opened.followed.choose(instance.definition.path)
        here.turn_to(TabId.DEFINITION)

    def _push(self, instance: Instance, tab: TabId) -> None:
        stage, app = self._stage, self._stage.app
        opened = OpenedGuest(
            stage.fleet,
            instance,
            work=stage.work,
            events_about=app.events_about,
            staleness=app.staleness,
            arrived=lambda: screen.show_again(),
        )
        moves, now_s = moves_of(stage.keys), stage.fleet.clock.epoch_s
        look = Look(
            stage.symbols,
            stage.keys,
            moves,
            now_s,
            shows_hosts=not stage.fleet.is_one,
            clock=opened.host.hypervisor.clock,
        )
        screen = GuestScreen(
            opened,
            look,
            with_one_guest(app.allowed),
            tab=tab,
            write_back=self._confirm,
            open_job=app.show_job,
            poll=app.poll_now,
            say=stage.say,
        )
        app.push_screen(screen)

    def _confirm(self, view: GuestView, described: Described) -> None:
        instance = described.description.instance
        definition, changes, diff = instance.definition, described.description.write_back, described.written_back
        if definition is None or not changes or diff is None:
            return
        self._stage.ask(
            self._dialog(instance, definition.path, diff),
            lambda: self._stage.work(self._write, instance, changes),
        )

    def _dialog(self, instance: Instance, path: str, diff: Difference) -> Dialog:
        frame = DialogFrame(
            f"Write back {self._stage.names.on(instance.host, instance.name)}?",
            [
                f"{path}: {diff.words}.",
                "",
                *diff_content(diff, self._stage.symbols),
                "",
                "Keeps these settings at the next start. Comments and order in the file stay.",
            ],
            (Choice("no", "Cancel", "n"), Choice(YES, "Write back", "y")),
            symbols=self._stage.symbols,
        )
        return Dialog(frame)

    async def _write(self, instance: Instance, changes: Mapping[str, Value | None]) -> None:
        stage = self._stage
        try:
            await self._await_job.do(stage.fleet.of(instance), CHANGE_DEFINITION, Request(instance, changes=changes))
        except XenError as error:
            title = stage.names.on(instance.host, f"Write back {instance.name}: failed")
            stage.app.push_unasked(failure(title, error, (), stage.symbols, stage.keys))
        stage.app.poll_now()
