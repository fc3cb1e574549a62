"""Opens the screen of a host's CPUs and memory."""

from collections.abc import Callable

from xentui.console.dialogs.stage import Stage
from xentui.console.layout.opened import OpenedLayout
from xentui.console.screens.layout import LayoutPage, LayoutScreen
from xentui.fleet.host import Host

__all__ = ["LayoutPage", "show_layout"]


def show_layout(stage: Stage, host: Host, page: LayoutPage, is_frozen: Callable[[], bool]) -> None:
    """Open it at that page; it is read as long as it is open."""

    def arrived() -> None:
        if screen.is_attached:
            screen.show_again()

    opened = OpenedLayout(stage.fleet, host, work=stage.work, arrived=arrived)
    screen = LayoutScreen(
        opened,
        page,
        stage.symbols,
        stage.keys,
        is_frozen=is_frozen,
        now_s=stage.fleet.clock.epoch_s,
        say=stage.say,
        shows_host=not stage.fleet.is_one,
    )
    stage.app.push_screen(screen)
