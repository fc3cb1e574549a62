"""Describes an instance: the guest as it runs beside its definition; writes back what a restart would lose."""

from collections.abc import Mapping

from xentui.console.dialogs.await_job import AwaitJob
from xentui.console.dialogs.stage import Stage
from xentui.console.screens.confirm import YES
from xentui.console.screens.describe import DescribePage, Looked
from xentui.console.threads import in_thread
from xentui_driver.definitions.xl_config.config import Value
from xentui_driver.definitions.xl_config.editing import edited
from xentui_driver.host.describe import Description
from xentui_driver.host.hypervisor import Hypervisor
from xentui_driver.jobs.actions import CHANGE_DEFINITION, Request
from xentui_driver.model.dataclass import replace
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.diff import Difference, diff_content, difference


class DescribeGuest:
    """Opens the page, reads in a thread, writes back after a question."""

    def __init__(self, stage: Stage, await_job: AwaitJob) -> None:
        self._stage = stage
        self._await_job = await_job

    def describe(self, instance: Instance) -> None:
        """The page, or the question of which definition, is open when this returns."""
        self._stage.choose_definition(instance, self._describe)

    def _describe(self, instance: Instance) -> None:
        def read() -> None:
            page.show(None)
            self._stage.work(self._look, instance, page)

        def write_back(looked: Looked) -> None:
            self._confirm(looked, page)

        page = DescribePage(
            self._name(instance), self._stage.symbols, self._stage.keys, read=read, write_back=write_back
        )
        self._stage.app.push_screen(page)

    def _name(self, instance: Instance) -> str:
        return self._stage.names.on(instance.host, instance.name)

    async def _look(self, chosen: Instance, page: DescribePage) -> None:
        instance = self._stage.fleet.instance(chosen.row_key) or chosen
        if chosen.definition is not None:
            instance = instance.with_definition(chosen.definition.path)
        hypervisor = self._stage.fleet.of(instance).hypervisor
        looked: Looked | XenError
        try:
            looked = await in_thread(lambda: self._looked(hypervisor, hypervisor.describe(instance)))
        except XenError as error:
            looked = error
        if page.is_attached:  # else the operator has gone on meanwhile
            page.show(looked)

    def _looked(self, hypervisor: Hypervisor, description: Description) -> Looked:
        """Blocks."""
        changes, definition = description.write_back, description.instance.definition
        if not changes or definition is None:
            return Looked(description)
        try:
            text = hypervisor.store.read(definition.path).text
            changed = edited(text, definition.path, changes)
        except XenError as error:
            return Looked(replace(description, problems=(*description.problems, error.summary)))
        # Without the lines around them: one of those may be a password.
        return Looked(description, difference(text, changed, context_lines=0))

    def _confirm(self, looked: Looked, page: DescribePage) -> None:
        definition = looked.description.instance.definition
        changes, diff = looked.description.write_back, looked.written_back
        assert definition is not None, "w needs something to write to"
        assert changes, "w needs something to write"
        assert diff is not None, "w needs something to show"
        self._stage.ask(
            self._dialog(looked.description.instance, definition.path, diff),
            lambda: self._stage.work(self._write, looked.description.instance, changes, page),
        )

    def _dialog(self, instance: Instance, path: str, diff: Difference) -> Dialog:
        frame = DialogFrame(
            f"Write back {self._name(instance)}?",
            [
                f"{path}: {diff.words}.",
                "",
                *diff_content(diff, self._stage.symbols),
                "",
                "So the guest is the same after its next start. Comments and order stay.",
            ],
            (Choice("no", "Cancel", "n"), Choice(YES, "Write back", "y")),
            symbols=self._stage.symbols,
        )
        return Dialog(frame)

    async def _write(self, instance: Instance, changes: Mapping[str, Value | None], page: DescribePage) -> None:
        app = self._stage.app
        page.show(None)
        try:
            await self._await_job.do(
                self._stage.fleet.of(instance), CHANGE_DEFINITION, Request(instance, changes=changes)
            )
        except XenError as error:
            if page.is_attached:
                page.show(error)
            return
        app.poll_now()
        await self._look(instance, page)
