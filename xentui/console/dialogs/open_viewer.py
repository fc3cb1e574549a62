"""Opens a guest's screen in the viewer that the operator has configured, beside the console."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from functools import partial

from xentui.console.dialogs.stage import Stage
from xentui.console.guest.screen_lines import ways_to
from xentui.console.threads import in_thread
from xentui_driver.host.console import Vnc
from xentui_driver.model.errors import CommandFailed, ToolMissing, XenError
from xentui_driver.model.instance import Instance
from xentui_driver.toolstack.commands import shown

_FAILS_WITHIN_S = 0.5
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether a program can open a window here (X(7), wayland)."""
    return any(environ.get(name) for name in _DISPLAYS)


class OpenViewer:
    """Opens viewers; nothing here blocks."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def open(self, instance: Instance) -> None:
        self._stage.work(self._open, instance)

    async def _open(self, instance: Instance) -> None:
        host = self._stage.fleet.of(instance)
        viewer, ref = self._stage.settings.console_viewer, instance.ref
        try:
            vnc = await in_thread(lambda: host.hypervisor.vnc_of(ref)) if ref is not None else None
            argv = _argv(viewer, vnc, instance, os.environ, is_simulated=host.is_simulated)
            await in_thread(partial(_start, argv))
        except XenError as error:
            self._stage.app.refuse(
                instance.name,
                f"VNC viewer is not possible: {self._stage.error_words(error)}",
                host=instance.host,
                row=instance.row_key,
            )
            return
        (command,) = shown(argv)
        self._stage.add_event(host, instance.name, "viewer started", "information", command, row=instance.row_key)
        self._stage.toast("VNC viewer", f"{instance.name}: {command}", "success")


def _argv(
    viewer: Sequence[str], vnc: Vnc | None, instance: Instance, environ: Mapping[str, str], *, is_simulated: bool
) -> tuple[str, ...]:
    """Raises CommandFailed when there is nothing to show, or nothing to show it with."""
    if vnc is None or is_simulated:
        raise CommandFailed(
            f"{instance.name} has no screen on VNC.",
            state_now="Nothing was done.",
            next_step="Only an HVM guest with `vnc=1` in its definition has one; attach its console (do: console).",
        )
    tunnel, near = ways_to(vnc, instance.host)
    elsewhere = f"From your own machine: `{tunnel}`, then `{near}`."
    if not viewer:
        raise CommandFailed(
            "No viewer is configured.",
            state_now="Nothing was done.",
            next_step=f'Set `[console] viewer = ["vncviewer"]` in the config file. {elsewhere}',
        )
    if not has_display(environ):
        raise CommandFailed(
            "There is no display here to open a viewer on.", state_now="Nothing was done.", next_step=elsewhere
        )
    return (*viewer, vnc.display)


def _start(argv: Sequence[str]) -> None:
    """In a session of its own: it goes on when the console is left, and no key or signal of ours reaches it.

    Raises ToolMissing, or CommandFailed when it fails at once.
    """
    try:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise ToolMissing(f"{argv[0]} can't be started: {error}.") from error
    try:
        status = process.wait(_FAILS_WITHIN_S)
    except subprocess.TimeoutExpired:
        threading.Thread(target=process.wait, name="viewer", daemon=True).start()  # or it stays as a zombie
        return
    if status != 0:
        raise CommandFailed(
            f"{argv[0]} ended at once, with status {status}.",
            argv=tuple(argv),
            exit_status=status,
            state_now="The guest's screen was not shown.",
            next_step="Run it by hand to see what it says.",
        )
