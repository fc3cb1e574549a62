"""Choose the columns of the guests' table; the choice is kept for the next time."""

from collections.abc import Callable, Sequence

from xentui.console.dialogs.stage import Stage
from xentui.console.screens.columns import ColumnsScreen
from xentui.console.threads import in_thread
from xentui_driver.model.errors import XenError
from xentui_widgets.instance_table import InstanceTable


class ChooseColumns:
    """Shows what was chosen at once, and writes it into the file of the saved views."""

    def __init__(self, stage: Stage, path: str) -> None:
        """`path` is the file; empty where nothing is kept."""
        self._stage = stage
        self._path = path

    def choose(self, table: InstanceTable, take: Callable[[Sequence[str]], None]) -> None:
        """`take` shows the columns of these ids."""
        shown = table.shown_ids

        def answered(chosen: tuple[str, ...] | None) -> None:
            if chosen is not None and chosen != shown:
                take(chosen)
                if self._path:
                    self._stage.work(self._keep, chosen)

        screen = ColumnsScreen(table.columns, shown, table.with_room, self._stage.symbols, self._stage.keys)
        self._stage.app.push_screen(screen, answered)

    async def _keep(self, columns: tuple[str, ...]) -> None:
        from xentui.fleet.settings.saved_views import save_view

        try:
            await in_thread(lambda: save_view(self._path, "", {"columns": columns}))
        except XenError as error:
            self._stage.app.add_event("columns", self._stage.error_words(error), "error")
