"""Views: what every console begins with, the named ones, and those that were saved."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tests.xentui.fleet.settings.config_files import complaint, loaded
from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.loading import load_settings, saved_views_beside
from xentui.fleet.settings.saved_views import ViewNotSaved, save_view, saved_views
from xentui.fleet.settings.values import COLUMNS, DEFAULTS, Settings, View
from xentui.fleet.settings.view_names import view_name
from xentui_widgets.instance_columns import INSTANCE_COLUMNS, host_column

EVERYTHING = """
[view]
columns = ["state", "name", "cpu"]
sort = "-cpu"
filter = "web !test"
interval = 5
mouse = false
theme = "light"
escape-delay = 250
[view.night]
filter = "state:crashed"
interval = 0.5
"""


def test_a_named_view_has_its_own_on_top_of_what_every_view_has(tmp_path: Path) -> None:
    settings = loaded(tmp_path, EVERYTHING)
    common = View(("state", "name", "cpu"), "-cpu", "web !test", 5.0, mouse=False, theme="light", escape_delay_ms=250)
    assert settings.view == common
    assert settings.views == {"night": replace(common, filter="state:crashed", interval_s=0.5)}


def test_nothing_said_is_all_as_usual(tmp_path: Path) -> None:
    assert loaded(tmp_path, "").view == DEFAULTS.view == View()


def test_the_columns_of_a_view_are_those_of_the_table() -> None:
    assert set(COLUMNS) == {column.id for column in (*INSTANCE_COLUMNS, host_column(["dom0a", "dom0b"]))}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[view]\ncolumns = ["id"]', "view.columns is ['id']; it must be a list of name, host, id"),
        ('[view]\ncolumns = ["name", "name"]', "each at most once"),
        ('[view]\ncolumns = ["name", "colour"]', "it must be a list of"),
        ('[view]\ncolumns = "name"', "it must be a list of"),
        ('[view]\nsort = "colour"', "view.sort is 'colour'; it must be one of trouble, name, host"),
        ('[view]\nsort = "--cpu"', "it must be one of"),
        ('[view]\nfilter = "mem>lots"', "view.filter is 'mem>lots'; "),
        ('[view]\nfilter = "a\\nb"', "a text of one line"),
        ("[view]\ninterval = 0.1", "a number of seconds from 0.5 to 60"),
        ("[view]\ninterval = true", "a number of seconds from 0.5 to 60"),
        ("[view]\ninterval = nan", "a number of seconds from 0.5 to 60"),
        ('[view]\nmouse = "no"', "true or false"),
        ('[view]\ntheme = "dracula"', "it must be one of dark, light"),
        ("[view]\nescape-delay = 0", "a number from 1 to 5000"),
        ("[view]\ncolour = 1", "view.colour is not known"),
        ("[view.night]\ncolour = 1", "view.night.colour is not known"),
        ("[view.night.day]", "view.night.day is not known"),
        ('[view."a b"]', "view.a b: a name has letters"),
        ("[view.sort]", "view.sort is {}"),
        ("view = 3", "view is 3, but must be a table"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, text: str, words: str) -> None:
    assert words in complaint(tmp_path, text)


@pytest.mark.parametrize("name", ["", " ", "a b", "-a", "ä", "x" * 31, "filter", "a.b", "a\n[view.b]", "a]"])
def test_what_is_no_name_of_a_view(name: str) -> None:
    with pytest.raises(ValueError, match=r"name"):
        view_name(name)


def with_saved(tmp_path: Path, config: str = "") -> Settings:
    path = tmp_path / "config.toml"
    path.write_text(config)
    return load_settings([str(path)], "dom0a", views_file=saved_views_beside(str(path)))


VALUES = {"columns": ("name", "cpu"), "sort": "-cpu", "filter": 'we"b', "interval": 1.0}


def test_a_saved_view_is_there_at_the_next_start_on_top_of_the_config_file(tmp_path: Path) -> None:
    save_view(str(tmp_path / "views.toml"), "night", VALUES)
    settings = with_saved(tmp_path, '[view]\ntheme = "light"\n[view.night]\nfilter = "db"\nmouse = false\n[view.day]\n')
    expected = View(("name", "cpu"), "-cpu", 'we"b', 1.0, mouse=False, theme="light")
    assert settings.views == {"night": expected, "day": View(theme="light")}


def test_nothing_else_in_the_file_is_lost_when_a_view_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "views.toml"
    path.write_text('[view.day]\nfilter = "web"\n[view.night]\ntheme = "light"\nsort = "id"\n')
    save_view(str(path), "night", VALUES)
    assert saved_views(str(path)) == {
        "day": {"filter": "web"},
        "night": {"theme": "light", **VALUES, "columns": ["name", "cpu"]},
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["views.toml"]


def test_the_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "xentui" / "views.toml"
    save_view(str(path), "night", VALUES)
    assert set(saved_views(str(path))) == {"night"}


def test_a_file_that_is_not_understood_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "views.toml"
    path.write_text("[view.day]\ncolour = 1\n")
    with pytest.raises(ViewNotSaved, match=r"view\.day\.colour is not known.*saved views are unchanged"):
        save_view(str(path), "night", VALUES)
    assert path.read_text() == "[view.day]\ncolour = 1\n"


@pytest.mark.parametrize("text", ["read_only = false", "[view]\nsort = 'id'", "[keys]\nstop = 'k'"])
def test_a_file_of_saved_views_has_nothing_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "views.toml").write_text(text)
    with pytest.raises(SettingsError, match=r"views\.toml: "):
        with_saved(tmp_path)


def test_a_disk_that_takes_nothing_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "views.toml"
    save_view(str(path), "day", VALUES)
    before = path.read_text()

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ViewNotSaved, match="No space left"):
        save_view(str(path), "night", VALUES)
    assert path.read_text() == before
    assert [each.name for each in tmp_path.iterdir()] == ["views.toml"]


def test_a_view_that_is_written_in_another_way_is_not_saved_over(tmp_path: Path) -> None:
    path = tmp_path / "views.toml"
    path.write_text('view.night = { filter = "web" }\n')
    with pytest.raises(ViewNotSaved, match=r"isn't written as a table.*remove that view from the file"):
        save_view(str(path), "night", VALUES)
    assert path.read_text() == 'view.night = { filter = "web" }\n'
