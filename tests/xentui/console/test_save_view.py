"""V saves what the screen shows; a console that begins with it shows the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.xentui.console.driving import Console, drive
from xentui.fleet.settings.loading import load_settings
from xentui.fleet.settings.saved_views import saved_views
from xentui.fleet.settings.values import DEFAULTS, View


def console(tmp_path: Path, view: View = DEFAULTS.view, **views: View) -> Console:
    made = Console(settings=replace(DEFAULTS, view=view, views=views))
    made.app._views_file = str(tmp_path / "views.toml")
    for name in ("db", "web"):
        made.define(name, start=True)
    return made


async def save_as(c: Console, name: str) -> None:
    await c.press("V")
    await c.type(name)
    await c.press("enter")


def test_what_is_saved_is_what_the_next_console_begins_with(tmp_path: Path) -> None:
    async def first(c: Console) -> None:
        await c.press("M", "I", "plus", "slash")
        await c.type("web")
        await c.press("enter")
        await save_as(c, "night")
        await c.sees("night is saved: xentui --view night opens it")

    async def second(c: Console) -> None:
        table = c.app.main_screen.table
        assert [row.name for row in table.rows] == ["web"]
        assert (table.sort_column, table.sort_reverse) == ("memory", False)
        assert table.shown_ids == ("memory", "name")
        assert c.app.pollers.interval_s == 3.0
        await c.sees("filter: web")
        await c.press("escape")
        assert len(table.rows) == 3

    drive(console(tmp_path, View(columns=("memory", "name"))), first)
    settings = load_settings((), "dom0a", views_file=str(tmp_path / "views.toml"))
    drive(console(tmp_path, settings.views["night"]), second)


def test_a_view_beside_the_file_of_config_is_begun_with_that_file(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.app._own_config = "/srv/my own.toml"

    async def scenario(c: Console) -> None:
        await save_as(c, "night")
        told = "night is saved: xentui --config '/srv/my own.toml' --view night opens it"
        await c.until(lambda: any(event.text == told for event in c.app.overview.events), told)

    drive(made, scenario)


def test_a_name_that_is_taken_is_asked_about_whoever_has_saved_it(tmp_path: Path) -> None:
    (tmp_path / "views.toml").write_text('[view.night]\nfilter = "old"\n')

    async def scenario(c: Console) -> None:
        for name in ("night", "day"):
            await save_as(c, name)
            await c.sees(f"Replace the view {name}?")
            await c.press("n")
        assert saved_views(str(tmp_path / "views.toml")) == {"night": {"filter": "old"}}
        await save_as(c, "night")
        await c.sees("Replace the view night?")
        await c.press("y")
        await c.sees("night is saved")
        assert saved_views(str(tmp_path / "views.toml"))["night"]["filter"] == ""

    drive(console(tmp_path, day=View()), scenario)


def test_a_bad_name_is_not_taken(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await save_as(c, "my view")
        await c.sees("a name has letters, digits, - and _")
        assert not c.app.is_undisturbed
        await c.press("escape")
        assert not (tmp_path / "views.toml").exists()

    drive(console(tmp_path), scenario)


def test_a_disk_that_can_not_be_written_is_said_and_the_console_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("xentui.fleet.settings.saved_views.new_file", read_only)

    async def scenario(c: Console) -> None:
        await save_as(c, "night")
        await c.sees("The view night isn't saved")
        await c.sees("can't be written: Read-only file system.")
        await c.press("escape")
        assert c.app.is_undisturbed

    drive(console(tmp_path), scenario)


def test_a_file_that_is_not_understood_is_said_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "views.toml").write_text("nonsense")

    async def scenario(c: Console) -> None:
        await save_as(c, "night")
        await c.sees("it isn't TOML")

    drive(console(tmp_path), scenario)
    assert (tmp_path / "views.toml").read_text() == "nonsense"
