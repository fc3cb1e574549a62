"""C chooses the columns of the table and their order, and keeps them for the next time."""

from pathlib import Path

from tests.xentui.console.driving import Console, drive
from xentui.console.screens.columns import ABOUT
from xentui.console.screens.main import MainScreen
from xentui.fleet.settings.loading import load_settings
from xentui.fleet.settings.saved_views import save_view, saved_views
from xentui.fleet.settings.values import COLUMNS


def console(tmp_path: Path, *, simulated: bool = False) -> Console:
    made = Console(simulated=simulated)
    made.app._views_file = str(tmp_path / "views.toml")
    made.define("web", start=True)
    return made


def titles(c: Console) -> list[str]:
    return next(line for line in c.screen_text().splitlines() if "NAME" in line).split()


async def back(c: Console) -> None:
    await c.until(lambda: isinstance(c.app.screen, MainScreen), "the main screen")


def test_every_column_says_what_it_shows() -> None:
    assert ABOUT.keys() == set(COLUMNS)


def test_columns_are_hidden_moved_and_kept(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await c.press("C")
        await c.sees("WHAT IT SHOWS")
        await c.press("down", "space", "greater_than_sign", "enter")  # no id; the state behind the type
        await back(c)
        assert c.app.main_screen.table.shown_ids[:4] == ("name", "type", "state", "cpu")
        await c.until(lambda: (tmp_path / "views.toml").exists(), "the file")

    drive(console(tmp_path), scenario)
    view = load_settings((), "dom0a", views_file=str(tmp_path / "views.toml")).view
    assert view.columns[:4] == ("name", "type", "state", "cpu")
    assert "id" not in view.columns


def test_escape_keeps_everything_as_it_was(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        before = titles(c)
        await c.press("C", "down", "space", "escape")
        await back(c)
        assert titles(c) == before

    drive(console(tmp_path), scenario)
    assert not (tmp_path / "views.toml").exists()


def test_the_name_is_always_shown(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await c.press("C", "space", "enter")
        await back(c)
        assert "NAME" in titles(c)

    drive(console(tmp_path), scenario)


def test_views_that_were_saved_stay_as_they_are(tmp_path: Path) -> None:
    path = str(tmp_path / "views.toml")
    save_view(path, "night", {"sort": "cpu"})

    async def scenario(c: Console) -> None:
        await c.press("C", "down", "space", "enter")
        await back(c)
        await c.until(lambda: "" in saved_views(path), "the columns")

    drive(console(tmp_path), scenario)
    assert saved_views(path)["night"] == {"sort": "cpu"}


def test_a_demo_keeps_nothing(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await c.press("C", "down", "space", "enter")
        await back(c)
        assert "ID" not in titles(c)

    drive(console(tmp_path, simulated=True), scenario, size=(120, 40))
    assert not (tmp_path / "views.toml").exists()


def test_a_file_that_can_not_be_written_is_said(tmp_path: Path) -> None:
    made = console(tmp_path)
    made.app._views_file = str(tmp_path / "none" / "views.toml")
    (tmp_path / "none").write_text("a file")

    async def scenario(c: Console) -> None:
        await c.press("C", "down", "space", "enter")
        await c.sees("X columns")
        assert "id" not in c.app.main_screen.table.shown_ids

    drive(made, scenario, size=(120, 40))


def test_keys_typed_ahead_reach_nothing_behind_the_page(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await c.press("C")
        await c.burst("x", "y")
        await c.press("escape")
        await back(c)
        assert c.jobs.all == ()

    drive(console(tmp_path), scenario)
