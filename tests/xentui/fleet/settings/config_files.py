"""Reads a config file as the program does, and says what it complains about."""

from pathlib import Path

import pytest

from xentui.fleet.settings.errors import SettingsError
from xentui.fleet.settings.loading import load_settings
from xentui.fleet.settings.values import Settings


def loaded(tmp_path: Path, text: str | bytes) -> Settings:
    path = tmp_path / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_settings([str(path)], "dom0a")


def complaint(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, text)
    assert caught.value.summary.startswith(f"{tmp_path}/config.toml: ")
    assert caught.value.state_now == "xentui was not started."
    assert caught.value.next_step
    return caught.value.summary
