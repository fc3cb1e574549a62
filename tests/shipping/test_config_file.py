"""The config file of the package shows every setting of the documentation, and sets none."""

import re

from shipping import config_file
from xentui.fleet.settings.merging import merged
from xentui.fleet.settings.reading import read_settings
from xentui.fleet.settings.values import DEFAULTS, Settings

HOST = "dom0a.example.net"


def settings_of(text: str) -> Settings:
    return merged([read_settings(text.encode(), "/etc/xentui/config.toml")], HOST)


def test_as_it_is_installed_it_sets_nothing() -> None:
    assert settings_of(config_file.commented()) == settings_of("")
    assert all(line.startswith("#") for line in config_file.commented().splitlines() if line)


def test_with_its_settings_uncommented_it_is_what_the_documentation_shows() -> None:
    settings = settings_of(config_file.uncommented(config_file.commented()))
    assert settings == settings_of(config_file.example())
    assert settings.label == "PROD"
    assert settings != DEFAULTS


def test_each_setting_can_be_uncommented_by_itself() -> None:
    """A table's name has to be uncommented with it."""
    table = ""
    for line in config_file.example().splitlines():
        if line.startswith("["):
            table = line
        elif line:
            settings_of(f"{table}\n{line}\n")
    assert re.search(r"^#\[hosts\.", config_file.commented(), re.MULTILINE)
