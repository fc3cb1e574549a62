"""Save what the screen shows under a name, to begin with it another time."""

import shlex
from collections.abc import Mapping
from typing import Any

from xentui.console.dialogs.stage import Stage
from xentui.console.screens.confirm import YES
from xentui.console.screens.failure import failure
from xentui.console.screens.meaning import Meaning
from xentui.console.screens.question import Question
from xentui.console.threads import in_thread
from xentui_driver.model.errors import XenError
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame

Values = Mapping[str, Any]
"""Of a view, by the keys of the file."""


class SaveView:
    """Asks for a name, and for a name that is taken whether the view of it is to be replaced."""

    def __init__(self, stage: Stage, path: str, own_config: str) -> None:
        self._stage = stage
        self._path = path
        self._own_config = own_config

    def save(self, values: Values) -> None:
        from xentui.fleet.settings.view_names import view_name

        question = Question[str](
            "Save this view",
            (*_lines(values), "", f"Saved to {self._path}."),
            "Name:",
            parse=view_name,
            meaning=lambda name: Meaning((f"{self._beginning_with(name)}.",)),
            symbols=self._stage.symbols,
            example="night",
        )

        def answered(name: str | None) -> None:
            if name is not None:
                self._stage.work(self._save_unless_taken, name, values)

        self._stage.app.push_screen(question, answered)

    async def _save_unless_taken(self, name: str, values: Values) -> None:
        from xentui.fleet.settings.saved_views import saved_names

        try:
            taken = await in_thread(lambda: saved_names(self._path) | self._stage.settings.views.keys())
        except XenError as error:
            self._tell(name, error)
            return
        if name in taken:
            self._ask(name, values)
        else:
            await self._save(name, values)

    def _ask(self, name: str, values: Values) -> None:
        frame = DialogFrame(
            f"Replace the view {name}?",
            [f"A view called {name} exists. It would become:", "", *_lines(values)],
            (Choice("no", "Cancel", "n"), Choice(YES, "Replace", "y")),
            symbols=self._stage.symbols,
        )
        self._stage.ask(Dialog(frame), lambda: self._stage.work(self._save, name, values), unasked=True)

    async def _save(self, name: str, values: Values) -> None:
        from xentui.fleet.settings.saved_views import save_view

        try:
            await in_thread(lambda: save_view(self._path, name, values))
        except XenError as error:
            self._tell(name, error)
            return
        self._stage.app.add_event("view", f"{name} is saved: {self._beginning_with(name)}", "success")

    def _beginning_with(self, name: str) -> str:
        config = f"--config {shlex.quote(self._own_config)} " if self._own_config else ""
        return f"xentui {config}--view {name} opens it"

    def _tell(self, name: str, error: XenError) -> None:
        self._stage.app.add_event("view", self._stage.error_words(error), "error")
        if self._stage.app.is_undisturbed:
            title = f"The view {name} isn't saved"
            self._stage.app.push_unasked(failure(title, error, (), self._stage.symbols, self._stage.keys))


def _lines(values: Values) -> list[str]:
    return [f"  {key:<9} {_words(value)}" for key, value in values.items()]


def _words(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g} s"
    return " ".join(value) if isinstance(value, tuple) else str(value) or "none"
