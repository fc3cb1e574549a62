"""A simulated host is set up with the arguments that its settings mean."""

import pytest

from xentui_driver.simulator.console_daemon import KEEPING, KEEPING_TEXT, SETTINGS_TEXT, argv_at_boot, argv_with

XEN = (4, 17)


@pytest.mark.parametrize(("words", "settings"), [((), SETTINGS_TEXT), ((KEEPING,), KEEPING_TEXT)])
def test_the_settings_say_what_it_runs_with(words: tuple[str, ...], settings: str) -> None:
    assert argv_with(XEN, *words) == argv_at_boot(XEN, settings)
