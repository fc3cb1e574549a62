"""Consoles in windows of their own, so that several can be watched beside the table."""

import os
from collections.abc import Sequence
from functools import partial

from xentui.console.dialogs.stage import Stage
from xentui.console.terminal.kind import start_environ
from xentui.console.terminal.windows import Windows, open_window, own_program, windows_of
from xentui.console.threads import in_thread
from xentui_driver.jobs.actions.conditions import attachable
from xentui_driver.jobs.actions.refusal import Refusal
from xentui_driver.model.errors import XenError
from xentui_driver.model.identity import identifies
from xentui_driver.model.instance import Instance

MOST = 12
"""More windows at once are rather a slip than a wish."""
OUTSIDE = Refusal(
    "xentui runs neither in tmux nor in screen", "Start it in tmux, or attach the console here (do: console)."
)
SIMULATED = Refusal("a simulated host is known to this console only", "Attach the console here (do: console).")
TOO_MANY = Refusal(f"more than {MOST} windows would be opened", "Mark fewer guests.")


class OpenWindows:
    """Opens a window for each of some guests."""

    def __init__(self, stage: Stage, options: Sequence[str]) -> None:
        """`options` are those of the command line that say which host and which configuration is meant."""
        self._stage = stage
        self._options = tuple(options)

    def open(self, targets: Sequence[Instance]) -> None:
        able = [target for target in targets if attachable(target) is None and target.ref is not None]
        windows = windows_of(start_environ())
        refusal = self._why_not(able, windows)
        if refusal is not None or windows is None:
            words = self._stage.advice((refusal or OUTSIDE).words)
            first = (able or list(targets))[0]
            self._stage.app.refuse(
                first.name, f"Console window is not possible: {words}", host=first.host, row=first.row_key
            )
            return
        self._stage.work(self._open_all, windows, able)

    def _why_not(self, able: Sequence[Instance], windows: Windows | None) -> Refusal | None:
        if any(self._stage.fleet.of(each).is_simulated for each in able):
            return SIMULATED
        if windows is None:
            return OUTSIDE
        return TOO_MANY if len(able) > MOST else None

    async def _open_all(self, windows: Windows, instances: Sequence[Instance]) -> None:
        """One after the other: in their order, and so that each can be told from the one before."""
        for instance in instances:
            await self._open_one(windows, instance)

    async def _open_one(self, windows: Windows, instance: Instance) -> None:
        program = own_program(os.environ, ("console", *self._options, "--stay", *_meant(instance)))
        try:
            await in_thread(partial(open_window, windows, instance.name, program))
        except XenError as error:
            host = self._stage.fleet.of(instance)
            self._stage.tell_error(host, instance.name, error)
            self._stage.toast_refusal(host, error)
            return
        self._stage.add_event_of(instance, f"console opened in a window of {windows.name}")
        self._stage.toast("Console", f"{instance.name}: in a window of {windows.name}.", "success")


def _meant(instance: Instance) -> tuple[str, ...]:
    """Never the name, which may be anybody's; where there is no UUID, the command line asks whether the id is meant."""
    return (str(instance.uuid),) if identifies(instance.uuid) else ("--domid", str(instance.domid))
