"""C chooses the columns of the table and their order, and keeps them for the next time."""

import re
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
        await c.press("down", "space", "up", "space", "greater_than_sign", "enter")  # no id; the state behind the type
        await back(c)
        assert c.app.main_screen.table.shown_ids[:4] == ("name", "type", "state", "cpu")
        await c.until(lambda: (tmp_path / "views.toml").exists(), "the file")

    drive(console(tmp_path), scenario)
    view = load_settings((), "dom0a", views_file=str(tmp_path / "views.toml")).view
    assert view.columns[:4] == ("name", "type", "state", "cpu")
    assert "id" not in view.columns


def offered(c: Console) -> list[tuple[str, str]]:
    """The columns in their order, each with whether it is shown."""
    lines = c.screen_text().splitlines()
    rows = [re.match(r"[ ▶]*(always|no room|yes|no) +([A-Z0-9 %/s]+?)  ", line) for line in lines]
    return [(row[2], row[1]) for row in rows if row]


def test_a_column_without_room_says_so_and_gets_it_from_one_that_is_hidden(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        shown = set(titles(c))
        await c.press("C")
        await c.sees("WHAT IT SHOWS")
        before = dict(offered(c))
        assert (before["STATE"], before["ID"], before["MAXIMUM"]) == ("yes", "no room", "no")
        assert {title.split()[-1] for title, how in before.items() if how in ("always", "yes")} <= shown | {"%", "MIN"}
        await c.press("down", "down", "space")  # without the state there is room for others
        after = dict(offered(c))
        assert after["STATE"] == "no"
        assert list(after.values()).count("no room") < list(before.values()).count("no room")

    drive(console(tmp_path), scenario, size=(80, 24))


def row_of(c: Console, title: str) -> str:
    return next(line for line in c.screen_text().splitlines() if re.match(rf"[ ▶]*(?:yes|no room) +{title} ", line))


def test_the_key_that_shows_a_column_makes_room_for_it(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await c.press("C")
        await c.sees("WHAT IT SHOWS")
        titles = [title for title, _ in offered(c)]
        before = dict(offered(c))
        assert before["TYPE"] == "no room"
        await c.press("home", *["down"] * titles.index("TYPE"), "space")
        after = dict(offered(c))
        assert after["TYPE"] == "yes"
        assert [title for title in titles if before[title] == "yes" and after[title] == "no room"] == []
        await c.press("up", "space")
        assert dict(offered(c))["TYPE"] == "no"

    drive(console(tmp_path), scenario, size=(80, 24))


def test_the_order_in_which_columns_yield_is_shown(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await c.press("C")
        await c.sees("YIELDS")
        assert re.search(r"NETWORKS +1 ", row_of(c, "NETWORKS"))
        assert re.search(r"UPTIME +4 ", row_of(c, "UPTIME"))
        assert re.search(r"always +NAME +never", c.screen_text())

    drive(console(tmp_path), scenario, size=(100, 30))


def test_a_column_without_room_says_which_to_hide_and_that_is_enough(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await c.press("C")
        await c.sees("WHAT IT SHOWS")
        assert "in place of BOOT, OF MAX and " in row_of(c, "ID")
        await c.press("down")
        await c.sees("ID (Xen's domain ID) has no room here. Space shows it and hides BOOT, OF MAX,")
        titles = [title for title, _ in offered(c)]
        assert "in place of DISK/s" in row_of(c, "NET/s")
        await c.press("home", *["down"] * titles.index("NET/s"), "space")
        assert (dict(offered(c))["NET/s"], dict(offered(c))["DISK/s"]) == ("yes", "no")
        assert "in place of" not in row_of(c, "NET/s")

    drive(console(tmp_path), scenario, size=(80, 24))


def test_a_hidden_column_stays_in_its_place(tmp_path: Path) -> None:
    async def scenario(c: Console) -> None:
        await c.press("C")
        await c.sees("WHAT IT SHOWS")
        order = [title for title, _ in offered(c)]
        await c.press("down", "down", "down", "space", "up", "space", "enter")
        await back(c)
        await c.press("C")
        await c.sees("WHAT IT SHOWS")
        assert ([title for title, _ in offered(c)], dict(offered(c))["TYPE"]) == (order, "no")

    drive(console(tmp_path), scenario)


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


def test_the_title_says_by_what_the_rows_are_sorted_where_no_arrow_does() -> None:
    made = Console()
    made.define("web-01", start=True)

    async def scenario(c: Console) -> None:
        table = c.app.main_screen.table
        await c.press("M")
        assert "sorted by" not in c.screen_text()
        c.app.show_columns([id for id in table.shown_ids if id != "memory"])
        await c.sees("sorted by MEMORY")
        await c.press("N")
        await c.until(lambda: "sorted by" not in c.screen_text(), "an order whose arrow is seen")
        await c.press("M")
        await c.sees("sorted by MEMORY")
        await c.press("T")
        await c.until(lambda: "sorted by" not in c.screen_text(), "the usual order")

    drive(made, scenario)
