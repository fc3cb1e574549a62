"""The example of docs/config.md is a config file, and no key is missing in it."""

import re
import tomllib
from pathlib import Path

import pytest

from xentui.fleet.settings.key_names import NAMES
from xentui.fleet.settings.key_presets import PRESETS
from xentui.fleet.settings.keys import (
    BOUND_KINDS,
    CONFIRM,
    HOSTS,
    KEYS_TABLE,
    OF_A_HOST,
    OF_A_VIEW,
    OF_ALL,
    TABLES,
    VIEW,
)
from xentui.fleet.settings.merging import merged
from xentui.fleet.settings.reading import read_settings

TEXT = (Path(__file__).parents[4] / "docs" / "config.md").read_text()
EXAMPLE, *OTHERS = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
KEYS_SECTION = TEXT.partition("\n## Keys\n")[2].partition("\n## Views\n")[0]


def test_the_example_is_understood() -> None:
    file = read_settings(EXAMPLE.encode(), "docs/config.md")
    assert file.for_hosts
    for host in file.for_hosts:
        assert merged([file], host).label


def test_every_key_is_in_the_example() -> None:
    document = tomllib.loads(EXAMPLE)
    assert document.keys() == {*OF_ALL, *TABLES, CONFIRM, HOSTS, KEYS_TABLE, VIEW}
    for table, keys in TABLES.items():
        assert document[table].keys() == keys.keys()
    assert {key for host in document[HOSTS].values() for key in host} == {*OF_A_HOST, CONFIRM}


def test_every_key_of_a_view_is_in_the_example_and_a_named_view_too() -> None:
    view = tomllib.loads(EXAMPLE)[VIEW]
    assert {name for name, value in view.items() if not isinstance(value, dict)} == OF_A_VIEW.keys()
    assert any(isinstance(value, dict) for value in view.values())


@pytest.mark.parametrize("text", OTHERS)
def test_the_other_examples_are_understood(text: str) -> None:
    merged([read_settings(text.encode(), "docs/config.md")], "dom0a")


def test_everything_that_can_be_bound_is_listed_and_so_is_every_key() -> None:
    listed = set(re.findall(r"`([^`]+)`", KEYS_SECTION))
    assert BOUND_KINDS.keys() <= listed
    letters = {name for name in NAMES if name.startswith("ctrl+") and name[5:].isalpha() and len(name) == 6}
    numbers = {f"f{number}" for number in range(2, 12)}
    assert NAMES.keys() - letters - numbers <= listed | {"ctrl+space"}
    assert PRESETS.keys() <= set(KEYS_SECTION.split())


def test_every_key_of_the_example_is_explained() -> None:
    for line in EXAMPLE.splitlines():
        if "=" in line and not line.startswith("#"):
            assert "  # " in line, line
