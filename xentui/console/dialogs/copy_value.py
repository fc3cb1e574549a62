"""Copies what is needed elsewhere of a guest: its name, its UUID, its definition's path, its last command."""

from collections.abc import Iterator
from typing import NamedTuple

from xentui.console.dialogs.stage import Stage
from xentui_driver.jobs.actions import Request
from xentui_driver.jobs.actions.action import subject_of
from xentui_driver.model.identity import identifies
from xentui_driver.model.instance import Instance
from xentui_driver.model.text import harmless
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame
from xentui_widgets.job_lines import commands_of


class Value(NamedTuple):
    """Something that can be copied."""

    id: str
    label: str
    key: str
    text: str


class CopyValue:
    """Asks which one; only what is known is offered."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def copy(self, instance: Instance) -> None:
        values = {value.id: value for value in self._values(instance)}
        frame = DialogFrame(
            f"Copy from {self._stage.names.instance(instance)}",
            [f"{value.label:<11} {value.text}" for value in values.values()],
            (
                *(Choice(each.id, each.label, each.key, only_shows=True) for each in values.values()),
                Choice("", "Cancel"),
            ),
            symbols=self._stage.symbols,
        )

        def answered(choice: str | None) -> None:
            if choice in values:
                self._stage.app.copy(values[choice].label, values[choice].text)

        self._stage.app.push_screen(Dialog(frame), answered)

    def _values(self, instance: Instance) -> Iterator[Value]:
        if instance.name:
            yield Value("name", "Name", "n", harmless(instance.name))
        if identifies(instance.uuid):
            yield Value("uuid", "UUID", "u", instance.uuid or "")
        if instance.definition is not None:
            yield Value("definition", "Definition", "d", harmless(instance.definition.path))
        if commands := self._last_commands(instance):
            yield Value("command", "Command", "c", "\n".join(commands))

    def _last_commands(self, instance: Instance) -> tuple[str, ...]:
        keys = subject_of(Request(instance)).keys
        about = (job for job in reversed(self._stage.fleet.jobs) if job.record.subject.keys & keys)
        return next(filter(None, map(commands_of, about)), ())
