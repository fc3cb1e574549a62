"""What a preset of keys, a view and the light theme change on the screen."""

from dataclasses import replace

import pytest

from tests.snapshots.screens import SMALL, Snapshot, before, on, sample
from tests.xentui.console.driving import Console
from xentui.fleet.settings.values import DEFAULTS, View

LIGHT = replace(DEFAULTS, view=View(theme="light"))


@pytest.mark.parametrize("preset", ["vim", "htop", "k9s"])
def test_key_bar_of_a_preset(snap_compare: Snapshot, preset: str) -> None:
    console = sample(settings=replace(DEFAULTS, preset=preset))
    assert snap_compare(console.app, terminal_size=(120, 30), run_before=before(console, then=on("mail")))


def test_help_of_a_preset(snap_compare: Snapshot) -> None:
    console = sample(settings=replace(DEFAULTS, preset="htop"))
    assert snap_compare(console.app, terminal_size=(80, 76), run_before=before(console, "f1"))


def test_a_view_of_other_columns(snap_compare: Snapshot) -> None:
    view = View(columns=("id", "name", "memory", "cpu", "state"), sort="-memory", filter="!test", interval_s=5.0)
    console = sample(settings=replace(DEFAULTS, view=view))
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console))


def test_a_view_is_saved(snap_compare: Snapshot) -> None:
    async def play(console: Console) -> None:
        console.app._views_file = "/etc/xentui/views.toml"
        await console.press("V")
        await console.type("night")

    console = sample()
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))


def test_light_main_screen(snap_compare: Snapshot) -> None:
    async def play(console: Console) -> None:
        console.app.pollers.leave()
        await on("mail", "space")(console)
        console.app.add_event("web-01.example.net", "has crashed", "error", "xl list")
        console.app.toast("mail", "mail has shut down and is gone.", "success")
        await console.sees("is gone.")

    console = sample(settings=replace(LIGHT, label="STAGE", label_colour="yellow"))
    assert snap_compare(console.app, terminal_size=(120, 40), run_before=before(console, then=play))


@pytest.mark.parametrize(
    "keys", [("X",), ("colon",), ("question_mark",), ("n",), ("slash", "w"), ("b",)], ids=lambda keys: keys[0]
)
def test_light_over_the_main_screen(snap_compare: Snapshot, keys: tuple[str, ...]) -> None:
    wait_for = {"b": "maximum", "colon": "WHAT IT DOES"}.get(keys[0], "")
    console = sample(settings=LIGHT)
    play = on("db-01.example.net", *keys, wait_for=wait_for)
    assert snap_compare(console.app, terminal_size=SMALL, run_before=before(console, then=play))
