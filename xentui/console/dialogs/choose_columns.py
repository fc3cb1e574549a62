"""Choose the columns of the guests' table; the choice is kept for the next time."""

from collections.abc import Callable, Sequence

from xentui.console.dialogs.stage import Stage
from xentui.console.screens.columns import ColumnsScreen
from xentui.console.threads import in_thread
from xentui_driver.model.errors import XenError
from xentui_driver.model.instance import Instance
from xentui_widgets.columns import Column


class ChooseColumns:
    """Shows what was chosen at once, and writes it into the file of the saved views."""

    def __init__(self, stage: Stage, path: str) -> None:
        """`path` is the file; empty where nothing is kept."""
        self._stage = stage
        self._path = path

    def choose(
        self, columns: Sequence[Column[Instance]], shown: Sequence[str], take: Callable[[Sequence[str]], None]
    ) -> None:
        """`take` shows the columns of these ids."""

        def answered(chosen: tuple[str, ...] | None) -> None:
            if chosen is not None and chosen != tuple(shown):
                take(chosen)
                if self._path:
                    self._stage.work(self._keep, chosen)

        self._stage.app.push_screen(ColumnsScreen(columns, shown, self._stage.symbols, self._stage.keys), answered)

    async def _keep(self, columns: tuple[str, ...]) -> None:
        from xentui.fleet.settings.saved_views import save_view

        try:
            await in_thread(lambda: save_view(self._path, "", {"columns": columns}))
        except XenError as error:
            self._stage.app.add_event("columns", self._stage.error_words(error), "error")
