"""A new guest: the form, then checks by the host and by xl, and only then the file."""

from collections.abc import Mapping, Sequence
from functools import partial

from textual.content import Content

from xentui.console.dialogs.await_job import AwaitJob
from xentui.console.dialogs.missing_on_host import listed_disks, missing_on_host
from xentui.console.dialogs.request_action import RequestAction, WhenBegun
from xentui.console.dialogs.stage import Stage
from xentui.console.dry_run_lines import dry_run_lines, dry_run_started_lines
from xentui.console.guest_draft import Draft, GuestForm
from xentui.console.path_completion import names_in
from xentui.console.screens.confirm import YES
from xentui.console.screens.new import CANCEL, COPY, START, NewScreen
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui_driver.definitions.disk_users import DiskUser, defined_users, disks_of
from xentui_driver.definitions.dry_run import DryRun
from xentui_driver.definitions.memory_need import text_memory_kib
from xentui_driver.definitions.new_disk import commands_for_missing
from xentui_driver.jobs.actions import NEW_DEFINITION, Request
from xentui_driver.jobs.actions import START as START_ACTION
from xentui_driver.model.dataclass import dataclass
from xentui_driver.model.definition import Definition
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_driver.model.memory_fit import MemoryFit
from xentui_widgets.choice_bar import CLOSE, Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.units import plural

NOT_SAVED = "Not saved: the warnings were not accepted. Tab in the question chooses to save anyway."
COPIED = "Lines copied, if this terminal allows it (OSC 52)."


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What speaks against saving a guest."""

    missing: Mapping[str, str]
    """What isn't on the host, and disks that other guests have, by field."""
    disk_commands: Sequence[str]
    """Lines for a shell that make disks that aren't there."""
    dry_run: DryRun | XenError

    @property
    def is_good(self) -> bool:
        dry_run = self.dry_run
        return not self.missing and isinstance(dry_run, DryRun) and not dry_run.error and not dry_run.warnings


class CreateGuest:
    """One form on one host: opens it, checks what was typed, saves it or leaves.

    Another form may be open on another host while a slow host still answers for one that was left.
    """

    def __init__(
        self, stage: Stage, request_action: RequestAction, await_job: AwaitJob, host: Host, started: WhenBegun
    ) -> None:
        """`started` gets the job of the guest's first start."""
        self._stage = stage
        self._request_action = request_action
        self._await_job = await_job
        self._is_saving = False
        self._host = host
        self._started = started

    def open(self, title: str, form: GuestForm, *, unasked: bool = False) -> NewScreen:
        """The form is open when this returns; `unasked` says that the operator doesn't know when it comes."""
        title = self._stage.names.on(self._host.words, title)
        screen = NewScreen(
            title,
            form,
            self._stage.symbols,
            chosen=self._chosen,
            pausing=self._look,
            reading=self._read_folder,
            fit=self._fit,
        )
        push = self._stage.app.push_unasked if unasked else self._stage.app.push_screen
        push(screen)
        return screen

    def _chosen(self, screen: NewScreen, choice: str) -> None:
        if choice == CANCEL:
            self._leave(screen)
        elif choice == COPY:
            self._copy_lines(screen.first_do(screen.guest)[1])
            screen.show_verdict([self._words(COPIED)])
        elif not self._is_saving:
            guest = screen.guest
            if guest.problems:
                self._refuse(screen, guest)
            else:
                self._is_saving = True
                screen.show_verdict(dry_run_started_lines(self._stage.symbols))
                self._stage.work(self._check, screen, guest, start=choice == START)

    def _refuse(self, screen: NewScreen, guest: Draft) -> None:
        screen.show_all_problems()
        words = f"X {plural(len(guest.problems), 'problem')} to fix before this can be saved:"
        wrong = [f"  {screen.label_of(key)}: {problem}" for key, problem in guest.problems.items()]
        screen.show_verdict([self._words(words, "bold ansi_red"), *(self._words(line, "ansi_red") for line in wrong)])

    def _leave(self, screen: NewScreen) -> None:
        """Nothing that was typed is lost by a slip."""
        if screen.is_untouched:
            screen.dismiss()
            return
        frame = DialogFrame(
            "Discard this form?",
            ["What you typed is lost. Nothing has been written to the host."],
            (Choice("no", "Back to the form", "n", escape="goes back"), Choice(YES, "Discard", "y")),
            symbols=self._stage.symbols,
        )
        self._stage.ask(Dialog(frame), screen.dismiss)

    def _fit(self, guest: Draft) -> MemoryFit | None:
        """Whether its start would find enough memory; None while its memory isn't known: all else may be missing."""
        if "memory" in guest.problems:
            return None
        need_kib = text_memory_kib(guest.preview(), guest.name)
        return self._stage.fleet.states[self._host.name].memory_fit(need_kib)

    def _read_folder(self, screen: NewScreen, folder: str) -> None:
        self._stage.work(self._learn_folder, screen, folder)

    async def _learn_folder(self, screen: NewScreen, folder: str) -> None:
        screen.learn_folder(folder, await in_thread(lambda: names_in(self._host.hypervisor.transport, folder)))

    def _look(self, screen: NewScreen) -> None:
        self._stage.work(self._look_on_host, screen)

    async def _look_on_host(self, screen: NewScreen) -> None:
        """Say what the host lacks, unless the operator has typed on meanwhile."""
        guest, users = screen.guest, tuple(defined_users(self._instances))
        if guest.problems:
            return
        missing, commands = await in_thread(lambda: (self._missing(guest, users), self._disk_commands(guest)))
        if missing and screen.guest == guest:
            screen.show_host_problems(missing, commands)

    @property
    def _instances(self) -> Sequence[Instance]:
        """As the host was last seen."""
        return self._stage.fleet.instances_of(self._host)

    def _missing(self, guest: Draft, users: Sequence[DiskUser]) -> Mapping[str, str]:
        """Blocks. Without an answer of the node, what the node can do is not checked."""
        host = self._host.hypervisor
        try:
            node = host.node_info()
        except XenError:  # the screen behind says so, and the dry run will
            node = None
        return missing_on_host(guest, host.transport, users, node)

    def _disk_commands(self, guest: Draft) -> tuple[str, ...]:
        """Blocks."""
        texts = (text for values in guest.values_by_field.values() for text in listed_disks(values))
        return commands_for_missing(tuple(disks_of(texts)), self._host.hypervisor.transport)

    async def _check(self, screen: NewScreen, guest: Draft, *, start: bool) -> None:
        instances = self._instances
        try:
            opinion = await in_thread(lambda: self._opinion(guest, instances))
        except XenError as error:
            self._refuse_all(screen, guest, error)
            return
        if screen not in self._stage.app.screen_stack:
            return  # the operator has left meanwhile
        if opinion.is_good and not guest.warnings and not (start and self._lacks_memory(guest)):
            await self._save(screen, guest, start=start)
            return
        self._is_saving = False
        screen.show_host_problems(opinion.missing, opinion.disk_commands)
        found = dry_run_lines(opinion.dry_run, self._stage.symbols)
        screen.show_verdict(found)

        def save() -> None:
            self._is_saving = True
            self._stage.work(self._save, screen, guest, start=start)

        def say_not_saved() -> None:
            screen.show_verdict([self._words(NOT_SAVED, "bold ansi_yellow"), *found])

        doubts = self._doubts(screen, guest, opinion, start=start)
        self._stage.ask(doubts, save, unasked=True, if_no=say_not_saved)

    def _lacks_memory(self, guest: Draft) -> tuple[str, ...]:
        fit = self._fit(guest)
        return fit.sentences("Its start") if fit is not None and fit.missing_kib else ()

    def _opinion(self, guest: Draft, instances: Sequence[Instance]) -> _Opinion:
        """Blocks. Raises XenError for a name that can't be a file's."""
        path = self._host.hypervisor.store.path_for(guest.name)
        dry_run: DryRun | XenError
        try:
            dry_run = self._host.hypervisor.dry_run(guest.text, path)
        except XenError as error:
            dry_run = error
        users = self._host.hypervisor.disk_users(instances)
        return _Opinion(self._missing(guest, users), self._disk_commands(guest), dry_run)

    def _doubts(self, screen: NewScreen, guest: Draft, opinion: _Opinion, *, start: bool) -> Dialog:
        symbols = self._stage.symbols
        missing = [f"{symbols.flag} {screen.label_of(key)}: {words}" for key, words in opinion.missing.items()]
        lacking = self._lacks_memory(guest) if start else ()
        warnings = [f"{symbols.flag} {words}" for words in (*guest.warnings, *lacking)]
        what = "Save and start" if start else "Save"
        frame = DialogFrame(
            f"{what} {self._stage.names.on(self._host.name, guest.name)} despite these warnings?",
            [
                *dry_run_lines(opinion.dry_run, symbols),
                *(self._words(line, "bold ansi_yellow") for line in (*missing, *warnings)),
            ],
            (Choice("no", "Back to the form", "n", escape="goes back"), Choice(YES, f"{what} anyway", danger=True)),
            symbols=symbols,
        )
        return Dialog(frame)

    async def _save(self, screen: NewScreen, guest: Draft, *, start: bool) -> None:
        app = self._stage.app
        try:
            path = self._host.hypervisor.store.path_for(guest.name)
            need_kib = text_memory_kib(guest.text, path)
            definition = Definition(path, guest.name, guest.uuid, guest.guest_type.value, start_memory_kib=need_kib)
            instance = Instance(path, definition=definition, host=self._host.name)
            await self._await_job.do(self._host, NEW_DEFINITION, Request(instance, text=guest.text))
        except XenError as error:
            self._refuse_all(screen, guest, error)
            return
        lacks, (words, commands) = screen.host_lacks, screen.first_do(guest)
        screen.dismiss()
        app.came_by_itself()
        app.go_to(instance.row_key)
        if start:
            self._request_action.submit(START_ACTION, [Request(instance)], begun=self._started)
        elif commands:
            dialog = self._first_do(guest, lacks, words, commands)
            self._stage.app.push_unasked(dialog, partial(self._after_saved, guest, commands))

    def _refuse_all(self, screen: NewScreen, guest: Draft, error: XenError) -> None:
        """Nothing was saved, and the form stays."""
        self._is_saving = False
        self._stage.add_event(self._host, guest.name, error.summary, "error")
        more = [self._words(f"  {line}") for line in (error.state_now, self._stage.advice(error.next_step)) if line]
        screen.show_verdict([self._words(f"X {error.summary}", "bold ansi_red"), *more])

    def _first_do(self, guest: Draft, lacks: Sequence[str], words: str, commands: Sequence[str]) -> Dialog:
        """What the host lacks and the lines once more, for the form is gone."""
        warnings = [self._words(f"{self._stage.symbols.flag} {each}", "bold ansi_yellow") for each in lacks]
        frame = DialogFrame(
            f"{self._stage.names.on(self._host.name, guest.name)} is saved",
            [*warnings, *([""] if lacks else []), words],
            (CLOSE, Choice(COPY, "Copy lines", "c", only_shows=True)),
            steps=[f"{self._stage.symbols.prompt} {line}" for line in commands],
            symbols=self._stage.symbols,
        )
        return Dialog(frame)

    def _after_saved(self, guest: Draft, commands: Sequence[str], choice: str | None) -> None:
        if choice == COPY:
            self._copy_lines(commands)
            self._stage.add_event(self._host, guest.name, COPIED)

    def _copy_lines(self, commands: Sequence[str]) -> None:
        self._stage.app.copy("The commands", "\n".join(commands))

    def _words(self, text: str, style: str = "") -> Content:
        return Content.styled(self._stage.symbols.show(text), style)
