"""What the caller's environment says to Textual is not obeyed: it writes files, loads modules and presses keys."""

import os
import sys
from pathlib import Path

import pytest

from tests.pseudo_terminal import Program

HARMFUL = (
    {"TEXTUAL_DRIVER": "no.such:Driver"},
    {
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_ALLOW_SIGNALS": "1",
        "TEXTUAL_FILTERS": "nonsense",
        "TEXTUAL_LOG": "{folder}/log",
        "TEXTUAL_PRESS": "q,y",
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": "{folder}",
        "TEXTUAL_THEME": "nonsense",
    },
)


@pytest.mark.parametrize("variables", HARMFUL, ids=["driver", "all others"])
def test_variables_of_textual_change_nothing(variables: dict[str, str], tmp_path: Path) -> None:
    told = {name: value.format(folder=tmp_path) for name, value in variables.items()}
    argv = [sys.executable, "-m", "xentui", "demo", "--domains", "4"]
    with Program(argv, environ={**told, "XDG_STATE_HOME": str(tmp_path / "state")}) as program:
        program.sees("Guests 5 + Domain-0")
        program.press(b"q")
        assert program.ended() == 0
        assert b"Traceback" not in program.shown
    assert set(os.listdir(tmp_path)) <= {"state"}
