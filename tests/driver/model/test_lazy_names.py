"""A package whose modules are loaded when one of their names is used."""

import subprocess
import sys

import pytest

from xentui_driver import simulator


def test_a_module_is_loaded_with_the_first_of_its_names_and_no_other() -> None:
    script = (
        "import sys; from xentui_driver.simulator import Fault; "
        "print(*(name for name in sys.modules if name.startswith('xentui_driver.simulator.')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["xentui_driver.simulator.faults"]


def test_every_name_that_is_offered_is_there() -> None:
    assert all(hasattr(simulator, name) for name in simulator.__all__)


def test_another_name_is_unknown_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match=r"'xentui_driver\.simulator' has no attribute 'Unheard'"):
        simulator.Unheard  # type: ignore[attr-defined]  # noqa: B018
