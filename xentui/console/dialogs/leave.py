"""Leave: at once when nothing is under way; what is under way goes on without the console."""

from functools import partial

from xentui.console.dialogs.stage import Stage
from xentui.console.screens.confirm import MOST_SHOWN, YES
from xentui.console.threads import in_thread
from xentui_widgets.choice_bar import Choice
from xentui_widgets.dialogs import Dialog, DialogFrame

HAND_OVER_LIMIT_S = 5.0
"""How long leaving waits for jobs that are just being handed over, so that none is half begun."""
GOES_ON = "They keep running without the console. Come back, or run `xentui jobs`, to see how they ended."
ENDS = "The simulated host ends with this console, and so do they."


class Leave:
    """Leaves, when the operator is sure."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def leave(self) -> None:
        under_way = self._stage.fleet.under_way
        if not under_way:
            self._stage.app.exit()
            return
        lines = [f"{self._stage.names.job(job)}: {job.words}" for job in under_way[:MOST_SHOWN]]
        if len(under_way) > MOST_SHOWN:
            lines.append(f"and {len(under_way) - MOST_SHOWN} more")
        frame = DialogFrame(
            "Quit while jobs are running?",
            [*lines, "", self._what_becomes_of_them()],
            (Choice("no", "Cancel", "n"), Choice(YES, "Quit", "y")),
            symbols=self._stage.symbols,
        )
        self._stage.ask(Dialog(frame), lambda: self._stage.work(self._leave))

    def _what_becomes_of_them(self) -> str:
        busy = [host for host in self._stage.fleet.hosts if host.jobs.under_way]
        return GOES_ON if all(host.jobs.outlive_us for host in busy) else ENDS

    async def _leave(self) -> None:
        for host in self._stage.fleet.hosts:
            await in_thread(partial(host.jobs.wait_for_hand_over, HAND_OVER_LIMIT_S))
        self._stage.app.exit()
