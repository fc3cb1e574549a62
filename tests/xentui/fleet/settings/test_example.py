"""The example of docs/config.md is a config file, and no key is missing in it."""

import re
import tomllib
from pathlib import Path

from xentui.fleet.settings.keys import CONFIRM, HOSTS, OF_A_HOST, OF_ALL, TABLES
from xentui.fleet.settings.merging import merged
from xentui.fleet.settings.reading import read_settings

TEXT = (Path(__file__).parents[4] / "docs" / "config.md").read_text()
EXAMPLE = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)[0]


def test_the_example_is_understood() -> None:
    file = read_settings(EXAMPLE.encode(), "docs/config.md")
    assert file.for_hosts
    for host in file.for_hosts:
        assert merged([file], host).label


def test_every_key_is_in_the_example() -> None:
    document = tomllib.loads(EXAMPLE)
    assert document.keys() == {*OF_ALL, *TABLES, CONFIRM, HOSTS}
    for table, keys in TABLES.items():
        assert document[table].keys() == keys.keys()
    assert {key for host in document[HOSTS].values() for key in host} == {*OF_A_HOST, CONFIRM}


def test_every_key_of_the_example_is_explained() -> None:
    for line in EXAMPLE.splitlines():
        if "=" in line and not line.startswith("#"):
            assert "  # " in line, line
