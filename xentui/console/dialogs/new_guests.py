"""What a new guest begins with: nothing, or the definition of another one."""

from collections import Counter
from functools import partial

from xentui.console.copied_guest import CopyForm
from xentui.console.dialogs.await_job import AwaitJob
from xentui.console.dialogs.create_guest import CreateGuest
from xentui.console.dialogs.guest_screen import GuestScreen
from xentui.console.dialogs.request_action import RequestAction
from xentui.console.dialogs.stage import Stage
from xentui.console.new_guest import NewGuestForm
from xentui.console.screens.failure import failure
from xentui.console.screens.new import NewScreen
from xentui.console.threads import in_thread
from xentui.fleet.host import Host
from xentui.fleet.name_holders import taken_names
from xentui_driver.definitions.guest_copy import CopySource, copy_source
from xentui_driver.definitions.xl_config.reader import parse
from xentui_driver.definitions.xl_config.vif import read_vif
from xentui_driver.model.dataclass import replace
from xentui_driver.model.definition import Definition
from xentui_driver.model.domain import DomainRole
from xentui_driver.model.errors import BadDefinition, ParseError, XenError
from xentui_driver.model.instance import Instance
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame

NOTHING, COPY = "nothing", "copy"
MOST_READ = 100
"""So many definitions say which bridge a host's guests use."""


class NewGuests:
    """The conversation that leads to a form; nothing here blocks."""

    def __init__(self, stage: Stage, request_action: RequestAction, await_job: AwaitJob) -> None:
        self._stage = stage
        self._request_action = request_action
        self._await_job = await_job
        self._guest_screen = GuestScreen(stage)

    def begin(self, host: Host, under_cursor: Instance | None) -> None:
        """Ask what it begins with, whatever is under the cursor: keys that are typed ahead mean the same each time."""
        source = under_cursor if under_cursor is not None and _is_guest(under_cursor) else None
        # Without its name, which may be longer than the line.
        copy = (Choice(COPY, "Copy", "c"),) if source is not None else ()
        frame = DialogFrame(
            self._stage.names.on(host.words, "New guest"),
            _about_copies(source),
            (Choice(NOTHING, "From scratch", "f"), *copy, Choice("cancel", "Cancel", "n")),
            symbols=self._stage.symbols,
        )

        def answered(choice: str | None) -> None:
            if choice == NOTHING:
                self._from_nothing(host)
            elif choice == COPY and source is not None:
                self._stage.choose_definition(source, self._copy)

        self._stage.app.push_screen(Dialog(frame), answered)

    def _from_nothing(self, host: Host) -> None:
        form = NewGuestForm(self._stage.new_uuid(), partial(self._names, host))
        screen = self._create(host).open("New guest", form)
        self._stage.work(self._suggest_bridge, host, screen, form)

    async def _suggest_bridge(self, host: Host, screen: NewScreen, form: NewGuestForm) -> None:
        instances = self._stage.fleet.instances_of(host)
        definitions = [each.definition for each in instances if each.definition is not None]
        bridge = await in_thread(lambda: _usual_bridge(host, definitions[:MOST_READ]))
        if bridge and screen.is_attached:
            screen.suggest(replace(form, bridge=bridge))

    def _copy(self, instance: Instance) -> None:
        host = self._stage.fleet.of(instance)
        if instance.definition is None:
            error = BadDefinition(
                f"{instance.name} has no definition on this host to copy.",
                state_now="Nothing was done.",
                next_step="Write one from what `xl list -l` prints.",
            )
            self._tell(host, instance, error)
            return
        self._stage.work(self._read_and_open, host, instance, instance.definition)

    async def _read_and_open(self, host: Host, instance: Instance, definition: Definition) -> None:
        try:
            source = await in_thread(lambda: _read(host, definition))
        except XenError as error:
            self._tell(host, instance, error)
            return
        form = CopyForm(source, self._stage.new_uuid(), partial(self._names, host))
        self._create(host).open(f"Copy of {instance.name}", form, unasked=True)

    def _tell(self, host: Host, instance: Instance, error: XenError) -> None:
        self._stage.tell_error(host, instance.name, error)
        title = f"Copy of {self._stage.names.instance(instance)}: not possible"
        self._stage.app.push_unasked(failure(title, error, (), self._stage.symbols, self._stage.keys))

    def _create(self, host: Host) -> CreateGuest:
        return CreateGuest(
            self._stage, self._request_action, self._await_job, host, started=self._guest_screen.tell_when_started
        )

    def _names(self, host: Host) -> frozenset[str]:
        return taken_names(self._stage.fleet.instances_of(host))


def _about_copies(source: Instance | None) -> list[str]:
    if source is None:
        return ["There is no guest under the cursor to copy."]
    name = source.name or "(no name)"
    return [
        f"A copy of {name} has its settings, and a name, a UUID and addresses of its own.",
        "Its disks are new ones: xentui neither makes them nor copies what is on them. It shows the commands.",
    ]


def _is_guest(instance: Instance) -> bool:
    return instance.domain is None or instance.domain.role is DomainRole.GUEST


def _read(host: Host, definition: Definition) -> CopySource:
    """Blocks. Raises XenError."""
    return copy_source(host.hypervisor.store.read(definition.path).text, definition.path)


def _usual_bridge(host: Host, definitions: list[Definition]) -> str:
    """The bridge of most interfaces that the host's definitions have; empty without any. Blocks."""
    bridges: Counter[str] = Counter()
    for definition in definitions:
        try:
            config = parse(host.hypervisor.store.read(definition.path).text, definition.path)
        except (ParseError, XenError):  # its row says what is wrong with it
            continue
        vifs = (read_vif(text)[0] for text in config.get_list("vif") or () if isinstance(text, str))
        bridges.update(vif.bridge for vif in vifs if vif.bridge)
    return next((bridge for bridge, _ in bridges.most_common(1)), "")
